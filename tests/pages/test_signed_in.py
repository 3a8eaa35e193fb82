"""Where and how somebody is signed in; boards that are ended from afar; and what is said before a session ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import settings
from data.commands import identity
from data.commands.core import SYSTEM
from data.commands.identity import Browser, Proven
from data.models import Identity, PersonRole
from pages import guard
from tests import staff as made
from tests.pages.conftest import Desk
from tests.pages.test_guard import shows_sign_in_only, texts
from tests.pages.test_people import press, said
from visits.words import Role

STAFF = (Role.OFFICE, Role.LEAD_DSL, Role.HEADTEACHER, Role.SLT, Role.ADMINISTRATOR, Role.GOVERNOR)
PROVEN = Proven(issuer="https://login.school.example", subject="subject-1")


@pytest.fixture
def microsoft(monkeypatch: pytest.MonkeyPatch) -> None:
    """The school has set up its own sign-in."""
    set_up = settings.current().model_copy(
        update={"oidc_url": "https://login.school.example", "oidc_name": "Microsoft"}
    )
    for module in ("connected", "devices"):
        monkeypatch.setattr(f"pages.signed_in.{module}.current", lambda: set_up)


def signed_in_there(desk: Desk, role: Role) -> None:
    """They are connected, and this browser is signed in by it."""
    by = desk.staff.viewer(desk.db, role)
    identity.connect(desk.db, proven=PROVEN, by=by, now=desk.now)
    browser = Browser(device="Edge on Windows", ends_at=desk.now + timedelta(hours=12))
    opened = identity.sign_in_by_provider(desk.db, proven=PROVEN, browser=browser, by=SYSTEM, now=desk.now)
    desk.token = opened.token


def test_each_browser_says_how_and_since_when(desk: Desk, microsoft: None) -> None:
    made.signed_in(desk.db, desk.staff.people[Role.SLT], now=desk.now - timedelta(hours=1))
    signed_in_there(desk, Role.SLT)
    text = texts(desk.open("account"))
    assert "Signed in by password, 09:00" in text
    assert "**Edge on Windows**, this browser  \nSigned in with Microsoft, 10:00" in text


def test_an_account_is_connected_on_a_page_of_its_own_and_disconnected_here(
    desk: Desk, microsoft: None
) -> None:
    assert 'href="/connect"' in texts(desk.open("account", role=Role.GOVERNOR))
    signed_in_there(desk, Role.SLT)
    app = desk.open("account")
    assert 'href="/connect"' not in texts(app)
    app = press(app, "Disconnect Microsoft")
    assert said(app) == ["It is disconnected. You sign in with your password."]
    with desk.db.read() as session:
        assert session.scalars(select(Identity)).all() == []


def test_without_a_provider_nothing_is_said_of_one(desk: Desk) -> None:
    assert "Sign in with" not in texts(desk.open("account", role=Role.SLT))


def test_who_manages_people_takes_an_account_off_and_its_browsers_are_signed_out(
    desk: Desk, microsoft: None
) -> None:
    signed_in_there(desk, Role.SLT)
    theirs = desk.token
    app = desk.open("people", role=Role.ADMINISTRATOR)
    (chooser,) = [one for one in app.selectbox if one.label == "Change somebody"]
    app = press(chooser.set_value(desk.staff.people[Role.SLT]).run(), "Disconnect Microsoft")
    assert said(app) == ["It is disconnected, and every browser that it was used in is signed out."]
    desk.token = theirs
    assert shows_sign_in_only(desk.open())


def test_a_board_is_ended_from_afar_and_goes_blank_at_its_next_tick(desk: Desk) -> None:
    desk.open_board()
    token = desk.token
    board = desk.open("live")
    assert "Close this board" in texts(board)
    desk.now += timedelta(minutes=3)
    board.run()
    app = desk.open("account", role=Role.LEAD_DSL)
    assert "Opened by Office Person, 10:00; last seen just now; closes Tue 24 Nov, 00:00" in texts(app)
    app = press(app, "End it")
    assert said(app) == ["The board is ended. It goes blank within seconds."]
    desk.token = token
    assert shows_sign_in_only(board.run())


def test_boards_are_shown_to_who_opened_them_and_who_may_end_them(desk: Desk) -> None:
    desk.open_board()
    shown = {role: "Opened by Office Person" in texts(desk.open("account", role=role)) for role in STAFF}
    assert shown == {role: role in (Role.OFFICE, Role.LEAD_DSL, Role.HEADTEACHER) for role in STAFF}


def test_a_page_says_some_minutes_before_that_its_session_ends(desk: Desk) -> None:
    desk.sign_in(Role.LEAD_DSL)
    for _ in range(14):  # a long day at the board, with a press every 50 minutes
        app = desk.open("about")
        desk.now += timedelta(minutes=50)
    assert "You are signed out at" not in texts(app)
    desk.now = made.NOW + timedelta(hours=11, minutes=46)
    app = desk.open("about")
    assert "**You are signed out at 22:00**" in texts(app)
    assert 'href="/sign-in?again=1&next=' in texts(app)
    desk.now = made.NOW + timedelta(hours=12)
    assert shows_sign_in_only(app.run())


def test_before_somebody_is_idle_one_press_is_enough_to_stay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.open("about", role=Role.LEAD_DSL)
    desk.now += timedelta(minutes=56)
    with monkeypatch.context() as ticks:
        # As the head renews itself, which is no use of the session; a run of the whole page would be.
        ticks.setattr(guard, "used", lambda _found: None)
        app.run()
    assert "**You are signed out at 11:00** unless you press something" in texts(app)
    app = press(app, "Stay signed in")
    assert "You are signed out at" not in texts(app)
    desk.now += timedelta(minutes=59)
    assert guard.SIGNED_OUT not in texts(app.run())


def test_a_board_says_when_it_closes(desk: Desk) -> None:
    desk.open_board()
    desk.now += timedelta(hours=13, minutes=50)
    assert "**This board closes at 00:00.**" in texts(desk.open("live"))


def test_a_role_that_is_given_up_shortens_the_session_at_once(desk: Desk) -> None:
    app = desk.open("about", role=Role.LEAD_DSL)
    desk.now += timedelta(minutes=30)
    with desk.db.write() as session:
        theirs = session.scalars(
            select(PersonRole).where(PersonRole.person_id == desk.staff.people[Role.LEAD_DSL])
        ).one()
        theirs.role = Role.GOVERNOR
    assert shows_sign_in_only(app.run())
