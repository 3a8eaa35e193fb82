"""Two schools that have nothing in common, not even a word: whose is whose is seen at a glance."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from uuid6 import uuid7

from data.database import Database
from data.models import Household, HouseholdContact, PersonRole, StopRow, VisitorRow
from data.refresh import refresh_deadlines
from tests import staff as made
from tests import trips
from tests.staff import Staff
from visits.words import Role, VisitState

OURS: Final = ("Quillmere", "Harebell", "Periwinkle", "Zinnia", "Sorrel", "07700 900201")
THEIRS: Final = ("Tarrowby", "Thistlewood", "Featherstone", "Persephone", "Juniper", "07700 900302")
"""A school's name, its staff's family name, a household, its child, its address, its number."""
ROLES: Final = (Role.LEAD_DSL, Role.SENDCO, Role.VISITOR, Role.FAMILY, Role.OFFICE, Role.GOVERNOR)


@dataclass(frozen=True)
class Side:
    """A school: its people by role, and the words that belong to it."""

    staff: Staff
    words: tuple[str, ...]

    @property
    def of_families(self) -> tuple[str, ...]:
        return self.words[2:]


def fill(db: Database, *, now: datetime) -> tuple[Side, Side]:
    """Put both into an empty database, each with a visit that is out and one that was."""
    begun = now.date() - timedelta(days=30)
    staff = made.fill(db, from_on=begun)
    return tuple(
        _side(db, school, words, now)
        for school, words in ((staff, OURS), (replace(staff, school=staff.other), THEIRS))
    )  # type: ignore[return-value]


def _side(db: Database, staff: Staff, words: tuple[str, ...], now: datetime) -> Side:
    _, surname, household, child, street, phone = words
    people = {role: uuid7() for role in ROLES}
    names = {person_id: f"{role.value.title()} {surname}" for role, person_id in people.items()}
    with db.write() as session:
        for role, person_id in people.items():
            email = f"{role.value}@{surname.lower()}.example"
            session.add(made.person(person_id, names[person_id], email))
        session.flush()
        for role, person_id in people.items():
            begun = now.date() - timedelta(days=30)
            session.add(PersonRole(school_id=staff.school, person_id=person_id, role=role, from_on=begun))
    side = Side(replace(staff, people=people, names=names), words)
    version = trips.adopt(db, side.staff)
    home = trips.home(
        db, side.staff, name=f"{household} household", given=child, family=household, number=surname
    )
    for state, hours in ((VisitState.OUT, 1), (VisitState.BACK, 30)):
        trip = trips.trip(
            db,
            side.staff,
            version,
            homes=[home],
            state=state,
            out_at=now - timedelta(hours=hours, minutes=-40),
        )
        with db.write() as session:
            refresh_deadlines(session, visit_id=trip, now=now)
    _rename(db, side, home.household, street, phone)
    return side


def _rename(db: Database, side: Side, household: UUID, street: str, phone: str) -> None:
    """Give the home an address and a number of its own, and its visitors one."""
    with db.write() as session:
        session.execute(
            update(Household)
            .where(Household.id == household)
            .values(address=f"3 {street} Rise", postcode="ZZ1 1ZZ")
        )
        session.execute(
            update(HouseholdContact)
            .where(HouseholdContact.household_id == household)
            .values(name=f"{side.words[3]} {side.words[2]}", phone=phone)
        )
        of_school = StopRow.school_id == side.staff.school
        session.execute(update(StopRow).where(of_school).values(address=f"3 {street} Rise, ZZ1 1ZZ"))
        theirs = VisitorRow.school_id == side.staff.school
        session.execute(update(VisitorRow).where(theirs).values(mobile="07700 900999"))
