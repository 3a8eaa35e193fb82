"""The times by which a trip should be through each stop, given what was authorised and what happened.

Only a named person's *more time*, within the policy's cap, moves a limit later than was authorised. Leaving,
arriving or being done early, and skipping a stop, move the later limits earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from visits.visit import Event, Stop, Visit
from visits.words import EventKind

_NONE = timedelta(0)
_DONE = frozenset({EventKind.LEAVE, EventKind.NOT_MADE})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Without any grace. `in_at` and `out_at` are in the order of the stops."""

    in_at: tuple[datetime, ...]
    out_at: tuple[datetime, ...]
    back_at: datetime


def granted(events: Sequence[Event], cap_minutes: int) -> tuple[tuple[UUID | None, timedelta], ...]:
    """What each *more time* gives, in order of time, until the cap is used up: (stop or None, length)."""
    left = cap_minutes
    given: list[tuple[UUID | None, timedelta]] = []
    for event in sorted(events, key=lambda e: e.happened_at):
        if event.kind is EventKind.MORE_TIME:
            minutes = max(0, min(event.minutes, left))
            left -= minutes
            given.append((event.stop_id, timedelta(minutes=minutes)))
    return tuple(given)


def limits(visit: Visit, cap_minutes: int, events: Sequence[Event]) -> Limits:
    """The limits of a trip as they stand after these events."""
    given = granted(events, cap_minutes)
    free_at = min(visit.out_at, _first(events, {EventKind.SIGN_OUT}) or visit.out_at)
    was_free_at, extra = visit.out_at, _NONE
    ins: list[datetime] = []
    outs: list[datetime] = []
    for stop in visit.stops:
        here = sum((length for stop_id, length in given if stop_id == stop.id), _NONE)
        in_at = min(stop.due_in_at + extra, free_at + (stop.due_in_at - was_free_at))
        extra += here
        arrived_at = _first(events, {EventKind.ARRIVE}, stop)
        stay = stop.due_out_at - stop.due_in_at
        out_at = min(stop.due_out_at + extra, (arrived_at or in_at) + stay + here)
        ins.append(in_at)
        outs.append(out_at)
        was_free_at, free_at = stop.due_out_at, _first(events, _DONE, stop) or out_at
    whole = sum((length for _, length in given), _NONE)
    on_the_way = sum((length for stop_id, length in given if stop_id is None), _NONE)
    back_at = min(visit.back_at + whole, free_at + (visit.back_at - was_free_at) + on_the_way)
    return Limits(in_at=tuple(ins), out_at=tuple(outs), back_at=back_at)


def _first(
    events: Sequence[Event], kinds: set[EventKind] | frozenset[EventKind], stop: Stop | None = None
) -> datetime | None:
    """When the first of these events happened, at that stop if one is given."""
    times = [e.happened_at for e in events if e.kind in kinds and (stop is None or e.stop_id == stop.id)]
    return min(times, default=None)
