"""Attendance around visits: what the page says, to whom, and what it says where there is none."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from analysis.weeks import monday
from data.commands import attendance
from data.imports.attendance.layouts import Asked
from data.marks import date_of, day_of
from data.models import AttendanceFile, Pupil, School
from tests.data.attendance_files import pupil
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import Home, adopt, trip
from visits.words import Role

FIRST = date_of(monday(day_of(date(2026, 9, 7))))
PUPILS = tuple(f"Q{number}" for number in range(3000, 3024))


def marks(weeks: int = 11) -> str:
    """Marks of every pupil; one in four is absent on Fridays."""
    rows = [
        f"{number},{FIRST + timedelta(days=7 * week + day)},{half},{code}"
        for place, number in enumerate(PUPILS)
        for week in range(weeks)
        for day in range(5)
        for half in ("AM", "PM")
        for code in ("I" if day == 4 and place % 4 == 0 else "/",)
    ]
    return "\n".join(["pupil_id,date,session,code", *rows])


@pytest.fixture
def school(desk: Desk) -> Desk:
    with desk.db.write() as session:
        session.add_all([pupil(desk.staff.school, number) for number in PUPILS])
    attendance.take_file(
        desk.db,
        school_id=desk.staff.school,
        content=marks(),
        asked=Asked(),
        folder=desk.folder,
        by=desk.staff.viewer(desk.db, Role.ATTENDANCE),
        now=desk.now,
    )
    return desk


def opened(desk: Desk, role: Role, **query: str) -> AppTest:
    app = desk.open("attendance", role=role, **query)
    assert not app.exception
    return app


def test_where_there_is_none_the_page_says_how_it_gets_here(desk: Desk) -> None:
    app = opened(desk, Role.SENDCO)
    assert "No attendance has been brought in yet." in texts(app)
    assert [one.label for one in app.selectbox] == ["Beside (DfE)", "Reason", "Year group now", "Visits"]


def test_without_visits_nothing_is_made_of_nothing(school: Desk) -> None:
    app = opened(school, Role.SENDCO)
    assert "No visit has gone yet." in texts(app)
    assert "marks up to 20 Nov 2026" in texts(app)


def visited(desk: Desk, *, pupils: int = 12) -> None:
    """A visit to each of these pupils, in the sixth week."""
    version = adopt(desk.db, desk.staff)
    with desk.db.read() as session:
        found = session.execute(select(Pupil.number, Pupil.id)).all()
    for _, pupil_id in sorted(tuple(row) for row in found)[:pupils]:
        at = datetime.combine(FIRST + timedelta(days=36), time(10), tzinfo=UTC)
        trip(desk.db, desk.staff, version, homes=[Home(household=None, pupil=pupil_id)], out_at=at)


def test_the_curve_is_shown_with_what_stands_behind_it_and_a_file(school: Desk) -> None:
    visited(school)
    app = opened(school, Role.SENDCO)
    table = app.dataframe[0].value
    assert table["Visits"].tolist()[8] == "12"
    assert table["Attendance, all visits"].tolist()[8] == "95.0%"
    assert "Too few visits have similar pupils" in texts(app), "no eight weeks after it are final"
    assert "/exports/attendance.csv" in texts(app)


def test_one_visit_without_marks_is_counted_as_one(school: Desk) -> None:
    with school.db.write() as session:
        session.add(pupil(school.staff.school, "Q1"))
    visited(school, pupils=2)
    assert "1 visit has no marks of its week." in texts(opened(school, Role.SENDCO)).replace("\\", "")


def test_a_choice_stands_in_the_address_and_an_address_chooses(school: Desk) -> None:
    visited(school)
    app = opened(school, Role.SENDCO, visits="first")
    assert app.selectbox[3].value == "first"
    assert "No visit here has attendance around it" in texts(app), "none of them is a first visit"
    app.selectbox[3].set_value("repeat").run()
    assert app.query_params["visits"] in ("repeat", ["repeat"])
    assert app.dataframe[0].value["Visits"].tolist()[8] == "12"


def test_the_schools_own_figure_stands_beside_the_published_one(school: Desk) -> None:
    app = opened(school, Role.SENDCO, beside="Norfolk, secondary")
    assert "This school: no marks of that year · Norfolk, secondary: 90.8%" in texts(app).replace("\\", "")
    last_year = marks(weeks=2).replace("2026-09", "2025-09").replace("I\n", "/\n")
    with school.db.read() as session:
        assert session.scalar(select(AttendanceFile.school_year)) == "2026/27"
    attendance.take_file(
        school.db,
        school_id=school.staff.school,
        content=last_year,
        asked=Asked(),
        folder=school.folder,
        by=school.staff.viewer(school.db, Role.ATTENDANCE),
        now=school.now,
    )
    app = opened(school, Role.SENDCO, beside="Norfolk, secondary")
    assert "Attendance in 2025/26, all pupils: **This school: 100.0%**" in texts(app).replace("\\", "")


def test_a_file_that_is_missing_is_said_and_is_not_nothing(school: Desk) -> None:
    for path in school.folder.iterdir():
        path.unlink()
    app = opened(school, Role.SENDCO)
    assert "A file of attendance marks is missing." in texts(app)


def test_another_schools_marks_are_not_read(school: Desk) -> None:
    with school.db.write() as session:
        row = session.scalars(select(AttendanceFile)).one()
        row.school_id = session.scalars(select(School.id).where(School.id == school.staff.other)).one()
    assert "No attendance has been brought in yet." in texts(opened(school, Role.SENDCO))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR])
def test_who_may_not_see_statistics_does_not_see_it(school: Desk, role: Role) -> None:
    assert "You do not have permission to see this page." in texts(school.open("attendance", role=role))


def test_visits_stand_beside_attendance_month_by_month(school: Desk) -> None:
    visited(school)
    app = opened(school, Role.SENDCO)
    said = texts(app).replace("\\", "")
    assert "Most visits went in October 2026 (12)." in said
    table = app.dataframe[-1].value
    assert table["Month"].tolist() == ["September 2026", "October 2026", "November 2026 (so far)"]
    assert table["Visits"].tolist() == ["0", "12", "0"]
    assert table["Note"].tolist() == ["", "", "provisional"]
    assert "/exports/attendance-months.csv" in said
