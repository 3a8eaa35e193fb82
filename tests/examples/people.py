"""Examples of who works at a school, of hours and cover, and of passwords."""

from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import delete

from data import tokens
from data.commands import credentials, duty
from data.commands.core import SYSTEM
from data.commands.duty import Hours
from data.commands.people import Details
from data.models import Person, PersonRole
from tests.examples.example import Example, Refusal, by_table, own, proof, system
from tests.examples.world import World
from tests.staff import NOW, hashed, signed_in
from visits.permissions import Action
from visits.words import Role

NEWCOMER = Details(
    name="Nia Newcomer", email="nia@school.example", mobile="07700 900444", staff_number="S-0815"
)


@by_table("people.add", Action.MANAGE_PEOPLE)
def add(world: World) -> Example:
    by = world.who(Role.ADMINISTRATOR)
    oneself = Details(name=by.name, email="administrator@school.example")
    return Example(
        by=by,
        given={"school_id": world.staff.school, "details": NEWCOMER, "roles": [Role.FAMILY]},
        refused=(Refusal(given={"details": oneself}, says="to yourself"),),
        invalid={"details": Details(name=" ", email="no address")},
    )


@by_table("people.change", Action.MANAGE_PEOPLE)
def change(world: World) -> Example:
    signed_in(world.db, world.staff.people[Role.OFFICE])
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"person_id": world.staff.people[Role.OFFICE], "details": NEWCOMER},
        refused=(Refusal(given={"person_id": world.staff.stranger}, says="permission"),),
        invalid={"details": Details(name="Nia Newcomer", email="slt@school.example")},
    )


@own("people.change_own_mobile")
def change_own_mobile(world: World) -> Example:
    by = world.who(Role.FAMILY)
    return Example(by=by, given={"mobile": "07700 900222"}, invalid={"mobile": "ring me"})


@by_table("people.give_role", Action.MANAGE_PEOPLE)
def give_role(world: World) -> Example:
    given = {"person_id": world.staff.people[Role.OFFICE], "school_id": world.staff.school}
    stranger = Refusal(given={"person_id": world.staff.stranger}, says="permission")
    oneself = Refusal(given={"person_id": world.staff.people[Role.ADMINISTRATOR]}, says="to yourself")
    return Example(
        by=world.who(Role.ADMINISTRATOR), given={**given, "role": Role.FAMILY}, refused=(stranger, oneself)
    )


@by_table("people.end_role", Action.MANAGE_PEOPLE)
def end_role(world: World) -> Example:
    last = _last_manager(world)
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={
            "person_id": world.staff.people[Role.OFFICE],
            "school_id": world.staff.school,
            "role": Role.OFFICE,
            "last_on": date(2026, 11, 27),
        },
        refused=(Refusal(given={"person_id": last, "role": Role.HEADTEACHER}, says="Nobody else"),),
        invalid={"role": Role.GOVERNOR},
    )


@by_table("people.leave", Action.MANAGE_PEOPLE)
def leave(world: World) -> Example:
    last = _last_manager(world)
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"person_id": world.staff.people[Role.OFFICE], "last_on": date(2026, 11, 20)},
        refused=(Refusal(given={"person_id": last}, says="Nobody else at this school"),),
    )


def _last_manager(world: World) -> UUID:
    """The headteacher, after the administrator's own role is gone."""
    with world.db.write() as session:
        session.execute(delete(PersonRole).where(PersonRole.role == Role.ADMINISTRATOR))
    return world.staff.people[Role.HEADTEACHER]


@by_table("people.invite", Action.MANAGE_PEOPLE)
def invite(world: World) -> Example:
    people = world.staff.people
    with world.db.write() as session:
        session.get_one(Person, people[Role.FAMILY]).left_on = date(2026, 11, 1)
        session.get_one(Person, people[Role.VISITOR]).email = None
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"person_id": people[Role.OFFICE]},
        refused=(Refusal(given={"person_id": people[Role.FAMILY]}, says="has left"),),
        invalid={"person_id": people[Role.VISITOR]},
    )


