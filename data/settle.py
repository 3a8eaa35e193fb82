"""Let a visit's alert know who has been heard of. Called by `data.refresh` whenever deadlines were worked out anew."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, DeadlineRow
from visits.words import LadderKind


def settle(session: Session, *, visit_id: UUID, now: datetime) -> None:
    """Mark the open alert of a silence as accounted for once nobody is due any more; reminders stop with it.

    The other way round is `data.commands.raising.raise_due`: a later deadline that falls due opens the matter again. An
    emergency is never settled by word alone: whoever is threatened may have to say that all is well.
    """
    alert = session.scalars(
        select(AlertRow).where(
            AlertRow.visit_id == visit_id, AlertRow.kind == LadderKind.OVERDUE, AlertRow.closed_at.is_(None)
        )
    ).one_or_none()
    if alert is not None and alert.accounted_at is None and not due_rows(session, visit_id=visit_id, now=now):
        alert.accounted_at = now
        session.flush()


def due_rows(session: Session, *, visit_id: UUID, now: datetime) -> Sequence[DeadlineRow]:
    """The visit's deadlines that have passed without the word they wait for and that a ladder answers for."""
    query = (
        select(DeadlineRow)
        .where(
            DeadlineRow.visit_id == visit_id,
            DeadlineRow.closed_at.is_(None),
            DeadlineRow.ladder,
            DeadlineRow.due_at <= now,
        )
        .order_by(DeadlineRow.due_at, DeadlineRow.name)
    )
    return session.scalars(query).all()
