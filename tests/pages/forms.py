"""A made-up form of a visit, with the pupils, colleagues and cars that it can be filled from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from data.policy_files import load_all
from data.queries.choices import Colleague, KnownCar
from data.queries.household import PupilFound
from data.queries.people import LONDON
from pages.visit_form import clock, convert, follow
from pages.visit_form.fields import YES, Form
from visits.pupils import Roll
from visits.visit import StopPlan, Vehicle, VisitorPlan, VisitPlan
from visits.words import Place, Role, VisitKind, VisitorRole

SCHOOL = UUID(int=1)
HOME_A, HOME_B = UUID(int=10), UUID(int=11)
ADA, BEN, CY, DEE = (str(UUID(int=n)) for n in (20, 21, 22, 23))
LEAD, MATE = UUID(int=30), UUID(int=31)
NOW = datetime(2026, 11, 23, 10, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
POLICIES = load_all()


def pupil(pupil_id: str, home: UUID | None, name: str = "Ada Ash", **more: Any) -> PupilFound:
    base: dict[str, Any] = {
        "pupil_id": UUID(pupil_id),
        "school_id": SCHOOL,
        "name": name,
        "year_group": "8",
        "roll": Roll.ON,
        "household_id": home,
        "home": "Ash household" if home else "",
        "address": f"{home.int} Mill Row" if home else "",
    }
    return PupilFound(**{**base, **more})


PUPILS = {
    ADA: pupil(ADA, HOME_A),
    BEN: pupil(BEN, HOME_A, "Ben Ash"),
    CY: pupil(CY, HOME_B, "Cy Birch"),
    DEE: pupil(DEE, None, "Dee Cole"),
}
PEOPLE = {
    str(LEAD): Colleague(
        person_id=LEAD, name="L. Lead", mobile="07700 900111", has_number=True, roles=(Role.SENDCO,)
    ),
    str(MATE): Colleague(
        person_id=MATE, name="M. Mate", mobile="07700 900112", has_number=True, roles=(Role.FAMILY,)
    ),
}
CAR = Vehicle(make="Corsa", model="Life", colour="silver", registration="AB12 CDE")
OLD = Vehicle(make="Fiesta", model="Zetec", colour="red", registration="OL02 DER")
CARS = [KnownCar(car=CAR, owner_id=LEAD, owner="L. Lead"), KnownCar(car=OLD, owner_id=None, owner="")]


def form(**more: Any) -> Form:
    """A form that was just opened: two visitors, of whom the first is known; leaving at 10:20."""
    made = Form(school=str(SCHOOL), day=TODAY.isoformat(), **more)
    follow.begin_with(made, PEOPLE[str(LEAD)])
    clock.spread(made, "10:20")
    return made


def plan(made: Form) -> VisitPlan:
    return convert.to_plan(made, pupils=PUPILS, tz=LONDON, today=TODAY).plan


def filled() -> Form:
    made = form(pupils=[ADA, CY], reason="attendance", told=YES, purpose="Talk", who_to_see=["Mother", "Ada"])
    follow.stops(made, PUPILS)
    follow.car(made.copied(), made, CARS)
    made.visitors[1].person = str(MATE)
    follow.people(form(), made, PEOPLE)
    made.ticks = {"absent": True, "mobile": False}
    made.reasons = {"clashes": "Agreed with the head", "company": "  "}
    return made


def kept() -> VisitPlan:
    """A plan with everything in it, as it comes back from the database."""
    at = datetime(2026, 6, 22, 12, 0, tzinfo=UTC)
    return VisitPlan(
        school_id=SCHOOL,
        kind=VisitKind.EMERGENCY,
        reason="child_safe",
        out_at=at,
        back_at=at + timedelta(minutes=75),
        stops=(
            StopPlan(
                address="10 Mill Row",
                due_in_at=at + timedelta(minutes=10),
                due_out_at=at + timedelta(minutes=30),
                household_id=HOME_A,
                pupil_ids=(UUID(ADA), UUID(BEN)),
            ),
            StopPlan(
                address="Quay 2",
                due_in_at=at + timedelta(minutes=40),
                due_out_at=at + timedelta(minutes=60),
                place=Place.OTHER,
            ),
        ),
        visitors=(
            VisitorPlan(
                name="L. Lead", role=VisitorRole.LEAD, mobile="07700 900111", part="Speaks", person_id=LEAD
            ),
            VisitorPlan(name="Pat Early", role=VisitorRole.SECOND, organisation="Early Help", part="Notes"),
        ),
        purpose="See that the child is safe",
        alternatives="Nobody answers",
        who_to_see="Ada",
        told=False,
        told_exception="Their phone is cut off",
        vehicle=CAR,
        confirmed=frozenset({"absent"}),
        reasons_given={"clashes": "Agreed", "told_beforehand": "Their phone is cut off"},
    )
