"""Somebody is in danger: one press from any page, and the end of it on the briefing."""

from datetime import timedelta
from uuid import UUID

import pytest

from data.commands.alert import police_called
from data.commands.drill import hold_drill
from data.commands.emergency import raise_emergency
from data.models import AlertRow
from tests.data.alert_world import mail_on
from tests.pages.conftest import Desk
from tests.pages.test_briefing import press
from tests.pages.test_guard import texts
from tests.staff import NOW
from tests.trips import adopt, every, home, trip
from visits.words import LadderKind, Role, VisitState


@pytest.fixture
def alert(desk: Desk) -> UUID:
    """An emergency on a visit that is out for ten minutes."""
    version = adopt(desk.db, desk.staff)
    homes = [home(desk.db, desk.staff)]
    left_at = NOW - timedelta(minutes=10)
    visit = trip(desk.db, desk.staff, version, homes=homes, state=VisitState.OUT, out_at=left_at)
    by = desk.staff.viewer(desk.db, Role.OFFICE)
    return raise_emergency(desk.db, school_id=desk.staff.school, visit_id=visit, by=by, now=NOW)


def test_it_is_stood_down_from_here_and_the_police_are_told(desk: Desk, alert: UUID) -> None:
    police_called(desk.db, alert_id=alert, called_at=NOW, by=desk.staff.viewer(desk.db, Role.OFFICE), now=NOW)
    app = press(desk.open("briefing", role=Role.OFFICE, alert=str(alert)), "Stand down: everybody is safe")
    assert "How do you know that they are safe? One sentence." in " ".join(e.value for e in app.error)
    app.text_input(key=f"cause-{alert}").set_value("Both are in the staff room")
    app = press(app, "Stand down: everybody is safe")
    assert "It is over." in texts(app)
    assert "To do: tell the police that it is over" in texts(app)
    app = press(app, "The police have been told")
    assert "To do" not in texts(app)
    assert "Police told that it is over" in texts(app)


def test_a_drill_says_that_nobody_is_missing_and_takes_no_police(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    given = {"school_id": desk.staff.school, "kind": LadderKind.EMERGENCY}
    drill = hold_drill(desk.db, **given, by=desk.staff.viewer(desk.db, Role.SLT), now=NOW)
    app = desk.open("briefing", role=Role.OFFICE, alert=str(drill))
    assert "DRILL. This is a drill. Nobody is missing." in texts(app)
    assert not {"Police called", "False alarm"} & {b.label for b in app.button}
    assert "It is over." in texts(press(app, "End the drill"))


def test_from_any_page_it_is_one_press_to_the_briefing(desk: Desk) -> None:
    app = press(desk.open("policies", role=Role.OFFICE), "Raise an emergency")
    assert not app.exception
    (alert,) = every(desk.db, AlertRow)
    assert (alert.kind, alert.visit_id) == (LadderKind.EMERGENCY, None)
    assert "Which visit it is, is not known yet." in texts(app)


def test_who_sees_no_briefing_is_told_what_happened_and_whom_to_ring(desk: Desk) -> None:
    app = press(desk.open("my_visits", role=Role.VISITOR), "Raise an emergency")
    assert len(every(desk.db, AlertRow)) == 1
    said = " ".join(e.value for e in app.error)
    assert "**Emergency raised.** **Nobody is told by message: ring the office of Quillmere High now" in said
    assert said.count("tel:01632") == 1


def test_who_sees_no_briefing_reads_who_is_told_by_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    app = press(desk.open("my_visits", role=Role.VISITOR), "Raise an emergency")
    said = " ".join(e.value for e in app.error)
    assert "Told: " in said
    assert "Slt Person (SLT)" in said
    assert "Nobody is told" not in said


def test_a_governor_and_a_shared_board_have_no_such_button(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    for role in (Role.GOVERNOR, Role.ADMINISTRATOR):
        app = desk.open("policies", role=role)
        assert "Raise an emergency" not in [b.label for b in app.button]
    desk.open_board()
    app = desk.open("briefing")
    assert not app.exception
    assert "Raise an emergency" not in [b.label for b in app.button]
    desk.open_board()
    assert "Raise an emergency" not in [b.label for b in desk.open("left").button]
