"""The only definition of what is due and of what is overdue.

`open_deadlines` is a pure function of what was authorised, what the policy asks and what has happened.
Commands keep its result in the table `deadlines`; the watcher, the board and every count read that table.
Each visitor is accounted for by name: one answering never closes the other (BT-15: attempt to contact both).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from visits.limits import Limits, limits
from visits.policy import Policy
from visits.policy_parts import CheckIn
from visits.visit import Event, Stop, Visit
from visits.words import EventKind, Stage, VisitState

_DONE_AT_STOP = frozenset({EventKind.LEAVE, EventKind.NOT_MADE})
_AT_STOP = frozenset({EventKind.ARRIVE, *_DONE_AT_STOP})
_AFTER_OUT = frozenset({VisitState.OUT, VisitState.BACK, VisitState.WRITTEN_UP})


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Word of one visitor is due by `due_at`, grace included. `ladder`: whether silence raises an alert.

    `visitor_id` is None where the deadline is the visit's own (never signed out, end of the watch); `stop_id`
    is None where it is the trip's. The four ids together name a deadline: when it moves, only `due_at`
    changes.
    """

    visit_id: UUID
    stage: Stage
    due_at: datetime
    visitor_id: UUID | None = None
    stop_id: UUID | None = None
    ladder: bool = True

    def overdue(self, now: datetime) -> bool:
        """Whether the time has come: at the deadline itself it is overdue (WH-05: no grace)."""
        return now >= self.due_at


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The school's day of the visit. None where it is not known; `closes_at` is the end of office hours."""

    closes_at: datetime | None = None
    watched_until: datetime | None = None


def open_deadlines(
    visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event]
) -> tuple[Deadline, ...]:
    """Every deadline that is still open, soonest first. Empty when nothing is awaited."""
    found: list[Deadline] = []
    if visit.state is VisitState.AUTHORISED:
        found += _depart(visit, policy)
    if visit.state is VisitState.OUT:
        for visitor in visit.visitors:
            found += _out(visit, policy, events, visitor.id)
        found += _cover(visit, calendar)
    if visit.state in _AFTER_OUT:
        found += _home(visit, policy, calendar, events)
    return tuple(sorted(found, key=lambda d: (d.due_at, d.stage, str(d.stop_id), str(d.visitor_id))))


def awaited_words(visit: Visit, policy: Policy, events: Sequence[Event]) -> tuple[tuple[Stage, UUID], ...]:
    """The calls that the policy wants without a time, still to come: (stage, stop). A soft task (FS-03)."""
    if visit.state is not VisitState.OUT:
        return ()
    soft = [c.stage for c in policy.check_ins if c.grace_minutes is None]
    heard = {(e.kind, e.stop_id) for e in events}
    awaited: list[tuple[Stage, UUID]] = []
    for stop in visit.stops:
        done = any((kind, stop.id) in heard for kind in _DONE_AT_STOP)
        if Stage.ARRIVE in soft and not done and (EventKind.ARRIVE, stop.id) not in heard:
            awaited.append((Stage.ARRIVE, stop.id))
        if Stage.LEAVE in soft and not done:
            awaited.append((Stage.LEAVE, stop.id))
    return tuple(awaited)


def is_back(visitor_id: UUID, events: Sequence[Event]) -> bool:
    """Whether word has come that this visitor, by name, is back."""
    return any(e.kind is EventKind.BACK and visitor_id in e.visitors for e in events)


def _depart(visit: Visit, policy: Policy) -> list[Deadline]:
    check_in = policy.check_in(Stage.DEPART)
    if check_in is None or check_in.grace_minutes is None:
        return []
    due_at = visit.out_at + timedelta(minutes=check_in.grace_minutes)
    return [Deadline(visit_id=visit.id, stage=Stage.DEPART, due_at=due_at, ladder=check_in.ladder)]


def _out(visit: Visit, policy: Policy, events: Sequence[Event], visitor_id: UUID) -> list[Deadline]:
    """What is awaited of one visitor who is out."""
    if is_back(visitor_id, events):
        return []
    due = _timed(visit, policy, limits(visit, policy.hours.more_time_cap_minutes, events), events, visitor_id)
    well_at = _last_well(visitor_id, events)
    if well_at is None:
        return due
    unanswered = [d for d in due if well_at < d.due_at]
    if len(unanswered) == len(due):
        return due
    return [*unanswered, *_recheck(visit, policy, events, visitor_id, well_at)]


