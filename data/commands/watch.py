"""The watcher takes over after a gap in which nobody watched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, pulse
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import DeadlineRow, NotMonitored, VisitRow
from visits.permissions import Viewer
from visits.words import VisitState


@command("watch.resume")
def resume(session: Session, *, holder: str, by: Viewer, now: datetime) -> UUID | None:
    """Take the lease after a gap, and record the gap as not monitored if somebody was out or due in it.

    What fell due in it is counted here and raised by the next steps, marked late. None where nobody was out, or where
    another copy was faster.
    """
    if by is not SYSTEM:
        raise NotPermitted
    row = pulse.locked(session, holder=holder, now=now)
    if not pulse.is_free(row, holder, now) or now - row.beat_at <= pulse.GAP:
        raise Repeated(None)
    from_at = row.beat_at
    pulse.take(row, holder=holder, now=now)
    audit.note(session, from_at=from_at, to_at=now)
    late = _fell_due(session, now)
    if not late and not _anybody_out(session, from_at):
        return None
    span = NotMonitored(id=uuid7(), from_at=from_at, to_at=now, raised_late=late)
    session.add(span)
    audit.note(session, subject_id=span.id, raised_late=late)
    return span.id


def _fell_due(session: Session, now: datetime) -> int:
    """What should have been raised and was not."""
    query = select(func.count(DeadlineRow.id)).where(
        DeadlineRow.raised_at.is_(None),
        DeadlineRow.closed_at.is_(None),
        DeadlineRow.due_at <= now,
        DeadlineRow.ladder,
    )
    return session.scalar(query) or 0


def _anybody_out(session: Session, from_at: datetime) -> bool:
    """Whether somebody was out at any moment since then."""
    out = or_(VisitRow.state == VisitState.OUT, VisitRow.returned_at > from_at)
    return session.scalar(select(exists().where(VisitRow.left_at.is_not(None), out))) or False
