"""Children who left long ago, the visits to them, and what was written of them, for tests of what has to go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from uuid6 import uuid7

from data.database import Database
from data.models import Concern, EventRow, PersonRole, Pupil, VisitRow, WriteUp
from tests import planning
from tests.staff import NOW, Staff, person
from tests.trips import Home, home, trip
from visits.words import EventKind, Role, Via, VisitState

LONG_AGO = datetime(2018, 3, 5, 10, 0, tzinfo=NOW.tzinfo)
LEFT_ON = date(2018, 7, 20)


@dataclass(frozen=True)
class Leavers:
    """Children of the made-up school, put in by hand."""

    db: Database
    staff: Staff
    version: UUID

    def child(
        self, given: str = "Lena", family: str = "Quorn", *, left_on: date = LEFT_ON, **more: Any
    ) -> Home:
        """A child with a home of their own, born on 1 May 2007."""
        made = home(
            self.db,
            self.staff,
            name=f"{family} household",
            given=given,
            family=family,
            number=f"L{uuid7().hex[-8:]}",
            on_roll_from=date(2012, 9, 3),
            on_roll_to=left_on,
        )
        values = {"born_on": date(2007, 5, 1), **more}
        with self.db.write() as session:
            session.execute(update(Pupil).where(Pupil.id == made.pupil).values(**values))
        return made

    def visit(
        self, *homes: Home, at: datetime = LONG_AGO, state: VisitState = VisitState.CLOSED, **more: Any
    ) -> UUID:
        """A visit to them that is over, with a word or two of each kind."""
        visit_id = trip(self.db, self.staff, self.version, homes=homes, state=state, out_at=at, **more)
        with self.db.write() as session:
            session.add(
                EventRow(
                    school_id=self.staff.school,
                    visit_id=visit_id,
                    kind=EventKind.CONCERN,
                    happened_at=at,
                    entered_at=at,
                    by_id=self.staff.people[Role.OFFICE],
                    by_name="Office Person",
                    via=Via.CALL,
                    note="Lena Quorn was not at home",
                )
            )
        return visit_id

    def write_up(self, visit_id: UUID, *, confirmed_at: datetime | None = None) -> None:
        """Say where its record is."""
        by_id = self.staff.people[Role.VISITOR]
        with self.db.write() as session:
            session.add(
                WriteUp(
                    school_id=self.staff.school,
                    visit_id=visit_id,
                    system="CPOMS",
                    reference="4711",
                    actions="Ring the mother",
                    written_at=session.get_one(VisitRow, visit_id).back_at,
                    by_id=by_id,
                    confirmed_at=confirmed_at,
                    confirmed_by_id=by_id if confirmed_at else None,
                )
            )

    def concern(self, visit_id: UUID, *, at: datetime = LONG_AGO, taken: bool = True) -> None:
        """A concern of the visit, of no child by name."""
        with self.db.write() as session:
            session.add(
                Concern(
                    school_id=self.staff.school,
                    visit_id=visit_id,
                    note="A bruise on Lena Quorn",
                    raised_at=at,
                    by_id=self.staff.people[Role.VISITOR],
                    taken_at=at + timedelta(hours=1) if taken else None,
                    taken_by_id=self.staff.people[Role.LEAD_DSL] if taken else None,
                )
            )

    def gone(self, name: str = "Wilma Sarkowitz", *, left_on: date = LEFT_ON) -> UUID:
        """Somebody who worked here and has left."""
        person_id = uuid7()
        with self.db.write() as session:
            row = person(person_id, name, f"{name.split()[0].lower()}@school.example")
            row.left_on = left_on
            session.add(row)
            session.flush()
            session.add(
                PersonRole(
                    school_id=self.staff.school,
                    person_id=person_id,
                    role=Role.VISITOR,
                    from_on=date(2012, 9, 3),
                    to_on=left_on - timedelta(days=1),
                )
            )
        return person_id


def a_leaver(world: planning.World) -> None:
    """A child and somebody of the staff who left long ago, and a visit whose record nobody has looked up."""
    made = Leavers(world.db, world.staff, world.version)
    made.gone()
    made.write_up(made.visit(made.child(), planned_by=Role.ATTENDANCE))
