"""Who works at a school and as what: joined, changed, left, roles given and ended."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import access, audit
from data.changes import noted
from data.commands.core import Invalid, NotPermitted, Refused, command, require, require_person
from data.commands.session import revoke_all
from data.models import Person, PersonRole
from data.phones import NotANumber, tidy
from data.queries.people import has_left, in_force, london_day
from data.ripple import refresh_school
from visits.permissions import Action, Viewer, reach, schools_where
from visits.words import GIVEN, Role

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DAY = timedelta(days=1)
MANAGERS = tuple(r for r in Role if reach(Action.MANAGE_PEOPLE, frozenset({r})))


class LastManager(Refused):
    """A school would be left without anybody who can manage its people."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody else at this school may manage people. Give that role to somebody else first, then end this one."
        )


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is typed of a person. An empty e-mail address means that they cannot sign in."""

    name: str
    email: str = ""
    mobile: str = ""
    staff_number: str = ""
    trained_on: date | None = None


@command("people.add")
def add(
    session: Session,
    *,
    school_id: UUID,
    details: Details,
    roles: Collection[Role],
    by: Viewer,
    now: datetime,
    from_on: date | None = None,
) -> UUID:
    """Add somebody to a school with their first roles; return their id.

    Somebody whom Homeward knows from another school, by the same address and name, is given the roles here and keeps
    their details. The same address with another name is refused, so that nobody is taken over by a typing mistake.
    """
    audit.note(session, school_id=school_id)
    require(by, Action.MANAGE_PEOPLE, school_id=school_id)
    tidied = checked(details)
    if not roles or not set(roles) <= set(GIVEN):
        raise Invalid({"roles": "Choose at least one role."})
    person = _known(session, tidied, now) or _new(session, tidied)
    audit.note(session, subject_id=person.id, roles=sorted(roles))
    access.not_to_oneself(by, person_id=person.id, school_id=school_id)
    for role in sorted(roles):
        hold(session, person_id=person.id, school_id=school_id, role=role, from_on=from_on or london_day(now))
    access.tell_of_roles(session, person=person, school_id=school_id, roles=roles, by=by, now=now)
    refresh_school(session, school_id=school_id, now=now)
    return person.id


@command("people.change")
def change(session: Session, *, person_id: UUID, details: Details, by: Viewer, now: datetime) -> None:
    """Change somebody's details. Only by who manages people at every school where they work."""
    person = managed(session, person_id, by, now)
    tidied = checked(details)
    if (other := _of_address(session, tidied.email)) is not None and other.id != person_id:
        raise Invalid({"email": "Somebody else has this e-mail address already."})
    if tidied.email != (person.email or ""):
        access.tell_of_address(session, person=person, address=tidied.email, by=by, now=now)
        audit.note(session, sessions_ended=revoke_all(session, person_id=person_id, now=now))
    with noted(session, person, "name", "email", "mobile", "staff_number", "trained_on"):
        _fill(person, tidied)


