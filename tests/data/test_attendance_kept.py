"""Attendance files outlive a restore, and only those that nobody reads are swept."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from data import migrate
from data.backup import BackupFailed, backup
from data.database import Database
from data.marks import FileLost, scan
from data.models import AttendanceFile
from data.restore import restore
from data.sweeping import KEPT_FOR, sweep
from tests.data.attendance_files import NUMBERS, School, plain, week_of
from tests.staff import NOW

pytestmark = pytest.mark.usefixtures("pg_tools")

MARKS = week_of(["/", "I"] * 15)
FIRST = next(iter(MARKS))


@pytest.fixture
def school(db: Database, tmp_path: Path) -> School:
    made = School(db, tmp_path / "attendance")
    made.take(plain(MARKS))
    made.take(plain({FIRST: "L"}), now=NOW - timedelta(hours=1))
    return made


def back_up(school: School, to: Path) -> Path:
    version = str(migrate.current(school.db))
    backup(school.db, schema_version=version, to=to, now=NOW, attendance=school.folder)
    return to


def names(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(AttendanceFile.name).where(AttendanceFile.replaced_at.is_(None))))


def test_a_backup_holds_the_files_that_count(school: School, place: str, tmp_path: Path) -> None:
    kept = school.kept()
    source = back_up(school, tmp_path / "backup")
    there = tmp_path / "elsewhere"
    restore(source, url=place, now=NOW, attendance=there)
    restored = Database(place)
    assert [path.name for path in there.iterdir()] == names(restored)
    restored.close()
    school.folder = there
    assert school.kept() == kept | {FIRST: "L"}


def test_a_damaged_file_is_not_restored(school: School, place: str, tmp_path: Path) -> None:
    source = back_up(school, tmp_path / "backup")
    next((source / "attendance").iterdir()).write_bytes(b"other")
    with pytest.raises(BackupFailed, match="damaged or was changed"):
        restore(source, url=place, now=NOW, attendance=tmp_path / "elsewhere")


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_file_that_is_lost_makes_no_backup(school: School, tmp_path: Path, damage: str) -> None:
    path = school.folder / names(school.db)[0]
    path.unlink() if damage == "gone" else path.write_bytes(b"other")
    with pytest.raises(BackupFailed, match="attendance"):
        back_up(school, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_only_what_was_replaced_long_ago_is_swept(school: School) -> None:
    long_ago = (NOW - 3 * KEPT_FOR).timestamp()
    for path in school.folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    being_written = school.folder / ".1.part"
    being_written.write_bytes(b"")
    os.utime(being_written, (NOW.timestamp(), NOW.timestamp()))
    assert len(list(school.folder.iterdir())) == 3
    assert sweep(school.db, folder=school.folder, now=NOW) == 0, "replaced an hour ago"
    assert sweep(school.db, folder=school.folder, now=NOW + KEPT_FOR) == 1
    assert [p.name for p in school.folder.glob("*.parquet")] == names(school.db)
    assert school.kept()[FIRST] == "L"


def test_a_file_that_is_being_read_can_be_replaced(school: School) -> None:
    before = names(school.db)
    with scan(school.folder, before) as opened:
        marks = opened.marks()
        assert len(opened.frame(marks)) == 30
        school.take(plain({(NUMBERS[1], FIRST[1], 0): "N"}))
        assert len(opened.frame(marks)) == 30
    assert names(school.db) != before


def test_a_file_that_is_gone_is_said_and_never_nothing(school: School) -> None:
    with pytest.raises(FileLost, match="in the ledger"), scan(school.folder, ["gone.parquet"]):
        pass
