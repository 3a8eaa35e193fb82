"""The board's first line counts the worst first, and says nothing reassuring beside it."""

from datetime import timedelta

import pytest

from data.commands.drill import hold_drill
from data.commands.emergency import raise_emergency
from tests.data.alert_world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_live import board_world
from visits.words import LadderKind, Role, VisitState


@pytest.fixture
def out(desk: Desk) -> World:
    return board_world(desk, VisitState.OUT)


def test_an_emergency_is_said_first_and_nobody_is_called_safe(desk: Desk, out: World) -> None:
    assert "Nobody is overdue. 1 out; the last word" in texts(desk.open("live", role=Role.OFFICE))
    raise_emergency(desk.db, school_id=desk.staff.school, by=out.who(Role.OFFICE), now=desk.now)
    said = texts(desk.open("live"))
    assert "**1 emergency.** 1 out" in said
    assert "Nobody is overdue" not in said
    desk.now += timedelta(minutes=61)
    said = texts(desk.open("live", role=Role.OFFICE))
    assert "**1 emergency, 1 overdue.** 1 out; the last word that is awaited was due" in said


def test_a_drill_is_no_emergency(desk: Desk, out: World) -> None:
    hold_drill(
        desk.db,
        school_id=desk.staff.school,
        kind=LadderKind.EMERGENCY,
        by=out.who(Role.LEAD_DSL),
        now=desk.now,
    )
    assert "Nobody is overdue. 1 out" in texts(desk.open("live", role=Role.OFFICE))


def test_who_was_not_signed_out_in_time_does_not_stand_under_nobody_is_overdue(desk: Desk) -> None:
    made = board_world(desk, VisitState.AUTHORISED)
    made.refresh()
    desk.now += timedelta(minutes=61)
    said = texts(desk.open("live", role=Role.OFFICE))
    assert "**1 not signed out is late.**" in said
    assert "Nobody is overdue" not in said
