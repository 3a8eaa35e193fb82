"""Children and staff who left the made-up schools long ago, so that a list of what is over its time has something on it.

Made last, with dice of its own: nothing else that is made up changes by it.
"""

from datetime import date, timedelta
from random import Random
from typing import Final

from data.demo import names
from data.demo.made import Made
from data.demo.schools import SET_UP_AT, MadeSchool
from data.models import Household, HouseholdContact, Person, PersonRole, Pupil
from visits.words import Role

LEFT_ON: Final = (date(2018, 7, 20), date(2019, 7, 19), date(2019, 7, 19), date(2020, 7, 17))
WORKED_UNTIL: Final = date(2020, 8, 31)


def make_leavers(made: Made, school: MadeSchool, seed: int) -> None:
    """Some children with their homes, and one member of staff, all over their time."""
    dice, made.dice = made.dice, Random(f"{seed} {school.plan.slug}")
    try:
        for place, left_on in enumerate(LEFT_ON, start=1):
            _child(made, school, place, left_on)
        _somebody(made, school)
    finally:
        made.dice = dice


def _child(made: Made, school: MadeSchool, place: int, left_on: date) -> None:
    family = made.one(names.FAMILY)
    home_id = made.add(
        Household,
        SET_UP_AT,
        school_id=school.id,
        name=f"{family} household",
        address=names.street(made),
        postcode=names.postcode(made, school.plan.area),
        phone=names.family_mobile(made),
    )
    made.add(
        HouseholdContact,
        SET_UP_AT,
        school_id=school.id,
        household_id=home_id,
        name=f"{made.one(names.GIVEN)} {family}",
        relationship="Mother",
        phone=names.family_mobile(made),
        parental_responsibility=True,
        may_be_spoken_to=True,
        no_contact=False,
    )
    last_year = list(school.plan.years)[-1]
    made.add(
        Pupil,
        SET_UP_AT,
        school_id=school.id,
        household_id=home_id,
        number=f"{school.plan.slug[0].upper()}{500 + place}",
        given_name=made.one(names.GIVEN),
        family_name=family,
        year_group=last_year,
        born_on=left_on - timedelta(days=365 * 11 + made.dice.randint(0, 300)),
        on_roll_from=date(left_on.year - len(school.plan.years), 9, 3),
        on_roll_to=left_on,
    )


def _somebody(made: Made, school: MadeSchool) -> None:
    person_id = made.add(
        Person,
        SET_UP_AT,
        name=names.full_name(made),
        email=None,
        mobile="",
        staff_number=None,
        password_hash=None,
        pin_hash=None,
        trained_on=None,
        left_on=WORKED_UNTIL + timedelta(days=1),
        made_up=True,
    )
    made.add(
        PersonRole,
        SET_UP_AT,
        school_id=school.id,
        person_id=person_id,
        role=Role.VISITOR,
        from_on=date(2015, 9, 1),
        to_on=WORKED_UNTIL,
    )
