"""The shared boards that stand open, for whoever may end them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.models import Person, School, SignIn
from visits.permissions import Action, Viewer, schools_where


@dataclass(frozen=True, kw_only=True)
class OpenBoard:
    """A browser that is a school's board. `seen_at` is when it last asked for something, to the minute."""

    id: UUID
    school: str
    device: str
    opened_by: str
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime


def open_boards(session: Session, viewer: Viewer, *, now: datetime) -> list[OpenBoard]:
    """The boards that the viewer opened or may end at their schools, the newest first."""
    if viewer.board or viewer.person_id is None:
        return []
    ends = SignIn.board_school_id.in_(schools_where(viewer, Action.END_BOARD))
    query = (
        select(SignIn, School.name, Person.name)
        .join(School, School.id == SignIn.board_school_id)
        .join(Person, Person.id == SignIn.opened_by_id)
        .where(or_(ends, SignIn.opened_by_id == viewer.person_id))
        .where(SignIn.revoked_at.is_(None), SignIn.ends_at > now)
        .order_by(SignIn.made_at.desc(), SignIn.id)
    )
    return [
        OpenBoard(
            id=row.id,
            school=school,
            device=row.device,
            opened_by=opener,
            opened_at=row.made_at,
            seen_at=row.used_at,
            ends_at=row.ends_at,
        )
        for row, school, opener in session.execute(query)
    ]
