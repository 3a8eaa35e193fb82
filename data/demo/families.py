"""Households of the made-up schools: pupils, the adults, and what whoever stands at the door must know."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from data.demo import names
from data.demo.made import Made
from data.demo.schools import ANCHOR, FIRST_DAY, SET_UP_AT, MadeSchool
from data.demo.staff import Staff
from data.models import Household, HouseholdContact, HouseholdFlag, Pupil
from visits.words import Role

SIBLINGS: Final = 0.24
"""The share of pupils who live with the one before them in the list."""

FIRST_ADULT: Final = {
    "Mother": 60.0,
    "Father": 22.0,
    "Grandmother": 8.0,
    "Foster carer": 6.0,
    "Guardian": 4.0,
}
SECOND_ADULT: Final = {"Father": 60.0, "Stepfather": 14.0, "Grandmother": 12.0, "Mother": 8.0, "Aunt": 6.0}
PARENTS: Final = frozenset({"Mother", "Father", "Guardian"})

FLAGS: Final = {
    "animal": (
        "Dog, barks at the door, is shut in when asked",
        "Large dog loose in the yard",
        "Two dogs, one nervous",
    ),
    "violence": (
        "An adult there has threatened staff; go only after talking to the DSL",
        "A visitor to the home has been violent before",
    ),
    "no_signal": ("No mobile signal inside", "Signal only at the front of the house"),
    "access": ("Flat; the bell does not work, ring ahead", "Entrance is at the back, through the alley"),
}
FLAG_SHARES: Final = {"animal": 0.07, "violence": 0.012, "no_signal": 0.02, "access": 0.03}


@dataclass(frozen=True, kw_only=True)
class MadePupil:
    id: UUID
    name: str
    from_on: date
    to_on: date | None

    def on_roll(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass
class Home:
    """`adults` are those who may be spoken to, by name; `flags` are what is known of the home: kind and note."""

    id: UUID
    address: str
    adults: list[str]
    no_contact: list[str]
    flags: list[tuple[str, str, datetime]]
    pupils: list[MadePupil] = field(default_factory=list)


def make_families(made: Made, school: MadeSchool, staff: Staff) -> list[Home]:
    """The homes of one school with all its pupils: on roll, left, and not yet there."""
    homes: list[Home] = []
    family = ""
    for number, (year, from_on, to_on) in enumerate(made.shuffled(_places(school)), start=1):
        if not homes or not made.chance(SIBLINGS) or len(homes[-1].pupils) > 3:
            family = made.one(names.FAMILY)
            homes.append(_home(made, school, family, staff))
        given = made.one([g for g in names.GIVEN if g not in {p.name.split()[0] for p in homes[-1].pupils}])
        pupil_id = made.add(
            Pupil,
            SET_UP_AT,
            school_id=school.id,
            household_id=homes[-1].id,
            number=f"{school.plan.slug[0].upper()}{1000 + number}",
            given_name=given,
            family_name=family,
            year_group=year,
            born_on=_born(made, year, to_on),
            on_roll_from=from_on,
            on_roll_to=to_on,
        )
        homes[-1].pupils.append(
            MadePupil(id=pupil_id, name=f"{given} {family}", from_on=from_on, to_on=to_on)
        )
    return homes


def _places(school: MadeSchool) -> list[tuple[str, date, date | None]]:
    """Year group, first and last day on roll of every pupil. The youngest year came last autumn, and so on upwards."""
    starts = school.years.starts_of_years()
    now_on = max(day for day in starts.values() if day <= ANCHOR)
    places: list[tuple[str, date, date | None]] = []
    for place, (year, number) in enumerate(school.plan.years.items()):
        came_on = min(starts.get(_year(now_on.year - place), _september(now_on.year - place)), now_on)
        places += [(year, came_on, None)] * number
    last_year = list(school.plan.years)[-1]
    for left in (now_on.year - 1, now_on.year):
        came_on = _september(left - len(school.plan.years))
        last_on = max(
            t.ends_on for t in school.years.terms if t.ends_on.year == left and t.ends_on.month == 7
        )
        places += [(last_year, came_on, last_on)] * school.plan.leavers
    joins_on = min(t.starts_on for t in school.years.terms if t.starts_on > ANCHOR)
    places[0] = (places[0][0], joins_on, None)
    return places


def _year(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def _september(year: int) -> date:
    return date(year, 9, 3)


def _born(made: Made, year: str, to_on: date | None) -> date:
    """A birthday that fits the year group: Reception turns 5 in its school year."""
    age = {"Nursery": 3, "Reception": 4}.get(year) or int(year) + 4
    autumn = (to_on.year - 1) if to_on else ANCHOR.year
    return date(autumn - age - 1, 9, 1) + timedelta(days=made.dice.randint(0, 364))


def _home(made: Made, school: MadeSchool, family: str, staff: Staff) -> Home:
    address, code = names.street(made), names.postcode(made, school.plan.area)
    home_id = made.add(
        Household,
        SET_UP_AT,
        school_id=school.id,
        name=f"{family} household",
        address=address,
        postcode=code,
        phone=names.family_mobile(made),
    )
    home = Home(id=home_id, address=f"{address}, {code}", adults=[], no_contact=[], flags=[])
    _adults(made, school, family, home)
    for kind, share in FLAG_SHARES.items():
        if made.chance(share):
            _flag(made, school, home, kind, staff)
    return home


def _adults(made: Made, school: MadeSchool, family: str, home: Home) -> None:
    first = made.weighted(FIRST_ADULT)
    _adult(made, school, family, home, first, barred=False)
    if first in PARENTS and made.chance(0.6):
        others = {name: weight for name, weight in SECOND_ADULT.items() if name != first}
        _adult(made, school, family, home, made.weighted(others), barred=made.chance(0.05))


def _adult(made: Made, school: MadeSchool, family: str, home: Home, tie: str, *, barred: bool) -> None:
    """`barred`: nobody from school may be in touch with them."""
    name = f"{made.one(names.GIVEN)} {family if made.chance(0.7) else made.one(names.FAMILY)}"
    parent = tie in PARENTS
    made.add(
        HouseholdContact,
        SET_UP_AT,
        school_id=school.id,
        household_id=home.id,
        name=name,
        relationship=tie,
        phone=names.family_mobile(made),
        parental_responsibility=parent,
        may_be_spoken_to=not barred,
        no_contact=barred,
    )
    (home.no_contact if barred else home.adults).append(name)


def _flag(made: Made, school: MadeSchool, home: Home, kind: str, staff: Staff) -> None:
    day = FIRST_DAY + timedelta(days=made.dice.randint(0, 700))
    from_at = school.at(day, time(15, 10))
    ended = made.chance(0.15)
    note = made.one(FLAGS[kind])
    made.add(
        HouseholdFlag,
        from_at,
        school_id=school.id,
        household_id=home.id,
        kind=kind,
        note=note,
        from_at=from_at,
        ended_at=from_at + timedelta(days=90) if ended else None,
        by_id=made.one(staff.with_role((Role.LEAD_DSL, Role.SENDCO), day)).id,
    )
    if not ended:
        home.flags.append((kind, note, from_at))
