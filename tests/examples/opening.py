"""Examples of what staff open in an emergency, and of what is kept of pages that are not open to somebody."""

from datetime import timedelta
from uuid import UUID

from uuid6 import uuid7

from data.commands import glass
from data.models import BrokenGlass
from tests.examples.example import Example, Refusal, by_table, own
from tests.examples.world import World
from tests.staff import NOW
from tests.trips import one
from visits.permissions import Action, Viewer
from visits.words import Role

REASON = "A parent rang in tears, and no lead picks up the phone"


def opened(world: World, role: Role = Role.FAMILY) -> UUID:
    """Somebody opened the school's visits and homes."""
    glass.open_glass(world.db, school_id=world.staff.school, reason=REASON, by=world.who(role), now=NOW)
    return one(world.db, BrokenGlass).id


@by_table("glass.open", Action.BREAK_GLASS)
def open_glass(world: World) -> Example:
    by = world.who(Role.FAMILY)
    leads = by.roles[world.staff.school] | {Role.SLT}
    also_a_leader = Viewer(person_id=by.person_id, name=by.name, roles={world.staff.school: leads})
    return Example(
        by=by,
        given={"school_id": world.staff.school, "reason": REASON},
        refused=(Refusal(by=also_a_leader, says="already"),),
        invalid={"reason": "  because  "},
        once=True,
    )


@own("glass.end")
def end_glass(world: World) -> Example:
    opened(world)
    return Example(by=world.who(Role.FAMILY), given={"school_id": world.staff.school}, once=True)


@by_table("glass.seen", Action.SEE_BROKEN_GLASS)
def glass_seen(world: World) -> Example:
    return Example(
        by=world.who(Role.DEPUTY_DSL),
        given={"glass_id": opened(world)},
        now=NOW + glass.LASTS,
        refused=(
            Refusal(now=NOW, says="still open"),
            Refusal(given={"glass_id": uuid7()}, says="permission"),
            _of_oneself(world),
        ),
        once=True,
    )


def _of_oneself(world: World) -> Refusal:
    """A deputy who opened it before they were one."""
    person_id = world.staff.people[Role.FAMILY]
    roles = {world.staff.school: frozenset({Role.DEPUTY_DSL})}
    return Refusal(by=Viewer(person_id=person_id, name="Family Person", roles=roles), says="Somebody else")


@own("page.turned_away")
def turned_away(world: World) -> Example:
    return Example(
        by=world.who(Role.GOVERNOR),
        given={"school_id": world.staff.school, "page": "live"},
        refused=(Refusal(given={"school_id": world.staff.other}, says="permission"),),
        now=NOW + timedelta(minutes=1),
        once=True,
        outcome="refused",
    )
