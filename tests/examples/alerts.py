"""Examples of what people and the watcher do with an alert."""

from datetime import timedelta
from uuid import UUID

from uuid6 import uuid7

from data.commands import alert
from data.commands.core import SYSTEM, Stale
from data.commands.emergency import name_visit as name_it
from data.commands.emergency import raise_emergency
from data.models import OutboxRow
from tests.examples.example import Example, Refusal, by_table, proof, system
from tests.examples.world import World
from tests.staff import NOW
from tests.trips import one
from visits.permissions import Action
from visits.words import LadderKind, Role, StepOutcome


def on_it(world: World) -> Refusal:
    """Whoever is on the visit does not act on its alert."""
    return Refusal(by=world.who(Role.SLT), says="on this visit yourself")


@by_table("alert.acknowledge", Action.ACT_ON_ALERT)
def acknowledge(world: World) -> Example:
    alert_id = world.alert(second=Role.SLT)
    by = world.who(Role.OFFICE)
    return Example(by=by, given={"alert_id": alert_id}, refused=(on_it(world),), once=True)


@by_table("alert.record_step", Action.ACT_ON_ALERT)
def record_step(world: World) -> Example:
    alert_id = world.alert(second=Role.SLT)
    party = world.party(world.deadline().visit_id)
    return Example(
        by=world.who(Role.OFFICE),
        given={
            "alert_id": alert_id,
            "step_key": world.step().key,
            "outcomes": dict.fromkeys(party, StepOutcome.NO_ANSWER),
            "note": "It rings out at the Ashdowns'",
        },
        refused=(
            on_it(world),
            Refusal(given={"step_key": "another_step"}, says="changed this since", kind=Stale),
        ),
        invalid={"outcomes": dict.fromkeys(party, StepOutcome.POLICE_CALLED)},
    )


@by_table("alert.cause_for_concern", Action.ACT_ON_ALERT)
def cause_for_concern(world: World) -> Example:
    given = {"alert_id": world.alert(second=Role.SLT), "note": "Shouting in the background"}
    return Example(by=world.who(Role.OFFICE), given=given, refused=(on_it(world),))


@by_table("alert.police_called", Action.ACT_ON_ALERT)
def police_called(world: World) -> Example:
    return Example(
        by=world.who(Role.OFFICE),
        given={
            "alert_id": world.alert(second=Role.SLT),
            "called_at": NOW - timedelta(minutes=2),
            "reference": "log 8823 of today",
            "note": "A car is on its way",
        },
        refused=(on_it(world),),
        invalid={"called_at": NOW + timedelta(minutes=2)},
    )


@by_table("alert.stand_down", Action.STAND_DOWN)
def stand_down(world: World) -> Example:
    return Example(
        by=world.who(Role.OFFICE),
        given={
            "alert_id": world.alert(second=Role.SLT),
            "closed_as": "safe",
            "cause": "Both are in the car park",
            "known_safe": world.party(world.deadline().visit_id),
        },
        refused=(on_it(world),),
        invalid={"cause": " "},
    )


@by_table("alert.police_told", Action.STAND_DOWN)
def police_told(world: World) -> Example:
    alert_id = world.alert(second=Role.SLT)
    office = world.who(Role.OFFICE)
    called_at = NOW - timedelta(minutes=2)
    alert.police_called(world.db, alert_id=alert_id, called_at=called_at, by=office, now=NOW)
    party = world.party(world.deadline().visit_id)
    over = {"closed_as": "safe", "cause": "Both are in the car park", "known_safe": party}
    alert.stand_down(world.db, alert_id=alert_id, **over, by=office, now=NOW)
    return Example(by=office, given={"alert_id": alert_id}, refused=(on_it(world),), once=True)


@by_table("alert.drill", Action.HOLD_DRILL)
def drill(world: World) -> Example:
    return Example(
        by=world.who(Role.SLT),
        given={"school_id": world.staff.school, "kind": LadderKind.OVERDUE},
        invalid={"kind": LadderKind.PUPIL_NOT_SEEN},
        once=True,
    )


@by_table("alert.emergency", Action.RAISE_EMERGENCY)
def emergency(world: World) -> Example:
    given = {"school_id": world.staff.school, "heard": "Is the kettle still broken"}
    unknown = Refusal(given={"visit_id": uuid7()}, says="permission")
    return Example(by=world.who(Role.OFFICE), given=given, refused=(unknown,), once=True)


@by_table("alert.heard", Action.ACT_ON_ALERT)
def heard(world: World) -> Example:
    given = {"alert_id": _emergency(world), "heard": "Then a door was shut"}
    return Example(by=world.who(Role.SLT), given=given, invalid={"heard": " "})


@by_table("alert.name_visit", Action.ACT_ON_ALERT)
def name_visit(world: World) -> Example:
    overdue = world.alert(second=Role.SLT)
    visit_id = world.deadline().visit_id
    return Example(
        by=world.who(Role.OFFICE),
        given={"alert_id": _emergency(world), "visit_id": visit_id},
        refused=(on_it(world), Refusal(given={"alert_id": overdue}, says="belongs to a visit already")),
    )


@by_table("alert.unname_visit", Action.ACT_ON_ALERT)
def unname_visit(world: World) -> Example:
    world.alert(second=Role.SLT)
    alert_id = _emergency(world)
    name_it(
        world.db, alert_id=alert_id, visit_id=world.deadline().visit_id, by=world.who(Role.OFFICE), now=NOW
    )
    return Example(
        by=world.who(Role.OFFICE), given={"alert_id": alert_id}, refused=(on_it(world),), once=True
    )


def _emergency(world: World) -> UUID:
    by = world.who(Role.OFFICE)
    return raise_emergency(world.db, school_id=world.staff.school, by=by, now=NOW)


@system("alert.raise")
def raise_due(world: World) -> Example:
    world.silent()
    return Example(by=SYSTEM, given={"deadline_id": world.due()}, once=True)


@system("alert.remind")
def remind(world: World) -> Example:
    world.alert()
    given = {"step_id": world.step().id}
    return Example(by=SYSTEM, given=given, now=NOW + timedelta(hours=2), once=True)


@system("deadline.set_aside")
def set_aside(world: World) -> Example:
    world.silent()
    return Example(by=SYSTEM, given={"deadline_id": world.due()})


@system("alert.set_reminder_aside")
def set_reminder_aside(world: World) -> Example:
    world.alert()
    return Example(by=SYSTEM, given={"step_id": world.step().id})


@proof("alert.acknowledge_by_link")
def acknowledge_by_link(world: World) -> Example:
    world.alert(second=Role.SLT)
    by = world.who(Role.OFFICE)
    message = one(world.db, OutboxRow, person_id=by.person_id)
    day_after = Refusal(now=NOW + timedelta(hours=24), says="changed this", kind=Stale)
    others = Refusal(by=world.who(Role.HEADTEACHER), says="permission")
    return Example(by=by, given={"message_id": message.id}, refused=(day_after, others), once=True)
