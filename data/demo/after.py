"""What follows a made-up visit: the write-up, tasks, concerns, incidents, and a leader who closes it."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from data.demo import texts
from data.demo.schools import ANCHOR, END, LONDON
from data.demo.staff import MadePerson
from data.demo.story import MINUTE
from data.demo.trip import Trip
from data.models import Concern, Incident, Task, WriteUp
from visits.aftercare import IncidentKind, TaskKind, Wanted, after_incident, of_concern, on_return
from visits.words import EventKind, Role, StopOutcome, Via, VisitState

SAME_DAY: Final = 0.60
"""The share of visits that are written up before staff go home; a quarter more on the next school day."""
NEXT_DAY: Final = 0.25
FORGOTTEN: Final = 0.10
"""The share of the last three weeks' visits that nobody has written up yet."""
CLOSED: Final = 0.94
CONCERNS: Final = 0.03
INCIDENTS: Final = 0.008
FURTHER: Final = 0.07
WENT_WRONG: Final = frozenset({StopOutcome.REFUSED, StopOutcome.STOPPED_ON_SAFETY})
INCIDENT_KINDS: Final = {
    IncidentKind.VERBAL_ABUSE: 10.0,
    IncidentKind.ANIMAL: 4.0,
    IncidentKind.ACCIDENT: 3.0,
    IncidentKind.VIOLENCE: 2.0,
    IncidentKind.ACCUSATION: 1.0,
}


def follow(trip: Trip) -> None:
    """Everything that comes after a visit is back."""
    back_at = trip.more["returned_at"]
    noted_at = max(back_at, trip.created_at)
    lead = next((p for p in trip.people if p is not None), trip.planner)
    written_at = _written_at(trip, noted_at)
    ready = _after_concern(trip, lead, noted_at) and _reviewed(trip, noted_at)
    _after_incident(trip, lead, noted_at)
    for wanted in on_return(
        trip.school.policy, unauthorised=bool(trip.more.get("unauthorised")), now=noted_at
    ):
        if wanted.kind is not TaskKind.REVIEW_UNAUTHORISED:
            _task(trip, wanted, noted_at, lead, done_at=written_at)
    if trip.made.chance(FURTHER if trip.school.policy.after.further_visit else FURTHER / 3):
        _further_visit(trip, lead, noted_at)
    if written_at is not None:
        _write_up(trip, lead, written_at)
        if ready and trip.made.chance(CLOSED):
            _close(trip, written_at)


def later(trip: Trip, at: datetime, days: int) -> date:
    """So many school days after that day."""
    day = at.astimezone(LONDON).date()
    ahead = trip.school.years.open_days(day + timedelta(days=1), day + timedelta(days=60))
    return ahead[min(days, len(ahead)) - 1] if ahead else day + timedelta(days=days)


def _written_at(trip: Trip, back_at: datetime) -> datetime | None:
    made = trip.made
    if (ANCHOR - back_at.date()).days < 21 and made.chance(FORGOTTEN):
        return None
    luck = made.dice.random()
    if luck < SAME_DAY:
        at = back_at + timedelta(minutes=made.dice.randint(15, 140))
    else:
        days = 1 if luck < SAME_DAY + NEXT_DAY else made.dice.randint(2, 6)
        at = _at(trip, later(trip, back_at, days), made.dice.randint(9, 15))
    return at if at <= END else None


def _at(trip: Trip, day: date, hour: int) -> datetime:
    return trip.school.at(day, time(hour, trip.made.dice.randint(0, 59)))


def _write_up(trip: Trip, lead: MadePerson, at: datetime) -> None:
    system = trip.school.policy.write_up.system
    initials = "".join(word[0] for word in system.split()).upper()
    trip.written_up = True
    trip.happen(EventKind.WRITE_UP, at, lead, "record.write_up", via=Via.FORM, state=VisitState.WRITTEN_UP)
    trip.made.add(
        WriteUp,
        at,
        school_id=trip.school.id,
        visit_id=trip.id,
        system=system,
        reference=f"{initials}-{trip.made.dice.randint(10_000, 99_999)}",
        actions=texts.words(trip.made, "actions"),
        slt_told=trip.made.chance(0.8),
        written_at=at,
        by_id=lead.id,
    )


def _close(trip: Trip, written_at: datetime) -> None:
    at = _at(trip, later(trip, written_at, trip.made.dice.randint(1, 6)), 15)
    leader = _leader(trip, (Role.LEAD_DSL, Role.HEADTEACHER, Role.DEPUTY_HEAD, Role.SLT), at)
    if at <= END and leader is not None:
        trip.happen(EventKind.CLOSE, at, leader, "record.close", state=VisitState.CLOSED)


def _leader(trip: Trip, roles: tuple[Role, ...], at: datetime) -> MadePerson | None:
    """The first of these roles who was not on the visit."""
    people = trip.staff.with_role(roles, at.astimezone(LONDON).date())
    return next((p for p in people if p.id not in trip.own_people), None)


