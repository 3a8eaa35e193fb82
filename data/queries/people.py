"""Who somebody is today, who is on duty, and who can be chosen in a form."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session

from data.models import BrokenGlass, Cover, Duty, Identity, Person, PersonRole, School
from visits.permissions import Action, Viewer, may, reach
from visits.words import Role

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who can be reached now, and as what. `on_rota` is False where nobody's hours were ever entered."""

    person_id: UUID
    name: str
    mobile: str
    email: str
    role: Role
    on_rota: bool


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """Somebody with a role at a school, for a list to choose from. Roles are in the order of the words."""

    person_id: UUID
    name: str
    email: str
    mobile: str
    roles: tuple[Role, ...]
    staff_number: str
    trained_on: date | None
    has_pin: bool
    can_sign_in: bool


@dataclass(frozen=True, kw_only=True)
class Own:
    """What is kept of somebody that only they see on their account's page."""

    email: str
    mobile: str
    has_pin: bool


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """Somebody who may authorise in a role's place until a moment, and said yes to it (BT-01)."""

    person_id: UUID
    name: str
    role: Role
    until_at: datetime


def london_day(now: datetime) -> date:
    """The day that people in England write on that moment."""
    return now.astimezone(LONDON).date()


def viewer(session: Session, person_id: UUID, *, today: date, now: datetime) -> Viewer | None:
    """The person with the roles that they hold today and those that they cover at `now`; None if they have left."""
    row = session.execute(select(Person.name, Person.left_on).where(Person.id == person_id)).one_or_none()
    if row is None or is_past(row.left_on, today):
        return None
    return Viewer(
        person_id=person_id, name=row.name, roles=roles_of(session, person_id, today=today, now=now)
    )


def roles_of(session: Session, person_id: UUID, *, today: date, now: datetime) -> dict[UUID, frozenset[Role]]:
    """What somebody is at each school: held today, or covered at `now`, and what they opened in an emergency.

    What was opened ends with its time, and with the role by which it could be.
    """
    held = select(PersonRole.school_id, PersonRole.role).where(
        PersonRole.person_id == person_id, in_force(today)
    )
    covered = select(Cover.school_id, Cover.role).where(Cover.person_id == person_id, covering(now))
    opened = select(BrokenGlass.school_id, literal(Role.BREAK_GLASS, PersonRole.role.type)).where(
        BrokenGlass.person_id == person_id, glass_open(now)
    )
    roles: defaultdict[UUID, set[Role]] = defaultdict(set)
    for school_id, role in session.execute(union_all(held, covered, opened)):
        roles[school_id].add(role)
    return {
        school_id: frozenset(found if _may_open(found) else found - {Role.BREAK_GLASS})
        for school_id, found in roles.items()
        if found != {Role.BREAK_GLASS}
    }


def board_viewer(school: School) -> Viewer:
    """A shared screen of a school: it shows, and never acts."""
    return Viewer(
        person_id=None,
        name=f"Shared board, {school.name}",
        roles={school.id: frozenset({Role.BOARD})},
        board=True,
    )


def has_left(person: Person, on: date) -> bool:
    """Whether the person is gone."""
    return is_past(person.left_on, on)


def is_past(left_on: date | None, on: date) -> bool:
    """Whether somebody who left on that day is gone: `left_on` is the first day without them."""
    return left_on is not None and left_on <= on


def in_force(on: date) -> ColumnElement[bool]:
    """A condition on `person_roles`: held on that day, first and last day included."""
    return and_(PersonRole.from_on <= on, or_(PersonRole.to_on.is_(None), PersonRole.to_on >= on))


def covering(at: datetime) -> ColumnElement[bool]:
    """A condition on `cover`: accepted by the person, and running at that moment."""
    return and_(Cover.accepted_at.is_not(None), Cover.from_at <= at, Cover.to_at > at)


def glass_open(at: datetime) -> ColumnElement[bool]:
    """A condition on `broken_glass`: open at that moment."""
    return and_(BrokenGlass.from_at <= at, BrokenGlass.ends_at > at, BrokenGlass.ended_at.is_(None))


