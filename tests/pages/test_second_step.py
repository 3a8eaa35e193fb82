"""The second step on pages: Your account, taken off on People, and everything shut until it is set up."""

import pytest

from data.models import SecondStep
from data.settings import Settings
from pages import step_due
from tests.pages.conftest import Desk
from tests.pages.test_people import press, said
from tests.second_steps import put
from tests.trips import every
from visits.words import Role


def shown(app: object) -> str:
    """The text and the links of a page."""
    parts = [one.value for one in app.markdown]  # type: ignore[attr-defined]
    return " ".join([*parts, *(one.proto.body for one in app.get("html"))])  # type: ignore[attr-defined]


def test_your_account_says_what_there_is(desk: Desk) -> None:
    assert "Set up a second step" in shown(desk.open("account", role=Role.OFFICE))
    put(desk.db, desk.staff.people[Role.OFFICE])
    text = shown(desk.open("account", role=Role.OFFICE))
    assert "Set up Mon 23 Nov, 09:56" in text
    assert "**10 of 10** recovery codes left." in text


def test_few_codes_are_said(desk: Desk) -> None:
    put(desk.db, desk.staff.people[Role.OFFICE], hashes=("a" * 64, "b" * 64))
    assert "**2 of 10** recovery codes left: make new ones." in shown(desk.open("account", role=Role.OFFICE))


def test_the_administrator_takes_it_off_for_somebody_who_lost_both(desk: Desk) -> None:
    person_id = desk.staff.people[Role.OFFICE]
    put(desk.db, person_id)
    app = desk.open("people", role=Role.ADMINISTRATOR)
    app = app.selectbox(key=f"chosen_{desk.staff.school}").select(person_id).run()
    app = press(app, "Take their second step off")
    assert said(app) == ["The second step of Office Person is taken off, and they are signed out."]
    assert every(desk.db, SecondStep) == []
    assert "Take their second step off" not in {button.label for button in app.button}


@pytest.mark.parametrize("page", ["", "live", "people"])
def test_where_it_is_required_a_page_shows_the_way_to_it_and_the_emergency(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(step_due, "current", lambda: Settings(demo=False, second_step="required"))
    app = desk.open(page, role=Role.OFFICE)
    assert [one.value for one in app.title] == ["Set up your second step"]
    assert [button.label for button in app.button] == ["Raise an emergency"]
    assert "/second-step" in shown(app)
    app = press(app, "Raise an emergency")
    assert any("Emergency raised." in one.value for one in app.error)
    put(desk.db, desk.staff.people[Role.OFFICE])
    assert [one.value for one in app.run().title] != ["Set up your second step"]


def test_a_board_is_asked_for_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_due, "current", lambda: Settings(demo=False, second_step="required"))
    desk.open_board()
    assert [one.value for one in desk.open("live").title] != ["Set up your second step"]
