"""The deadlines that past visits had, each closed by the word that met it: worked out by the rules, as for any visit."""

from datetime import datetime

from data.demo.alarms import Alarm
from data.demo.trip import Trip
from data.models import DeadlineRow
from data.refresh import name_of
from visits.deadlines import Calendar, Deadline, open_deadlines
from visits.words import EventKind, Stage, VisitState

MEETS = {
    Stage.ARRIVE: frozenset({EventKind.ARRIVE, EventKind.LEAVE, EventKind.NOT_MADE}),
    Stage.LEAVE: frozenset({EventKind.LEAVE, EventKind.NOT_MADE}),
    Stage.HOME: frozenset({EventKind.HOME}),
}


def due_back(trip: Trip) -> datetime:
    """When word of being back is due, grace included, of somebody who has kept to the plan so far."""
    open_now = open_deadlines(
        trip.seen_by_the_rules(VisitState.OUT), trip.school.policy, _calendar(trip), trip.events
    )
    return next(d.due_at for d in open_now if d.stage is Stage.BACK)


def keep_deadlines(trip: Trip, alarm: Alarm | None) -> None:
    """Every deadline that the visit had when it was authorised and when it left, as they were closed."""
    found: list[Deadline] = []
    if "authorised_at" in trip.more:
        found += open_deadlines(
            trip.seen_by_the_rules(VisitState.AUTHORISED), trip.school.policy, _calendar(trip), ()
        )
    if (left_at := trip.more.get("left_at")) is not None and not trip.more.get("retrospective"):
        gone = [e for e in trip.events if e.happened_at <= left_at]
        found += open_deadlines(
            trip.seen_by_the_rules(VisitState.OUT), trip.school.policy, _calendar(trip), gone
        )
    for deadline in found:
        silent = alarm is not None and deadline.stage is Stage.BACK
        trip.made.add(
            DeadlineRow,
            trip.more.get("left_at") or trip.more["authorised_at"],
            school_id=trip.school.id,
            visit_id=trip.id,
            name=name_of(deadline),
            stage=deadline.stage,
            stop_id=deadline.stop_id,
            visitor_id=deadline.visitor_id,
            due_at=deadline.due_at,
            ladder=deadline.ladder,
            raised_at=alarm.raised_at if alarm and silent else None,
            closed_at=_heard_at(trip, deadline, alarm) if alarm and silent else _met_at(trip, deadline),
            alert_id=alarm.id if alarm and silent else None,
            set_aside_until=None,
        )


def _heard_at(trip: Trip, deadline: Deadline, alarm: Alarm) -> datetime:
    """When word came of somebody who was rung: the call that accounted for everybody, else that they were back."""
    back_at = _met_at(trip, deadline)
    return min(back_at, alarm.accounted_at) if alarm.accounted_at else back_at


def _met_at(trip: Trip, deadline: Deadline) -> datetime:
    """When the word came; whoever was back met whatever else was open."""
    ends_at: datetime = trip.more.get("returned_at") or max(e.happened_at for e in trip.events)
    if deadline.stage is Stage.DEPART:
        return trip.more.get("left_at") or ends_at
    kinds = MEETS.get(deadline.stage, frozenset({EventKind.BACK}))
    met = [
        e.happened_at
        for e in trip.events
        if e.kind in kinds and e.stop_id == deadline.stop_id and deadline.visitor_id in e.visitors
    ]
    return min(met, default=ends_at)


def _calendar(trip: Trip) -> Calendar:
    facts = trip.facts
    return Calendar(open_day=facts.open_day, closes_at=facts.closes_at, watched_until=facts.watched_until)
