"""A school whose watch people take, offer and end, and short ways to do it."""

from datetime import datetime, timedelta
from uuid import UUID

from data.commands import watching
from data.database import Database
from data.models import Handover, WatchTurn
from data.refresh import refresh_deadlines
from tests.staff import NOW, Staff
from tests.trips import adopt, every, home, trip
from visits.words import Role, VisitState


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


class Watchroom:
    """Short ways to do what people do with the watch."""

    def __init__(self, db: Database, staff: Staff, policy: str = "washwood_heath") -> None:
        self.db, self.staff = db, staff
        self.version = adopt(db, staff, policy)
        self.home = home(db, staff)

    def take(self, role: Role, *, minutes: float = 0) -> None:
        by = self.staff.viewer(self.db, role)
        watching.take_watch(self.db, school_id=self.staff.school, by=by, now=at(minutes))

    def offer(self, by: Role, to: Role, *, minutes: float = 0, **more: str) -> None:
        watching.offer_watch(
            self.db,
            school_id=self.staff.school,
            to_id=self.staff.people[to],
            by=self.staff.viewer(self.db, by),
            now=at(minutes),
            **more,
        )

    def accept(self, role: Role, *, minutes: float = 0) -> None:
        self._answer(role, accept=True, minutes=minutes)

    def say_no(self, role: Role, *, minutes: float = 0) -> None:
        self._answer(role, accept=False, minutes=minutes)

    def _answer(self, role: Role, *, accept: bool, minutes: float) -> None:
        (offer,) = every(self.db, Handover, answered_at=None)
        by = self.staff.viewer(self.db, role)
        watching.answer_offer(self.db, handover_id=offer.id, accept=accept, by=by, now=at(minutes))

    def withdraw(self, role: Role) -> None:
        (offer,) = every(self.db, Handover, answered_at=None)
        watching.withdraw_offer(self.db, handover_id=offer.id, by=self.staff.viewer(self.db, role), now=NOW)

    def end(self, role: Role, *, minutes: float = 0) -> None:
        by = self.staff.viewer(self.db, role)
        watching.end_watch(self.db, school_id=self.staff.school, by=by, now=at(minutes))

    def close(self, role: Role, reason: str = "Snow", to: Role | None = None) -> None:
        watching.close_today(
            self.db,
            school_id=self.staff.school,
            reason=reason,
            offer_to=self.staff.people[to] if to else None,
            by=self.staff.viewer(self.db, role),
            now=NOW,
        )

    def out(self, **more: object) -> UUID:
        given = {"homes": [self.home], "state": VisitState.OUT, "out_at": NOW, **more}
        visit = trip(self.db, self.staff, self.version, **given)  # type: ignore[arg-type]
        with self.db.write() as session:
            refresh_deadlines(session, visit_id=visit, now=NOW)
        return visit

    def holder(self) -> Role | None:
        running = every(self.db, WatchTurn, ended_at=None)
        assert len(running) <= 1
        roles = {person: role for role, person in self.staff.people.items()}
        return roles[running[0].person_id] if running else None
