"""Who has read what is kept of staff: oneself, and how many at a school have not."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from data.models import Person, PersonRole
from data.queries.people import in_force
from visits.permissions import Action, Viewer, may


def notice_read_at(session: Session, viewer: Viewer) -> datetime | None:
    """When the viewer read it; None for not yet, and for a shared board, which is nobody."""
    if viewer.person_id is None or viewer.board:
        return None
    return session.scalar(select(Person.notice_read_at).where(Person.id == viewer.person_id))


def not_read(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> int:
    """How many of a school's people have not read it; 0 for who may not manage people there."""
    if not may(viewer, Action.MANAGE_PEOPLE, school_id=school_id):
        return 0
    query = (
        select(func.count(distinct(Person.id)))
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.school_id == school_id,
            in_force(today),
            or_(Person.left_on.is_(None), Person.left_on > today),
            Person.notice_read_at.is_(None),
        )
    )
    return session.scalar(query) or 0
