"""Who looked at a family is kept once a person, page and hour, and never stands in the way of looking."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from data import looks
from data.commands import looking
from data.commands.core import NotPermitted
from data.database import Database
from data.models import AuditPayload, AuditRow, School
from data.queries.people import board_viewer
from data.verify import verify
from tests import trips
from tests.homes import HomeCase
from tests.private import leaks, said_by
from tests.staff import NOW, fill
from visits.words import Role, VisitState


@pytest.fixture
def case(db: Database) -> HomeCase:
    staff = fill(db)
    return HomeCase(db, staff, trips.adopt(db, staff), trips.home(db, staff))


def kept(db: Database) -> list[tuple[str, str, UUID | None, str]]:
    """What is kept of looks: the command, its outcome, on what, and on which page."""
    query = (
        select(AuditRow.command, AuditRow.outcome, AuditRow.subject_id, AuditPayload.payload)
        .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .order_by(AuditRow.number)
    )
    with db.read() as session:
        return [(c, o, s, p.get("page", "")) for c, o, s, p in session.execute(query)]


def look(case: HomeCase, role: Role = Role.SENDCO, *, page: str = "risk", minutes: float = 0) -> None:
    looking.read_home(
        case.db,
        household_id=case.home.household,
        page=page,
        by=case.staff.viewer(case.db, role),
        now=NOW + timedelta(minutes=minutes),
    )


def test_once_a_person_page_and_hour(case: HomeCase) -> None:
    for minutes in (0, 5, 59):
        look(case, minutes=minutes)
    assert len(kept(case.db)) == 1
    look(case, page="log_visit", minutes=5)
    look(case, Role.LEAD_DSL, minutes=5)
    look(case, minutes=61)
    assert [page for *_, page in kept(case.db)] == ["risk", "log_visit", "risk", "risk"]
    assert {(command, outcome) for command, outcome, *_ in kept(case.db)} == {("household.read", "read")}
    (chain,) = verify(case.db)
    assert (chain.broken, chain.entries) == (None, 4)


def test_two_windows_at_once_are_one_look(case: HomeCase) -> None:
    together = threading.Barrier(4)

    def one() -> None:
        together.wait()
        look(case)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # On PostgreSQL two that begin at once both see none before them: one entry too many says nothing false.
    assert 1 <= len(kept(case.db)) <= (1 if case.db.is_sqlite else 4)


def test_a_look_at_what_is_not_theirs_is_kept_as_refused(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.BACK)
    attendance = case.staff.viewer(case.db, Role.ATTENDANCE)
    with pytest.raises(NotPermitted):
        looking.read_visit(case.db, visit_id=visit_id, page="visit", by=attendance, now=NOW)
    assert kept(case.db) == [("visit.read", "refused", visit_id, "")]


def test_a_search_keeps_what_was_found_and_not_what_was_typed(case: HomeCase) -> None:
    by = case.staff.viewer(case.db, Role.SENDCO)
    found = {case.staff.school: [case.home.household]}
    for text in ("ashd", "ashd", "ashdo"):
        looks.for_home(case.db, text, found, by=by, now=NOW)
    assert looks.of(case.db).settle(10)
    with case.db.read() as session:
        facts = session.scalars(select(AuditPayload.payload)).all()
    assert facts == [{"found": 1, "homes": [str(case.home.household)]}] * 2
    assert not leaks(said_by(facts), {"ashd", "ashdo", "Ashdown household"})


def test_a_page_asks_as_often_as_it_runs_and_one_look_is_kept(case: HomeCase) -> None:
    by = case.staff.viewer(case.db, Role.OFFICE)
    began = time.monotonic()
    for second in range(0, 3600, 5):
        looks.at_list(case.db, case.staff.school, page="live", by=by, now=NOW + timedelta(seconds=second))
    assert time.monotonic() - began < 1
    assert kept(case.db) == [("list.read", "read", case.staff.school, "live")]


def test_a_board_is_nobody_in_person(case: HomeCase) -> None:
    with case.db.read() as session:
        by = board_viewer(session.get_one(School, case.staff.school))
    looks.at_list(case.db, case.staff.school, page="live", by=by, now=NOW)
    assert looks.of(case.db).settle(10)
    assert kept(case.db) == []


@pytest.fixture
def locked(sqlite_db: Database) -> Iterator[tuple[HomeCase, sqlite3.Connection]]:
    """A school whose database another process is writing to."""
    staff = fill(sqlite_db)
    case = HomeCase(sqlite_db, staff, trips.adopt(sqlite_db, staff), trips.home(sqlite_db, staff))
    with closing(sqlite3.connect(str(sqlite_db.path), isolation_level=None)) as other:
        yield case, other


def test_a_page_does_not_wait_for_a_busy_database_and_the_look_is_kept_afterwards(
    locked: tuple[HomeCase, sqlite3.Connection],
) -> None:
    case, other = locked
    by = case.staff.viewer(case.db, Role.SENDCO)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    looks.at_home(case.db, case.home.household, page="risk", by=by, now=NOW)
    looks.at_home(case.db, case.home.household, page="risk", by=by, now=NOW + timedelta(seconds=5))
    assert time.monotonic() - began < 2 * looks.WAIT_S
    other.execute("ROLLBACK")
    assert looks.of(case.db).settle(15)
    assert kept(case.db) == [("household.read", "read", case.home.household, "risk")]


def test_a_look_that_cannot_be_written_is_logged_by_ids_and_tried_again(
    locked: tuple[HomeCase, sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = locked
    by = case.staff.viewer(case.db, Role.SENDCO)
    ours = looks.Looks(again_s=0.02)
    monkeypatch.setattr(looks, "of", lambda _db: ours)
    # As if the disk were read-only: every write fails at once.
    other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT no_such_function(); END")
    said = []
    monkeypatch.setattr(looks, "_log", lambda key, event, _error: said.append((event, *key[:2])))
    looks.at_home(case.db, case.home.household, page="risk", by=by, now=NOW)
    assert said == [("look.not_kept_yet", by.person_id, f"household.read:{case.home.household}")]
    other.execute("DROP TRIGGER full")
    assert ours.settle(10)
    with case.db.read() as session:
        assert session.scalars(select(AuditRow.at)).all() == [NOW]
