"""What a text advises, shown at the moment when it matters."""

import pytest

from data.policy_files import load_all
from pages.one_visit.guidance import BY_STATE
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import adopt, home, trip
from visits.words import Moment, Role, VisitState


@pytest.mark.parametrize("key", ["blessed_trinity", "washwood_heath", "heather_avenue"])
def test_who_is_out_reads_what_the_text_advises_at_the_door_and_when_threatened(desk: Desk, key: str) -> None:
    version = adopt(desk.db, desk.staff, key)
    visit = trip(
        desk.db, desk.staff, version, homes=[home(desk.db, desk.staff)], state=VisitState.OUT, out_at=desk.now
    )
    said = texts(desk.open("visit", role=Role.VISITOR, visit=str(visit))).replace("\\", "")
    advised = [g for g in load_all()[key].guidance if g.moment in BY_STATE[VisitState.OUT]]
    assert advised
    for line in advised:
        assert line.text in said


def test_every_moment_is_shown_in_some_state() -> None:
    shown = {moment for moments in BY_STATE.values() for moment in moments}
    assert shown == set(Moment)
