"""Made-up attendance: the same each time, plausible, and only where there is nobody's own."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from data.database import Database
from data.demo.attendance import make_attendance_if_missing
from data.demo.schools import ANCHOR
from data.demo.terms import school_years
from data.marks import date_of, read
from data.models import AttendanceFile, AuditRow, Pupil, School
from tests.demo_db import DEMO_NOW, demo_database
from visits.attendance_codes import ATTENDED, Category


@pytest.fixture
def demo(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(demo_database(tmp_path_factory).copy(tmp_path / "homeward.db"))


def ledger(db: Database) -> list[AttendanceFile]:
    with db.read() as session:
        found = list(session.scalars(select(AttendanceFile).order_by(AttendanceFile.name)))
        session.expunge_all()
    return found


def test_every_school_has_plausible_marks_on_its_open_days(demo: Database, tmp_path: Path) -> None:
    folder = tmp_path / "attendance"
    made = make_attendance_if_missing(demo, folder=folder, now=DEMO_NOW)
    rows = ledger(demo)
    assert made == sum(row.rows for row in rows) > 1_000_000
    assert {row.school_year for row in rows} == {"2024/25", "2025/26", "2026/27"}
    assert max(row.last_on for row in rows) == ANCHOR
    first = next(row for row in rows if row.name.startswith("quillmere-2025-26"))
    marks = read(folder, first.name)
    assert all(school_years(0).is_open(date_of(int(day))) for day in marks["day"].unique())
    assert not marks.duplicated(["pupil", "day", "session"]).any()
    possible = marks[marks["category"] != Category.NOT_POSSIBLE]
    by_pupil = possible["category"].isin(ATTENDED).groupby(possible["pupil"]).mean()
    assert 0.86 < by_pupil.mean() < 0.96
    assert 0.1 < (by_pupil <= 0.9).mean() < 0.5
    demo.close()


def test_the_same_again_is_the_same_and_what_is_there_is_left_alone(
    demo: Database, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Database(demo_database(tmp_path_factory).copy(tmp_path / "other.db"))
    for db, name in ((demo, "one"), (other, "two")):
        assert make_attendance_if_missing(db, folder=tmp_path / name, now=DEMO_NOW)
        assert make_attendance_if_missing(db, folder=tmp_path / name, now=DEMO_NOW) == 0
    assert [row.name for row in ledger(demo)] == [row.name for row in ledger(other)]
    with demo.read() as session:
        assert len(session.scalars(select(AuditRow).where(AuditRow.command == "demo.attendance")).all()) == 1
    demo.close()
    other.close()


def test_beside_a_real_school_nothing_is_made_up(demo: Database, tmp_path: Path) -> None:
    with demo.write() as session:
        session.execute(update(School).where(School.slug == "quillmere").values(made_up=False))
    assert make_attendance_if_missing(demo, folder=tmp_path / "attendance", now=DEMO_NOW) == 0
    assert ledger(demo) == []
    demo.close()


def test_nothing_is_made_up_in_an_empty_database(sqlite_db: Database, tmp_path: Path) -> None:
    assert make_attendance_if_missing(sqlite_db, folder=tmp_path, now=DEMO_NOW) == 0
    with sqlite_db.read() as session:
        assert session.scalar(select(Pupil.id)) is None
