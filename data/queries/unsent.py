"""Messages that their channel does not take, so that another way or another person is to be tried as well."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from data.models import AlertRow, AlertStepRow, OutboxRow
from data.outbox import WAY_CODE

TRIES: Final = 3
PATIENCE: Final = timedelta(seconds=20)
"""Tried so often, or for so long, without being taken: somebody else is to know of it by now."""


def unsent_query(now: datetime, limit: int) -> Select[UUID]:
    """Read by the partial index of what is to be sent: nearly always nothing.

    Of a step only while it waits for somebody: nobody is told of one that is over, or that somebody has acknowledged.
    A code is for the one address that it is to confirm.
    """
    asked = and_(
        AlertStepRow.ended_at.is_(None),
        AlertStepRow.remind_at.is_not(None),
        AlertRow.closed_at.is_(None),
        AlertRow.accounted_at.is_(None),
    )
    return (
        select(OutboxRow.id)
        .outerjoin(AlertStepRow, AlertStepRow.id == OutboxRow.step_id)
        .outerjoin(AlertRow, AlertRow.id == AlertStepRow.alert_id)
        .where(
            OutboxRow.delivered_at.is_(None),
            OutboxRow.given_up_at.is_(None),
            OutboxRow.passed_on_at.is_(None),
            OutboxRow.topic != WAY_CODE,
            OutboxRow.attempts > 0,
            or_(OutboxRow.attempts >= TRIES, OutboxRow.made_at <= now - PATIENCE),
            or_(OutboxRow.step_id.is_(None), asked),
        )
        .order_by(OutboxRow.made_at)
        .limit(limit)
    )


def unsent(session: Session, *, now: datetime, limit: int) -> Sequence[UUID]:
    """The messages to pass on now, the oldest first."""
    return session.scalars(unsent_query(now, limit)).all()
