"""Homes: found by what somebody types, and one home with everything that its visitors need to know (BT-07, WH-14)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from data.models import Household, HouseholdContact, HouseholdFlag, Person, Pupil
from data.queries.flags import LinkedFlag, linked_flags
from data.queries.home_scope import homes_for
from visits.permissions import Action, Viewer, schools_where
from visits.pupils import Roll, folded, matches, roll


@dataclass(frozen=True, kw_only=True)
class PupilFound:
    """A pupil whose name fits. `home` and `address` are empty where no home is known."""

    pupil_id: UUID
    school_id: UUID
    name: str
    year_group: str
    roll: Roll
    household_id: UUID | None
    home: str
    address: str


@dataclass(frozen=True, kw_only=True)
class HomeFound:
    """A home whose name fits."""

    household_id: UUID
    school_id: UUID
    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An adult of the home. `no_contact`: nobody speaks to them of this child (BT-22)."""

    name: str
    relationship: str
    phone: str
    parental_responsibility: bool
    may_be_spoken_to: bool
    no_contact: bool


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What whoever stands at the door must know. `ended_at` is set for what no longer holds."""

    flag_id: UUID
    kind: str
    note: str
    from_at: datetime
    ended_at: datetime | None
    by_name: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """One home. `flags` are those that hold now, `linked` those of a school that it is linked with; `pupils` are all
    children who live there."""

    household_id: UUID
    school_id: UUID
    name: str
    address: str
    phone: str
    contacts: tuple[Contact, ...]
    flags: tuple[Flag, ...]
    linked: tuple[LinkedFlag, ...]
    pupils: tuple[PupilFound, ...]


def search_pupils(
    session: Session, viewer: Viewer, school_id: UUID | None, text: str, *, on: date, limit: int = 20
) -> list[PupilFound]:
    """Pupils with a name that begins as typed, capitals and accents aside; those on roll first, then by name.

    At one school, or at every school of the viewer's. Names are compared here and not in SQL: neither database folds
    accents alike, and a school's pupils are few.
    """
    names = (
        select(Pupil.id, Pupil.given_name, Pupil.family_name, Pupil.on_roll_from, Pupil.on_roll_to)
        .outerjoin(Household, Household.id == Pupil.household_id)
        .where(pupils_for(viewer), Pupil.erased_at.is_(None))
    )
    if school_id is not None:
        names = names.where(Pupil.school_id == school_id)
    fitting = [row for row in session.execute(names) if matches(text, row.given_name, row.family_name)]
    fitting.sort(key=lambda row: _order(row, on))
    ids = [row.id for row in fitting[:limit]]
    whole = (
        select(Pupil, Household)
        .outerjoin(Household, Household.id == Pupil.household_id)
        .where(Pupil.id.in_(ids), pupils_for(viewer))
    )
    found = [_found(pupil, household, on) for pupil, household in session.execute(whole)]
    return sorted(found, key=lambda p: ids.index(p.pupil_id))


def search_homes(
    session: Session, viewer: Viewer, school_id: UUID | None, text: str, *, limit: int = 20
) -> list[HomeFound]:
    """Homes with a name that begins as typed, by name."""
    query = select(Household).where(homes_for(viewer), Household.erased_at.is_(None))
    if school_id is not None:
        query = query.where(Household.school_id == school_id)
    found = [
        HomeFound(household_id=h.id, school_id=h.school_id, name=h.name, address=_address(h))
        for h in session.scalars(query)
        if matches(text, h.name)
    ]
    return sorted(found, key=lambda h: folded(h.name))[:limit]


def home(session: Session, viewer: Viewer, household_id: UUID, *, on: date) -> Home | None:
    """One home with its adults, flags and children; None for an unknown one and for one out of the viewer's reach."""
    query = select(Household).where(Household.id == household_id, homes_for(viewer))
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    children = select(Pupil).where(Pupil.household_id == row.id).order_by(Pupil.born_on, Pupil.given_name)
    return Home(
        household_id=row.id,
        school_id=row.school_id,
        name=row.name,
        address=_address(row),
        phone=row.phone,
        contacts=_contacts(session, row.id),
        flags=tuple(flag for flag in flags(session, viewer, row.id) if flag.ended_at is None),
        linked=linked_flags(session, [row.id]).get(row.id, ()),
        pupils=tuple(_found(pupil, row, on) for pupil in session.scalars(children)),
    )


