"""A school whose visits fall due, real watchers beside it, and a real mail server and webhook that count what comes."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from uuid6 import uuid7

from data import clock
from data.database import Database
from data.models import (
    AlertRow,
    AlertStepRow,
    AuditRow,
    ContactWay,
    DeadlineRow,
    OutboxRow,
    PersonRole,
    PolicyVersion,
    WatcherPulse,
)
from data.refresh import refresh_deadlines
from data.version import ROOT
from tests.staff import Staff, fill, person
from tests.trips import Home, adopt, every, home, trip
from tests.watcher.http_sink import HttpSink, web_server
from tests.watcher.sink import Sink, free_port, mail_server
from visits.words import Channel, Role, VisitState

HOOKED = "hooked@school.example"
"""The second person at the office, who is told by webhook; the first is told by e-mail."""
LOOK_EVERY_S = 0.05
"""How often it is looked whether something has happened. Each look is a question to the database."""
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Receivers:
    """Where messages go: a mail server and a webhook, each of which has a port whether it is there or not."""

    mail: Sink = field(default_factory=Sink)
    hook: HttpSink = field(default_factory=HttpSink)
    mail_port: int = field(default_factory=free_port)

    @contextmanager
    def there(self) -> Iterator["Receivers"]:
        """Both are there for as long as the block runs."""
        with self.mail_there(), self.hook_there():
            yield self

    @contextmanager
    def mail_there(self) -> Iterator[None]:
        with mail_server(self.mail_port, self.mail):
            yield

    @contextmanager
    def hook_there(self) -> Iterator[None]:
        with web_server(self.hook):
            yield

    def numbers(self) -> Counter[str]:
        """How often each message came, by its own number, by either way."""
        posted = Counter(came.headers["Idempotency-Key"] for came in list(self.hook.came))
        return self.mail.numbers() + posted


@dataclass(frozen=True)
class Place:
    """A database with a school, and its receivers."""

    db: Database
    staff: Staff
    version: UUID
    home: Home
    folder: Path
    receivers: Receivers

    @property
    def port(self) -> int:
        return self.receivers.mail_port

    def due_in(self, seconds: float) -> UUID:
        """Send two people out who are due back so soon; return the visit. WH-05: no grace."""
        out_at = clock.now() + timedelta(seconds=seconds) - timedelta(hours=1)
        visit = trip(
            self.db, self.staff, self.version, homes=[self.home], state=VisitState.OUT, out_at=out_at
        )
        with self.db.write() as session:
            refresh_deadlines(session, visit_id=visit, now=clock.now())
        return visit

    def environment(self) -> dict[str, str]:
        """The settings of a watcher here."""
        return {
            "HOMEWARD_DATABASE_URL": self.db.url.render_as_string(hide_password=False),
            "HOMEWARD_VAR_DIR": str(self.folder),
            "HOMEWARD_SMTP_HOST": "127.0.0.1",
            "HOMEWARD_SMTP_PORT": str(self.port),
            "HOMEWARD_SMTP_SECURITY": "none",
            "HOMEWARD_SMTP_FROM": "homeward@school.example",
            "HOMEWARD_WEBHOOKS": f"127.0.0.1:{self.receivers.hook.port}",
        }

    def start(self, *more: str) -> Process:
        """A watcher of its own on this database."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
        return subprocess.Popen(
            [sys.executable, "-m", "watcher", *more],
            cwd=ROOT,
            env={**kept, **self.environment()},
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def start_server(self) -> Process:
        """Homeward itself, with its watcher under its supervision, and nobody who started it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
        more = {"PORT": str(free_port()), "HOMEWARD_DEMO": "false"}
        return subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**kept, **self.environment(), **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @contextmanager
    def watched(self) -> Iterator[Process]:
        """A watcher that has begun to watch, killed with the block. The next one goes by the same name."""
        started_at = clock.now()
        process = self.start("--name", "watched")
        try:
            until(lambda: self.beat_at() >= started_at, within_s=40)
            yield process
        finally:
            end(process)

    def pulse(self) -> WatcherPulse | None:
        with self.db.read() as session:
            row = session.get(WatcherPulse, 1)
            session.expunge_all()
            return row

    def beat_at(self) -> datetime:
        row = self.pulse()
        return row.beat_at if row else clock.now() - timedelta(days=1)

    def alerts(self) -> list[AlertRow]:
        return every(self.db, AlertRow)

    def undelivered(self) -> list[OutboxRow]:
        rows = every(self.db, OutboxRow, given_up_at=None)
        return [row for row in rows if row.delivered_at is None]

    def is_done(self, alerts: int) -> bool:
        """Whether so many alerts are raised and everybody is told of each."""
        return len(self.alerts()) == alerts and self.undelivered() == []

    def holds(self, *, alerts: int, messages: int, repeats: int) -> None:
        """Each visit is one alert with one step, each deadline one audit entry; no message is lost, few came again.

        `messages` are those of the steps as they began: none of them a reminder, and none that was passed on.
        """
        assert len(self.alerts()) == alerts
        assert len({row.visit_id for row in self.alerts()}) == alerts
        assert len(every(self.db, AlertStepRow)) == alerts
        raised = [row for row in every(self.db, DeadlineRow) if row.raised_at is not None]
        assert len(every(self.db, AuditRow, command="alert.raise")) == len(raised)
        told = every(self.db, OutboxRow, given_up_at=None)
        came = self.receivers.numbers()
        assert set(came) == {str(row.id) for row in told}, "a message was lost"
        # What waits for twenty seconds on a busy machine is passed on: a message put down at that very moment.
        passed_on = {(row.step_id, row.passed_on_at) for row in told}
        assert len([row for row in told if (row.step_id, row.made_at) not in passed_on]) == messages
        assert came.total() - len(came) <= repeats


def place(url: str, folder: Path, *, hooked: bool = False) -> Place:
    """A school in an empty database. `hooked`: a second person at the office is told by webhook."""
    db = Database(url)
    from_on = clock.now().date() - timedelta(days=30)
    staff = fill(db, from_on=from_on)
    version = adopt(db, staff, "washwood_heath")
    _without_nudges(db, version)
    hook = HttpSink(port=free_port())
    made = Place(db, staff, version, home(db, staff), folder, replace(Receivers(), hook=hook))
    if hooked:
        _add_hooked(made, from_on)
    return made


def _without_nudges(db: Database, version: UUID) -> None:
    """Visitors are not reminded here: what is counted is what is told of alerts."""
    with db.write() as session:
        row = session.get_one(PolicyVersion, version)
        row.document = {**row.document, "nudges": {"ours": True, "before_minutes": 0, "at_time": False}}


def _add_hooked(made: Place, from_on: object) -> None:
    who = uuid7()
    with made.db.write() as session:
        session.add(person(who, "Hooked Person", HOOKED))
        session.flush()
        session.add(PersonRole(school_id=made.staff.school, person_id=who, role=Role.OFFICE, from_on=from_on))
        session.add(
            ContactWay(
                person_id=who,
                rank=1,
                channel=Channel.WEBHOOK,
                address=f"http://127.0.0.1:{made.receivers.hook.port}/told",
                verified_at=clock.now(),
            )
        )


def until(true: Callable[[], bool], *, within_s: float = 90) -> float:
    """Wait until it is so; return for how long one waited."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < within_s, "it did not happen in time"
        time.sleep(LOOK_EVERY_S)
    return time.monotonic() - started


def end(process: Process) -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


@contextmanager
def all_of(processes: list[Process]) -> Iterator[list[Process]]:
    """These processes, each killed at the end."""
    with ExitStack() as stack:
        for process in processes:
            stack.callback(end, process)
        yield processes
