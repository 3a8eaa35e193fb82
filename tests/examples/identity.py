"""Examples of the school's own sign-in, and of ending a shared board from elsewhere."""

from datetime import timedelta
from typing import Final

from data import tokens
from data.commands import credentials, identity
from data.commands.core import SYSTEM
from data.commands.identity import Browser, Proven
from data.models import Identity, SignIn
from data.queries import boards
from data.queries import identity as asked
from tests.examples.example import Example, Refusal, by_table, own, proof
from tests.examples.queries import MINE, Query, Sees
from tests.examples.world import World
from tests.staff import NOW, board, signed_in
from tests.trips import one
from visits.permissions import Action
from visits.words import Role

ISSUER = "https://login.school.example"
OFFICES = Proven(issuer=ISSUER, subject="subject-1")
NOBODYS = Proven(issuer=ISSUER, subject="subject-2")
HERE = Browser(device="Firefox on Windows", ends_at=NOW + timedelta(hours=12))


def _connected(world: World) -> Identity:
    """The office's account is connected, and a session stands open that it opened."""
    identity.connect(world.db, proven=OFFICES, by=world.who(Role.OFFICE), now=NOW)
    identity.sign_in_by_provider(world.db, proven=OFFICES, browser=HERE, by=SYSTEM, now=NOW)
    return one(world.db, Identity)


SIGNING_IN: Final[dict[str, Query]] = {
    "boards.open_boards": Query(
        Sees.WIDE, (Action.END_BOARD,), lambda s, v, _: boards.open_boards(s, v, now=NOW)
    ),
    "identity.identities_of": Query(
        Sees.WIDE,
        (Action.MANAGE_PEOPLE,),
        lambda s, v, w: asked.identities_of(s, v, w.world.staff.people[MINE]),
    ),
    "identity.own_identities": Query(Sees.OWN, (), lambda s, v, _: asked.own_identities(s, v)),
}


@proof("session.sign_in_by_provider")
def sign_in_by_provider(world: World) -> Example:
    _connected(world)
    signed_in(world.db, world.staff.people[Role.OFFICE])
    theirs = Proven(issuer=ISSUER, subject="subject-2", email="office@school.example")
    return Example(
        by=SYSTEM,
        given={"proven": OFFICES, "browser": HERE},
        refused=(
            Refusal(given={"proven": NOBODYS}, says="not connected to anybody"),
            Refusal(
                given={"proven": Proven(issuer="https://other.example", subject="subject-1")},
                says="not connected to anybody",
            ),
            # They are connected to another account already: the address may be somebody else's by now.
            Refusal(given={"proven": theirs}, says="not connected to anybody"),
        ),
    )


@proof("people.connect_by_link")
def connect_by_link(world: World) -> Example:
    _connected(world)
    admin, person_id = world.who(Role.ADMINISTRATOR), world.staff.people[Role.VISITOR]
    signed_in(world.db, person_id)
    token = credentials.invite(world.db, person_id=person_id, by=admin, now=NOW)
    return Example(
        by=SYSTEM,
        given={"token": token, "proven": NOBODYS, "browser": HERE},
        refused=(
            Refusal(given={"token": tokens.new()}, says="link has been used"),
            Refusal(now=NOW + timedelta(hours=73), says="link has been used"),
            Refusal(given={"proven": OFFICES}, says="connected to somebody else"),
        ),
    )


@own("people.connect_identity")
def connect(world: World) -> Example:
    _connected(world)
    return Example(
        by=world.who(Role.SLT),
        given={"proven": NOBODYS},
        refused=(
            Refusal(given={"proven": OFFICES}, says="connected to somebody else"),
            Refusal(by=world.who(Role.OFFICE), says="connected to yours already"),
        ),
    )


@own("people.disconnect_identity")
def disconnect(world: World) -> Example:
    row = _connected(world)
    other = Refusal(by=world.who(Role.SLT), says="permission")
    given = {"identity_id": row.id, "keep": ""}
    return Example(by=world.who(Role.OFFICE), given=given, refused=(other,))


@by_table("people.take_identity_off", Action.MANAGE_PEOPLE)
def take_off(world: World) -> Example:
    given = {"identity_id": _connected(world).id}
    return Example(by=world.who(Role.ADMINISTRATOR), given=given)


@by_table("session.end_board", Action.END_BOARD)
def end_board(world: World) -> Example:
    board(world.db, world.staff)
    given = {"sign_in_id": one(world.db, SignIn).id}
    slt = Refusal(by=world.who(Role.SLT), says="permission")
    return Example(by=world.who(Role.LEAD_DSL), given=given, refused=(slt,))
