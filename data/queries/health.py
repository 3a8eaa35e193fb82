"""How the watcher and the messages are doing: figures without a person, a family or a school in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import DeadlineRow, OutboxRow, WatcherPulse

STALE_S = 15.0
"""A watcher that has not answered for longer watches nobody."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """`watcher_age_s` is None when no watcher has ever answered; the other figures are 0 when nothing waits.

    `watcher_lag_s`: for how long the oldest deadline that is due has waited for the watcher to take it up.
    `outbox_age_s`: for how long the oldest message has waited that could have been sent.
    """

    watcher_age_s: float | None
    watcher_lag_s: float
    overdue_now: int
    outbox_waiting: int
    outbox_age_s: float

    @property
    def watched(self) -> bool:
        return self.watcher_age_s is not None and self.watcher_age_s <= STALE_S


def watcher_age_s(session: Session, *, now: datetime) -> float | None:
    """The seconds since the watcher last answered; None when it never has."""
    return _age_s(session.scalar(select(func.max(WatcherPulse.beat_at))), now)


def health(session: Session, *, now: datetime) -> Health:
    """All figures, read at one moment."""
    overdue = (DeadlineRow.closed_at.is_(None), DeadlineRow.due_at <= now, DeadlineRow.ladder)
    to_send = (
        OutboxRow.delivered_at.is_(None),
        OutboxRow.given_up_at.is_(None),
        OutboxRow.not_before <= now,
    )
    waiting, oldest_at = session.execute(
        select(func.count(), func.min(OutboxRow.made_at)).where(*to_send)
    ).one()
    untaken_at = session.scalar(
        select(func.min(DeadlineRow.due_at)).where(*overdue, DeadlineRow.raised_at.is_(None))
    )
    return Health(
        watcher_age_s=watcher_age_s(session, now=now),
        watcher_lag_s=_age_s(untaken_at, now) or 0.0,
        overdue_now=session.scalar(select(func.count(DeadlineRow.visit_id.distinct())).where(*overdue)) or 0,
        outbox_waiting=waiting,
        outbox_age_s=_age_s(oldest_at, now) or 0.0,
    )


def _age_s(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else max(0.0, (now - at).total_seconds())
