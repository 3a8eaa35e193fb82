"""Examples of what keeps who looked at a family, searched for one, or took a table away."""

from uuid6 import uuid7

from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from visits.permissions import Action
from visits.words import Role


@by_table("visit.read", Action.SEE_VISIT)
def visit_read(world: World) -> Example:
    world.silent()
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": world.deadline().visit_id, "page": "visit"},
        refused=(Refusal(given={"visit_id": uuid7()}, says="permission"),),
        once=True,
        outcome="read",
    )


@by_table("household.read", Action.SEE_HOUSEHOLD)
def household_read(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={"household_id": world.home.household, "page": "risk"},
        refused=(Refusal(given={"household_id": uuid7()}, says="permission"),),
        once=True,
        outcome="read",
    )


@by_table("list.read", Action.SEE_LIVE)
def list_read(world: World) -> Example:
    given = {"school_id": world.staff.school, "page": "live"}
    unknown = Refusal(given={"page": "no_such_page"}, says="permission")
    return Example(by=world.who(Role.OFFICE), given=given, refused=(unknown,), once=True, outcome="read")


@by_table("household.search", Action.SEE_HOUSEHOLD)
def household_search(world: World) -> Example:
    given = {"school_id": world.staff.school, "found": [world.home.household]}
    return Example(by=world.who(Role.SENDCO), given=given, outcome="read")


@by_table("table.export", Action.SEE_AUDIT)
def table_export(world: World) -> Example:
    given = {"school_id": world.staff.school, "table": "audit", "asked": {"outcome": "refused"}}
    unknown = Refusal(given={"table": "no_such_table"}, says="permission")
    return Example(by=world.who(Role.HEADTEACHER), given=given, refused=(unknown,), outcome="read")
