"""A school whose office is told by webhook, visits that fall due when one likes, and a watcher of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select
from uuid6 import uuid7

from benchmarks.sink import ROOT
from data import clock
from data.commands.alert import acknowledge
from data.database import Database
from data.models import (
    AlertRow,
    AlertStepRow,
    ContactWay,
    DeadlineRow,
    OutboxRow,
    Person,
    PersonRole,
    PolicyVersion,
    School,
    VisitorRow,
    VisitRow,
    WatcherPulse,
)
from data.policy_files import load_all
from visits.permissions import Viewer
from visits.words import Channel, Role, Stage, Travel, VisitKind, VisitorRole, VisitState

POLICY: Final = "washwood_heath"
AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """The school, and where its office's webhook is."""

    db: Database
    school: UUID
    office: UUID
    policy: UUID
    port: int

    def settings(self) -> dict[str, str]:
        """What a process has to be told to watch over it."""
        return {
            "HOMEWARD_DATABASE_URL": self.db.url.render_as_string(hide_password=False),
            "HOMEWARD_WEBHOOKS": f"127.0.0.1:{self.port}",
        }

    def fall_due(self, times: Sequence[datetime]) -> None:
        """A visit of two people for each time, at which both should be back."""
        rows: dict[type[Any], list[dict[str, Any]]] = {VisitRow: [], VisitorRow: [], DeadlineRow: []}
        for due_at in times:
            self._visit(rows, due_at)
        with self.db.write() as session:
            for model, values in rows.items():
                session.connection().execute(insert(model.__table__), values)

    def _visit(self, rows: dict[type[Any], list[dict[str, Any]]], due_at: datetime) -> None:
        visit = uuid7()
        rows[VisitRow].append(
            {
                "id": visit,
                "school_id": self.school,
                "policy_version_id": self.policy,
                "state": VisitState.OUT,
                "kind": VisitKind.PROCEDURAL,
                "reason": "attendance",
                "common_reason": "attendance",
                "month": "2026-11",
                "travel": Travel.CAR,
                "out_at": due_at - AN_HOUR,
                "back_at": due_at,
                "created_at": due_at - 2 * AN_HOUR,
                "created_by_id": self.office,
                "authorised_at": due_at - 2 * AN_HOUR,
                "authorised_by_id": self.office,
                "left_at": due_at - AN_HOUR,
                "idempotency_key": str(visit),
            }
        )
        for position, role in enumerate((VisitorRole.LEAD, VisitorRole.SECOND), start=1):
            visitor = uuid7()
            common = {"school_id": self.school, "visit_id": visit}
            rows[VisitorRow].append(
                {
                    **common,
                    "id": visitor,
                    "position": position,
                    "name": "A. Visitor",
                    "role": role,
                    "mobile": "07700 900111",
                }
            )
            rows[DeadlineRow].append(
                {
                    **common,
                    "id": uuid7(),
                    "name": f"back:-:{visitor}",
                    "stage": Stage.BACK,
                    "visitor_id": visitor,
                    "due_at": due_at,
                    "ladder": True,
                }
            )

    def beat_at(self) -> datetime | None:
        with self.db.read() as session:
            return session.scalar(select(WatcherPulse.beat_at))

    def alerts(self) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count(AlertRow.id))) or 0

    def messages(self, *conditions: ColumnElement[bool]) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count(OutboxRow.id)).where(*conditions)) or 0

    def undelivered(self) -> int:
        """Messages that are still to be sent."""
        return self.messages(OutboxRow.delivered_at.is_(None), OutboxRow.given_up_at.is_(None))

    def steps(self) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count(AlertStepRow.id))) or 0

    def acknowledge(self, count: int) -> dict[str, float]:
        """The office acknowledges alerts of which it has not been told; when, by the number of each message."""
        office = Viewer(
            person_id=self.office, name="O. Person", roles={self.school: frozenset({Role.OFFICE})}
        )
        with self.db.read() as session:
            query = select(OutboxRow.id, OutboxRow.alert_id).where(OutboxRow.delivered_at.is_(None))
            found = session.execute(query.limit(count)).all()
        at = {}
        for message_id, alert_id in found:
            assert alert_id is not None
            acknowledge(self.db, alert_id=alert_id, by=office, now=clock.now())
            at[str(message_id)] = time.time()
        return at

    def due(self) -> dict[str, datetime]:
        """When what each message tells of fell due, by the message's number."""
        with self.db.read() as session:
            query = select(OutboxRow.id, AlertRow.due_at).join(AlertRow, AlertRow.id == OutboxRow.alert_id)
            return {str(message): due_at for message, due_at in session.execute(query)}


def place(db: Database, *, port: int) -> Place:
    """A school in a migrated database, whose only way to tell anybody is the office's webhook."""
    made = Place(db, uuid7(), uuid7(), uuid7(), port)
    document, now = load_all()[POLICY], clock.now()
    since = now.date() - timedelta(days=30)
    with db.write() as session:
        session.add(School(id=made.school, name="Benchmark School", slug=f"benchmark-{made.school.hex[:8]}"))
        session.add(Person(id=made.office, name="O. Person"))
        session.flush()
        session.add(PersonRole(school_id=made.school, person_id=made.office, role=Role.OFFICE, from_on=since))
        session.add(
            ContactWay(
                person_id=made.office,
                rank=1,
                channel=Channel.WEBHOOK,
                address=f"http://127.0.0.1:{port}/homeward",
                verified_at=now,
            )
        )
        session.add(
            PolicyVersion(
                id=made.policy,
                school_id=made.school,
                number=1,
                key=document.key,
                title=document.title,
                document=document.model_dump(mode="json"),
                in_force_from=since,
                owner="Lead DSL",
                adopted_at=now,
            )
        )
    return made


def environment(where: Place, folder: Path) -> dict[str, str]:
    """This process's environment with the settings of the place, and no other of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
    return {**kept, **where.settings(), "HOMEWARD_VAR_DIR": str(folder)}


def start(where: Place, folder: Path) -> "subprocess.Popen[bytes]":
    """A watcher. Each that follows another goes by its name, as under the supervisor."""
    return subprocess.Popen(
        [sys.executable, "-m", "watcher", "--name", "benchmark"],
        cwd=ROOT,
        env=environment(where, folder),
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def watching(where: Place, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A watcher that has begun to watch, for as long as the block runs."""
    began_at = clock.now()
    process = start(where, folder)
    try:
        until(lambda: (where.beat_at() or began_at) > began_at, within_s=60)
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def until(true: Callable[[], bool], *, within_s: float, every_s: float = 0.05) -> None:
    """Wait until it is so."""
    end = time.monotonic() + within_s
    while not true():
        if time.monotonic() > end:
            raise RuntimeError("it did not happen in time")
        time.sleep(every_s)
