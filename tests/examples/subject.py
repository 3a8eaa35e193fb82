"""Examples of what is kept of somebody being given out, and of next of kin and the notice to staff."""

from uuid6 import uuid7

from data.commands import kin
from tests.examples.example import Example, Refusal, by_table, own
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action
from visits.words import Role


@by_table("subject.look_through", Action.EXPORT_SUBJECT)
def look_through(world: World) -> Example:
    given = {"school_id": world.staff.school, "subject_id": world.home.pupil}
    return Example(
        by=world.who(Role.LEAD_DSL),
        given=given,
        refused=(
            Refusal(given={"subject_id": uuid7()}, says="permission"),
            Refusal(given={"subject_id": world.staff.stranger}, says="permission"),
        ),
        outcome="read",
    )


@by_table("subject.export", Action.EXPORT_SUBJECT)
def export(world: World) -> Example:
    given = {
        "school_id": world.staff.school,
        "subject_id": world.staff.people[Role.OFFICE],
        "left_out": {"others": 2},
    }
    return Example(
        by=world.who(Role.HEADTEACHER),
        given=given,
        refused=(Refusal(given={"subject_id": world.staff.stranger}, says="permission"),),
        outcome="read",
    )


@own("subject.export_own")
def export_own(world: World) -> Example:
    return Example(by=world.who(Role.GOVERNOR), outcome="read")


@own("kin.give")
def give_kin(world: World) -> Example:
    given = {"name": "Wren Sandford", "relationship": "sister", "phone": "07700 900666"}
    return Example(
        by=world.who(Role.VISITOR), given=given, invalid={"name": " ", "phone": "ring her"}, once=True
    )


@own("kin.remove")
def remove_kin(world: World) -> Example:
    by = world.who(Role.VISITOR)
    kin.give(world.db, name="Wren Sandford", phone="07700 900666", by=by, now=NOW)
    return Example(by=by, once=True)


@by_table("kin.read", Action.SEE_NEXT_OF_KIN)
def read_kin(world: World) -> Example:
    kin.give(world.db, name="Wren Sandford", phone="07700 900666", by=world.who(Role.VISITOR), now=NOW)
    alert_id = world.alert()
    return Example(
        by=world.who(Role.SLT),
        given={"alert_id": alert_id},
        refused=(Refusal(given={"alert_id": uuid7()}, says="permission"),),
        outcome="read",
    )


@own("people.read_notice")
def read_notice(world: World) -> Example:
    return Example(by=world.who(Role.VISITOR), once=True)
