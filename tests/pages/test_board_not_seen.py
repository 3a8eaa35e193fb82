"""An alert about a pupil who was not seen, on the board and in what is read out, in words of its own."""

from datetime import timedelta

import pytest

from data.commands import word
from data.models import AlertRow, School, StopRow, VisitorRow
from tests.data.alert_world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_live import press
from tests.trips import adopt, every, home, one, trip
from visits.words import Role, StopOutcome, VisitState


@pytest.fixture
def unseen(desk: Desk) -> World:
    """A visit that is out and has just said that nobody was in, at a school that has turned the steps on."""
    version, ash = adopt(desk.db, desk.staff, "washwood_heath"), home(desk.db, desk.staff)
    visit = trip(desk.db, desk.staff, version, homes=[ash], state=VisitState.OUT, out_at=desk.now)
    with desk.db.write() as session:
        session.get_one(School, desk.staff.school).not_seen_on = True
    a, b = (v.id for v in sorted(every(desk.db, VisitorRow, visit_id=visit), key=lambda v: v.position))
    made = World(desk.db, desk.staff, version, ash, visit, a, b)
    made.refresh()
    desk.now += timedelta(minutes=20)
    word.leave(
        desk.db,
        visit_id=visit,
        stop_id=one(desk.db, StopRow).id,
        visitor_ids=(made.a, made.b),
        outcome=StopOutcome.NOBODY_IN,
        by=made.who(Role.OFFICE),
        now=desk.now,
    )
    return made


def test_it_stands_on_the_board_with_its_step_and_the_homes_number(desk: Desk, unseen: World) -> None:
    said = texts(desk.open("live", role=Role.OFFICE))
    assert "Pupil not seen: nobody in, card left" in said
    assert "Step 1 of 4: Ring the home again" in said
    assert "ours, not the policy's" in said
    assert "Ada Ash, mother" in said
    assert "Nobody is overdue" in said
    assert "not heard of" not in said


def test_it_is_walked_and_stood_down_from_there(desk: Desk, unseen: World) -> None:
    app = press(desk.open("live", role=Role.OFFICE), "Answered, well")
    assert not app.exception
    assert "The child was heard of" in texts(app)
    app = press(app, "Stand down: everybody is safe")
    assert one(desk.db, AlertRow).closed_as == "safe"
    assert "Pupil not seen" not in texts(app)


def test_what_is_read_out_says_what_it_is_about(desk: Desk, unseen: World) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(one(desk.db, AlertRow).id))
    assert not app.exception
    assert "A pupil was not seen on a home visit" in texts(app)
