"""Around the second step: who is told of what, who takes it off for somebody, and where everybody needs one."""

import pytest
from sqlalchemy import select

from data import second_step as steps
from data.commands import credentials, second_step
from data.database import Database
from data.models import OutboxRow
from data.settings import Settings
from tests import staff as made
from tests.data.alert_world import mail_on
from tests.second_steps import code, put
from tests.staff import KEY, PASSWORD
from tests.web.conftest import HOSTS, INSIDE, Web
from tests.web.stepping import OFFICE, give, set_up, waits
from visits.words import Role


@pytest.fixture(autouse=True)
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recovery codes are hashed in no time, as passwords are here."""
    monkeypatch.setattr(steps, "SCRYPT_COST", 2)


@pytest.fixture
def web(sqlite_db: Database) -> Web:
    """On SQLite alone, but for what is decided between two at once."""
    return Web(sqlite_db, made.fill(sqlite_db))


@pytest.fixture
def secret(web: Web) -> str:
    return put(web.db, web.staff.people[Role.OFFICE])


def test_whoever_lost_both_gets_in_again_by_the_administrator_and_is_told(
    web: Web, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    mine = web.signed_in(Role.OFFICE)
    admin = web.staff.viewer(web.db, Role.ADMINISTRATOR)
    second_step.reset(web.db, person_id=web.staff.people[Role.OFFICE], by=admin, now=web.now)
    assert mine.http.get("/").status_code == 303
    assert web.browser().sign_in(OFFICE).headers["location"] == "/"
    with web.db.read() as session:
        (told,) = session.execute(select(OutboxRow.recipient, OutboxRow.subject, OutboxRow.body))
    assert told[:2] == (OFFICE, "Your second step for Homeward was taken off")
    assert secret not in told.body


def test_every_change_of_what_guards_an_account_is_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    browser = web.signed_in(Role.OFFICE)
    _, codes = set_up(web, browser)
    give(waits(web), codes[0])
    browser.send("/second-step/codes", at="/second-step", password=PASSWORD, code=codes[1])
    new = "a kettle in the reeds"
    office = web.staff.viewer(web.db, Role.OFFICE)
    credentials.change_password(web.db, current=PASSWORD, new=new, keep="", key=KEY, by=office, now=web.now)
    with web.db.read() as session:
        told = session.scalars(select(OutboxRow.subject).order_by(OutboxRow.id)).all()
        said = " ".join(session.scalars(select(OutboxRow.body)))
    assert told == [
        "Signing in to Homeward now asks for a code",
        "A recovery code was used to sign in to Homeward",
        "You have new recovery codes for Homeward",
        "Your Homeward password was changed",
    ]
    assert not any(one in said for one in (*codes, new))


def test_a_board_and_who_signs_in_elsewhere_have_none_here(web: Web) -> None:
    assert web.board().http.get("/second-step").status_code == 403


def required(db: Database) -> Web:
    return Web(db, made.fill(db), Settings(demo=False, allowed_hosts=HOSTS, second_step="required"))


def test_where_it_is_required_nothing_else_is_seen_until_it_is_set_up(sqlite_db: Database) -> None:
    web = required(sqlite_db)
    browser = web.browser()
    browser.sign_in(OFFICE)
    for path in ("/", "/live", "/board", "/exports/alerts.csv"):
        assert browser.http.get(path).headers["location"] == "/second-step", path
    assert browser.send("/board", at="/sign-out", school=str(web.staff.school)).status_code == 403
    # Somebody in danger is asked for no app first.
    assert browser.http.get("/out").status_code == 200
    assert browser.http.get("/account").text == INSIDE
    assert "Your school asks everybody" in browser.http.get("/second-step").text
    set_up(web, browser)
    assert browser.http.get("/live").text == INSIDE
    assert web.board().http.get("/live").text == INSIDE


def test_where_it_is_required_taking_it_off_ends_every_session(sqlite_db: Database) -> None:
    web = required(sqlite_db)
    secret = put(web.db, web.staff.people[Role.OFFICE])
    browser = web.signed_in(Role.OFFICE)
    browser.send("/second-step/off", at="/second-step", password=PASSWORD, code=code(secret, web.now))
    assert browser.http.get("/second-step").headers["location"].startswith("/sign-in")
