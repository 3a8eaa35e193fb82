"""A visit's plan at the made-up school against which its policy has nothing to say, and what a test changes of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from uuid6 import uuid7

from data.database import Database
from data.models import Cover, Duty, Person, RiskAssessment
from tests.staff import NOW, Staff, fill
from tests.trips import Home, adopt, home
from visits.permissions import Viewer
from visits.visit import StopPlan, Vehicle, VisitorPlan, VisitPlan
from visits.words import Role, VisitKind, VisitorRole

CAR = Vehicle(make="Corsa", model="Life", colour="silver", registration="AB12 CDE")
OUT_AT = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """The made-up school with its policy in force, one home, and everybody on duty all week."""

    db: Database
    staff: Staff
    version: UUID
    home: Home

    def who(self, role: Role, *, now: datetime = NOW) -> Viewer:
        return self.staff.viewer(self.db, role, now=now)

    def visitor(self, who: Role, **more: Any) -> VisitorPlan:
        """Whoever holds that role, as the lead."""
        person_id = self.staff.people[who]
        base: dict[str, Any] = {
            "name": self.staff.names[person_id],
            "role": VisitorRole.LEAD,
            "mobile": "07700 900111",
            "part": "Speaks",
            "person_id": person_id,
        }
        return VisitorPlan(**{**base, **more})

    def stop(self, *, at: Home | None = None, start: datetime = OUT_AT, **more: Any) -> StopPlan:
        """Twenty minutes after `start`, for half an hour."""
        to = at or self.home
        base: dict[str, Any] = {
            "address": "14 Mill Row, QM1 4ZZ",
            "due_in_at": start + timedelta(minutes=20),
            "due_out_at": start + timedelta(minutes=50),
            "household_id": to.household,
            "pupil_ids": (to.pupil,),
        }
        return StopPlan(**{**base, **more})

    def plan(self, **more: Any) -> VisitPlan:
        """The visitor and the family worker go for 70 minutes, in an hour from NOW."""
        base: dict[str, Any] = {
            "school_id": self.staff.school,
            "kind": VisitKind.PROCEDURAL,
            "reason": "attendance",
            "out_at": OUT_AT,
            "back_at": OUT_AT + timedelta(minutes=70),
            "stops": (self.stop(),),
            "visitors": (
                self.visitor(Role.VISITOR),
                self.visitor(Role.FAMILY, role=VisitorRole.SECOND, part="Takes notes"),
            ),
            "purpose": "Talk about mornings",
            "alternatives": "The family cannot come in",
            "who_to_see": "The mother",
            "told": True,
            "vehicle": CAR,
        }
        return VisitPlan(**{**base, **more})


def world(db: Database, *, policy: str = "blessed_trinity", assessed: bool = True) -> World:
    """Fill an empty database: the school of `tests.staff`, its policy, a home whose risk assessment is in date."""
    return furnish(db, fill(db), policy=policy, assessed=assessed)


def furnish(db: Database, staff: Staff, *, policy: str = "blessed_trinity", assessed: bool = True) -> World:
    """The same for a school that is there already."""
    made = World(db=db, staff=staff, version=adopt(db, staff, policy), home=home(db, staff))
    if assessed:
        assess(db, made, made.home)
    with db.write() as session:
        for person_id in staff.people.values():
            session.get_one(Person, person_id).trained_on = NOW.date() - timedelta(days=80)
            for weekday in range(5):
                session.add(
                    Duty(
                        school_id=staff.school,
                        person_id=person_id,
                        weekday=weekday,
                        starts=time(8),
                        ends=time(17),
                    )
                )
    return made


def assess(db: Database, made: World, to: Home, *, days_left: int = 200) -> None:
    """Give a home a risk assessment that stands for so many days more."""
    with db.write() as session:
        session.add(
            RiskAssessment(
                school_id=made.staff.school,
                household_id=to.household,
                policy_version_id=made.version,
                assessed_on=NOW.date() - timedelta(days=100),
                valid_until=NOW.date() + timedelta(days=days_left),
                by_id=made.staff.people[Role.SENDCO],
                made_at=NOW - timedelta(days=100),
            )
        )


def delegate(
    db: Database, made: World, role: Role, *, accepted: bool = True, hours: tuple[float, float] = (-1, 8)
) -> UUID:
    """Let whoever holds `role` authorise in the Lead DSL's place, from and to so many hours after NOW."""
    cover_id = uuid7()
    with db.write() as session:
        session.add(
            Cover(
                id=cover_id,
                school_id=made.staff.school,
                role=Role.LEAD_DSL,
                person_id=made.staff.people[role],
                from_at=NOW + timedelta(hours=hours[0]),
                to_at=NOW + timedelta(hours=hours[1]),
                for_authorising=True,
                accepted_at=NOW - timedelta(hours=2) if accepted else None,
                given_by_id=made.staff.people[Role.LEAD_DSL],
            )
        )
    return cover_id
