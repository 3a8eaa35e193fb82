"""The watcher's pulse: the one row by which it shows that it lives, and by which one copy of several works.

A lease is short: another copy takes over within 15 s. Two copies that both believe to lead for a moment do no harm, since
raising and claiming are decided by rows under a lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from data.database import Database
from data.models import WatcherPulse

LEASE: Final = timedelta(seconds=10)
WAITED: Final = timedelta(seconds=5)
"""How old a `now` may be once a copy gets to write: a difference to another's that is larger is a clock put back."""
GAP: Final = timedelta(seconds=15)
"""Longer than this without a beat counts as not watched."""


@dataclass(frozen=True)
class Beat:
    """What came of a beat: whether this copy leads, and since when nobody beat if that is a gap to record first."""

    leads: bool
    gap_from: datetime | None = None


def beat(db: Database, *, holder: str, now: datetime, facts: dict[str, Any]) -> Beat:
    """Keep the lease, take it where it is free, or learn that another copy has it.

    After a gap nothing is written yet: the caller records it first (`data.commands.watch.resume` takes the lease too).
    """
    with db.write() as session:
        row = locked(session, holder=holder, now=now)
        if _is_anothers(row, holder, now):
            return Beat(leads=False)
        if now - row.beat_at > GAP:
            return Beat(leads=False, gap_from=row.beat_at)
        take(row, holder=holder, now=now)
        row.facts = facts
    return Beat(leads=True)


def release(db: Database, *, holder: str, now: datetime) -> None:
    """Let go of the lease on a proper stop, so that the next copy need not wait for its end."""
    with db.write() as session:
        row = locked(session, holder=holder, now=now)
        if row.holder == holder:
            row.held_until = now


def locked(session: Session, *, holder: str, now: datetime) -> WatcherPulse:
    """The pulse, held. The very first beat of an installation makes it."""
    row = session.get(WatcherPulse, 1, with_for_update=True)
    if row is None:
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
        first = insert(WatcherPulse).values(
            id=1, beat_at=now, holder=holder, held_until=now, started_at=now, facts={}
        )
        session.execute(first.on_conflict_do_nothing())
        row = session.get_one(WatcherPulse, 1, with_for_update=True)
    return row


def is_free(row: WatcherPulse, holder: str, now: datetime) -> bool:
    """Whether this copy may lead."""
    return not _is_anothers(row, holder, now)


def take(row: WatcherPulse, *, holder: str, now: datetime) -> None:
    """Lead from now on."""
    if row.holder != holder:
        row.started_at = now
    row.holder, row.beat_at, row.held_until = holder, now, now + LEASE


def _is_anothers(row: WatcherPulse, holder: str, now: datetime) -> bool:
    # A lease longer than any that is given out comes from a clock that was put back: it holds nobody off. One that is
    # longer by a little is another copy's, which beat while this one waited to write with an older `now`.
    return row.holder != holder and now < row.held_until <= now + LEASE + WAITED
