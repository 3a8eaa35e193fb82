"""A file of pupils with their homes and contacts: its columns, and what taking it would do."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.imports import cells
from data.imports.homes import CONTACTS, Homes
from data.imports.plan import Change, Plan, said
from data.imports.reading import Column, Line, read
from data.models import Household, Pupil

PUPIL: Final = 2
"""Pupils are added after homes and contacts."""
OLDEST: Final = 22


def _text(most: int) -> Callable[[str], Any]:
    return partial(cells.text, most=most)


def _contact(number: int) -> tuple[Column, ...]:
    c = f"contact_{number}"
    name = f"Contact {number}"
    return (
        Column(key=f"{c}_name", names=(f"{name} name", name), read=_text(120)),
        Column(key=f"{c}_relationship", names=(f"{name} relationship", f"{name} relation"), read=_text(60)),
        Column(key=f"{c}_phone", names=(f"{name} phone", f"{name} mobile", f"{name} tel"), read=cells.phone),
        Column(
            key=f"{c}_parental_responsibility",
            names=(f"{name} parental responsibility", f"{name} PR"),
            read=cells.yes_or_no,
        ),
        Column(key=f"{c}_may_be_spoken_to", names=(f"{name} may be spoken to",), read=cells.yes_or_no),
        Column(key=f"{c}_no_contact", names=(f"{name} no contact",), read=cells.yes_or_no),
    )


COLUMNS: Final = (
    Column(
        key="number",
        names=("Pupil number", "Number", "Adno", "Admission number", "Pupil id", "Student id", "UPN"),
        read=partial(cells.number, most=40),
        required=True,
    ),
    Column(
        key="given_name",
        names=("Given name", "First name", "Forename", "Preferred forename", "Legal forename"),
        read=_text(60),
        required=True,
    ),
    Column(
        key="family_name",
        names=("Family name", "Surname", "Last name", "Preferred surname", "Legal surname"),
        read=_text(60),
        required=True,
    ),
    Column(
        key="year_group",
        names=("Year group", "Year", "NC year", "Curriculum year", "Year taught in"),
        read=cells.year_group,
        required=True,
    ),
    Column(key="born_on", names=("Date of birth", "DOB", "Born on", "Birth date"), read=cells.day),
    Column(
        key="on_roll_from",
        names=("On roll from", "Admission date", "Date of admission", "Start date", "Entry date"),
        read=cells.day,
    ),
    Column(key="on_roll_to", names=("On roll to", "Leaving date", "Date of leaving"), read=cells.day),
    Column(key="household", names=("Household", "Family"), read=_text(120)),
    Column(key="address", names=("Address", "Home address", "Address block"), read=_text(200)),
    Column(key="postcode", names=("Postcode", "Post code"), read=cells.postcode),
    Column(key="home_phone", names=("Home phone", "Home telephone", "Telephone"), read=cells.phone),
    *(column for number in CONTACTS for column in _contact(number)),
)

DETAILS: Final = (
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("year_group", "Year group"),
    ("born_on", "Date of birth"),
    ("on_roll_from", "On roll from"),
)


def plan_pupils(
    session: Session, *, school_id: UUID, content: bytes | str, leavers: bool, today: date
) -> Plan:
    """What taking the file would do to the school's pupils. Changes nothing; problems stand in the plan's sheet.

    `leavers`: the file is the whole school, and those on roll who are not in it leave today.
    """
    sheet = read(content, COLUMNS)
    plan = Plan(sheet)
    homes = Homes(session, plan, school_id)
    kept = {p.number: p for p in session.scalars(select(Pupil).where(Pupil.school_id == school_id))}
    rows: dict[str, int] = {}
    for line in sheet.lines:
        number = line.get("number")
        if number is None:
            continue
        first = rows.setdefault(number, line.row)
        if first != line.row:
            sheet.refuse(line.row, "Pupil number", f"Row {first} has the number {number} too.")
            continue
        _check(plan, line, today)
        _pupil(plan, homes, line, kept.get(number), school_id=school_id, today=today)
    if leavers:
        for pupil in sorted(kept.values(), key=lambda p: (p.family_name, p.given_name, p.number)):
            if pupil.number not in rows and _on_roll(pupil, today):
                plan.leavers.append(_who(pupil.given_name, pupil.family_name, pupil.number))
                plan.end(pupil, "on_roll_to", today)
    return plan


def _check(plan: Plan, line: Line, today: date) -> None:
    """What one cell cannot tell of itself."""
    refuse = plan.sheet.refuse
    born_on, from_on, to_on = (line.get(key) for key in ("born_on", "on_roll_from", "on_roll_to"))
    if born_on is not None and not today.year - OLDEST <= born_on.year <= today.year:
        refuse(line.row, "Date of birth", f"{said(born_on)} cannot be a pupil's birthday.")
    if from_on is not None and to_on is not None and to_on < from_on:
        refuse(line.row, "On roll to", f"{said(to_on)} is before the first day, {said(from_on)}.")


def _pupil(
    plan: Plan, homes: Homes, line: Line, pupil: Pupil | None, *, school_id: UUID, today: date
) -> None:
    who = _who(line.get("given_name"), line.get("family_name"), line.get("number"))
    if pupil is not None and _is_somebody_else(line, pupil):
        kept = f"{pupil.given_name} {pupil.family_name}"
        plan.sheet.refuse(
            line.row,
            "Pupil number",
            f"This number is {kept}'s. Is the file another school's? Nothing fits but the number.",
        )
        return
    home = homes.of(line, pupil.household_id if pupil else None)
    told = homes.tell(line, home) if home else _homeless(plan, line)
    if pupil is None:
        plan.add(_new(line, home, school_id), rank=PUPIL)
        plan.new.append(f"{who}, {_year(line)}")
        return
    told += [
        change
        for key, title in DETAILS
        if line.says(key)
        for change in plan.change(pupil, key, line.get(key), title=title)
    ]
    told += _roll(plan, line, pupil, today)
    if home is not None and home.id != pupil.household_id:
        before = homes.by_id.get(pupil.household_id) if pupil.household_id else None
        plan.change(pupil, "household_id", home.id, title="Home")
        told.append(f"Address: {said(before.address if before else None)} → {home.address}")
    if told:
        plan.changed.append(Change(who=who, what=tuple(told)))
    else:
        plan.unchanged += 1


def _is_somebody_else(line: Line, pupil: Pupil) -> bool:
    """Whether a number has come to mean another child: neither name is the same, and the birthday does not say so."""
    same_name = any(
        _plain(line.get(key)) == _plain(getattr(pupil, key)) for key in ("given_name", "family_name")
    )
    same_birthday = pupil.born_on is not None and line.get("born_on") == pupil.born_on
    return not same_name and not same_birthday


def _plain(name: str | None) -> str:
    return (name or "").casefold()


def _homeless(plan: Plan, line: Line) -> list[str]:
    """Contacts are kept with a home, so they need one."""
    if any(line.says(f"contact_{number}_name") for number in CONTACTS):
        plan.sheet.refuse(line.row, "Address", "Give the address: contacts are kept with the home.")
    return []


def _roll(plan: Plan, line: Line, pupil: Pupil, today: date) -> list[str]:
    """The last day on roll. Empty in the file means still on roll, so that somebody who came back is."""
    last_on = line.get("on_roll_to")
    if last_on is None and pupil.on_roll_to is not None:
        has_left = pupil.on_roll_to < today
        if not has_left and "on_roll_to" not in plan.sheet.columns:
            return []
    return plan.change(pupil, "on_roll_to", last_on, title="On roll to")


def _new(line: Line, home: Household | None, school_id: UUID) -> Pupil:
    return Pupil(
        id=uuid7(),
        school_id=school_id,
        household_id=home.id if home else None,
        **{
            key: line.get(key)
            for key in (
                "number",
                "given_name",
                "family_name",
                "year_group",
                "born_on",
                "on_roll_from",
                "on_roll_to",
            )
        },
    )


def _on_roll(pupil: Pupil, today: date) -> bool:
    """On roll today; a child who starts later is not in today's file and stays."""
    started = pupil.on_roll_from is None or pupil.on_roll_from <= today
    return started and (pupil.on_roll_to is None or pupil.on_roll_to > today)


def _who(given: str | None, family: str | None, number: str) -> str:
    return f"{given or ''} {family or ''} ({number})".strip()


def _year(line: Line) -> str:
    year = line.get("year_group") or ""
    return f"Year {year}" if year.isdigit() else year
