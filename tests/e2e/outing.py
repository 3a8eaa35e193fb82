"""A visit of two stops that can be made at any hour of any day, and a policy by which its silence lasts a minute.

The school adopts its own text with other limits, by the command by which any school adopts a text. Nothing moves a clock.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import clock
from data.commands import policy
from data.database import Database
from data.demo.accounts import ACCOUNTS
from data.models import Person, PolicyVersion, School
from data.policy_files import FOLDER
from data.queries.choices import pupil_choices
from data.queries.household import PupilFound
from data.queries.people import LONDON, london_day, viewer
from data.queries.risk import assessment_states
from pages.visit_form.clock import ROAD, STAY, next_five
from visits.permissions import Viewer
from visits.pupils import Roll
from visits.words import AssessmentState

NAMES: Final = {account.key: account.name for account in ACCOUNTS}
SLUG: Final = "quillmere"
MINUTE: Final = timedelta(minutes=1)
SHORT_STAY: Final = timedelta(minutes=5)
SILENCE: Final = MINUTE
"""From leaving the first stop to the deadline of the second: the road there, a short stay, and the policy's grace.

A form and a policy speak in whole minutes, so this is the shortest that lies ahead; none at all would be due at once.
"""
GRACE: Final = SILENCE - ROAD - SHORT_STAY
CHANGES: Final = (
    (r'(?s)(stage = "leave".*?grace_minutes = )30', rf"\g<1>{GRACE // MINUTE}"),
    # It is written down that a visit is made on a Sunday or at night, and stops nobody.
    (r'(school_hours = \{ duties = \["BT-18"\], response = )"warn"', r'\g<1>"record"'),
)
"""What the test's version of the text says differently."""


@dataclass(frozen=True, kw_only=True)
class Outing:
    """The visit: to one pupil at each of two homes. `out_at` is on the school's clock."""

    school_id: UUID
    school: str
    pupils: tuple[PupilFound, PupilFound]
    out_at: datetime

    @property
    def first(self) -> str:
        """The address of the first stop."""
        return self.pupils[0].address

    @property
    def second(self) -> str:
        """The address of the second stop."""
        return self.pupils[1].address

    @property
    def homes(self) -> str:
        """Both homes, as a list of visits names them."""
        return " · ".join(pupil.home for pupil in self.pupils)

    def counts_by(self, now: datetime) -> bool:
        """Whether it is counted already: a visit belongs to the month in which it was to leave."""
        return f"{self.out_at:%Y-%m}" <= f"{now.astimezone(LONDON):%Y-%m}"


def prepare(db: Database) -> Outing:
    """Have the lead DSL adopt the test's version from today on, and choose the pupils and the time."""
    now = clock.now()
    with db.read() as session:
        school = session.scalars(select(School).where(School.slug == SLUG)).one()
        of_school = select(PolicyVersion.number).where(PolicyVersion.school_id == school.id)
        newest = session.scalars(of_school.order_by(PolicyVersion.number.desc())).first() or 0
        person_id = session.scalars(select(Person.id).where(Person.name == NAMES["dsl"])).one()
        lead = viewer(session, person_id, today=london_day(now), now=now)
        assert lead
        outing = Outing(
            school_id=school.id,
            school=school.name,
            pupils=_two_pupils(session, school.id, lead, now),
            out_at=_next_out(now),
        )
    policy.adopt(
        db,
        school_id=outing.school_id,
        content=_text().encode(),
        file="limits_of_a_minute.toml",
        from_on=london_day(now),
        after=newest,
        by=lead,
        now=now,
    )
    return outing


def _text() -> str:
    text = (FOLDER / "blessed_trinity.toml").read_text(encoding="utf-8")
    for was, becomes in CHANGES:
        text, count = re.subn(was, becomes, text)
        assert count == 1, was
    return text


def _two_pupils(
    session: Session, school_id: UUID, by: Viewer, now: datetime
) -> tuple[PupilFound, PupilFound]:
    """Two whose homes have a risk assessment in date, and whom a name and an address tell from all others."""
    pupils = pupil_choices(session, by, [school_id], on=london_day(now))
    homes = [p.household_id for p in pupils if p.household_id]
    states = assessment_states(session, homes, london_day(now))
    names, places = [p.name for p in pupils], [p.address for p in pupils]
    fit = [
        p
        for p in pupils
        if p.household_id and states[p.household_id] is AssessmentState.IN_DATE
        if p.roll is Roll.ON and names.count(p.name) == 1 and places.count(p.address) == 1
    ]
    return fit[0], next(p for p in fit if p.home != fit[0].home)


def _next_out(now: datetime) -> datetime:
    """In a quarter of an hour; late in the evening just after midnight, because a trip is planned on one day."""
    soon = next_five(now, LONDON)
    if (soon + 4 * ROAD + 2 * STAY).date() == soon.date():
        return soon
    return (soon + timedelta(days=1)).replace(hour=0, minute=5)
