"""How the watcher and the messages are doing: figures without a person, a family or a school in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from data.queries.watch import outbox_age_s, overdue_now, ping_answers, raise_lag_s, watcher_age_s

STALE_S: Final = 9.0
"""A watcher that has not answered for longer watches nobody. With the time until a page renews its head, 15 s at most."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """`watcher_age_s` is None when no watcher has ever answered; the other figures are 0 when nothing waits.

    `watcher_lag_s`: for how long the oldest deadline that is due has waited for the watcher to take it up.
    `outbox_age_s`: for how long the oldest message has waited to be sent.
    `ping_answers`: whether the outside watch answered the last time; None where none is set or asked yet.
    """

    watcher_age_s: float | None
    watcher_lag_s: float
    overdue_now: int
    outbox_age_s: float
    ping_answers: bool | None


def health(session: Session, *, now: datetime) -> Health:
    """All figures, read at one moment."""
    return Health(
        watcher_age_s=watcher_age_s(session, now=now),
        watcher_lag_s=raise_lag_s(session, now=now),
        overdue_now=overdue_now(session, now=now),
        outbox_age_s=outbox_age_s(session, now=now),
        ping_answers=ping_answers(session),
    )


def is_watched(age_s: float | None) -> bool:
    """Whether a watcher that last answered so long ago still watches."""
    return age_s is not None and age_s <= STALE_S
