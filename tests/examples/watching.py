"""Examples of who has the watch."""

from uuid import UUID

from data.commands import watching
from data.models import WatchTurn
from tests.examples.example import Example, Refusal, by_table, own
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action
from visits.words import Role


@by_table("watch.take", Action.KEEP_WATCH)
def take(world: World) -> Example:
    world.trip(second=Role.SLT)
    out = Refusal(by=world.who(Role.SLT), says="out on a visit yourself")
    given = {"school_id": world.staff.school}
    return Example(by=world.who(Role.OFFICE), given=given, refused=(out,), once=True)


@by_table("watch.offer", Action.KEEP_WATCH)
def offer(world: World) -> Example:
    _has_it(world, Role.OFFICE)
    world.trip(second=Role.SLT)
    people = world.staff.people
    return Example(
        by=world.who(Role.OFFICE),
        given={
            "school_id": world.staff.school,
            "to_id": people[Role.DEPUTY_DSL],
            "note": "The goat at Mill Row is loose",
        },
        refused=(
            Refusal(given={"to_id": people[Role.SLT]}, says="is out on a visit"),
            Refusal(given={"to_id": people[Role.OFFICE]}, says="has the watch already"),
        ),
        invalid={"to_id": people[Role.SENDCO]},
        once=True,
    )


@own("watch.answer")
def answer(world: World) -> Example:
    given = {"handover_id": _offered(world), "accept": True}
    other = Refusal(by=world.who(Role.SLT), says="permission")
    return Example(by=world.who(Role.DEPUTY_DSL), given=given, refused=(other,))


@own("watch.withdraw")
def withdraw(world: World) -> Example:
    given = {"handover_id": _offered(world)}
    other = Refusal(by=world.who(Role.SENDCO), says="permission")
    return Example(by=world.who(Role.OFFICE), given=given, refused=(other,))


@by_table("watch.end", Action.KEEP_WATCH)
def end(world: World) -> Example:
    _has_it(world, Role.OFFICE)
    others = Refusal(by=world.who(Role.SLT), says="You do not have the watch")
    return Example(by=world.who(Role.OFFICE), given={"school_id": world.staff.school}, refused=(others,))


@by_table("school.closed_today", Action.KEEP_WATCH, Action.GIVE_COVER)
def closed_today(world: World) -> Example:
    world.trip(second=Role.SLT)
    people = world.staff.people
    return Example(
        by=world.who(Role.HEADTEACHER),
        given={
            "school_id": world.staff.school,
            "reason": "The boiler in Mill block is out",
            "offer_to": people[Role.DEPUTY_DSL],
        },
        refused=(
            Refusal(given={"offer_to": people[Role.SLT]}, says="is out on a visit"),
            Refusal(by=world.who(Role.OFFICE), says="permission"),
        ),
        invalid={"reason": " "},
    )


@by_table("school.open_again", Action.KEEP_WATCH, Action.GIVE_COVER)
def open_again(world: World) -> Example:
    given = {"school_id": world.staff.school}
    head = world.who(Role.HEADTEACHER)
    watching.close_today(world.db, **given, reason="Snow", by=head, now=NOW)
    office = Refusal(by=world.who(Role.OFFICE), says="permission")
    return Example(by=head, given=given, refused=(office,))


def _has_it(world: World, role: Role) -> None:
    row = WatchTurn(school_id=world.staff.school, person_id=world.staff.people[role], from_at=NOW)
    with world.db.write() as session:
        session.add(row)


def _offered(world: World) -> UUID:
    """The watch, offered by the office to the deputy DSL."""
    _has_it(world, Role.OFFICE)
    return watching.offer_watch(
        world.db,
        school_id=world.staff.school,
        to_id=world.staff.people[Role.DEPUTY_DSL],
        by=world.who(Role.OFFICE),
        now=NOW,
    )
