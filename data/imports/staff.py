"""A file of staff with their roles: its columns, and what taking it would do.

A file never ends a role and never touches how somebody signs in: it adds people, adds roles, mends details, and where the
file is the whole staff, ends the roles at this school of those who are not in it.
"""

from collections import defaultdict
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.access import TO_ONESELF, gives_to_oneself
from data.commands.people import EMAIL, MANAGERS
from data.imports import cells
from data.imports.cells import BadCell
from data.imports.plan import Change, Plan
from data.imports.reading import Column, Line, read
from data.models import Person, PersonRole
from data.queries.people import has_left
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, schools_where
from visits.words import Role

PERSON, ROLE = 0, 1
"""People are added before their roles."""
NOT_IN_A_STAFF_FILE: Final = frozenset({Role.GOVERNOR, Role.TRUST_OFFICER, *MANAGERS})
"""Whoever is one of these does not leave because a staff file does not name them."""


def _email(cell: str) -> str:
    address = cells.text(cell, 200).lower()
    if not EMAIL.fullmatch(address):
        raise BadCell("This is not an e-mail address. Leave it empty if they will not sign in.")
    return address


COLUMNS: Final = (
    Column(
        key="staff_number",
        names=("Staff number", "Staff id", "Employee number", "Payroll number", "Staff code"),
        read=partial(cells.number, most=40),
        required=True,
    ),
    Column(
        key="name",
        names=("Name", "Full name", "Staff name"),
        read=partial(cells.text, most=120),
        required=True,
    ),
    Column(key="email", names=("E-mail", "Email address", "Work email"), read=_email),
    Column(key="mobile", names=("Mobile", "Mobile phone", "Mobile number", "Phone"), read=cells.phone),
    Column(key="roles", names=("Roles", "Role"), read=cells.roles, required=True),
    Column(
        key="trained_on",
        names=("Trained on", "Child protection training", "Safeguarding training"),
        read=cells.day,
    ),
    Column(key="starts_on", names=("Starts on", "Start date"), read=cells.day),
)

DETAILS: Final = (("name", "Name"), ("mobile", "Mobile"), ("trained_on", "Trained on"))


class People:
    """Whom Homeward knows: those with a role at the school by number, everybody with an address by address."""

    def __init__(self, session: Session, school_id: UUID, today: date) -> None:
        self.roles: dict[UUID, list[PersonRole]] = defaultdict(list)
        self.elsewhere: dict[UUID, set[UUID]] = defaultdict(set)
        for held in session.scalars(select(PersonRole)):
            if held.school_id == school_id:
                self.roles[held.person_id].append(held)
            elif held.to_on is None or held.to_on >= today:
                self.elsewhere[held.person_id].add(held.school_id)
        everybody = list(session.scalars(select(Person)))
        self.by_email = {p.email: p for p in everybody if p.email}
        self.by_number = {p.staff_number: p for p in everybody if p.staff_number and p.id in self.roles}
        self.here = [p for p in everybody if p.id in self.roles]

    def held(self, person: Person, today: date) -> frozenset[Role]:
        """The roles that somebody has at the school today or will have."""
        return frozenset(r.role for r in self.roles[person.id] if r.to_on is None or r.to_on >= today)


def plan_staff(
    session: Session, *, school_id: UUID, content: bytes | str, leavers: bool, by: Viewer, today: date
) -> Plan:
    """What taking the file would do to the school's staff. Changes nothing; problems stand in the plan's sheet.

    `leavers`: the file is the whole staff, and the roles here of those who are not in it end today.
    """
    sheet = read(content, COLUMNS)
    plan = Plan(sheet)
    known = People(session, school_id, today)
    rows: dict[tuple[str, str], int] = {}
    in_file: set[UUID] = set()
    for line in sheet.lines:
        if _twice(plan, line, rows) or line.get("name") is None:
            continue
        person = _find(plan, known, line, today)
        if isinstance(person, Person):
            in_file.add(person.id)
            _change(plan, known, line, person, school_id=school_id, by=by, today=today)
        elif person is None:
            _add(plan, line, school_id=school_id, today=today)
    if leavers:
        _leave(plan, known, in_file, by=by, today=today)
    return plan


def _twice(plan: Plan, line: Line, rows: dict[tuple[str, str], int]) -> bool:
    """Whether an earlier row has the same number or address."""
    for key, title in (("staff_number", "Staff number"), ("email", "E-mail")):
        value = line.get(key)
        if value is None:
            continue
        first = rows.setdefault((key, value), line.row)
        if first != line.row:
            plan.sheet.refuse(line.row, title, f"Row {first} has {value} too.")
            return True
    return False