def _timed(
    visit: Visit, policy: Policy, limit: Limits, events: Sequence[Event], visitor_id: UUID
) -> list[Deadline]:
    due: list[Deadline] = []
    arrive, leave, back = (policy.check_in(s) for s in (Stage.ARRIVE, Stage.LEAVE, Stage.BACK))
    for place, stop in enumerate(visit.stops):
        if _done(visit, place, events, visitor_id):
            continue
        if not _arrived(stop, events, visitor_id):
            due += _at(visit, arrive, limit.in_at[place], visitor_id, stop)
        due += _at(visit, leave, limit.out_at[place], visitor_id, stop)
    return due + _at(visit, back, limit.back_at, visitor_id, None)


def _at(
    visit: Visit, check_in: CheckIn | None, limit_at: datetime, visitor_id: UUID, stop: Stop | None
) -> list[Deadline]:
    if check_in is None or check_in.grace_minutes is None or check_in.out_of_hours_only:
        return []
    return [
        Deadline(
            visit_id=visit.id,
            stage=check_in.stage,
            due_at=limit_at + timedelta(minutes=check_in.grace_minutes),
            visitor_id=visitor_id,
            stop_id=stop.id if stop else None,
            ladder=check_in.ladder,
        )
    ]


def _recheck(
    visit: Visit, policy: Policy, events: Sequence[Event], visitor_id: UUID, well_at: datetime
) -> list[Deadline]:
    """Somebody who answered well after a deadline is still out: they are rung again, never left unwatched."""
    if any(e.happened_at > well_at and e.kind in _AT_STOP and visitor_id in e.visitors for e in events):
        return []
    due_at = well_at + timedelta(minutes=policy.hours.recheck_minutes)
    return [Deadline(visit_id=visit.id, stage=Stage.RECHECK, due_at=due_at, visitor_id=visitor_id)]


def _cover(visit: Visit, calendar: Calendar) -> list[Deadline]:
    if calendar.watched_until is None:
        return []
    return [Deadline(visit_id=visit.id, stage=Stage.COVER, due_at=calendar.watched_until, ladder=False)]


def _home(visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event]) -> list[Deadline]:
    """Out of hours, word on getting home safely (WH-06)."""
    check_in = policy.check_in(Stage.HOME)
    if check_in is None or check_in.grace_minutes is None:
        return []
    back_at = limits(visit, policy.hours.more_time_cap_minutes, events).back_at
    if check_in.out_of_hours_only and (calendar.closes_at is None or back_at <= calendar.closes_at):
        return []
    home = {v for e in events if e.kind is EventKind.HOME for v in e.visitors}
    due_at = back_at + timedelta(minutes=check_in.grace_minutes)
    return [
        Deadline(visit_id=visit.id, stage=Stage.HOME, due_at=due_at, visitor_id=v.id, ladder=check_in.ladder)
        for v in visit.visitors
        if v.id not in home
    ]


def _last_well(visitor_id: UUID, events: Sequence[Event]) -> datetime | None:
    times = [e.happened_at for e in events if e.kind is EventKind.WELL and visitor_id in e.visitors]
    return max(times, default=None)


def _arrived(stop: Stop, events: Sequence[Event], visitor_id: UUID) -> bool:
    return any(
        e.kind is EventKind.ARRIVE and e.stop_id == stop.id and visitor_id in e.visitors for e in events
    )


def _done(visit: Visit, place: int, events: Sequence[Event], visitor_id: UUID) -> bool:
    """Whether this visitor has left the stop: said so, or was heard of at a later one."""
    here, later = visit.stops[place].id, {s.id for s in visit.stops[place + 1 :]}
    return any(
        visitor_id in e.visitors
        and ((e.stop_id == here and e.kind in _DONE_AT_STOP) or (e.stop_id in later and e.kind in _AT_STOP))
        for e in events
    )