def _reviewed(trip: Trip, at: datetime) -> bool:
    """A visit that left before anybody authorised it is looked at; False while that is still to come."""
    if not trip.more.get("unauthorised"):
        return True
    wanted = next(
        w
        for w in on_return(trip.school.policy, unauthorised=True, now=at)
        if w.kind is TaskKind.REVIEW_UNAUTHORISED
    )
    done_at = _at(trip, later(trip, at, trip.made.dice.randint(1, 3)), 15)
    leader = _leader(trip, (Role.LEAD_DSL, Role.HEADTEACHER, Role.DEPUTY_HEAD), done_at)
    done = done_at <= END and leader is not None
    came_of_it = texts.words(trip.made, "review_unauthorised") if done else ""
    _task(trip, wanted, at, leader, done_at=done_at if done else None, came_of_it=came_of_it)
    if done and leader is not None:
        trip.more["unauthorised_reviewed_at"] = done_at
        facts = {"reviewed": True}
        trip.made.note(trip.school.id, done_at, leader.id, "record.review_unauthorised", trip.id, facts)
    return done


def _after_concern(trip: Trip, lead: MadePerson, back_at: datetime) -> bool:
    """A concern now and then, taken by a safeguarding lead within the hour or so."""
    made = trip.made
    if not made.chance(CONCERNS):
        return True
    at = back_at + made.dice.randint(3, 30) * MINUTE
    taken_at = at + made.dice.randint(5, 90) * MINUTE
    taker = _leader(trip, (Role.LEAD_DSL, Role.DEPUTY_DSL, Role.HEADTEACHER), at)
    pupils = [pupil for stop in trip.pupils for pupil in stop]
    concern_id = made.add(
        Concern,
        at,
        school_id=trip.school.id,
        visit_id=trip.id,
        pupil_id=made.one(pupils).id if pupils else None,
        note=texts.words(made, "concern_notes"),
        raised_at=at,
        by_id=lead.id,
        taken_at=taken_at if taker else None,
        taken_by_id=taker.id if taker else None,
    )
    made.note(trip.school.id, at, lead.id, "record.raise_concern", trip.id, {"concern": str(concern_id)})
    wanted = of_concern(trip.school.policy, at)
    _task(trip, wanted, at, taker, done_at=taken_at if taker else None, about_id=concern_id)
    if taker is not None:
        facts = {"concern": str(concern_id)}
        made.note(trip.school.id, taken_at, taker.id, "record.take_concern", trip.id, facts)
    return taker is not None


def _after_incident(trip: Trip, lead: MadePerson, back_at: datetime) -> None:
    made = trip.made
    wrong = any(story.outcome in WENT_WRONG for story in trip.stories)
    if not made.chance(INCIDENTS * (6 if wrong else 1)):
        return
    kind = made.weighted(INCIDENT_KINDS)
    at = back_at + made.dice.randint(10, 60) * MINUTE
    settled_at = _at(trip, later(trip, at, made.dice.randint(2, 6)), 14)
    settled = settled_at <= END
    incident_id = made.add(
        Incident,
        at,
        school_id=trip.school.id,
        visit_id=trip.id,
        kind=kind.value,
        note=texts.of_incident(made, kind.value),
        happened_at=trip.stories[0].arrived_at + 5 * MINUTE,
        by_id=lead.id,
        entered_at=at,
        investigated_at=settled_at if settled else None,
        agencies_notified=texts.of_incident(made, "agencies") if settled else "",
        measures_reviewed_at=settled_at if settled else None,
        training_needed=made.chance(0.2) if settled else None,
    )
    facts = {"incident": str(incident_id), "kind": kind.value}
    made.note(trip.school.id, at, lead.id, "record.report_incident", trip.id, facts)
    for wanted in after_incident(trip.school.policy, kind, at):
        doer = _leader(trip, (wanted.owner or Role.HEADTEACHER, Role.HEADTEACHER), at)
        done_at = settled_at if settled and doer else None
        done = texts.words(made, "task_done") if done_at else ""
        _task(trip, wanted, at, doer, done_at=done_at, about_id=incident_id, came_of_it=done)


def _further_visit(trip: Trip, lead: MadePerson, at: datetime) -> None:
    rule = trip.school.policy.after.further_visit
    day = later(trip, at, trip.made.dice.randint(5, 20))
    wanted = Wanted(
        kind=TaskKind.FURTHER_VISIT,
        title="Plan the further visit",
        due_at=trip.school.at(day, trip.school.plan.opens),
        duties=rule.duties if rule else (),
    )
    done_at = _at(trip, day, trip.made.dice.randint(9, 15))
    done = done_at <= END and trip.made.chance(0.9)
    _task(trip, wanted, at, lead, done_at=done_at if done else None)


def _task(
    trip: Trip,
    wanted: Wanted,
    at: datetime,
    doer: MadePerson | None,
    *,
    done_at: datetime | None,
    about_id: UUID | None = None,
    came_of_it: str = "",
) -> None:
    """A task of the wanted role, or of the doer where none is wanted."""
    owner = None if wanted.owner else doer or trip.planner
    trip.made.add(
        Task,
        at,
        school_id=trip.school.id,
        visit_id=trip.id,
        about_id=about_id,
        kind=wanted.kind.value,
        title=wanted.title,
        duties=" ".join(wanted.duties),
        owner_id=owner.id if owner else None,
        owner_role=wanted.owner if owner is None else None,
        due_at=wanted.due_at,
        made_at=at,
        done_at=done_at,
        done_by_id=doer.id if done_at and doer else None,
        note="",
        came_of_it=came_of_it,
    )