def _find(plan: Plan, known: People, line: Line, today: date) -> Person | bool | None:
    """Who the line is: somebody known, None for somebody new, False where that cannot be said."""
    refuse = plan.sheet.refuse
    email, name = line.get("email"), line.get("name")
    by_number = known.by_number.get(line.get("staff_number") or "")
    by_email = known.by_email.get(email) if email else None
    person = by_number or by_email
    if person is None:
        return None
    if by_email is not None and by_email is not person:
        refuse(line.row, "E-mail", "Somebody else has this e-mail address already.")
        return False
    if by_number is None and person.name.casefold() != name.casefold():
        refuse(line.row, "E-mail", "Somebody with another name has this e-mail address already.")
        return False
    if not set(person.name.casefold().split()) & set(name.casefold().split()):
        refuse(
            line.row, "Staff number", f"This number is {person.name}'s, and no part of the name is the same."
        )
        return False
    if has_left(person, today):
        refuse(line.row, "Name", "This person has left. Add them again on the People page.")
        return False
    if email is not None and person.email and person.email != email:
        refuse(line.row, "E-mail", "This person signs in with another address. Change it on the People page.")
        return False
    return person


def _add(plan: Plan, line: Line, *, school_id: UUID, today: date) -> None:
    person = Person(
        id=uuid7(),
        name=line.get("name"),
        email=line.get("email"),
        mobile=line.get("mobile") or "",
        staff_number=line.get("staff_number"),
        trained_on=line.get("trained_on"),
    )
    plan.add(person, rank=PERSON)
    roles = sorted(line.get("roles") or ())
    _hold(plan, person.id, roles, school_id=school_id, from_on=line.get("starts_on") or today)
    plan.new.append(f"{person.name} ({person.staff_number}), {_words(roles)}")


def _change(
    plan: Plan, known: People, line: Line, person: Person, *, school_id: UUID, by: Viewer, today: date
) -> None:
    """Mend details and add roles. Details of somebody who works elsewhere too are left to who manages them there."""
    told: list[str] = []
    fields: list[tuple[str, str, Any]] = [
        (key, title, line.get(key)) for key, title in (*DETAILS, ("email", "E-mail")) if line.says(key)
    ]
    if person.staff_number is None or person.id in known.roles:
        fields.append(("staff_number", "Staff number", line.get("staff_number")))
    if known.elsewhere[person.id] <= schools_where(by, Action.MANAGE_PEOPLE):
        told = [c for key, title, value in fields for c in plan.change(person, key, value, title=title)]
    elif any(getattr(person, key) != value for key, _, value in fields):
        plan.notes.append(f"{person.name} works at another school too: their details are left as they are.")
    missing = sorted((line.get("roles") or frozenset()) - known.held(person, today))
    if missing and gives_to_oneself(by, person_id=person.id, school_id=school_id):
        plan.sheet.refuse(line.row, "Roles", TO_ONESELF)
        return
    if missing:
        _hold(plan, person.id, missing, school_id=school_id, from_on=today)
        told.append(f"New role: {_words(missing)}")
    if told:
        plan.changed.append(Change(who=f"{person.name} ({line.get('staff_number')})", what=tuple(told)))
    else:
        plan.unchanged += 1


def _hold(plan: Plan, person_id: UUID, roles: list[Role], *, school_id: UUID, from_on: date) -> None:
    for role in roles:
        row = PersonRole(id=uuid7(), school_id=school_id, person_id=person_id, role=role, from_on=from_on)
        plan.add(row, rank=ROLE)


def _leave(plan: Plan, known: People, in_file: set[UUID], *, by: Viewer, today: date) -> None:
    """End what somebody is at this school. Whoever has no staff number never came from such a file."""
    for person in sorted(known.here, key=lambda p: (p.name, p.staff_number or "")):
        rows = [row for row in known.roles[person.id] if _goes_on(row, today)]
        if not rows or person.id in in_file or person.staff_number is None or person.id == by.person_id:
            continue
        if kept := {row.role for row in rows} & NOT_IN_A_STAFF_FILE:
            words = _words(sorted(kept))
            plan.notes.append(
                f"{person.name} ({words}) is not in the file and stays. End it on the People page."
            )
            continue
        for row in rows:
            plan.end(row, "to_on", today)
        plan.leavers.append(f"{person.name} ({person.staff_number})")


def _goes_on(row: PersonRole, today: date) -> bool:
    """Whether a role has begun and goes on after today; one that begins later is in a later file."""
    return row.from_on <= today and (row.to_on is None or row.to_on > today)


def _words(roles: list[Role]) -> str:
    return ", ".join(ROLE_WORDS[role] for role in roles)
