"""The made-up school of the examples, with everything that a command can be about, and how it is had again quickly."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import insert, select, text

from data.commands import visit
from data.commands.core import SYSTEM
from data.commands.raising import raise_due
from data.database import Database
from data.models import AlertStepRow, Base, DeadlineRow, Person, StopRow, VisitorRow
from data.queries.watch import due
from data.refresh import refresh_deadlines
from tests import planning, trips
from tests.databases import SqliteFiles
from tests.staff import NOW, person
from visits.permissions import Viewer
from visits.words import Role, VisitState

BYSTANDER: Final = UUID(int=77)
"""Somebody with an account who is on no visit, planned none and has no task."""


@dataclass(frozen=True)
class World(planning.World):
    """The planner's world (`tests.planning`): Blessed Trinity's text, a home whose assessment is in date, all on duty."""

    def who(self, role: Role, *, now: datetime = NOW) -> Viewer:
        person_id = self.staff.people[role]
        return Viewer(
            person_id=person_id,
            name=self.staff.names[person_id],
            roles={self.staff.school: frozenset({role})},
        )

    def trip(self, state: VisitState = VisitState.OUT, **more: Any) -> UUID:
        """A visit of an hour that left half an hour ago, led by the visitor, with its deadlines."""
        given = {"homes": [self.home], "state": state, "out_at": NOW - timedelta(minutes=30), **more}
        visit_id = trips.trip(self.db, self.staff, self.version, **given)
        with self.db.write() as session:
            refresh_deadlines(session, visit_id=visit_id, now=NOW)
        return visit_id

    def asked(self) -> UUID:
        """A visit that waits to be authorised and that the policy lets go."""
        by = self.who(Role.SENDCO)
        return visit.log(self.db, plan=self.plan(), idempotency_key="asked", by=by, now=NOW)

    def silent(self, **more: Any) -> UUID:
        """A visit that left three hours ago and of which nobody has heard since."""
        return self.trip(out_at=NOW - timedelta(hours=3), **more)

    def alert(self, **more: Any) -> UUID:
        """The alert of such a visit, with its first step."""
        self.silent(**more)
        alert_id = raise_due(self.db, deadline_id=self.due(), by=SYSTEM, now=NOW)
        assert alert_id is not None
        return alert_id

    def due(self) -> UUID:
        """The deadline that has passed longest ago."""
        with self.db.read() as session:
            return due(session, now=NOW, limit=1)[0]

    def step(self) -> AlertStepRow:
        """The step that is open."""
        (row,) = trips.every(self.db, AlertStepRow, ended_at=None)
        return row

    def party(self, visit_id: UUID) -> tuple[UUID, ...]:
        """Those who are on a visit, the lead first."""
        rows = trips.every(self.db, VisitorRow, visit_id=visit_id)
        return tuple(row.id for row in sorted(rows, key=lambda row: row.position))

    def stop_id(self, visit_id: UUID) -> UUID:
        with self.db.read() as session:
            return session.scalars(select(StopRow.id).where(StopRow.visit_id == visit_id)).one()

    def deadline(self) -> DeadlineRow:
        with self.db.read() as session:
            row = session.get_one(DeadlineRow, self.due())
            session.expunge(row)
            return row


def world(db: Database) -> World:
    """Fill an empty database."""
    made = planning.world(db)
    with db.write() as session:
        session.add(person(BYSTANDER, "Bryn Bystander", "bystander@school.example"))
        session.get_one(Person, made.staff.stranger).staff_number = "T-17"
    return World(**{field.name: getattr(made, field.name) for field in fields(made)})


class Worlds(Protocol):
    """Gives the same world as often as it is asked for, each time as if nothing had happened in it.

    There is one at a time, and always the same `Database`: what it has compiled stays compiled.
    """

    def fresh(self) -> World: ...

    def close(self) -> None: ...


class SqliteWorlds:
    """Puts back one file."""

    def __init__(self, files: SqliteFiles, folder: Path) -> None:
        self._path = folder / "world.db"
        self._world = world(Database(files.fresh(self._path)))
        self._world.db.close()
        self._content = self._path.read_bytes()

    def fresh(self) -> World:
        self._world.db.close()
        for left_over in self._path.parent.iterdir():
            left_over.unlink()
        self._path.write_bytes(self._content)
        return self._world

    def close(self) -> None:
        self._world.db.close()


class PostgresWorlds:
    """Empties its tables and puts the same rows back."""

    def __init__(self, url: str) -> None:
        self._world = world(Database(url))
        with self._world.db.read() as session:
            self._rows: Mapping[str, list[dict[str, Any]]] = {
                table.name: [dict(row) for row in session.execute(table.select()).mappings()]
                for table in Base.metadata.sorted_tables
            }

    def fresh(self) -> World:
        with self._world.db.write() as session:
            # As a replica no trigger and no foreign key is in the way.
            deletes = "".join(f"DELETE FROM {table};" for table in Base.metadata.tables)
            session.execute(text(f"SET LOCAL session_replication_role = replica; {deletes}"))
            for table in Base.metadata.sorted_tables:
                if rows := self._rows[table.name]:
                    session.execute(insert(table), rows)
        return self._world

    def close(self) -> None:
        self._world.db.close()
