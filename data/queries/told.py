"""After somebody pressed danger: who is told of it by message, and the number of the office of that school."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, OutboxRow, Person, School
from data.queries.reach import holders
from visits.alerts import EMERGENCY_ACTS
from visits.permissions import Action, Viewer, schools_where
from visits.words import Role


@dataclass(frozen=True, kw_only=True)
class WhoIsTold:
    """`people` are those with a message of the alert on its way or sent, by name, with their role where they hold one."""

    school: str
    office_phone: str
    people: tuple[tuple[str, Role | None], ...]


def who_is_told(session: Session, viewer: Viewer, alert_id: UUID, *, now: datetime) -> WhoIsTold | None:
    """Who is told of an alert; None where there is none, or at a school where the viewer may raise no emergency."""
    query = (
        select(AlertRow.school_id, School.name, School.office_phone)
        .join(School, School.id == AlertRow.school_id)
        .where(AlertRow.id == alert_id, AlertRow.school_id.in_(schools_where(viewer, Action.RAISE_EMERGENCY)))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    messages = (
        select(Person.id, Person.name)
        .join(OutboxRow, OutboxRow.person_id == Person.id)
        .where(OutboxRow.alert_id == alert_id, OutboxRow.given_up_at.is_(None))
        .distinct()
        .order_by(Person.name)
    )
    order = tuple(dict.fromkeys((*EMERGENCY_ACTS, *Role)))
    roles = {c.person_id: c.role for c in holders(session, school_id=found.school_id, roles=order, at=now)}
    people = tuple((row.name, roles.get(row.id)) for row in session.execute(messages))
    return WhoIsTold(school=found.name, office_phone=found.office_phone, people=people)
