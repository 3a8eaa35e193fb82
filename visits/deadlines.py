"""The only definition of what is due and of what is overdue.

`open_deadlines` is a pure function of what was authorised, what the policy asks and what has happened.
Commands keep its result in the table `deadlines`; the watcher, the board and every count read that table.
Each visitor is accounted for by name: one answering never closes the other (BT-15: attempt to contact both).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from visits.limits import limits, through
from visits.policy import Policy
from visits.policy_parts import CheckIn
from visits.visit import Event, Stop, Visit
from visits.words import EventKind, Stage, VisitState

_BACK = frozenset({EventKind.BACK, EventKind.ALL_BACK, EventKind.LOG_ENDED})
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
    """The school's day of the visit. None where it is not known; `closes_at` is the end of office hours.

    On a day that is not open every hour is out of hours, whatever `closes_at` says.
    """

    open_day: bool = True
    closes_at: datetime | None = None
    watched_until: datetime | None = None


def open_deadlines(
    visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event]
) -> tuple[Deadline, ...]:
    """Every deadline that is still open, soonest first. Empty when nothing is awaited."""
    events = this_trip(events)
    found: list[Deadline] = []
    if visit.state is VisitState.AUTHORISED:
        found += _depart(visit, policy)
    if visit.state is VisitState.OUT:
        for visitor in visit.visitors:
            found += _out(visit, policy, calendar, events, visitor.id)
        found += _cover(visit, calendar)
    if visit.state in _AFTER_OUT:
        found += _home(visit, policy, calendar, events)
    return tuple(sorted(found, key=lambda d: (d.due_at, d.stage, str(d.stop_id), str(d.visitor_id))))


def awaited_words(visit: Visit, policy: Policy, events: Sequence[Event]) -> tuple[tuple[Stage, UUID], ...]:
    """The calls that the policy wants without a time, still to come: (stage, stop). A soft task (FS-03)."""
    if visit.state is not VisitState.OUT:
        return ()
    events = this_trip(events)
    soft = [c.stage for c in policy.check_ins if c.grace_minutes is None]
    arrived = {e.stop_id for e in events if e.kind is EventKind.ARRIVE}
    awaited: list[tuple[Stage, UUID]] = []
    for place, stop in enumerate(visit.stops):
        if through(visit, place, events):
            continue
        if Stage.ARRIVE in soft and stop.id not in arrived:
            awaited.append((Stage.ARRIVE, stop.id))
        if Stage.LEAVE in soft:
            awaited.append((Stage.LEAVE, stop.id))
    return tuple(awaited)


def is_back(visitor_id: UUID, events: Sequence[Event]) -> bool:
    """Whether word has come that this visitor, by name, is back."""
    return _last(EventKind.BACK, visitor_id, events) is not None


def this_trip(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events since they were last back, if they have left again after that; else all of them.

    What was heard before they came back closes nothing of a trip that goes on or is made again.
    """
    left_at = max((e.happened_at for e in events if e.kind is EventKind.LEAVE_UNAUTHORISED), default=None)
    if left_at is None:
        return tuple(events)
    back_at = max(
        (e.happened_at for e in events if e.kind in _BACK and e.happened_at <= left_at), default=None
    )
    if back_at is None:
        return tuple(events)
    return tuple(e for e in events if e.happened_at > back_at or e.kind is EventKind.LEAVE_UNAUTHORISED)


def _depart(visit: Visit, policy: Policy) -> list[Deadline]:
    check_in = policy.check_in(Stage.DEPART)
    if check_in is None or check_in.grace_minutes is None:
        return []
    due_at = visit.out_at + timedelta(minutes=check_in.grace_minutes)
    return [Deadline(visit_id=visit.id, stage=Stage.DEPART, due_at=due_at, ladder=check_in.ladder)]


