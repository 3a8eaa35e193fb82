"""Calls without a time stand on the board as tasks until they come, or until the school gives them a time (FS-03)."""

from data.commands import word
from data.models import School, StopRow, VisitorRow
from data.refresh import refresh_deadlines
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import adopt, every, home, one, trip
from visits.words import Role, VisitState

TITLE = "Calls to come that have no time of their own"


def out(desk: Desk, policy: str):  # type: ignore[no-untyped-def]
    version = adopt(desk.db, desk.staff, policy)
    visit = trip(
        desk.db,
        desk.staff,
        version,
        homes=[home(desk.db, desk.staff)],
        state=VisitState.OUT,
        out_at=desk.now,
    )
    with desk.db.write() as session:
        refresh_deadlines(session, visit_id=visit, now=desk.now)
    return visit


def test_fs03_the_call_on_arrival_and_then_the_one_on_leaving_are_tasks_on_the_board(desk: Desk) -> None:
    visit = out(desk, "fs2_primary")
    said = texts(desk.open("live", role=Role.OFFICE))
    assert f"{TITLE}: 1" in said
    assert "Visitor Person and Family Person: a call on arriving at stop 1 of 1, planned for 10:10" in said
    word.arrive(
        desk.db,
        visit_id=visit,
        stop_id=one(desk.db, StopRow).id,
        visitor_ids=[row.id for row in every(desk.db, VisitorRow)],
        by=desk.staff.viewer(desk.db, Role.OFFICE),
        now=desk.now,
    )
    assert "a call on leaving stop 1 of 1, planned for 10:19" in texts(desk.open("live", role=Role.OFFICE))


def test_fs03_with_a_time_the_arrival_is_a_deadline_and_no_task(desk: Desk) -> None:
    out(desk, "fs2_primary")
    with desk.db.write() as session:
        session.get_one(School, desk.staff.school).arrive_minutes = 5
    said = texts(desk.open("live", role=Role.OFFICE))
    assert "a call on arriving" not in said
    assert "a call on leaving stop 1 of 1" in said


def test_a_text_with_times_leaves_no_such_task(desk: Desk) -> None:
    out(desk, "blessed_trinity")
    assert TITLE not in texts(desk.open("live", role=Role.OFFICE))
