"""What can be chosen while a visit is planned: schools, pupils, colleagues and cars that are known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Household, Person, PersonRole, Pupil, School, Vehicle, VisitorRow, VisitRow
from data.queries.household import PupilFound, pupils_for
from data.queries.people import has_left, in_force
from visits.permissions import STAFF, Action, Viewer, may, schools_where
from visits.pupils import Roll, folded, roll
from visits.visit import Vehicle as Car
from visits.words import Role

LAST_CARS: Final = 60
"""How many earlier visits are looked through for the cars of those who go."""


@dataclass(frozen=True, kw_only=True)
class SchoolChoice:
    """A school at which the viewer may do something. `opens` and `closes` are of its own clock."""

    school_id: UUID
    name: str
    timezone: str
    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody on the school's staff who can go. `mobile` is empty for who may not see people's numbers; whether there
    is one is known all the same."""

    person_id: UUID
    name: str
    mobile: str
    has_number: bool
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class KnownCar:
    """A car with whose it is; `owner` is empty for the school's own."""

    car: Car
    owner_id: UUID | None
    owner: str


def schools_for(session: Session, viewer: Viewer, action: Action) -> list[SchoolChoice]:
    """The schools at which the viewer may do this at all, by name."""
    query = select(School).where(School.id.in_(schools_where(viewer, action))).order_by(School.name)
    return [
        SchoolChoice(school_id=s.id, name=s.name, timezone=s.timezone, opens=s.opens, closes=s.closes)
        for s in session.scalars(query)
    ]


def pupil_choices(
    session: Session, viewer: Viewer, school_ids: Collection[UUID], *, on: date
) -> list[PupilFound]:
    """Every pupil of these schools whose home the viewer may see: those on roll first, then by family name."""
    query = (
        select(
            Pupil.id,
            Pupil.school_id,
            Pupil.given_name,
            Pupil.family_name,
            Pupil.year_group,
            Pupil.on_roll_from,
            Pupil.on_roll_to,
            Household.id.label("household_id"),
            Household.name.label("home"),
            Household.address,
            Household.postcode,
        )
        .outerjoin(Household, Household.id == Pupil.household_id)
        .where(Pupil.school_id.in_(school_ids), pupils_for(viewer))
    )
    rows = [
        (roll(on_roll_from=row.on_roll_from, on_roll_to=row.on_roll_to, on=on), row)
        for row in session.execute(query)
    ]
    rows.sort(key=lambda r: (list(Roll).index(r[0]), folded(r[1].family_name), folded(r[1].given_name)))
    return [
        PupilFound(
            pupil_id=row.id,
            school_id=row.school_id,
            name=f"{row.given_name} {row.family_name}",
            year_group=row.year_group,
            roll=stands,
            household_id=row.household_id,
            home=row.home or "",
            address=", ".join(part for part in (row.address, row.postcode) if part),
        )
        for stands, row in rows
    ]


def colleagues(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> list[Colleague]:
    """The school's staff today, by name. Whoever plans a visit there, or says that somebody has left, chooses from it."""
    if not (
        may(viewer, Action.LOG_VISIT, school_id=school_id, involved=True)
        or may(viewer, Action.LOG_LEFT_UNAUTHORISED, school_id=school_id)
    ):
        return []
    numbers = may(viewer, Action.SEE_PEOPLE, school_id=school_id)
    query = (
        select(Person, PersonRole.role)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, PersonRole.role.in_(STAFF), in_force(today))
        .order_by(Person.name, Person.id)
    )
    roles: dict[UUID, list[Role]] = {}
    people: dict[UUID, Person] = {}
    for person, role in session.execute(query):
        if not has_left(person, today):
            people[person.id] = person
            roles.setdefault(person.id, []).append(role)
    return [
        Colleague(
            person_id=person.id,
            name=person.name,
            mobile=person.mobile if numbers or person.id == viewer.person_id else "",
            has_number=bool(person.mobile),
            roles=tuple(role for role in Role if role in roles[person.id]),
        )
        for person in people.values()
    ]


def cars(
    session: Session, viewer: Viewer, school_id: UUID, *, person_ids: Collection[UUID]
) -> list[KnownCar]:
    """The school's own cars, and those of the people who go: as they were entered, or as they last drove them.

    Each registration once. Empty for who may not plan a visit there.
    """
    if not may(viewer, Action.LOG_VISIT, school_id=school_id, involved=True):
        return []
    entered = select(Vehicle, Person.name).outerjoin(Person, Person.id == Vehicle.person_id)
    entered = entered.where(
        Vehicle.school_id == school_id, Vehicle.person_id.is_(None) | Vehicle.person_id.in_(person_ids)
    )
    found = [
        KnownCar(
            car=Car(make=v.make, model=v.model, colour=v.colour, registration=v.registration),
            owner_id=v.person_id,
            owner=name or "",
        )
        for v, name in session.execute(entered.order_by(Vehicle.registration))
    ]
    known = {folded(k.car.registration) for k in found}
    for car in _driven(session, school_id, person_ids):
        if folded(car.car.registration) not in known:
            known.add(folded(car.car.registration))
            found.append(car)
    return found


def _driven(session: Session, school_id: UUID, person_ids: Collection[UUID]) -> list[KnownCar]:
    """Cars of earlier visits that these people led, newest first."""
    query = (
        select(
            VisitRow.vehicle_make,
            VisitRow.vehicle_model,
            VisitRow.vehicle_colour,
            VisitRow.vehicle_registration,
            VisitorRow.person_id,
            VisitorRow.name,
        )
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(
            VisitRow.school_id == school_id,
            VisitorRow.person_id.in_(person_ids),
            VisitorRow.position == 1,
            VisitRow.vehicle_registration != "",
        )
        .order_by(VisitRow.out_at.desc())
        .limit(LAST_CARS)
    )
    return [
        KnownCar(
            car=Car(make=make, model=model, colour=colour, registration=registration),
            owner_id=person_id,
            owner=name,
        )
        for make, model, colour, registration, person_id, name in session.execute(query)
    ]
