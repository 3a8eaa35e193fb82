"""Examples of the second step of signing in."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import update

from data.codes import Tried, Typed
from data.commands.core import SYSTEM
from data.models import SignIn
from data.queries import second_step
from tests.examples.example import Example, Refusal, by_table, own, proof
from tests.examples.queries import Query, Sees
from tests.examples.world import World
from tests.second_steps import HASHES, put
from tests.staff import NOW, signed_in
from visits.permissions import Action
from visits.words import Role

TRIED = Tried(subjects=("a keyed hash",))
COUNTER = int(NOW.timestamp() // 30)
APP, OTHER = Typed(counter=COUNTER), Typed(counter=None, code_hash="f" * 64)
WRONG = "not right, or it was used before"


STEPS: Final = {
    "second_step.staff_with_step": Query(
        Sees.WIDE, (Action.MANAGE_PEOPLE,), lambda s, v, w: second_step.staff_with_step(s, v, w.school)
    ),
}


@own("second_step.begin")
def begin(world: World) -> Example:
    put(world.db, world.staff.people[Role.SLT])
    given = {"sealed": "sealed with the installation's key", "tried": TRIED}
    there = Refusal(by=world.who(Role.SLT), says="a second step already")
    return Example(by=world.who(Role.OFFICE), given=given, refused=(there,))


@own("second_step.confirm")
def confirm(world: World) -> Example:
    put(world.db, world.staff.people[Role.OFFICE], confirmed=False)
    signed_in(world.db, world.staff.people[Role.OFFICE])
    return Example(
        by=world.who(Role.OFFICE),
        given={"counter": COUNTER, "hashes": HASHES, "keep": "", "tried": TRIED},
        refused=(
            Refusal(given={"counter": None}, says=WRONG),
            Refusal(by=world.who(Role.SLT), says="Begin again"),
            Refusal(now=NOW + timedelta(minutes=10), says="Begin again"),
        ),
    )


@own("second_step.take_off")
def take_off(world: World) -> Example:
    return _with_a_code(world, keep="")


@own("second_step.new_codes")
def new_codes(world: World) -> Example:
    return _with_a_code(world, hashes=tuple(f"{number:064x}" for number in range(20, 30)))


def _with_a_code(world: World, **more: Any) -> Example:
    put(world.db, world.staff.people[Role.OFFICE])
    return Example(
        by=world.who(Role.OFFICE),
        given={"typed": APP, "tried": TRIED, **more},
        refused=(
            Refusal(given={"typed": Typed()}, says=WRONG),
            Refusal(given={"typed": OTHER}, says=WRONG),
            Refusal(by=world.who(Role.SLT), says="no second step"),
        ),
    )


@by_table("people.reset_second_step", Action.MANAGE_PEOPLE)
def reset(world: World) -> Example:
    put(world.db, world.staff.people[Role.OFFICE])
    people = world.staff.people
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"person_id": people[Role.OFFICE]},
        refused=(
            Refusal(given={"person_id": people[Role.SLT]}, says="no second step"),
            Refusal(given={"person_id": people[Role.ADMINISTRATOR]}, says="your own"),
            Refusal(given={"person_id": world.staff.stranger}, says="permission"),
        ),
    )


@proof("session.second_step")
def second_sign_in(world: World) -> Example:
    put(world.db, world.staff.people[Role.OFFICE])
    token = signed_in(world.db, world.staff.people[Role.OFFICE])
    with world.db.write() as session:
        session.execute(update(SignIn).values(waits_for_code=True, ends_at=NOW + timedelta(minutes=5)))
    return Example(
        by=SYSTEM,
        given={
            "token": token,
            "typed": APP,
            "tried": TRIED,
            "device": "Firefox on Windows",
            "ends_at": NOW + timedelta(hours=12),
        },
        refused=(
            Refusal(given={"typed": OTHER}, says=WRONG),
            Refusal(given={"token": "another"}, says="Sign in again"),
            Refusal(now=NOW + timedelta(minutes=5), says="Sign in again"),
        ),
    )