@command("people.change_own_mobile")
def change_own_mobile(session: Session, *, mobile: str, by: Viewer, now: datetime) -> None:
    """Change the number by which one is rung, in one's own account."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    try:
        session.get_one(Person, person_id).mobile = tidy(mobile)
    except NotANumber as why:
        raise Invalid({"mobile": str(why)}) from None


@command("people.give_role")
def give_role(
    session: Session,
    *,
    person_id: UUID,
    school_id: UUID,
    role: Role,
    by: Viewer,
    now: datetime,
    from_on: date | None = None,
) -> None:
    """Give somebody who works at the school another role there. Nobody but the headteacher gives themselves one."""
    audit.note(session, school_id=school_id, subject_id=person_id, role=role)
    require(by, Action.MANAGE_PEOPLE, school_id=school_id)
    at_school = select(PersonRole.id).where(
        PersonRole.person_id == person_id, PersonRole.school_id == school_id
    )
    if session.scalar(at_school.limit(1)) is None or role not in GIVEN:
        raise NotPermitted
    access.not_to_oneself(by, person_id=person_id, school_id=school_id)
    hold(session, person_id=person_id, school_id=school_id, role=role, from_on=from_on or london_day(now))
    person = session.get_one(Person, person_id)
    access.tell_of_roles(session, person=person, school_id=school_id, roles=[role], by=by, now=now)
    refresh_school(session, school_id=school_id, now=now)


@command("people.end_role")
def end_role(
    session: Session,
    *,
    person_id: UUID,
    school_id: UUID,
    role: Role,
    last_on: date,
    by: Viewer,
    now: datetime,
) -> None:
    """End a role; `last_on` is its last day, yesterday to end it at once. One that had not begun is taken away."""
    audit.note(session, school_id=school_id, subject_id=person_id, role=role, last_on=last_on)
    require(by, Action.MANAGE_PEOPLE, school_id=school_id)
    held = (
        PersonRole.person_id == person_id,
        PersonRole.school_id == school_id,
        PersonRole.role == role,
        or_(PersonRole.to_on.is_(None), PersonRole.to_on > last_on),
    )
    rows = list(session.scalars(select(PersonRole).where(*held)))
    if not rows:
        raise Invalid({"role": "This person does not hold that role any longer."})
    access.tell_of_end(session, person_id=person_id, school_id=school_id, role=role, by=by, now=now)
    _end(session, rows, last_on)
    if role in MANAGERS:
        _somebody_still_manages(session, school_id, last_on + DAY)
    refresh_school(session, school_id=school_id, now=now)


@command("people.leave")
def leave(session: Session, *, person_id: UUID, last_on: date, by: Viewer, now: datetime) -> None:
    """Somebody leaves: their roles end at every school, and they cannot sign in after `last_on`."""
    person = managed(session, person_id, by, now)
    audit.note(session, last_on=last_on)
    rows = list(
        session.scalars(
            select(PersonRole).where(
                PersonRole.person_id == person_id, or_(PersonRole.to_on.is_(None), PersonRole.to_on > last_on)
            )
        )
    )
    managed_schools = {row.school_id for row in rows if row.role in MANAGERS}
    schools = sorted({row.school_id for row in rows}, key=str)
    for row in rows:
        access.tell_of_end(
            session, person_id=person_id, school_id=row.school_id, role=row.role, by=by, now=now
        )
    _end(session, rows, last_on)
    person.left_on = last_on + DAY
    for school_id in schools:
        if school_id in managed_schools:
            _somebody_still_manages(session, school_id, last_on + DAY)
        refresh_school(session, school_id=school_id, now=now)
    if has_left(person, london_day(now)):
        audit.note(session, sessions_ended=revoke_all(session, person_id=person_id, now=now))


def hold(session: Session, *, person_id: UUID, school_id: UUID, role: Role, from_on: date) -> None:
    """Let a person hold a role from that day on, inside another command; nothing new where they hold it already."""
    held = (
        PersonRole.person_id == person_id,
        PersonRole.school_id == school_id,
        PersonRole.role == role,
        or_(PersonRole.to_on.is_(None), PersonRole.to_on >= from_on),
    )
    row = session.scalars(select(PersonRole).where(*held).order_by(PersonRole.from_on)).first()
    if row is None:
        session.add(PersonRole(school_id=school_id, person_id=person_id, role=role, from_on=from_on))
    else:
        row.from_on, row.to_on = min(row.from_on, from_on), None
    session.flush()


def managed(session: Session, person_id: UUID, by: Viewer, now: datetime) -> Person:
    """The person, if `by` manages people at every school where they work or, once they left, worked."""
    person = session.get(Person, person_id)
    if person is None or by.board:
        raise NotPermitted
    of_person = select(PersonRole.school_id).where(PersonRole.person_id == person_id)
    still = or_(PersonRole.to_on.is_(None), PersonRole.to_on >= london_day(now))
    schools = set(session.scalars(of_person.where(still))) or set(session.scalars(of_person))
    mine = schools_where(by, Action.MANAGE_PEOPLE)
    first = min(schools & mine or schools, key=str, default=None)
    audit.note(session, school_id=first, subject_id=person_id)
    if not schools or not schools <= mine:
        raise NotPermitted
    return person


def checked(details: Details) -> Details:
    """The details as they are kept. Raises Invalid with a sentence for each that cannot be."""
    problems: dict[str, str] = {}
    if not details.name.strip():
        problems["name"] = "Give the person's name."
    email = details.email.strip().lower()
    if email and not EMAIL.fullmatch(email):
        problems["email"] = "That is not an e-mail address. Leave it empty if they will not sign in."
    mobile = ""
    try:
        mobile = tidy(details.mobile)
    except NotANumber as why:
        problems["mobile"] = str(why)
    if problems:
        raise Invalid(problems)
    return Details(
        name=" ".join(details.name.split()),
        email=email,
        mobile=mobile,
        staff_number=details.staff_number.strip(),
        trained_on=details.trained_on,
    )


def _of_address(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email == email)).one_or_none() if email else None


def _known(session: Session, details: Details, now: datetime) -> Person | None:
    person = _of_address(session, details.email)
    if person is None:
        return None
    if person.name.casefold() != details.name.casefold():
        raise Invalid({"email": "Somebody with another name has this e-mail address already."})
    if has_left(person, london_day(now)):
        # Whoever comes back is asked for a new password, by a new link.
        person.left_on, person.password_hash, person.pin_hash = None, None, None
    return person


def _new(session: Session, details: Details) -> Person:
    person = Person(id=uuid7())
    _fill(person, details)
    session.add(person)
    session.flush()
    return person


def _fill(person: Person, details: Details) -> None:
    person.name, person.email = details.name, details.email or None
    person.mobile, person.trained_on = details.mobile, details.trained_on
    person.staff_number = details.staff_number or None


def _end(session: Session, rows: list[PersonRole], last_on: date) -> None:
    for row in rows:
        if row.from_on > last_on:
            session.delete(row)
        else:
            row.to_on = last_on
    session.flush()


def _somebody_still_manages(session: Session, school_id: UUID, on: date) -> None:
    left = (
        select(func.count())
        .select_from(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(
            PersonRole.school_id == school_id,
            PersonRole.role.in_(MANAGERS),
            in_force(on),
            or_(Person.left_on.is_(None), Person.left_on > on),
        )
    )
    if not session.scalar(left):
        raise LastManager
