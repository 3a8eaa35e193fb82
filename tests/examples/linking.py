"""Examples of two schools that link their records of one home."""

from datetime import timedelta
from uuid import UUID

from uuid6 import uuid7

from data.commands import linking
from data.models import Household, HouseholdLink
from data.tokens import kept
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.staff import NOW
from tests.trips import one
from visits.permissions import Action, Viewer
from visits.words import Role

OTHER_HOME = UUID(int=4711)


def other_lead(world: World) -> Viewer:
    """The headteacher of the other school."""
    roles = {world.staff.other: frozenset({Role.HEADTEACHER})}
    return Viewer(person_id=world.staff.stranger, name="Sol Stranger", roles=roles)


def other_home(world: World) -> UUID:
    """The other school's record of the home."""
    with world.db.write() as session:
        session.add(
            Household(
                id=OTHER_HOME,
                school_id=world.staff.other,
                name="Ash family",
                address="1 Quill Row",
                postcode="QM1 1AA",
            )
        )
    return OTHER_HOME


def code_of_the_other(world: World) -> str:
    """A code that the other school made for its record."""
    return linking.make_code(world.db, household_id=other_home(world), by=other_lead(world), now=NOW)


def linked(world: World) -> UUID:
    """Both have agreed; return the link's id."""
    code = code_of_the_other(world)
    linking.take_code(
        world.db,
        household_id=world.home.household,
        code=code,
        key="k" * 32,
        by=world.who(Role.LEAD_DSL),
        now=NOW,
    )
    return one(world.db, HouseholdLink).id


def offered(world: World) -> UUID:
    """A code of ours that nobody has taken yet; return its link's id."""
    linking.make_code(world.db, household_id=world.home.household, by=world.who(Role.LEAD_DSL), now=NOW)
    return one(world.db, HouseholdLink).id


@by_table("link.make", Action.LINK_HOUSEHOLD)
def make(world: World) -> Example:
    return Example(
        by=world.who(Role.DEPUTY_DSL),
        given={"household_id": world.home.household},
        refused=(Refusal(given={"household_id": uuid7()}, says="permission"),),
    )


@by_table("link.take", Action.LINK_HOUSEHOLD)
def take(world: World) -> Example:
    mine = linking.make_code(
        world.db, household_id=world.home.household, by=world.who(Role.LEAD_DSL), now=NOW
    )
    given = {
        "household_id": world.home.household,
        "code_hash": _hash(code_of_the_other(world)),
        "reserved": (),
        "subject": "a keyed hash",
    }
    bad = "No other school has a code like this open"
    return Example(
        by=world.who(Role.LEAD_DSL),
        given=given,
        refused=(
            Refusal(given={"code_hash": _hash("AAAA-BBBB-CCCC")}, says=bad, kind=linking.BadCode),
            Refusal(given={"code_hash": _hash(mine)}, says=bad, kind=linking.BadCode),
            Refusal(now=NOW + timedelta(days=7), says=bad, kind=linking.BadCode),
        ),
        also=True,
    )


@by_table("link.end", Action.LINK_HOUSEHOLD)
def end(world: World) -> Example:
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"link_id": offered(world)},
        refused=(Refusal(given={"link_id": uuid7()}, says="permission"),),
        once=True,
    )


def _hash(code: str) -> str:
    return kept(code.replace("-", ""))
