"""That a school is closed today, who said so, and who is out there in an emergency: for the page Watch and the board."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, AuditRow, Closure, Person, School
from data.queries.calendar import local_at, local_day
from visits.words import LadderKind

CLOSED_TODAY: Final = "closed_today"
"""The kind of a closure that somebody pressed on the day itself; others stand in the calendar."""
_CLOSED, _OPENED = "school.closed_today", "school.open_again"


@dataclass(frozen=True, kw_only=True)
class ClosedToday:
    """A school that somebody closed for today. `by_name` and `at` are None where the audit does not say."""

    school_id: UUID
    school: str
    timezone: str
    reason: str
    by_name: str | None
    at: datetime | None


def closed_today(session: Session, school_ids: Iterable[UUID], *, now: datetime) -> list[ClosedToday]:
    """Those of the schools that were closed for today, by name. For whoever has asked before who may see them."""
    schools = session.scalars(select(School).where(School.id.in_(school_ids)).order_by(School.name)).all()
    found = []
    for school in schools:
        row = closure_of_today(session, school, now=now)
        if row is not None:
            by_name, at = _said(session, school, now)
            found.append(
                ClosedToday(
                    school_id=school.id,
                    school=school.name,
                    timezone=school.timezone,
                    reason=row.note,
                    by_name=by_name,
                    at=at,
                )
            )
    return found


def closure_of_today(session: Session, school: School, *, now: datetime) -> Closure | None:
    """The closure that somebody pressed today; None where the school is open, or was closed beforehand."""
    today = local_day(school, now)
    query = select(Closure).where(
        Closure.school_id == school.id, Closure.kind == CLOSED_TODAY, Closure.starts_on == today
    )
    return session.scalars(query.limit(1)).first()


def not_to_ring(session: Session, school_id: UUID, visit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the school's visits that are in an open emergency: a call could betray who hides or pretends (no script
    rings back). All of them while nobody knows of whom the emergency is. For whoever has asked before who may."""
    query = select(AlertRow.visit_id).where(
        AlertRow.school_id == school_id,
        AlertRow.kind == LadderKind.EMERGENCY,
        ~AlertRow.drill,
        AlertRow.closed_at.is_(None),
    )
    found = set(session.scalars(query))
    return frozenset(visit_ids) if None in found else frozenset(v for v in visit_ids if v in found)


def _said(session: Session, school: School, now: datetime) -> tuple[str | None, datetime | None]:
    """Who closed it and when: the first who did since it was last opened again."""
    query = (
        select(AuditRow.command, AuditRow.at, Person.name)
        .outerjoin(Person, Person.id == AuditRow.actor_id)
        .where(
            AuditRow.subject_id == school.id,
            AuditRow.command.in_((_CLOSED, _OPENED)),
            AuditRow.outcome == "change",
            AuditRow.at >= local_at(school, local_day(school, now), time.min),
        )
        .order_by(AuditRow.at, AuditRow.number)
    )
    found: tuple[str | None, datetime | None] = (None, None)
    for entry in session.execute(query):
        if entry.command == _OPENED:
            found = (None, None)
        elif found[1] is None:
            found = (entry.name, entry.at)
    return found
