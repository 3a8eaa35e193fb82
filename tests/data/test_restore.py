"""A restore sends nothing twice, and nothing that is due is lost in silence."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, text

from data import migrate
from data.backup import BackupFailed, Manifest
from data.database import Database
from data.models import (
    AlertRow,
    AlertStepRow,
    AuditPayload,
    AuditRow,
    Base,
    DeadlineRow,
    FeedToken,
    Invitation,
    OutboxRow,
    SignIn,
    VisitRow,
)
from data.models.alert import TO_SEND
from data.restore import RESTORED, OpenAlert, Restored, restore
from tests import sample
from tests.data.test_backup import back_up
from tests.sample import NOW

pytestmark = pytest.mark.usefixtures("pg_tools")

LATER = NOW + timedelta(hours=3)
OPEN, HEARD, TAKEN = UUID(int=20), UUID(int=21), UUID(int=33)


def another(model: type[Base], number: int, **given: Any) -> Any:
    """A row beside the one of the sample."""
    return insert(model).values(
        sample.row(Base.metadata.tables[model.__tablename__], id=UUID(int=number), **given)
    )


OPEN_ROWS = (
    another(VisitRow, 32, idempotency_key="out", state="out"),
    another(VisitRow, 35, idempotency_key="third", state="closed"),
    # Of the first nobody was heard, of the second everybody, and somebody has acknowledged the third.
    another(AlertRow, 20, closed_at=None, accounted_at=None),
    another(AlertRow, 21, closed_at=None, visit_id=UUID(int=32)),
    another(AlertRow, 33, closed_at=None, visit_id=UUID(int=35), accounted_at=None),
    another(AlertStepRow, 22, alert_id=OPEN, ended_at=None, remind_at=None, acknowledged_at=None),
    another(AlertStepRow, 23, alert_id=OPEN, acknowledged_at=None),
    another(AlertStepRow, 24, alert_id=HEARD, ended_at=None, remind_at=None, acknowledged_at=None),
    another(AlertStepRow, 34, alert_id=TAKEN, ended_at=None, remind_at=None),
    another(OutboxRow, 25, unique_key="waiting", topic="alert", delivered_at=None, given_up_at=None),
    another(
        OutboxRow,
        26,
        unique_key="claimed",
        topic="alert",
        delivered_at=None,
        given_up_at=None,
        claimed_by="a",
    ),
    another(OutboxRow, 27, unique_key="reminder", topic="review", delivered_at=None, given_up_at=None),
    another(SignIn, 28, token_hash="live", revoked_at=None, ends_at=LATER + timedelta(hours=1)),
    another(Invitation, 29, token_hash="unused", used_at=None, ends_at=LATER + timedelta(hours=1)),
    another(FeedToken, 30, token_hash="live", revoked_at=None),
    another(DeadlineRow, 31, name="waiting", raised_at=None, closed_at=None),
)


@pytest.fixture
def busy(db: Database) -> Database:
    """A database in the middle of a day: an alert is open, messages wait, people are signed in."""
    sample.fill(db)
    with db.write() as session:
        for row in OPEN_ROWS:
            session.execute(row)
    return db


@pytest.fixture
def restored(busy: Database, place: str, tmp_path: Path) -> Any:
    done = restore(back_up(busy, tmp_path / "backup"), url=place, now=LATER)
    db = Database(place)
    yield done, db
    db.close()


Given = tuple[Restored, Database]


def test_no_message_that_waited_can_be_sent(restored: Given) -> None:
    done, db = restored
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow).where(text(TO_SEND))) == 0
        found = session.execute(
            select(OutboxRow.given_up_at, OutboxRow.error, OutboxRow.delivered_at).where(
                OutboxRow.id >= UUID(int=25)
            )
        )
        assert [tuple(row) for row in found] == [(LATER, RESTORED, None)] * 3
    assert done.given_up == {"alert": 2, "review": 1}


def test_a_message_that_was_sent_stays_as_it_was(restored: Given) -> None:
    _, db = restored
    with db.read() as session:
        sent = session.get_one(OutboxRow, sample.SCHOOL)
        assert sent.delivered_at is not None
        assert sent.error != RESTORED


def test_an_open_alert_stays_open_is_listed_and_reminded_of_at_once(restored: Given) -> None:
    done, db = restored
    with db.read() as session:
        alert = session.get_one(AlertRow, OPEN)
        assert alert.closed_at is None
        assert session.get_one(AlertStepRow, UUID(int=22)).remind_at == LATER
        assert {row.alert_id for row in done.open_alerts} == {OPEN, HEARD, TAKEN}
        assert (
            OpenAlert(alert_id=OPEN, school="Zoë's name ; -- '%s' :x", due_at=alert.due_at)
            in done.open_alerts
        )


def test_what_needs_no_reminder_gets_none(restored: Given) -> None:
    """A step that has ended; one whose people were all heard of; one that a named person has acknowledged."""
    _, db = restored
    with db.read() as session:
        ended, heard, taken = (session.get_one(AlertStepRow, UUID(int=number)) for number in (23, 24, 34))
        assert ended.remind_at != LATER
        assert (heard.remind_at, taken.remind_at) == (None, None)


def test_a_deadline_that_nobody_was_told_of_still_waits(restored: Given) -> None:
    done, db = restored
    with db.read() as session:
        row = session.get_one(DeadlineRow, UUID(int=31))
        assert (row.raised_at, row.closed_at) == (None, None)
    assert (done.deadlines, done.visits_out) == (1, 1)


def test_nobody_stays_signed_in_and_no_link_comes_to_life_again(restored: Given) -> None:
    done, db = restored
    with db.read() as session:
        assert session.get_one(SignIn, UUID(int=28)).revoked_at == LATER
        assert session.get_one(Invitation, UUID(int=29)).ends_at == LATER
        assert session.get_one(FeedToken, UUID(int=30)).revoked_at == LATER
    assert done.signed_out == 1


def test_a_restore_stands_in_the_audit(restored: Given) -> None:
    _, db = restored
    asked = (
        select(AuditRow.outcome, AuditRow.at, AuditPayload.payload)
        .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .where(AuditRow.command == "database.restore")
    )
    with db.read() as session:
        outcome, at, payload = session.execute(asked).one()
    assert (outcome, at) == ("change", LATER)
    assert payload["given_up"] == {"alert": 2, "review": 1}
    assert payload["open_alerts"] == 3
    assert datetime.fromisoformat(payload["made_at"]) == NOW


def test_an_older_backup_is_brought_to_our_schema(
    db: Database, place: str, tmp_path: Path, later: Callable[[str], str]
) -> None:
    source = back_up(db, tmp_path / "backup")
    number = later("op.add_column('outbox', sa.Column('motto', sa.Text(), nullable=True))")
    restore(source, url=place, now=LATER)
    restored = Database(place)
    assert migrate.current(restored) == number
    restored.close()


def test_a_newer_backup_is_refused(db: Database, place: str, tmp_path: Path) -> None:
    source = back_up(db, tmp_path / "backup")
    rewrite(source, schema_version="9999")
    with pytest.raises(migrate.NewerSchema, match="has schema 9999"):
        restore(source, url=place, now=LATER)
    assert_empty(place)


def rewrite(source: Path, **changed: str) -> None:
    manifest = Manifest.model_validate_json((source / "manifest.json").read_bytes())
    (source / "manifest.json").write_text(manifest.model_copy(update=changed).model_dump_json())


def assert_empty(place: str) -> None:
    db = Database(place)
    assert migrate.current(db) is None
    assert db.path is None or list(db.path.parent.glob("*")) == []
    db.close()


def test_a_place_that_is_not_empty_is_left_alone(db: Database, tmp_path: Path) -> None:
    source = back_up(db, tmp_path / "backup")
    sample.fill(db)
    before = sample.contents(db)
    with pytest.raises(BackupFailed, match=r"is there already|has tables already"):
        restore(source, url=db.url.render_as_string(hide_password=False), now=LATER)
    assert sample.contents(db) == before


@pytest.mark.parametrize("left", ["homeward.db-wal", "homeward.db-shm", "homeward.db-journal"])
def test_what_is_left_of_a_lost_database_is_not_played_into_the_new_one(
    sqlite_db: Database, tmp_path: Path, left: str
) -> None:
    source = back_up(sqlite_db, tmp_path / "backup")
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / left).write_bytes(b"")
    with pytest.raises(BackupFailed, match=f"{left} is there already"):
        restore(source, url=f"sqlite:///{tmp_path / 'place' / 'homeward.db'}", now=LATER)


@pytest.mark.pg
def test_the_other_kind_of_database_is_refused(pg_db: Database, tmp_path: Path) -> None:
    source = back_up(pg_db, tmp_path / "backup")
    with pytest.raises(BackupFailed, match="a backup of postgresql"):
        restore(source, url=f"sqlite:///{tmp_path / 'place' / 'homeward.db'}", now=LATER)


def test_a_restore_that_breaks_off_leaves_nothing_that_starts(
    db: Database, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = back_up(db, tmp_path / "backup")

    def broken(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("the power went")

    monkeypatch.setattr("data.restore._settle", broken)
    with pytest.raises(sqlite3.OperationalError):
        restore(source, url=place, now=LATER)
    if db.is_sqlite:
        assert_empty(place)
        return
    half = Database(place)
    with pytest.raises(migrate.NotOurs):
        migrate.upgrade(half, backup_dir=None, now=LATER)
    half.close()
