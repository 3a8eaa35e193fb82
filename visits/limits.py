"""The times by which a trip should be through each stop, given what was authorised and what happened.

Only a named person's *more time*, within the policy's cap, moves a limit later than was authorised. Leaving,
arriving or being done early, and skipping a stop, move the later limits earlier. They are the trip's limits, the same
for both visitors: who is awaited for them is `visits.deadlines`' to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from visits.visit import Event, Stop, Visit
from visits.words import EventKind

_NONE = timedelta(0)
_LEFT = frozenset({EventKind.SIGN_OUT, EventKind.LEAVE_UNAUTHORISED})
_ARRIVED = frozenset({EventKind.ARRIVE})
_GONE = frozenset({EventKind.LEAVE})
_SKIPPED = frozenset({EventKind.NOT_MADE})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Without any grace. `in_at` and `out_at` are in the order of the stops."""

    in_at: tuple[datetime, ...]
    out_at: tuple[datetime, ...]
    back_at: datetime


def granted(events: Sequence[Event], cap_minutes: int) -> tuple[tuple[Event, timedelta], ...]:
    """Each *more time* and what it gives, in order of time, until the policy's cap is used up.

    Two of the same moment are put in an order of their own, so that it never matters which was entered first.
    """
    asked = [e for e in events if e.kind is EventKind.MORE_TIME]
    left = cap_minutes
    given: list[tuple[Event, timedelta]] = []
    for event in sorted(asked, key=lambda e: (e.happened_at, str(e.stop_id), e.minutes)):
        minutes = max(0, min(event.minutes, left))
        left -= minutes
        given.append((event, timedelta(minutes=minutes)))
    return tuple(given)


def limits(visit: Visit, cap_minutes: int, events: Sequence[Event]) -> Limits:
    """The limits of a trip as they stand after these events.

    *More time* for a stop moves that stop's end and all that follows, and its beginning too if it was given before they
    got there (WH-13: late on the way). Without a stop it is for the way back.
    """
    given = granted(events, cap_minutes)
    left_at = _first(events, _LEFT)
    free_at = min(visit.out_at, left_at or visit.out_at)
    was_free_at, extra = visit.out_at, _NONE
    ins: list[datetime] = []
    outs: list[datetime] = []
    for stop in visit.stops:
        here = [(e.happened_at, length) for e, length in given if e.stop_id == stop.id]
        arrived_at = _first(events, _ARRIVED, stop)
        late = sum((length for at, length in here if arrived_at is None or at < arrived_at), _NONE)
        longer = sum((length for _, length in here), _NONE)
        in_at = late + min(stop.due_in_at + extra, free_at + (stop.due_in_at - was_free_at))
        extra += longer
        stay = stop.due_out_at - stop.due_in_at
        out_at = min(stop.due_out_at + extra, (arrived_at or in_at) + stay + longer)
        ins.append(in_at)
        outs.append(out_at)
        was_free_at, free_at = stop.due_out_at, _through(stop, events, free_at) or out_at
    whole = sum((length for _, length in given), _NONE)
    on_the_way = sum((length for e, length in given if e.stop_id is None), _NONE)
    back_at = min(visit.back_at + whole, free_at + (visit.back_at - was_free_at) + on_the_way)
    return Limits(in_at=tuple(ins), out_at=tuple(outs), back_at=back_at)


def _through(stop: Stop, events: Sequence[Event], free_at: datetime) -> datetime | None:
    """When they were through with the stop; None while they are not.

    That a stop will not be made can be said long before: they are free for the next when the one before it ends.
    """
    left_at = _first(events, _GONE, stop)
    if left_at is not None:
        return left_at
    skipped_at = _first(events, _SKIPPED, stop)
    return None if skipped_at is None else max(skipped_at, free_at)


def _first(events: Sequence[Event], kinds: frozenset[EventKind], stop: Stop | None = None) -> datetime | None:
    """When the first of these events happened, at that stop if one is given."""
    times = [e.happened_at for e in events if e.kind in kinds and (stop is None or e.stop_id == stop.id)]
    return min(times, default=None)