@system("people.first_administrator_link")
def first_administrator_link(world: World) -> Example:
    return Example(by=SYSTEM)


@proof("people.set_password_by_link")
def set_password_by_link(world: World) -> Example:
    admin, person_id = world.who(Role.ADMINISTRATOR), world.staff.people[Role.OFFICE]
    signed_in(world.db, person_id)
    token = credentials.invite(world.db, person_id=person_id, by=admin, now=NOW)
    return Example(
        by=SYSTEM,
        given={"token": token, "password_hash": hashed("seven swans on a lake")},
        refused=(
            Refusal(given={"token": tokens.new()}, says="link has been used"),
            Refusal(now=NOW + timedelta(hours=73), says="link has been used"),
        ),
    )


@proof("people.first_administrator")
def first_administrator(world: World) -> Example:
    token = credentials.first_administrator_link(world.db, by=SYSTEM, now=NOW)
    given = {
        "token": token,
        "details": NEWCOMER,
        "password_hash": hashed("seven swans on a lake"),
        "school_name": "",
    }
    taken = Details(name="Nia Newcomer", email="slt@school.example")
    return Example(
        by=SYSTEM,
        given=given,
        refused=(Refusal(given={"token": tokens.new()}, says="link has been used"),),
        invalid={"details": taken},
    )


@own("people.change_password")
def change_password(world: World) -> Example:
    return Example(by=world.who(Role.OFFICE), given=_secret(world, "password_hash", keep=""))


@own("people.set_pin")
def set_pin(world: World) -> Example:
    return Example(by=world.who(Role.OFFICE), given=_secret(world, "pin_hash"))


def _secret(world: World, name: str, **more: str) -> dict[str, object]:
    signed_in(world.db, world.staff.people[Role.OFFICE])
    return {name: hashed("seven swans on a lake"), "reserved": (), "subject": "a keyed hash", **more}


@by_table("duty.set_hours", Action.GIVE_COVER)
def set_hours(world: World) -> Example:
    morning = Hours(weekday=0, starts=time(8), ends=time(12))
    late = Hours(weekday=0, starts=time(11), ends=time(16))
    return Example(
        by=world.who(Role.SLT),
        given={
            "person_id": world.staff.people[Role.OFFICE],
            "school_id": world.staff.school,
            "hours": [morning],
        },
        invalid={"hours": [morning, late]},
    )


@by_table("cover.give", Action.GIVE_COVER)
def give_cover(world: World) -> Example:
    return Example(
        by=world.who(Role.SLT),
        given={**_cover(world), "for_authorising": False},
        refused=(
            Refusal(given={"for_authorising": True}, says="Only who holds this role"),
            Refusal(given={"person_id": world.staff.people[Role.SLT]}, says="to yourself"),
            Refusal(given={"role": Role.ADMINISTRATOR}, says="Only the headteacher or an administrator"),
        ),
        invalid={"to_at": NOW - timedelta(hours=1)},
    )


@own("cover.accept")
def accept_cover(world: World) -> Example:
    other = Refusal(by=world.who(Role.SLT), says="permission")
    over = Refusal(now=NOW + timedelta(days=2), says="ended already")
    by = world.who(Role.DEPUTY_HEAD)
    return Example(by=by, given={"cover_id": _given(world)}, refused=(other, over))


@by_table("cover.end", Action.GIVE_COVER)
def end_cover(world: World) -> Example:
    over = Refusal(now=NOW + timedelta(days=2), says="ended already")
    return Example(by=world.who(Role.SLT), given={"cover_id": _given(world)}, refused=(over,))


def _cover(world: World) -> dict[str, object]:
    return {
        "school_id": world.staff.school,
        "role": Role.LEAD_DSL,
        "person_id": world.staff.people[Role.DEPUTY_HEAD],
        "from_at": NOW + timedelta(hours=1),
        "to_at": NOW + timedelta(hours=5),
    }


def _given(world: World) -> UUID:
    by = world.who(Role.HEADTEACHER)
    return duty.give_cover(world.db, **_cover(world), by=by, now=NOW)
