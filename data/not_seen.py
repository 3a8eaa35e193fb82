"""A word says that a pupil was not seen: where the school has turned it on, it raises an alert with that word."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.alerts import Alert, begin_step, held, repeat_step
from data.models import AlertRow, School, StopRow, VisitRow
from visits.labels import OUTCOME_WORDS
from visits.not_seen import newly_not_seen
from visits.words import LadderKind, StopOutcome

NEWS_FOR: Final = timedelta(hours=24)
"""A visit that is written up later than this after it was to end is no news: somebody has long acted on it, or not."""


def raise_if_not_seen(
    session: Session, visit: VisitRow, stop: StopRow, *, before: StopOutcome | None, now: datetime
) -> None:
    """Raise the second ladder for the visit, in this transaction, if this word is the first to say so of the stop.

    One alert a visit is open at a time: a second stop of the trip joins it, and its people are told anew where they had
    been quietened. The visit is held by whoever calls.
    """
    if not newly_not_seen(before, stop.outcome) or now - visit.back_at > NEWS_FOR:
        return
    if not session.get_one(School, visit.school_id).not_seen_on:
        return
    there = select(AlertRow.id).where(
        AlertRow.visit_id == visit.id,
        AlertRow.kind == LadderKind.PUPIL_NOT_SEEN,
        AlertRow.closed_at.is_(None),
    )
    alert_id = session.scalar(there)
    alert = held(session, alert_id or _new(session, visit, now))
    how = OUTCOME_WORDS[stop.outcome].lower() if stop.outcome else ""
    alert.row.heard = "; ".join(part for part in (alert.row.heard, f"stop {stop.position}: {how}") if part)
    _tell(session, alert, now)
    audit.note(session, not_seen=alert.row.id)


def _new(session: Session, visit: VisitRow, now: datetime) -> UUID:
    row = AlertRow(
        id=uuid7(),
        school_id=visit.school_id,
        visit_id=visit.id,
        kind=LadderKind.PUPIL_NOT_SEEN,
        due_at=now,
        raised_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def _tell(session: Session, alert: Alert, now: datetime) -> None:
    """Begin the steps, also where they had ended; tell the people of an open step again if they were quiet."""
    alert.row.accounted_at = None
    if alert.step is None:
        begin_step(session, alert, alert.ladder.steps[0], now)
    elif alert.step.remind_at is None:
        repeat_step(session, alert, alert.step, now)
