"""A real watcher process beside a real mail server: in time, killed, cut off, and left alone by whoever started it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from data import clock
from data.database import Database
from data.migrate import upgrade
from data.models import AlertRow, AlertStepRow, DeadlineRow, OutboxRow, WatcherPulse
from data.refresh import refresh_deadlines
from data.version import ROOT
from tests.staff import Staff, fill
from tests.trips import Home, adopt, every, home, trip
from tests.watcher.sink import Sink, free_port, mail_server
from visits.words import Stage, VisitState

pytestmark = pytest.mark.faults

PROMISED_S = 2.0
"""From a deadline to its alert: what Homeward promises."""


@dataclass(frozen=True)
class Place:
    """A database with a school, and the port at which its mail server is or is not."""

    db: Database
    staff: Staff
    version: UUID
    home: Home
    port: int
    folder: Path

    def due_in(self, seconds: float) -> UUID:
        """Send two people out who are due back so soon; return the visit. WH-05: no grace."""
        out_at = clock.now() + timedelta(seconds=seconds) - timedelta(hours=1)
        visit = trip(
            self.db, self.staff, self.version, homes=[self.home], state=VisitState.OUT, out_at=out_at
        )
        with self.db.write() as session:
            refresh_deadlines(session, visit_id=visit, now=clock.now())
        return visit

    def start(self, *more: str) -> "subprocess.Popen[bytes]":
        """A watcher of its own on this database."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
        settings = {
            "HOMEWARD_DATABASE_URL": self.db.url.render_as_string(hide_password=False),
            "HOMEWARD_VAR_DIR": str(self.folder),
            "HOMEWARD_SMTP_HOST": "127.0.0.1",
            "HOMEWARD_SMTP_PORT": str(self.port),
            "HOMEWARD_SMTP_SECURITY": "none",
            "HOMEWARD_SMTP_FROM": "homeward@school.example",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "watcher", *more],
            cwd=ROOT,
            env={**kept, **settings},
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @contextmanager
    def watched(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A watcher that has begun to watch, killed with the block. The next one goes by the same name."""
        started_at = clock.now()
        process = self.start("--name", "watched")
        try:
            until(lambda: self.beat_at() >= started_at, within_s=40)
            yield process
        finally:
            end(process)

    def beat_at(self) -> datetime:
        with self.db.read() as session:
            row = session.get(WatcherPulse, 1)
            return row.beat_at if row else clock.now() - timedelta(days=1)

    def alerts(self) -> list[AlertRow]:
        return every(self.db, AlertRow)

    def undelivered(self) -> list[OutboxRow]:
        return [row for row in every(self.db, OutboxRow) if row.delivered_at is None]


def place(url: str, folder: Path) -> Place:
    db = Database(url)
    staff = fill(db, from_on=clock.now().date() - timedelta(days=30))
    version = adopt(db, staff, "washwood_heath")
    return Place(db, staff, version, home(db, staff), free_port(), folder)


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    found = place(sqlite_url, tmp_path)
    yield found
    found.db.close()


@pytest.fixture
def anywhere(db_url: str, tmp_path: Path) -> Iterator[Place]:
    found = place(db_url, tmp_path)
    yield found
    found.db.close()


def until(true: Callable[[], bool], *, within_s: float = 30) -> float:
    """Wait until it is so; return for how long one waited."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < within_s, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


def end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def test_an_alert_is_there_within_two_seconds_of_its_deadline(here: Place) -> None:
    with here.watched(), mail_server(here.port, Sink()) as sink:
        here.due_in(1.5)
        (due_at,) = {row.due_at for row in every(here.db, DeadlineRow) if row.stage is Stage.BACK}
        until(lambda: len(here.alerts()) == 1)
        seen_s = (clock.now() - due_at).total_seconds()
        (alert,) = here.alerts()
        until(lambda: len(sink.envelopes) == 1)
        mailed_s = (clock.now() - due_at).total_seconds()
    assert 0 <= alert.late_s <= PROMISED_S
    assert 0 <= seen_s <= PROMISED_S
    assert 0 <= mailed_s <= 2 * PROMISED_S
    assert sink.messages[0]["X-Homeward-Alert"] == str(alert.id)


def test_killed_again_and_again_it_loses_nothing(anywhere: Place) -> None:
    kills, visits = 2, 6
    with mail_server(anywhere.port, Sink()) as sink:
        for n in range(visits):
            anywhere.due_in(1 + n * 0.8)
        for n in range(kills):
            with anywhere.watched():
                # Somewhere among finding, raising and sending: each time elsewhere.
                time.sleep(0.15 + 0.31 * n)
        with anywhere.watched():
            until(lambda: len(anywhere.alerts()) == visits)
            until(lambda: anywhere.undelivered() == [])
    assert len(every(anywhere.db, AlertStepRow)) == visits
    numbers = sink.numbers()
    assert set(numbers) == {str(row.id) for row in every(anywhere.db, OutboxRow)}
    assert len(numbers) == visits
    assert sum(numbers.values()) <= visits + kills + 1


def test_a_mail_server_that_comes_back_gets_everything(here: Place) -> None:
    here.due_in(-1)
    with here.watched():
        until(lambda: any(row.error for row in every(here.db, OutboxRow)))
        assert here.undelivered() != []
        with mail_server(here.port, Sink()) as sink:
            until(lambda: here.undelivered() == [])
    (row,) = every(here.db, OutboxRow)
    assert row.attempts >= 2
    assert sink.numbers() == {str(row.id): 1}


def test_two_processes_raise_once_and_the_second_takes_over(here: Place) -> None:
    with here.watched() as first:
        second = here.start()
        try:
            here.due_in(0.5)
            until(lambda: len(here.alerts()) == 1)
            holder = pulse(here).holder
            end(first)
            waited_s = until(lambda: pulse(here).holder != holder)
            here.due_in(0.2)
            until(lambda: len(here.alerts()) == 2)
        finally:
            end(second)
    assert waited_s <= 15
    assert len(every(here.db, AlertStepRow)) == 2


def pulse(place: Place) -> WatcherPulse:
    with place.db.read() as session:
        row = session.get_one(WatcherPulse, 1)
        session.expunge(row)
        return row


def test_it_ends_with_whoever_started_it_and_lets_go_of_the_lease(here: Place) -> None:
    process = here.start("--supervised")
    try:
        until(lambda: here.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
        assert pulse(here).held_until <= clock.now()
    finally:
        end(process)


def test_it_ends_well_when_it_is_told_to_before_whoever_started_it(here: Place) -> None:
    process = here.start("--supervised")
    try:
        until(lambda: here.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
        process.terminate()
        assert process.wait(30) == 0
        assert pulse(here).held_until <= clock.now()
    finally:
        end(process)


def test_it_waits_for_a_database_that_is_not_migrated_yet(tmp_path: Path, here: Place) -> None:
    empty = replace(here, db=Database(f"sqlite:///{tmp_path / 'later.db'}"))
    process = empty.start()
    try:
        time.sleep(2)
        assert process.poll() is None
        upgrade(empty.db, backup_dir=tmp_path / "backups", now=clock.now())
        until(lambda: empty.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
    finally:
        end(process)
        empty.db.close()
