"""Examples of what is kept of somebody being given out, and of next of kin and the notice to staff."""

from uuid6 import uuid7

from tests.examples.example import Example, Refusal, by_table, own
from tests.examples.world import World
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
