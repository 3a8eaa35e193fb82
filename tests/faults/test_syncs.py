"""An acknowledged write is on the disk: each command has asked for at least one sync before it returns.

Counted by the kernel itself, so on Linux only. Elsewhere `test_every_connection_waits_for_the_disk` has to do.
"""

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from data.commands import alert, word
from data.commands.core import SYSTEM
from data.commands.raising import raise_due
from data.database import Database
from data.models import DeadlineRow
from tests.data.alert_world import World, at, mail_on, world
from tests.faults.syncs import counted
from tests.trips import every
from visits.words import Role

pytestmark = pytest.mark.faults


@pytest.fixture
def made(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    mail_on(monkeypatch)
    return world(sqlite_db)


linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel of another system counts no syncs for us"
)


@linux
def test_a_sync_is_counted_and_a_write_is_not(tmp_path: Path) -> None:
    file = os.open(tmp_path / "file", os.O_CREAT | os.O_WRONLY)

    def write_and_sync() -> None:
        os.write(file, b"on paper")
        os.fsync(file)
        os.fdatasync(file)

    assert counted(write_and_sync) == 2
    assert counted(lambda: os.write(file, b"in the air") and None) == 0
    os.close(file)


@linux
def test_each_acknowledged_write_is_synced_before_it_is_acknowledged(made: World) -> None:
    deadline = next(row for row in every(made.db, DeadlineRow) if row.due_at <= at(60))
    office = made.who(Role.OFFICE)
    raised: list[object] = []
    writes = {
        "raise": lambda: raised.append(raise_due(made.db, deadline_id=deadline.id, by=SYSTEM, now=at(60))),
        "acknowledge": lambda: alert.acknowledge(made.db, alert_id=made.alert().id, by=office, now=at(61)),
        "back": lambda: word.back(
            made.db, visit_id=made.visit, visitor_ids=[made.a, made.b], by=office, now=at(62)
        ),
        "stand down": lambda: made.stand_down(63),
    }
    counts = {name: counted(write) for name, write in writes.items()}
    assert raised != [None]
    assert min(counts.values()) >= 1, counts


@linux
def test_a_read_asks_for_none(made: World) -> None:
    assert counted(lambda: every(made.db, DeadlineRow) and None) == 0


def test_every_connection_waits_for_the_disk(made: World) -> None:
    connections = [made.db.engine.connect() for _ in range(5)]
    try:
        for connection in connections:
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    finally:
        for connection in connections:
            connection.close()
