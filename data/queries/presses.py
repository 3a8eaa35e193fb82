"""Who said that somebody is in danger, and when: each press of an emergency, as the audit keeps it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.models import AlertRow, AuditRow, Person
from visits.words import LadderKind


@dataclass(frozen=True, kw_only=True)
class Press:
    """One press: by whom, and when."""

    person_id: UUID
    name: str
    at: datetime


def presses(session: Session, alert: AlertRow) -> list[Press]:
    """The presses of an emergency while it was open, the one that raised it first. None for another alert."""
    if alert.kind is not LadderKind.EMERGENCY or alert.drill:
        return []
    query = (
        select(AuditRow.at, Person.id, Person.name)
        .join(Person, Person.id == AuditRow.actor_id)
        .where(
            AuditRow.command == "alert.emergency",
            AuditRow.outcome == "change",
            AuditRow.subject_id.in_([alert.id, alert.visit_id] if alert.visit_id else [alert.id]),
            AuditRow.at >= alert.raised_at,
        )
        .order_by(AuditRow.at, AuditRow.number)
    )
    if alert.closed_at is not None:
        query = query.where(AuditRow.at <= alert.closed_at)
    return [Press(person_id=row.id, name=row.name, at=row.at) for row in session.execute(query)]


def is_named_afterwards(session: Session, alert: AlertRow) -> bool:
    """Whether somebody said afterwards which visit an emergency is about, and nobody pressed for that visit itself.

    Then it can be taken back. Once somebody has pressed for the visit, it is in danger whatever was said before.
    """
    if alert.kind is not LadderKind.EMERGENCY or alert.drill or alert.visit_id is None:
        return False
    change = AuditRow.outcome == "change", AuditRow.at >= alert.raised_at
    named = exists().where(AuditRow.command == "alert.name_visit", AuditRow.subject_id == alert.id, *change)
    pressed = exists().where(
        AuditRow.command == "alert.emergency", AuditRow.subject_id == alert.visit_id, *change
    )
    return bool(session.scalar(select(named & ~pressed)))
