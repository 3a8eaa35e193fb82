"""Whom to remind now, before anybody else is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from data.models import AlertRow, DeadlineRow
from visits.words import LadderKind


def nudge_query(now: datetime, limit: int) -> Select[UUID]:
    """Read by the partial index `ix_deadlines_nudge`."""
    return (
        select(DeadlineRow.id)
        .where(
            DeadlineRow.closed_at.is_(None), DeadlineRow.nudge_at.is_not(None), DeadlineRow.nudge_at <= now
        )
        .order_by(DeadlineRow.nudge_at)
        .limit(limit)
    )


def to_nudge(session: Session, *, now: datetime, limit: int) -> Sequence[UUID]:
    """The deadlines whose visitors are to be reminded now, the longest due first."""
    return session.scalars(nudge_query(now, limit)).all()


def could_expose(session: Session, *, school_id: UUID, visit_id: UUID) -> bool:
    """Whether an emergency is open that is this visit's, or that may be: nobody knows yet of whom it is."""
    query = select(
        exists().where(
            AlertRow.school_id == school_id,
            AlertRow.kind == LadderKind.EMERGENCY,
            AlertRow.closed_at.is_(None),
            AlertRow.drill.is_(False),
            or_(AlertRow.visit_id == visit_id, AlertRow.visit_id.is_(None)),
        )
    )
    return bool(session.scalar(query))
