"""Visits that are back, and the record of each."""

from dataclasses import dataclass
from uuid import UUID

from data.aftercare import tasks_on_return
from data.commands import record
from data.commands.record import StopReport
from data.database import Database
from data.models import StopRow, Task, VisitRow
from data.queries.snapshot import load_visit
from tests import trips
from tests.staff import NOW, Staff
from tests.trips import Home
from visits.words import Role, StopOutcome, VisitState


@dataclass
class RecordCase:
    """A school, the policy that it goes by, a home, and what can be done with a visit to it."""

    db: Database
    staff: Staff
    version_id: UUID
    home: Home

    def trip(self, state: VisitState = VisitState.BACK, *, tasks: bool = True, **more: object) -> UUID:
        visit_id = trips.trip(self.db, self.staff, self.version_id, homes=[self.home], state=state, **more)
        if tasks:
            with self.db.write() as session:
                tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
        return visit_id

    def write_up(self, visit_id: UUID, *, role: Role = Role.VISITOR, **more: object) -> None:
        given = {
            "version": trips.one(self.db, VisitRow, id=visit_id).version,
            "stops": (StopReport(stop_id=self.stop(visit_id), outcome=StopOutcome.NOBODY_IN),),
            "system": "CPOMS",
            "reference": "4711",
        }
        record.write_up(
            self.db, visit_id=visit_id, by=self.staff.viewer(self.db, role), now=NOW, **{**given, **more}
        )

    def stop(self, visit_id: UUID) -> UUID:
        return trips.one(self.db, StopRow, visit_id=visit_id).id

    def open_tasks(self, visit_id: UUID) -> set[str]:
        return {t.kind for t in trips.every(self.db, Task, visit_id=visit_id) if t.done_at is None}

    def state(self, visit_id: UUID) -> VisitState:
        return trips.one(self.db, VisitRow, id=visit_id).state
