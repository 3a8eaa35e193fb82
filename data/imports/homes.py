"""The homes of a pupils' file: found by address, with the adults who are named beside the pupil."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.imports.plan import Plan, said
from data.imports.reading import Line
from data.models import Household, HouseholdContact

CONTACTS = (1, 2, 3, 4)
HOME, ADULT = 0, 1
"""Which rows have to be there before which."""
OF_THE_HOME = (
    ("household", "name", "Household"),
    ("home_phone", "phone", "Home phone"),
    ("postcode", "postcode", "Postcode"),
)
DETAILS = ("relationship", "phone", "parental_responsibility", "may_be_spoken_to", "no_contact")
TITLES = {
    "relationship": "relationship",
    "phone": "phone",
    "parental_responsibility": "parental responsibility",
    "may_be_spoken_to": "may be spoken to",
    "no_contact": "no contact",
}


class Homes:
    """All homes of a school, kept and to be added."""

    def __init__(self, session: Session, plan: Plan, school_id: UUID) -> None:
        self.plan, self.school_id = plan, school_id
        self.by_id: dict[UUID, Household] = {}
        self._by_place: dict[tuple[str, str], Household] = {}
        self._by_address: dict[str, list[Household]] = {}
        self._adults: dict[UUID, dict[str, HouseholdContact]] = {}
        self._told: dict[tuple[UUID, str], tuple[int, Any]] = {}
        for home in session.scalars(select(Household).where(Household.school_id == school_id)):
            self._know(home)
        for adult in session.scalars(select(HouseholdContact).where(HouseholdContact.school_id == school_id)):
            self._adults[adult.household_id][_plain(adult.name)] = adult

    def of(self, line: Line, now_in: UUID | None) -> Household | None:
        """The home that a line speaks of: of its address, or where the pupil lives already. A new one is planned."""
        address = line.get("address")
        if address is None:
            return self.by_id.get(now_in) if now_in else None
        found = self._at(address, line.get("postcode"))
        if found is not None:
            return found
        home = Household(
            id=uuid7(),
            school_id=self.school_id,
            name=line.get("household") or f"{line.get('family_name')} household",
            address=address,
            postcode=line.get("postcode") or "",
            phone=line.get("home_phone") or "",
        )
        self.plan.add(home, rank=HOME)
        self._know(home)
        return home

    def tell(self, line: Line, home: Household) -> list[str]:
        """What the line says otherwise of a home and its adults; new adults are planned."""
        told: list[str] = []
        for key, name, title in OF_THE_HOME:
            if line.says(key):
                told += self._set(line, home, home.id, name, line.get(key), key=key, title=title)
        for number in CONTACTS:
            told += self._adult(line, home, number)
        return told

    def _adult(self, line: Line, home: Household, number: int) -> list[str]:
        name, details = self._named(line, number)
        if name is None:
            return []
        adult = self._adults[home.id].get(_plain(name))
        if adult is None:
            self._adults[home.id][_plain(name)] = self._new(home, name, details)
            self._note(line, home.id, name, details)
            return [f"New contact: {name}"]
        told: list[str] = []
        for key, value in details.items():
            if value is not None:
                title = f"{name}, {TITLES[key]}"
                told += self._set(line, adult, home.id, key, value, key=f"{_plain(name)}:{key}", title=title)
        return told

    def _named(self, line: Line, number: int) -> tuple[str | None, dict[str, Any]]:
        """An adult's name and details. Whom nobody may be in touch with, nobody may speak to."""
        name = line.get(f"contact_{number}_name")
        details = {key: line.get(f"contact_{number}_{key}") for key in DETAILS}
        refuse, title = self.plan.sheet.refuse, f"Contact {number} name"
        if name is None and any(value is not None for value in details.values()):
            refuse(line.row, title, "Something is said of this contact, and no name is given.")
        if details["no_contact"]:
            if details["may_be_spoken_to"]:
                refuse(line.row, title, "'No contact' and 'may be spoken to' cannot both be Yes.")
            details["may_be_spoken_to"] = False
        return name, details

    def _new(self, home: Household, name: str, details: dict[str, Any]) -> HouseholdContact:
        """BT-22: whoever has parental responsibility may be spoken to, unless the file says otherwise."""
        responsible = bool(details["parental_responsibility"])
        may = details["may_be_spoken_to"]
        adult = HouseholdContact(
            id=uuid7(),
            school_id=self.school_id,
            household_id=home.id,
            name=name,
            relationship=details["relationship"] or "",
            phone=details["phone"] or "",
            parental_responsibility=responsible,
            may_be_spoken_to=responsible if may is None else may,
            no_contact=bool(details["no_contact"]),
        )
        self.plan.add(adult, rank=ADULT)
        return adult

    def _note(self, line: Line, home_id: UUID, name: str, details: dict[str, Any]) -> None:
        """Remember what a row said of an adult, so that a sister's row cannot say otherwise unnoticed."""
        for key, value in details.items():
            if value is not None:
                self._told[home_id, f"{_plain(name)}:{key}"] = (line.row, value)

    def _set(
        self, line: Line, row: Any, home_id: UUID, name: str, value: Any, *, key: str, title: str
    ) -> list[str]:
        """Plan one value, unless an earlier row of the file said another of the same home."""
        earlier = self._told.setdefault((home_id, key), (line.row, value))
        if earlier[1] != value:
            self.plan.sheet.refuse(
                line.row, title, f"Row {earlier[0]} says {said(earlier[1])} of the same home. Which is right?"
            )
            return []
        if earlier[0] != line.row:
            return []
        return self.plan.change(row, name, value, title=title)

    def _at(self, address: str, postcode: str | None) -> Household | None:
        """The home at an address; where one of the two postcodes is not known, if there is only one such home."""
        if postcode is not None and (found := self._by_place.get((_plain(address), _plain(postcode)))):
            return found
        there = self._by_address.get(_plain(address), [])
        if postcode is not None:
            there = [home for home in there if not home.postcode]
        return there[0] if len(there) == 1 else None

    def _know(self, home: Household) -> None:
        self.by_id[home.id] = home
        self._by_place.setdefault((_plain(home.address), _plain(home.postcode)), home)
        self._by_address.setdefault(_plain(home.address), []).append(home)
        self._adults.setdefault(home.id, {})


def _plain(text: str) -> str:
    """A text without what people write in different ways."""
    return "".join(c for c in text.casefold() if c.isalnum())
