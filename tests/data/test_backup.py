"""A backup is the whole database at one moment, and says so when it is not one."""

import shutil
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from data import backup as backups
from data import migrate
from data.backup import MANIFEST, BackupFailed, backup, read_manifest
from data.database import Database
from data.restore import restore
from data.verify import verify
from data.version import VERSION
from tests import sample
from tests.sample import NOW

pytestmark = pytest.mark.usefixtures("pg_tools")


def back_up(db: Database, to: Path) -> Path:
    backup(db, schema_version=str(migrate.current(db)), to=to, now=NOW)
    return to


def test_what_is_restored_is_what_was_backed_up(db: Database, place: str, tmp_path: Path) -> None:
    """Table by table. The sample has nothing that is open, so a restore has nothing to end."""
    sample.fill(db)
    before = sample.contents(db)
    restore(back_up(db, tmp_path / "backup"), url=place, now=NOW)
    restored = Database(place)
    after = sample.contents(restored)
    assert all(before.values())
    # The restore itself is the one thing that came to it.
    for table in sample.CHAINED:
        assert len(after[table]) == len(before[table]) + 1
        assert set(map(repr, before[table])) < set(map(repr, after[table]))
    assert {name: rows for name, rows in after.items() if name not in sample.CHAINED} == {
        name: rows for name, rows in before.items() if name not in sample.CHAINED
    }
    assert [chain.broken for chain in verify(restored)] == [None, None]
    restored.close()


def test_the_restored_schema_is_the_same_with_its_triggers(db: Database, place: str, tmp_path: Path) -> None:
    restore(back_up(db, tmp_path / "backup"), url=place, now=NOW)
    restored = Database(place)
    assert migrate.current(restored) == migrate.head()
    assert triggers(restored) == triggers(db) != set()
    restored.close()


def triggers(db: Database) -> set[str]:
    asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    if db.is_sqlite:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with db.engine.connect() as connection:
        return set(connection.exec_driver_sql(asked).scalars())


def test_a_backup_says_what_it_is(db: Database, tmp_path: Path) -> None:
    manifest = read_manifest(back_up(db, tmp_path / "deep" / "backup"))
    kind = "sqlite" if db.is_sqlite else "postgresql"
    assert (manifest.kind, manifest.made_at, manifest.version) == (kind, NOW, VERSION)
    assert manifest.schema_version == migrate.head()
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"backup"}
    assert {path.name for path in (tmp_path / "deep" / "backup").iterdir()} == {
        MANIFEST,
        backups.FILES[kind],
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_only_its_owner_may_read_a_backup(sqlite_db: Database, tmp_path: Path) -> None:
    assert stat.S_IMODE(back_up(sqlite_db, tmp_path / "backup").stat().st_mode) == 0o700


def test_a_backup_of_a_database_in_use_is_of_one_moment(db: Database, place: str, tmp_path: Path) -> None:
    """While another writes: an entry, its facts and its chain's head are all in the backup, or none of them."""
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            with db.write() as session:
                sample.entry(session, number := number + 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        source = back_up(db, tmp_path / "backup")
    finally:
        done.set()
        writer.join()
    restore(source, url=place, now=NOW)
    restored = Database(place)
    assert [chain.broken for chain in verify(restored)] == [None] * len(verify(restored))
    restored.close()


def test_a_folder_that_is_there_is_not_written_into(sqlite_db: Database, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(BackupFailed, match="expected the name of a new folder"):
        back_up(sqlite_db, tmp_path / "backup")
    assert list((tmp_path / "backup").iterdir()) == []


def test_a_backup_that_breaks_off_leaves_no_folder(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "to_disk", full)
    with pytest.raises(BackupFailed, match=r"cannot be written .No space left on device"):
        back_up(sqlite_db, tmp_path / "all" / "backup")
    assert list((tmp_path / "all").iterdir()) == []


def test_a_damaged_database_is_not_taken_for_a_backup(sqlite_db: Database, tmp_path: Path) -> None:
    sqlite_db.close()
    assert sqlite_db.path is not None
    content = bytearray(sqlite_db.path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    sqlite_db.path.write_bytes(content)
    with pytest.raises(BackupFailed, match=r"could not be copied|is damaged"):
        backup(sqlite_db, schema_version="0001", to=tmp_path / "backup", now=NOW)
    assert not (tmp_path / "backup").exists()


def test_a_file_that_was_changed_since_is_refused(db: Database, tmp_path: Path) -> None:
    source = back_up(db, tmp_path / "backup")
    file = source / backups.FILES["sqlite" if db.is_sqlite else "postgresql"]
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(BackupFailed, match="damaged or was changed"):
        read_manifest(source)


@pytest.mark.parametrize("broken", ["{}", "not JSON"])
def test_a_folder_without_a_manifest_is_no_backup(sqlite_db: Database, tmp_path: Path, broken: str) -> None:
    source = back_up(sqlite_db, tmp_path / "backup")
    (source / MANIFEST).write_text(broken)
    with pytest.raises(BackupFailed, match="expected the folder of a backup"):
        read_manifest(source)
    (source / MANIFEST).unlink()
    with pytest.raises(BackupFailed, match="expected the folder of a backup"):
        read_manifest(source)


@pytest.mark.pg
def test_a_machine_without_the_programs_says_so(
    pg_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailed, match=r"pg_dump was not found\. Install PostgreSQL's client programs"):
        back_up(pg_db, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.pg
def test_what_the_program_says_is_passed_on(pg_db: Database, tmp_path: Path) -> None:
    nowhere = pg_db.url.set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(BackupFailed, match=r'pg_dump could not do its work: .*"nowhere" does not exist'):
        backup(Database(nowhere), schema_version="0001", to=tmp_path / "backup", now=NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="the program here is a shell script")
def test_no_password_stands_in_a_program_s_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said; echo "$PGPASSWORD" > {tmp_path}/password\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    url = make_url("postgresql+psycopg://homeward:s3cret%40@db.example:5433/homeward?sslmode=require")
    backups.run_tool("pg_dump", url, "--format=custom")
    assert (tmp_path / "password").read_text() == "s3cret@\n"
    assert (tmp_path / "said").read_text() == (
        "--no-password --dbname postgresql://homeward@db.example:5433/homeward?sslmode=require --format=custom\n"
    )


def test_a_copy_that_was_put_in_place_by_hand_is_refused(sqlite_db: Database, tmp_path: Path) -> None:
    """It would send again what was sent since: only `restore` sees to that."""
    source = back_up(sqlite_db, tmp_path / "backup")
    copy = Database(f"sqlite:///{shutil.copy(source / 'homeward.db', tmp_path / 'copy.db')}")
    with pytest.raises(migrate.NotOurs, match="python -m data restore"):
        migrate.upgrade(copy, backup_dir=None, now=NOW)
    copy.close()
