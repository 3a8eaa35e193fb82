"""Figures of the made-up schools as they are published: nothing small in them, for the best of solvers too."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analysis import published
from analysis.attendance_figure import sentences
from analysis.attendance_published import study_of
from analysis.attendance_seen import TENS
from analysis.cubes import CUBES, OVERSIGHT, documents
from analysis.oversight import as_text, term
from analysis.suppression import MARK, SMALL, is_small
from data.commands import attendance
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.models import PublishedCube, Pupil, School
from data.queries.figures import ATTENDANCE, attendance_waits, published_spans, waits_to_be_published
from data.queries.term_facts import facts
from tests import staff as made
from tests import terms
from tests.analysis.audit_by_lp import Documents, exposed
from tests.data.attendance_files import pupil
from tests.demo_db import DEMO_NOW, demo_database
from tests.trips import Home, adopt, every, trip
from visits.words import Role
from watcher import publisher
from watcher.publishing import publish_all, publish_due

NEWEST = 2
"""How many terms of each school are audited."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = demo_database(tmp_path_factory).copy(tmp_path_factory.mktemp("demo") / "homeward.db")
    with closing(Database(url)) as db:
        yield db


def terms_of(db: Database) -> Iterator[tuple[Documents, Documents]]:
    """What was published of each school's newest terms, and what was known then."""
    with db.read() as session:
        for school_id in session.scalars(select(School.id)).all():
            for span in published_spans(session, school_id)[-NEWEST:]:
                query = select(PublishedCube).where(
                    PublishedCube.school_id == school_id, PublishedCube.period == span.key
                )
                kept: dict[str, Any] = {row.cube: row.document for row in session.scalars(query)}
                (found,) = facts(session, school_id, spans=[span], now=DEMO_NOW)
                yield kept, documents(found, small_numbers=True)


def test_every_closed_term_of_the_made_up_schools_is_published_whole(demo: Database) -> None:
    with demo.read() as session:
        schools = session.scalars(select(School.id)).all()
        assert [len(published_spans(session, one)) for one in schools] == [6] * 5
    keys = {row.cube for row in every(demo, PublishedCube)}
    assert keys == {cube.key for cube in CUBES}
    assert publish_due(demo, now=DEMO_NOW) == 0


def test_no_small_number_of_theirs_can_be_worked_out_by_a_solver(demo: Database) -> None:
    audited = [exposed(kept, whole) for kept, whole in terms_of(demo)]
    assert audited == [[]] * NEWEST * 5


def test_tables_figures_and_files_say_no_more_than_is_published(demo: Database) -> None:
    """What a page, a figure and a file show is made from these: a number there is one that is published, and a range is
    never narrower than from 1 to 5.
    """
    shown = [text for kept, _ in terms_of(demo) for text in (*_counts(kept), *_measures(kept))]
    ranges = [text.replace(",", "").split(" to ") for text in shown if " to " in text]
    numbers = [int(text.replace(",", "")) for text in shown if text != MARK and " to " not in text]
    assert ranges
    assert [pair for pair in ranges if int(pair[1]) - int(pair[0]) < SMALL - 1] == []
    assert [number for number in numbers if is_small(number)] == []


def _counts(kept: Documents) -> Iterator[str]:
    """Every count of the page Reasons."""
    for cube in published.ORDER:
        table = published.table([kept[cube]], cube=cube, words={})
        yield from () if table is None else table["shown"]


def _measures(kept: Documents) -> Iterator[str]:
    """Every count of the page Oversight."""
    told = term("", document=kept[OVERSIGHT], facts=None)
    if told.total is not None:
        yield from as_text(told)["Not known"]
        for text in as_text(told)["Visits"]:
            yield from text.replace("up to ", "").split(" of ")


def test_attendance_follows_once_the_weeks_after_the_term_are_in(db: Database, tmp_path: Path) -> None:
    staff = made.fill(db)
    terms.enter(db, staff.school)
    numbers = [f"Q{number}" for number in range(12)]
    with db.write() as session:
        session.add_all([pupil(staff.school, number) for number in numbers])
    version = adopt(db, staff)
    for row in every(db, Pupil):
        trip(db, staff, version, homes=[Home(household=None, pupil=row.id)], out_at=terms.MAY)  # type: ignore[arg-type]
    assert publish_all(db, folder=tmp_path, now=made.NOW) == 2, "both closed terms, without attendance"
    with db.read() as session:
        assert not waits_to_be_published(session, now=made.NOW)
    _take_marks(db, staff, tmp_path, numbers, last_week=22)
    with db.read() as session:
        waits = attendance_waits(session, staff.school)
    assert [span.name for span in waits] == ["Spring term 2025/26"], (
        "in October six school weeks of summer's eight"
    )
    _take_marks(db, staff, tmp_path, numbers, last_week=28)
    with db.read() as session:
        assert waits_to_be_published(session, now=made.NOW)
    assert publish_all(db, folder=tmp_path, now=made.NOW) == 2
    assert publish_all(db, folder=tmp_path, now=made.NOW + timedelta(days=1)) == 0
    tables = [row.document for row in every(db, PublishedCube, cube=ATTENDANCE)]
    assert [table["visits"] for table in tables] == [0, 10]
    study = study_of(tables[1])
    assert study.curve["pupils"].dropna().mod(TENS).eq(0).all()
    assert sentences(study.change)


def test_a_process_of_its_own_publishes_what_is_due_and_none_is_started_for_nothing(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = made.fill(sqlite_db)
    assert not publisher.look(sqlite_db, now=made.NOW), "no terms are entered"
    terms.enter(sqlite_db, staff.school)
    for name, value in {
        "DATABASE_URL": str(sqlite_db.url),
        "VAR_DIR": str(tmp_path),
        "DEMO": "false",
    }.items():
        monkeypatch.setenv(f"HOMEWARD_{name}", value)
    assert publisher.look(sqlite_db, now=made.NOW)
    assert {row.period for row in every(sqlite_db, PublishedCube)} >= {"2026-03-28..2026-07-20"}


def test_a_failure_is_logged_and_tried_again(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    terms.enter(sqlite_db, made.fill(sqlite_db).school)
    monkeypatch.setattr(publisher.sys, "executable", "/no/such/python")
    assert not publisher.look(sqlite_db, now=made.NOW)


def _take_marks(db: Database, staff: made.Staff, folder: Path, numbers: list[str], *, last_week: int) -> None:
    """Three weeks around the visits, and one that many weeks after them, in the autumn."""
    first = terms.MAY.date() - timedelta(days=terms.MAY.weekday())
    days = [first + timedelta(days=7 * week + day) for week in (-1, 0, 1, last_week) for day in range(5)]
    rows = [f"{number},{day},{half},/" for number in numbers for day in days for half in ("AM", "PM")]
    for year in ("2025", "2026"):
        chosen = [row for row in rows if (row.split(",")[1] >= "2026-08") == (year == "2026")]
        attendance.take_file(
            db,
            school_id=staff.school,
            content="\n".join(["pupil_id,date,session,code", *chosen]),
            asked=Asked(),
            folder=folder,
            by=staff.viewer(db, Role.ATTENDANCE),
            now=made.NOW,
        )
