"""The database is held by another writer, or its disk is full: the watcher goes on, a form says so, nothing is halved."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event, text

from data import clock
from data.commands import word
from data.database import Database
from data.models import AuditRow, DeadlineRow, SignIn, VisitorRow
from data.verify import verify
from tests.faults.forks import Forks
from tests.faults.places import Place, until
from tests.staff import fill
from tests.trips import every
from tests.web.conftest import Web
from visits.words import Role

pytestmark = pytest.mark.faults

HELD_S = 4.0
MANY = 300
"""Enough to fill the pages that have been begun."""


@contextmanager
def _held(place: Place) -> Iterator[None]:
    """Another writer has all of it, for as long as the block runs."""
    with place.db.engine.connect() as connection:
        if place.db.is_sqlite:
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            raw.execute("BEGIN IMMEDIATE")
            yield
            raw.execute("ROLLBACK")
        else:
            with connection.begin():
                connection.execute(text("LOCK TABLE deadlines, visits, outbox IN EXCLUSIVE MODE"))
                yield


def test_what_fell_due_while_another_writer_held_the_database_is_raised_after_it(
    anywhere: Place, watchers: Forks
) -> None:
    with anywhere.receivers.there():
        watchers.start(anywhere.environment(), "--name", "watched")
        until(lambda: anywhere.pulse() is not None)
        for n in range(3):
            anywhere.due_in(2.5 + n * 0.2)
        with _held(anywhere):
            time.sleep(HELD_S)
            held_until = clock.now()
        until(lambda: anywhere.is_done(3))
    assert anywhere.alerts()[-1].raised_at >= held_until
    anywhere.holds(alerts=3, messages=6, repeats=0)


def test_a_command_waits_for_another_writer_and_is_done(anywhere: Place) -> None:
    visit = anywhere.due_in(600)
    office = anywhere.staff.viewer(anywhere.db, Role.OFFICE, now=clock.now())
    visitors = [row.id for row in every(anywhere.db, VisitorRow, visit_id=visit)]
    other = Database(anywhere.db.url.render_as_string(hide_password=False))
    done = Event()

    def say_back() -> None:
        word.back(other, visit_id=visit, visitor_ids=visitors, by=office, now=clock.now())
        done.set()

    with _held(anywhere):
        thread = Thread(target=say_back)
        thread.start()
        assert not done.wait(1)
    thread.join(30)
    other.close()
    assert done.is_set()
    assert all(row.closed_at for row in every(anywhere.db, DeadlineRow, visit_id=visit, stage="back"))


@pytest.mark.skipif(sys.platform != "linux", reason="only there can a process that runs be given less room")
def test_a_watcher_whose_disk_is_full_goes_on_when_there_is_room_again(
    hooked: Place, watchers: Forks
) -> None:
    with hooked.receivers.there():
        pid = watchers.start(hooked.environment(), "--name", "watched")
        until(lambda: hooked.pulse() is not None)
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
        for n in range(3):
            hooked.due_in(0.2 + n * 0.2)
        time.sleep(HELD_S)
        assert hooked.alerts() == []
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        until(lambda: hooked.is_done(3))
        assert watchers.is_alive(pid)
    hooked.holds(alerts=3, messages=6, repeats=0)


def test_a_form_on_a_full_disk_gets_a_sentence_and_writes_nothing_by_halves(sqlite_db: Database) -> None:
    web, kept = Web(sqlite_db, fill(sqlite_db)), 0
    with _full(sqlite_db):
        for _ in range(MANY):
            answer = web.browser().sign_in("office@school.example")
            if answer.status_code == 503:
                break
            kept += 1  # there was room in a page that had been begun
        assert answer.status_code == 503
        assert "did <strong>not</strong> reach the school" in answer.text
        assert len(every(sqlite_db, SignIn)) == kept
        assert len(every(sqlite_db, AuditRow, command="session.sign_in")) == kept
    assert web.browser().sign_in("office@school.example").status_code == 303
    assert len(every(sqlite_db, SignIn)) == kept + 1
    assert [chain.broken for chain in verify(sqlite_db)] == [None] * len(verify(sqlite_db))


@contextmanager
def _full(db: Database) -> Iterator[None]:
    """No page can be added to the SQLite file by any connection of this process."""
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def lift(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823")

    event.listen(db.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", limit)
        event.listen(db.engine, "checkout", lift)
