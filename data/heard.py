"""What is asked of every word before it is written down: of whom, where, when, and whether it is known already."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from data.commands.core import Invalid
from data.models import StopRow, VisitRow
from data.queries.snapshot import Loaded
from visits.words import EventKind

CLOCK_SLACK = timedelta(minutes=1)
ONE_PRESS = timedelta(seconds=5)


def named(loaded: Loaded, visitor_ids: Collection[UUID]) -> frozenset[UUID]:
    """The visitors who are spoken of, by name: at least one, and all of them on this visit."""
    named = frozenset(visitor_ids)
    if not named or not named <= {v.id for v in loaded.row.visitors}:
        raise Invalid({"visitors": "Say of whom you have word: choose at least one of the visitors."})
    return named


def stop_of(row: VisitRow, stop_id: UUID) -> StopRow:
    for stop in row.stops:
        if stop.id == stop_id:
            return stop
    raise Invalid({"stop": "That stop is not on this visit."})


def when(happened_at: datetime | None, now: datetime, *, earliest: datetime | None) -> datetime:
    """When it happened: now unless said, never in the future, never before they left."""
    if happened_at is None:
        return now
    if happened_at > now + CLOCK_SLACK:
        raise Invalid({"happened_at": "That time is still to come. Give the time at which it happened."})
    if earliest is not None and happened_at < earliest:
        raise Invalid({"happened_at": "That is before this visit left. Give the time at which it happened."})
    return min(happened_at, now)


def heard(loaded: Loaded, kind: EventKind, stop_id: UUID | None, named: frozenset[UUID]) -> bool:
    """Whether this very word is known of all of them: a button pressed twice, a form sent again."""
    same = [e for e in loaded.events if e.kind is kind and e.stop_id == stop_id]
    known = frozenset(v for e in same for v in e.visitors)
    return bool(same) and named <= known


def just_given(loaded: Loaded, minutes: int, stop_id: UUID | None, now: datetime) -> bool:
    """The same length for the same stop within five seconds is one press, not two."""
    return any(
        e.kind is EventKind.MORE_TIME
        and e.minutes == minutes
        and e.stop_id == stop_id
        and now - e.happened_at < ONE_PRESS
        for e in loaded.events
    )
