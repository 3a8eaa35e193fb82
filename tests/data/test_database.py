"""How the database is read and written: reads leave nothing, writes are whole, many writers take turns."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.database import Database
from data.models import Attempt, AuditHead, PersonRole
from tests.databases import Postgres

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


def attempt(subject: str = "a") -> Attempt:
    return Attempt(subject=subject, at=NOW)


def subjects(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(Attempt.subject).order_by(Attempt.subject)))


def add_and_fail(session: Session) -> None:
    session.add(attempt())
    session.flush()
    raise ZeroDivisionError


def test_what_is_written_is_kept(db: Database) -> None:
    with db.write() as session:
        session.add(attempt("kept"))
    assert subjects(db) == ["kept"]


def test_what_is_changed_in_a_read_is_thrown_away(db: Database) -> None:
    with db.read() as session:
        session.add(attempt())
        session.flush()
    assert subjects(db) == []


def test_a_write_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.write() as session:
        add_and_fail(session)
    assert subjects(db) == []


def test_a_failed_write_does_not_hold_the_lock(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.write() as session:
        add_and_fail(session)
    with db.write() as session:
        session.add(attempt("after"))
    assert subjects(db) == ["after"]


def test_a_row_may_be_used_after_its_write(db: Database) -> None:
    with db.write() as session:
        row = attempt("still here")
        session.add(row)
    assert (row.subject, row.at) == ("still here", NOW)


def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    with db.write() as session:
        session.add(attempt())
    with db.read() as session:
        at = session.scalars(select(Attempt.at)).one()
    assert (at, at.tzinfo) == (NOW, UTC)


def test_a_row_of_a_school_that_is_not_there_is_refused(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as session:
        session.add(
            PersonRole(person_id=uuid7(), school_id=uuid7(), role="slt", from_on=NOW.date(), to_on=None)
        )


def test_many_who_read_and_then_write_take_turns(db: Database) -> None:
    """Each raises a number that it has read first: a lost update, or SQLITE_BUSY_SNAPSHOT, would show."""
    with db.write() as session:
        session.add(AuditHead(chain="c", number=0, hash="0"))
    together = Barrier(8)

    def raise_it(_: int) -> None:
        together.wait()
        for _ in range(10):
            with db.write() as session:
                head = session.scalars(select(AuditHead).with_for_update()).one()
                head.number += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_it, range(8)))
    with db.read() as session:
        assert session.scalars(select(AuditHead.number)).one() == 80


def test_a_reader_sees_one_moment_while_others_write(db: Database) -> None:
    with db.read() as reader:
        before = reader.scalar(select(func.count()).select_from(Attempt))
        with db.write() as session:
            session.add(attempt())
        assert reader.scalar(select(func.count()).select_from(Attempt)) == before == 0


def test_sqlite_is_set_up_to_survive_a_power_cut(sqlite_db: Database) -> None:
    with sqlite_db.read() as session:
        found = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
        assert [*found, session.scalar(text("PRAGMA foreign_keys"))] == ["wal", 2, 1]


def test_a_database_that_is_there_answers(db: Database) -> None:
    assert db.answers()


@pytest.mark.pg
def test_a_lost_postgresql_does_not_answer(postgres_server: Postgres) -> None:
    with postgres_server.own() as url:
        lost = Database(url)
        assert lost.answers()
    assert not lost.answers()
    lost.close()


def test_a_lost_sqlite_does_not_answer(tmp_path: Path) -> None:
    lost = Database(f"sqlite:///{tmp_path / 'no folder' / 'homeward.db'}")
    assert not lost.answers()
    with pytest.raises(OperationalError), lost.read() as session:
        session.scalars(select(Attempt)).all()
    lost.close()


def test_the_path_is_the_file_or_nothing(sqlite_db: Database, tmp_path: Path) -> None:
    assert sqlite_db.path == tmp_path / "homeward.db"


@pytest.mark.pg
def test_postgresql_has_no_path(pg_db: Database) -> None:
    assert pg_db.path is None


def test_a_new_database_is_nobody_elses_to_read(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with db.write() as session:
        session.execute(text("CREATE TABLE kept (id INTEGER)"))
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    db.close()
    assert modes == {0o600}
