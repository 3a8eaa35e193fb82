"""What became of a made-up visit: asked for, let go or not, out, at each stop, back."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from data.demo import texts
from data.demo.schools import END, LONDON
from data.demo.staff import MadePerson
from data.demo.trip import StopStory, Trip
from visits.compliance import authoriser_roles, is_out_of_hours
from visits.words import EventKind, Role, Stage, StopOutcome, Via, VisitKind, VisitState

MINUTE: Final = timedelta(minutes=1)
OUTCOMES: Final = {
    StopOutcome.SEEN: 52.0,
    StopOutcome.ADULT_ONLY: 15.0,
    StopOutcome.NOBODY_IN: 15.0,
    StopOutcome.AT_THE_DOOR: 8.0,
    StopOutcome.REFUSED: 5.0,
    StopOutcome.NOT_MADE: 2.5,
    StopOutcome.REMOTELY: 1.5,
    StopOutcome.STOPPED_ON_SAFETY: 1.0,
}
MEETS: Final = frozenset({StopOutcome.SEEN, StopOutcome.ADULT_ONLY, StopOutcome.AT_THE_DOOR})
TURNED_BACK: Final = frozenset({StopOutcome.NOT_MADE, StopOutcome.STOPPED_ON_SAFETY})
SHORT: Final = 0.3
"""The share of a planned stay that is taken where nobody is met."""


def ask(trip: Trip) -> None:
    """Somebody asks for it."""
    trip.happen(EventKind.REQUEST, trip.created_at, trip.planner, "visit.log", via=Via.FORM)


def authorise(trip: Trip, deputy: MadePerson | None = None) -> bool:
    """Somebody who may lets it go; False when nobody who may is there. `deputy` stands in for them that week."""
    at = trip.created_at + min(
        timedelta(minutes=trip.made.dice.randint(4, 90)), (trip.plan.out_at - trip.created_at) * 0.7
    )
    by = deputy if deputy and deputy.id not in trip.own_people else _authoriser(trip, at)
    if by is None:
        return False
    trip.happen(EventKind.AUTHORISE, at, by, "visit.authorise", state=VisitState.AUTHORISED)
    trip.more |= {"authorised_at": at, "authorised_by_id": by.id, "authorised_as_delegate": by is deputy}
    return True


def _authoriser(trip: Trip, at: datetime) -> MadePerson | None:
    late = is_out_of_hours(trip.plan, trip.school.policy, trip.facts, now=at, tz=LONDON)
    roles = authoriser_roles(trip.school.policy, out_of_hours=late)
    people = [
        p
        for p in trip.staff.with_role(roles, at.astimezone(LONDON).date())
        if p.id not in trip.own_people and p is not trip.planner
    ]
    return trip.made.one(people) if people else None


def decline(trip: Trip) -> None:
    """The answer is no, with a reason."""
    at = trip.created_at + timedelta(minutes=trip.made.dice.randint(5, 20))
    by = _authoriser(trip, at) or trip.staff.with_role((Role.HEADTEACHER,), at.date())[0]
    why = texts.words(trip.made, "declined")
    trip.happen(EventKind.DECLINE, at, by, "visit.decline", note=why, state=VisitState.DECLINED)
    trip.more |= {"declined_reason": why}


def cancel(trip: Trip) -> None:
    """Nobody needs to go after all."""
    at = trip.plan.out_at - timedelta(minutes=trip.made.dice.randint(3, 15))
    why = texts.words(trip.made, "cancelled")
    trip.happen(EventKind.CANCEL, at, trip.planner, "visit.cancel", note=why, state=VisitState.CANCELLED)


def log_ended(trip: Trip) -> None:
    """It has been, and is written down afterwards."""
    entered_at = trip.plan.back_at + timedelta(minutes=trip.made.dice.randint(30, 300))
    trip.created_at = min(entered_at, END)
    trip.happen(
        EventKind.LOG_ENDED,
        trip.plan.back_at,
        trip.planner,
        "visit.log_ended",
        entered_at=trip.created_at,
        via=Via.FORM,
        state=VisitState.BACK,
    )
    trip.stories = [_story(trip, _outcome(trip), s.due_in_at, s.due_out_at) for s in trip.plan.stops]
    trip.more |= {
        "retrospective": True,
        "unauthorised": True,
        "left_at": trip.plan.out_at,
        "returned_at": trip.plan.back_at,
    }


def leave(trip: Trip, *, authorised: bool) -> datetime:
    """They sign out a little early or on time; or are gone before anybody said yes. Returns when."""
    office = reception(trip)
    if authorised:
        after = trip.more["authorised_at"] - trip.plan.out_at
        early = timedelta(minutes=-trip.made.dice.randint(0, 6))
        at = trip.plan.out_at + max(early, after + MINUTE) if after < timedelta(0) else trip.plan.out_at
        kind, command = EventKind.SIGN_OUT, "word.sign_out"
    else:
        at = trip.plan.out_at
        kind, command = EventKind.LEAVE_UNAUTHORISED, "visit.left_before_authorised"
        trip.more |= {"unauthorised": True}
    trip.happen(kind, at, office, command, visitors=trip.everybody, state=VisitState.OUT)
    trip.more |= {"left_at": at, "last_word_at": at}
    return at


def visit_stops(trip: Trip, left_at: datetime, *, to_plan: bool = False) -> datetime:
    """From stop to stop, each a little shorter than planned; `to_plan` keeps to the minute. Returns when the last ends.

    Whoever is early is expected earlier at the next, so no drive and no stay is ever longer than planned.
    """
    at, was_at = left_at, trip.plan.out_at
    for stop in trip.plan.stops:
        drive, stay = stop.due_in_at - was_at, stop.due_out_at - stop.due_in_at
        outcome = _outcome(trip)
        if not to_plan:
            drive *= trip.made.dice.uniform(0.7, 1.0)
            stay *= trip.made.dice.uniform(0.5, 1.0) if outcome in MEETS else SHORT
        arrived_at = _whole(at + drive)
        story = _story(trip, outcome, arrived_at, _whole(arrived_at + stay))
        trip.stories.append(story)
        _word_of_stop(trip, story, stop.id)
        at, was_at = story.left_at, stop.due_out_at
    return at


def drive_back(trip: Trip, at: datetime) -> datetime:
    """When they are back from the last stop."""
    drive = trip.plan.back_at - trip.plan.stops[-1].due_out_at
    return _whole(at + drive * trip.made.dice.uniform(0.6, 1.0))


def _whole(at: datetime) -> datetime:
    """On the minute, as people say it."""
    return at.replace(second=0, microsecond=0)


def more_time(trip: Trip, gone_at: datetime, back_at: datetime) -> datetime:
    """Somebody at school gives some minutes on the way back, and they are used. Returns when they are back now."""
    minutes = trip.made.one((10, 15, 20, 30))
    trip.happen(
        EventKind.MORE_TIME,
        gone_at + MINUTE,
        reception(trip),
        "word.more_time",
        via=Via.CALL,
        minutes=minutes,
        note=texts.words(trip.made, "more_time_notes"),
    )
    return back_at + timedelta(minutes=trip.made.dice.randint(2, minutes))


def come_back(trip: Trip, at: datetime) -> None:
    """Back at school, mostly together; one of the two may have rung in from home."""
    office = reception(trip)
    ids = [v.id for v in trip.plan.visitors if v.id is not None]
    apart = len(ids) > 1 and trip.made.chance(0.12)
    groups = [frozenset({i}) for i in ids] if apart else [frozenset(ids)]
    for place, group in enumerate(groups):
        last = place == len(groups) - 1
        when = at if last else at - MINUTE
        via = Via.CALL if apart and not last else Via.BOARD
        state = VisitState.BACK if last else None
        trip.happen(EventKind.BACK, when, office, "word.back", via=via, visitors=group, state=state)
    trip.more |= {"returned_at": at, "last_word_at": at}
    _say_home(trip, at)


def _say_home(trip: Trip, back_at: datetime) -> None:
    """Out of hours the policy may want word of being home (WH-06)."""
    check_in = trip.school.policy.check_in(Stage.HOME)
    if check_in is None or (check_in.out_of_hours_only and not _late(trip, back_at)):
        return
    at = back_at + timedelta(minutes=trip.made.dice.randint(5, 18))
    trip.happen(EventKind.HOME, at, reception(trip), "word.home", via=Via.SMS, visitors=trip.everybody)


def _late(trip: Trip, back_at: datetime) -> bool:
    closes_at = trip.facts.closes_at
    return not trip.facts.open_day or (closes_at is not None and back_at > closes_at)


def reception(trip: Trip) -> MadePerson:
    """Whoever sits in the office that day."""
    day = trip.plan.out_at.astimezone(LONDON).date()
    people = [p for p in trip.staff.with_role((Role.OFFICE,), day) if p.id not in trip.own_people]
    return trip.made.one(people)


def _outcome(trip: Trip) -> StopOutcome:
    outcome = trip.made.weighted(OUTCOMES)
    if trip.plan.kind is VisitKind.DOORSTEP and outcome in (StopOutcome.SEEN, StopOutcome.ADULT_ONLY):
        return StopOutcome.AT_THE_DOOR
    return outcome


def _story(trip: Trip, outcome: StopOutcome, arrived_at: datetime, left_at: datetime) -> StopStory:
    who = ""
    if outcome in MEETS:
        who = texts.words(trip.made, "who_adult" if outcome is StopOutcome.ADULT_ONLY else "who_was_seen")
    turned_back = outcome in TURNED_BACK
    return StopStory(
        arrived_at=arrived_at,
        left_at=arrived_at if turned_back else left_at,
        outcome=outcome,
        who_was_seen=who,
    )


def _word_of_stop(trip: Trip, story: StopStory, stop_id: UUID | None) -> None:
    """Calls from a stop: always on leaving where the policy waits for one (BT-13), otherwise often enough."""
    made = trip.made
    if story.outcome in TURNED_BACK:
        _call(trip, EventKind.NOT_MADE, "word.not_made", story.arrived_at, story, stop_id)
        return
    if made.chance(0.6):
        _call(trip, EventKind.ARRIVE, "word.arrive", story.arrived_at, story, stop_id)
    waits = trip.school.policy.check_in(Stage.LEAVE)
    if made.chance(1.0 if waits and waits.grace_minutes is not None else 0.7):
        _call(trip, EventKind.LEAVE, "word.leave", story.left_at, story, stop_id)


def _call(
    trip: Trip, kind: EventKind, command: str, at: datetime, story: StopStory, stop_id: UUID | None
) -> None:
    story.said.add(kind)
    trip.happen(
        kind,
        at,
        reception(trip),
        command,
        via=trip.made.one((Via.CALL, Via.CALL, Via.PHONE_LINK, Via.SMS)),
        visitors=trip.everybody,
        stop_id=stop_id,
        outcome=story.outcome if kind is EventKind.NOT_MADE else None,
        note=texts.words(trip.made, "call_notes"),
    )
