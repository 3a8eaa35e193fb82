"""The curve around visits as a file: for whom the page is, of their schools, and kept in the audit."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.commands import attendance
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.models import AuditRow, Pupil
from tests.data.attendance_files import NUMBERS, plain, pupil
from tests.staff import fill
from tests.trips import Home, adopt, trip
from tests.web.conftest import Web
from visits.words import Role

MONDAY = date(2026, 10, 5)
ADDRESS = "/exports/attendance.csv"


@pytest.fixture
def web(db: Database, tmp_path: Path) -> Web:
    made = Web(db, fill(db))
    made = Web(db, made.staff, settings=made.settings.model_copy(update={"var_dir": tmp_path}))
    with db.write() as session:
        session.add_all([pupil(made.staff.school, number) for number in NUMBERS])
    return made


def with_marks(web: Web) -> Web:
    days = [MONDAY + timedelta(days=7 * week + day) for week in range(5) for day in range(5)]
    attendance.take_file(
        web.db,
        school_id=web.staff.school,
        content=plain({(number, day, half): "/" for number in NUMBERS for day in days for half in (0, 1)}),
        asked=Asked(),
        folder=web.settings.attendance_folder,
        by=web.staff.viewer(web.db, Role.ATTENDANCE),
        now=web.now,
    )
    version = adopt(web.db, web.staff)
    with web.db.read() as session:
        pupils = list(session.scalars(select(Pupil.id)))
    for pupil_id in pupils:
        at = datetime(2026, 10, 20, 9, tzinfo=UTC)
        trip(web.db, web.staff, version, homes=[Home(household=None, pupil=pupil_id)], out_at=at)
    return web


def get(web: Web, role: Role, **query: str) -> Any:
    return web.signed_in(role).http.get(ADDRESS, params=query)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_says_what_it_is_and_has_the_pages_numbers(web: Web) -> None:
    answer = get(with_marks(web), Role.SENDCO)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = rows(answer)
    assert ["Schools", "Quillmere High"] in found
    assert ["Marks up to", "2026-11-06"] in found
    assert ["0", "100.0%", "3", "3", "30", "", "", ""] in found
    with web.db.read() as session:
        query = select(AuditRow.outcome, AuditRow.actor_id).where(AuditRow.command == "table.export")
        kept = [tuple(row) for row in session.execute(query)]
    assert kept == [("read", web.staff.people[Role.SENDCO])]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.ADMINISTRATOR, Role.GOVERNOR])
def test_nobody_else_has_it(web: Web, role: Role) -> None:
    assert get(web, role).status_code == 403


def test_another_school_is_refused_and_nonsense_is_not_found(web: Web) -> None:
    with_marks(web)
    assert get(web, Role.SENDCO, school=str(web.staff.other)).status_code == 403
    assert get(web, Role.SENDCO, school="nonsense").status_code == 403
    for name in ("visits", "reason", "year"):
        assert get(web, Role.SENDCO, **{name: "Ada Fern"}).status_code == 404, (
            "no words but ours in the audit"
        )
    assert web.browser().http.get(ADDRESS).status_code in (302, 303, 403)
    assert web.board().http.get(ADDRESS).status_code == 403


def test_where_there_is_none_or_it_is_lost_it_says_so(web: Web) -> None:
    assert get(web, Role.SENDCO).status_code == 404
    with_marks(web)
    for path in web.settings.attendance_folder.iterdir():
        path.unlink()
    answer = get(web, Role.SENDCO)
    assert (answer.status_code, "missing" in answer.text) == (503, True)


def months(web: Web, role: Role, **query: str) -> Any:
    return web.signed_in(role).http.get("/exports/attendance-months.csv", params=query)


def test_visits_by_month_are_a_file_with_the_pages_numbers(web: Web) -> None:
    found = rows(months(with_marks(web), Role.SENDCO, school=str(web.staff.school)))
    assert found[1] == ["Schools", "Quillmere High"]
    assert ["Marks up to", "2026-11-06"] in found
    head = found.index(["Month", "Attendance, all pupils", "Possible sessions", "Visits", "Note"])
    assert found[head + 1] == ["October 2026", "100.0%", "120", "3", "provisional"]
    assert months(web, Role.GOVERNOR).status_code == 403


def test_visits_by_month_of_another_school_are_refused_and_lost_marks_are_said(web: Web) -> None:
    assert months(web, Role.SENDCO).status_code == 404
    with_marks(web)
    assert months(web, Role.SENDCO, school=str(web.staff.other)).status_code == 403
    assert months(web, Role.SENDCO, school="x").status_code == 403
    for path in web.settings.attendance_folder.iterdir():
        path.unlink()
    assert months(web, Role.SENDCO).status_code == 503