def on_duty(session: Session, *, school_id: UUID, roles: Sequence[Role], at: datetime) -> list[Contact]:
    """Who holds or covers one of these roles, is on duty at that moment and can be reached, in the roles' order.

    Whoever covers is on duty for as long as the cover runs. Holders go by their hours of duty; where none of a role's
    holders has any, all of them count, with `on_rota` False. Nobody stands there twice.
    """
    local = at.astimezone(ZoneInfo(session.get_one(School, school_id).timezone))
    found: dict[UUID, Contact] = {}
    for role in roles:
        for person, on_rota in (
            *((p, True) for p in _covers(session, school_id, role, at)),
            *_holders_on_duty(session, school_id, role, local),
        ):
            if (
                person.id not in found
                and (person.mobile or person.email)
                and not has_left(person, local.date())
            ):
                found[person.id] = _contact(person, role, on_rota=on_rota)
    return list(found.values())


def delegates(session: Session, school_id: UUID, at: datetime) -> list[Delegate]:
    """Who may authorise at that moment by a dated delegation that they accepted."""
    query = (
        select(Person, Cover)
        .join(Cover, Cover.person_id == Person.id)
        .where(Cover.school_id == school_id, Cover.for_authorising, covering(at))
        .order_by(Person.name)
    )
    return [
        Delegate(person_id=person.id, name=person.name, role=cover.role, until_at=cover.to_at)
        for person, cover in session.execute(query)
        if not has_left(person, london_day(at))
    ]


def staff(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> list[StaffMember]:
    """Everybody with a role at the school today, by name. Empty for who may not see people there."""
    if not may(viewer, Action.SEE_PEOPLE, school_id=school_id):
        return []
    return _members(session, school_id, today)


def own_details(session: Session, viewer: Viewer) -> Own:
    """What somebody's own account says of them. Raises NoResultFound for a board, which is nobody."""
    person = session.scalars(select(Person).where(Person.id == viewer.person_id)).one()
    return Own(email=person.email or "", mobile=person.mobile, has_pin=person.pin_hash is not None)


def pin_holders(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> list[StaffMember]:
    """Who can act at the school's shared board by their PIN, by name. Empty for who may not see live visits there."""
    if not may(viewer, Action.SEE_LIVE, school_id=school_id):
        return []
    return [member for member in _members(session, school_id, today) if member.has_pin]


def _may_open(roles: set[Role]) -> bool:
    return reach(Action.BREAK_GLASS, frozenset(roles)) is not None


def _members(session: Session, school_id: UUID, today: date) -> list[StaffMember]:
    query = (
        select(Person, PersonRole.role, exists().where(Identity.person_id == Person.id))
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, in_force(today))
        .order_by(Person.name, Person.id)
    )
    roles: dict[UUID, set[Role]] = {}
    people: dict[UUID, Person] = {}
    connected: set[UUID] = set()
    for person, role, has_identity in session.execute(query):
        if not has_left(person, today):
            people[person.id] = person
            connected |= {person.id} if has_identity else set()
            roles.setdefault(person.id, set()).add(role)
    return [
        StaffMember(
            person_id=person.id,
            name=person.name,
            email=person.email or "",
            mobile=person.mobile,
            roles=tuple(role for role in Role if role in roles[person.id]),
            staff_number=person.staff_number or "",
            trained_on=person.trained_on,
            has_pin=person.pin_hash is not None,
            can_sign_in=person.password_hash is not None or person.id in connected,
        )
        for person in people.values()
    ]


def _covers(session: Session, school_id: UUID, role: Role, at: datetime) -> list[Person]:
    query = (
        select(Person)
        .join(Cover, Cover.person_id == Person.id)
        .where(Cover.school_id == school_id, Cover.role == role, covering(at))
        .order_by(Person.name)
    )
    return list(session.scalars(query))


def _holders_on_duty(
    session: Session, school_id: UUID, role: Role, local: datetime
) -> list[tuple[Person, bool]]:
    query = (
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, PersonRole.role == role, in_force(local.date()))
        .order_by(Person.name)
    )
    holders = [person for person in session.scalars(query) if not has_left(person, local.date())]
    hours = list(
        session.scalars(
            select(Duty).where(Duty.school_id == school_id, Duty.person_id.in_([p.id for p in holders]))
        )
    )
    if not hours:
        return [(person, False) for person in holders]
    now_on = {
        d.person_id for d in hours if d.weekday == local.weekday() and d.starts <= local.time() < d.ends
    }
    return [(person, True) for person in holders if person.id in now_on]


def _contact(person: Person, role: Role, *, on_rota: bool) -> Contact:
    return Contact(
        person_id=person.id,
        name=person.name,
        mobile=person.mobile,
        email=person.email or "",
        role=role,
        on_rota=on_rota,
    )
