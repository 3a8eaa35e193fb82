"""Not visited: who meets the school's trigger with no visit since, and what the page says where it cannot say."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.commands import attendance
from data.commands.trigger import set_trigger
from data.imports.attendance.layouts import Asked
from data.models import Pupil
from tests.data.attendance_files import pupil
from tests.pages.conftest import Desk
from tests.pages.test_attendance import FIRST
from tests.pages.test_guard import texts
from tests.pages.test_people import field, opened, press, said
from tests.trips import Home, adopt, trip
from visits.triggers import Trigger
from visits.words import Role, VisitState

AWAY, HERE = "Q3001", "Q3002"
LAST_WEEK = 10


@pytest.fixture
def marked(desk: Desk) -> Desk:
    """Two pupils over eleven weeks; one is away in the last."""
    with desk.db.write() as session:
        session.add_all([pupil(desk.staff.school, number) for number in (AWAY, HERE)])
    rows = [
        f"{number},{FIRST + timedelta(days=7 * week + day)},{half},{'O' if number == AWAY and week == LAST_WEEK else '/'}"
        for number in (AWAY, HERE)
        for week in range(LAST_WEEK + 1)
        for day in range(5)
        for half in ("AM", "PM")
    ]
    attendance.take_file(
        desk.db,
        school_id=desk.staff.school,
        content="\n".join(["pupil_id,date,session,code", *rows]),
        asked=Asked(),
        folder=desk.folder,
        by=desk.staff.viewer(desk.db, Role.ATTENDANCE),
        now=desk.now,
    )
    return desk


def look(desk: Desk, role: Role = Role.SENDCO) -> AppTest:
    app = desk.open("not_visited", role=role)
    assert not app.exception
    return app


def trigger(desk: Desk, **lines: object) -> None:
    by = desk.staff.viewer(desk.db, Role.HEADTEACHER)
    set_trigger(desk.db, school_id=desk.staff.school, trigger=Trigger(**lines), by=by, now=desk.now)  # type: ignore[arg-type]


def visited(desk: Desk, *, day: int, state: VisitState = VisitState.BACK) -> None:
    """A visit to the pupil who is away, on that day of the last week."""
    version = adopt(desk.db, desk.staff)
    with desk.db.read() as session:
        pupil_id = session.scalars(select(Pupil.id).where(Pupil.number == AWAY)).one()
    at = datetime.combine(FIRST + timedelta(days=7 * LAST_WEEK + day), time(10), tzinfo=UTC)
    homes = [Home(household=None, pupil=pupil_id)]  # type: ignore[arg-type]
    trip(desk.db, desk.staff, version, homes=homes, out_at=at, state=state)


def test_nothing_is_said_before_the_school_says_when(marked: Desk) -> None:
    assert "This school has not said when absence asks for a visit." in texts(look(marked))


def test_without_marks_it_says_how_they_come(desk: Desk) -> None:
    trigger(desk, days=3)
    assert "No attendance of this school year yet." in texts(look(desk))


def test_who_is_away_and_was_not_visited_is_named(marked: Desk) -> None:
    trigger(marked, days=5, percent=90, severe=True)
    told = texts(look(marked))
    assert "1 pupil with no visit since" in told
    assert "5 school days in a row" in told
    assert "90.9% of 110 sessions" in told
    assert "never visited" in told


@pytest.mark.parametrize(("day", "is_there"), [(-3, True), (0, False), (4, False)])
def test_a_visit_since_takes_a_pupil_off_the_list_and_one_before_does_not(
    marked: Desk, day: int, is_there: bool
) -> None:
    trigger(marked, days=5)
    visited(marked, day=day)
    assert ("5 school days in a row" in texts(look(marked))) is is_there


def test_a_visit_that_is_planned_is_told(marked: Desk) -> None:
    trigger(marked, days=5)
    visited(marked, day=8, state=VisitState.AUTHORISED)
    assert "visit planned for Tue 24 Nov" in texts(look(marked))


def test_nobody_meets_a_line_that_is_further_off(marked: Desk) -> None:
    trigger(marked, days=6, percent=90)
    assert "Everybody who meets it was visited since." in texts(look(marked))


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ADMINISTRATOR, Role.OFFICE, Role.VISITOR])
def test_it_is_for_those_who_may_see_every_home(marked: Desk, role: Role) -> None:
    trigger(marked, days=3)
    app = marked.open("not_visited", role=role)
    assert "You do not have permission" in texts(app)
    assert "days in a row" not in texts(app)


def test_the_school_sets_when_absence_asks_for_a_visit(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    field(app, "Whole school days absent in a row", "number_input").set_value(4)
    field(app, "Severe absence: 50% of sessions or more", "checkbox").set_value(True)
    app = press(app, "Save these lines")
    assert said(app) == ["Saved."]
    assert "4 whole school days absent in a row; severe absence" in texts(look(desk))


def test_a_visit_is_planned_from_the_list_with_the_child_in_it(marked: Desk) -> None:
    trigger(marked, days=5)
    ways = [way.proto for way in look(marked).get("page_link")]
    (plan,) = [way for way in ways if way.label == "Plan a visit"]
    with marked.db.read() as session:
        pupil_id = session.scalars(select(Pupil.id).where(Pupil.number == AWAY)).one()
    assert f"pupil={pupil_id}" in plan.query_string
    assert f"at={marked.staff.school}" in plan.query_string
