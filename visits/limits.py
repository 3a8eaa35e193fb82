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
_OVER = _GONE | _SKIPPED
_SEEN = _ARRIVED | _GONE


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
    got there (WH-13: late on the way). Given without a stop, or for one they were through with, it is for the next, and
    after the last for the way back: whoever asks for time gets it where they are.
    """
    given = [
        (_meant_for(visit, e, events), e.happened_at, length) for e, length in granted(events, cap_minutes)
    ]
    left_at = _first(events, _LEFT)
    free_at = min(visit.out_at, left_at or visit.out_at)
    was_free_at, extra = visit.out_at, _NONE
    ins: list[datetime] = []
    outs: list[datetime] = []
    for place, stop in enumerate(visit.stops):
        here = [(at, length) for meant, at, length in given if meant == place]
        arrived_at = _first(events, _ARRIVED, stop)
        late = sum((length for at, length in here if arrived_at is None or at < arrived_at), _NONE)
        longer = sum((length for _, length in here), _NONE)
        begins_at = min(stop.due_in_at + extra, free_at + (stop.due_in_at - was_free_at))
        extra += longer
        stay = stop.due_out_at - stop.due_in_at
        out_at = min(stop.due_out_at + extra, (arrived_at or begins_at) + stay + longer)
        ins.append(begins_at + late)
        outs.append(out_at)
        was_free_at, free_at = stop.due_out_at, _free_after(stop, events, free_at) or out_at
    whole = sum((length for _, _, length in given), _NONE)
    on_the_way = sum((length for meant, _, length in given if meant is None), _NONE)
    back_at = min(visit.back_at + whole, free_at + (visit.back_at - was_free_at) + on_the_way)
    return Limits(in_at=tuple(ins), out_at=tuple(outs), back_at=back_at)


def through(visit: Visit, place: int, events: Sequence[Event]) -> bool:
    """Whether these events say that the stop at that place (from 0) is over.

    It was left or not made, or they were heard of *at* a later one. That a later one will not be made says nothing of
    this one.
    """
    here, later = visit.stops[place].id, {s.id for s in visit.stops[place + 1 :]}
    return any(
        (e.stop_id == here and e.kind in _OVER) or (e.stop_id in later and e.kind in _SEEN) for e in events
    )


def _meant_for(visit: Visit, grant: Event, events: Sequence[Event]) -> int | None:
    """The place of the stop for which time was given; None is the way back."""
    before = [e for e in events if e.happened_at <= grant.happened_at]
    named = next((place for place, stop in enumerate(visit.stops) if stop.id == grant.stop_id), 0)
    to_come = (place for place in range(named, len(visit.stops)) if not through(visit, place, before))
    return next(to_come, None)


def _free_after(stop: Stop, events: Sequence[Event], free_at: datetime) -> datetime | None:
    """When they were free for what follows the stop; None while they are not.

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