def flags(session: Session, viewer: Viewer, household_id: UUID) -> tuple[Flag, ...]:
    """Every flag of a home, those that hold first, newest first; none for one out of the viewer's reach."""
    query = (
        select(HouseholdFlag, Person.name)
        .join(Household, Household.id == HouseholdFlag.household_id)
        .outerjoin(Person, Person.id == HouseholdFlag.by_id)
        .where(Household.id == household_id, homes_for(viewer))
        .order_by(HouseholdFlag.from_at.desc())
    )
    found = [
        Flag(
            flag_id=flag.id,
            kind=flag.kind,
            note=flag.note,
            from_at=flag.from_at,
            ended_at=flag.ended_at,
            by_name=name or "",
        )
        for flag, name in session.execute(query)
    ]
    return tuple(sorted(found, key=lambda f: f.ended_at is not None))


def siblings(session: Session, viewer: Viewer, pupil_id: UUID, *, on: date) -> list[PupilFound]:
    """The other children of a pupil's home, eldest first."""
    home_of = select(Pupil.household_id).where(Pupil.id == pupil_id).scalar_subquery()
    query = (
        select(Pupil, Household)
        .join(Household, Household.id == Pupil.household_id)
        .where(Pupil.household_id == home_of, Pupil.id != pupil_id, homes_for(viewer))
        .order_by(Pupil.born_on, Pupil.given_name)
    )
    return [_found(pupil, row, on) for pupil, row in session.execute(query)]


def pupils_for(viewer: Viewer) -> ColumnElement[bool]:
    """Pupils whose home the viewer may see, and at schools that they reach wholly also those without a home."""
    wide = schools_where(viewer, Action.SEE_HOUSEHOLD, wide=True)
    return or_(
        and_(Pupil.household_id.is_not(None), homes_for(viewer)),
        and_(Pupil.household_id.is_(None), Pupil.school_id.in_(wide)),
    )


def _order(row: Any, on: date) -> tuple[int, str, str]:
    stands = roll(on_roll_from=row.on_roll_from, on_roll_to=row.on_roll_to, on=on)
    return list(Roll).index(stands), folded(row.family_name), folded(row.given_name)


def _found(pupil: Pupil, household: Household | None, on: date) -> PupilFound:
    return PupilFound(
        pupil_id=pupil.id,
        school_id=pupil.school_id,
        name=f"{pupil.given_name} {pupil.family_name}",
        year_group=pupil.year_group,
        roll=roll(on_roll_from=pupil.on_roll_from, on_roll_to=pupil.on_roll_to, on=on),
        household_id=pupil.household_id,
        home=household.name if household else "",
        address=_address(household) if household else "",
    )


def _contacts(session: Session, household_id: UUID) -> tuple[Contact, ...]:
    query = select(HouseholdContact).where(HouseholdContact.household_id == household_id)
    found = [
        Contact(
            name=c.name,
            relationship=c.relationship,
            phone=c.phone,
            parental_responsibility=c.parental_responsibility,
            may_be_spoken_to=c.may_be_spoken_to,
            no_contact=c.no_contact,
        )
        for c in session.scalars(query)
    ]
    return tuple(sorted(found, key=lambda c: (c.no_contact, not c.parental_responsibility, c.name)))


def _address(household: Household) -> str:
    return ", ".join(part for part in (household.address, household.postcode) if part)