def _out(
    visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event], visitor_id: UUID
) -> list[Deadline]:
    """What is awaited of one visitor who is out.

    Answering well quiets what was due by then, and so does a stand-down that names them: somebody said that they know
    them safe. While any of that is still unmet they are rung again, never left unwatched: word of leaving a stop late
    ends the wait for that stop and for nothing else.
    """
    if is_back(visitor_id, events):
        return []
    due = _timed(visit, policy, calendar, events, visitor_id)
    quiet = (EventKind.WELL, EventKind.STAND_DOWN)
    quiet_at = max((at for kind in quiet if (at := _last(kind, visitor_id, events))), default=None)
    if quiet_at is None:
        return due
    unanswered = [d for d in due if quiet_at < d.due_at]
    if len(unanswered) == len(due):
        return due
    again_at = quiet_at + timedelta(minutes=policy.hours.recheck_minutes)
    again = Deadline(visit_id=visit.id, stage=Stage.RECHECK, due_at=again_at, visitor_id=visitor_id)
    return [*unanswered, again]


def _timed(
    visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event], visitor_id: UUID
) -> list[Deadline]:
    """A deadline for each call with a time that this visitor has not made."""
    limit = limits(visit, policy.hours.more_time_cap_minutes, events)
    own = [e for e in events if visitor_id in e.visitors]
    to_come: list[tuple[Stage, datetime, UUID | None]] = []
    for place, stop in enumerate(visit.stops):
        if through(visit, place, own):
            continue
        if not _arrived(stop, events, visitor_id):
            to_come.append((Stage.ARRIVE, limit.in_at[place], stop.id))
        to_come.append((Stage.LEAVE, limit.out_at[place], stop.id))
    to_come.append((Stage.BACK, limit.back_at, None))
    return [
        Deadline(
            visit_id=visit.id,
            stage=stage,
            due_at=limit_at + timedelta(minutes=check_in.grace_minutes),
            visitor_id=visitor_id,
            stop_id=stop_id,
            ladder=check_in.ladder,
        )
        for stage, limit_at, stop_id in to_come
        if (check_in := policy.check_in(stage)) is not None
        and check_in.grace_minutes is not None
        and _at_that_hour(check_in, calendar, limit_at)
    ]


def _at_that_hour(check_in: CheckIn, calendar: Calendar, limit_at: datetime) -> bool:
    """Whether the check-in is asked for at that time; where office hours are not known, only the always asked."""
    if not check_in.out_of_hours_only:
        return True
    return not calendar.open_day or (calendar.closes_at is not None and limit_at > calendar.closes_at)


def _cover(visit: Visit, calendar: Calendar) -> list[Deadline]:
    if calendar.watched_until is None:
        return []
    due_at = calendar.watched_until.astimezone(UTC)
    return [Deadline(visit_id=visit.id, stage=Stage.COVER, due_at=due_at, ladder=False)]


def _home(visit: Visit, policy: Policy, calendar: Calendar, events: Sequence[Event]) -> list[Deadline]:
    """Out of hours, word on getting home safely (WH-06). Who was back at school within hours owes none.

    A stand-down that names them once they were back ends the wait: somebody said that they know them safe.
    """
    check_in = policy.check_in(Stage.HOME)
    if check_in is None or check_in.grace_minutes is None:
        return []
    limit_at = limits(visit, policy.hours.more_time_cap_minutes, events).back_at
    grace = timedelta(minutes=check_in.grace_minutes)
    found: list[Deadline] = []
    for visitor in visit.visitors:
        came_at = _last(EventKind.BACK, visitor.id, events) if is_back(visitor.id, events) else None
        stood_at = _last(EventKind.STAND_DOWN, visitor.id, events)
        if came_at is not None and stood_at is not None and stood_at >= came_at:
            continue
        back_at = min(limit_at, came_at or limit_at)
        if _last(EventKind.HOME, visitor.id, events) or not _at_that_hour(check_in, calendar, back_at):
            continue
        due = Deadline(
            visit_id=visit.id,
            stage=Stage.HOME,
            due_at=limit_at + grace,
            visitor_id=visitor.id,
            ladder=check_in.ladder,
        )
        found.append(due)
    return found


def _last(kind: EventKind, visitor_id: UUID, events: Sequence[Event]) -> datetime | None:
    """When the visitor was last named in an event of that kind."""
    times = [e.happened_at for e in events if e.kind is kind and visitor_id in e.visitors]
    return max(times, default=None)


def _arrived(stop: Stop, events: Sequence[Event], visitor_id: UUID) -> bool:
    return any(
        e.kind is EventKind.ARRIVE and e.stop_id == stop.id and visitor_id in e.visitors for e in events
    )
