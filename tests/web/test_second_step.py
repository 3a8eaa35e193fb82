"""Setting a second step up, signing in with a code or a recovery code, and taking it off, by plain HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data import second_step as steps
from data.commands import second_step
from data.database import Database
from data.models import AuditRow, SecondStep, SignIn
from tests import staff as made
from tests.second_steps import code, put
from tests.staff import KEY, PASSWORD
from tests.threads import at_once
from tests.web.conftest import INSIDE, Browser, Web
from tests.web.stepping import CODES, LETTERS, OFFICE, WRONG, give, set_up, waits
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


def test_from_setting_it_up_to_signing_in_by_app_and_by_recovery_code(web: Web) -> None:
    mine, phone = web.signed_in(Role.OFFICE), web.signed_in(Role.OFFICE)
    secret, codes = set_up(web, mine)
    assert mine.http.get("/").text == INSIDE
    assert phone.http.get("/").status_code == 303
    web.now += timedelta(seconds=30)
    browser = waits(web, next="/visit?id=7")
    half = browser.http.cookies["homeward"]
    assert browser.http.get("/").headers["location"] == "/sign-in"
    answer = give(browser, code(secret, web.now), next="/visit?id=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/visit?id=7")
    assert browser.http.cookies["homeward"] != half
    assert browser.http.get("/").text == INSIDE
    lost = waits(web)
    typed = f" {codes[3].upper().replace('-', ' ')} "
    assert give(lost, typed).status_code == 303
    assert lost.http.get("/").text == INSIDE
    assert give(waits(web), codes[3]).status_code == 403
    assert "9 of 10 recovery codes left" in mine.http.get("/second-step").text


def test_the_half_that_waits_opens_nothing_and_ends(web: Web, secret: str) -> None:
    browser = waits(web)
    for path in ("/", "/out", "/board", "/second-step", "/exports/reasons.csv"):
        assert browser.http.get(path).headers["location"].partition("?")[0] == "/sign-in", path
    web.now += timedelta(minutes=5)
    late = browser.http.get("/sign-in/code")
    assert late.headers["location"] == "/sign-in?said=waited"
    assert "was not given in time" in browser.http.get(late.headers["location"]).text


def test_the_half_session_does_not_outlive_the_whole_one(web: Web, secret: str) -> None:
    browser = waits(web)
    half = browser.http.cookies["homeward"]
    assert give(browser, code(secret, web.now)).status_code == 303
    thief = web.browser()
    thief.http.cookies.set("homeward", half)
    assert thief.http.get("/").status_code == 303
    assert thief.http.get("/sign-in/code").headers["location"] == "/sign-in?said=waited"


@pytest.mark.parametrize("seconds", [-60, -30, 0, 30, 60])
def test_a_code_counts_half_a_minute_early_and_late(web: Web, secret: str, seconds: int) -> None:
    typed = code(secret, web.now + timedelta(seconds=seconds))
    assert give(waits(web), f"{typed[:3]} {typed[3:]}").status_code == (403 if abs(seconds) > 30 else 303)


def test_no_code_is_taken_twice_nor_an_older_one_after_it(web: Web, secret: str) -> None:
    now = code(secret, web.now)
    before = code(secret, web.now - timedelta(seconds=30))
    first, second = waits(web), waits(web)
    assert give(first, now).status_code == 303
    for typed in (now, before):
        answer = give(second, typed)
        assert answer.status_code == 403
        assert WRONG in answer.text


def test_of_two_at_once_with_one_code_one_is_let_in(db: Database) -> None:
    web = Web(db, made.fill(db))
    secret = put(db, web.staff.people[Role.OFFICE])
    browsers = [waits(web), waits(web)]
    forms = [browser.form_token("/sign-in/code") for browser in browsers]

    def send(browser: Browser, token: str) -> int:
        given = {"form_token": token, "code": code(secret, web.now)}
        return int(browser.http.post("/sign-in/code", data=given).status_code)

    pairs = list(zip(browsers, forms, strict=True))
    assert sorted(at_once(*[lambda p=pair: send(*p) for pair in pairs])) == [303, 403]


def test_of_two_at_once_in_one_window_one_session_comes(db: Database) -> None:
    web = Web(db, made.fill(db))
    secret = put(db, web.staff.people[Role.OFFICE])
    browser = waits(web)
    token = browser.http.cookies["homeward"]
    now = code(secret, web.now)
    later = code(secret, web.now + timedelta(seconds=30))
    from data.commands.second_sign_in import finish

    def send(typed: str) -> str:
        try:
            return finish(
                web.db, token=token, code=typed, origin="desk", device="", key=KEY, hours=1, now=web.now
            ).token
        except second_step.Refused as why:
            return type(why).__name__

    assert "NotWaiting" in at_once(lambda: send(now), lambda: send(later))
    with web.db.read() as session:
        holding = session.scalars(select(SignIn.id).where(SignIn.revoked_at.is_(None))).all()
    assert len(holding) == 1


def test_guesses_of_the_code_are_slowed_down_before_they_are_looked_at(web: Web, secret: str) -> None:
    browser = waits(web)
    assert [give(browser, "000000").status_code for _ in range(5)] == [403] * 5
    slowed = give(browser, code(secret, web.now))
    assert slowed.status_code == 429
    assert slowed.headers["retry-after"] == "2"
    web.now += timedelta(seconds=2)
    assert give(browser, code(secret, web.now)).status_code == 303


def test_an_empty_code_is_a_slip_of_the_hand(web: Web, secret: str) -> None:
    answer = give(waits(web), " ")
    assert answer.status_code == 422
    assert "six digits" in answer.text


def test_a_form_from_elsewhere_is_not_taken(web: Web, secret: str) -> None:
    browser = waits(web)
    answer = browser.http.post("/sign-in/code", data={"code": code(secret, web.now)})
    assert answer.status_code == 403
    assert browser.http.get("/").status_code == 303


def test_it_counts_only_once_a_code_came_back_and_in_time(web: Web) -> None:
    browser = web.signed_in(Role.OFFICE)
    assert browser.send("/second-step/begin", at="/second-step", password="wrong").status_code == 422
    browser.send("/second-step/begin", at="/second-step", password=PASSWORD)
    assert browser.send("/second-step/confirm", at="/second-step", code="000000").status_code == 403
    assert web.browser().sign_in(OFFICE).headers["location"] == "/"
    found = LETTERS.search(browser.http.get("/second-step").text)
    assert found is not None
    typed = code(found[1].replace(" ", ""), web.now + timedelta(minutes=15))
    form = browser.form_token("/second-step")
    web.now += timedelta(minutes=15)
    late = browser.http.post("/second-step/confirm", data={"form_token": form, "code": typed})
    assert late.status_code == 403
    assert "Begin again" in late.text
    assert LETTERS.search(late.text) is None


def test_taking_it_off_takes_the_password_and_a_code(web: Web, secret: str) -> None:
    browser, other = web.signed_in(Role.OFFICE), web.signed_in(Role.OFFICE)
    now = code(secret, web.now)
    for password, typed, status in (("wrong", now, 422), (PASSWORD, "000000", 403), (PASSWORD, now, 303)):
        answer = browser.send("/second-step/off", at="/second-step", password=password, code=typed)
        assert answer.status_code == status
    assert browser.http.get("/").text == INSIDE
    assert other.http.get("/").status_code == 303
    assert web.browser().sign_in(OFFICE).headers["location"] == "/"


def test_new_recovery_codes_end_the_old(web: Web) -> None:
    browser = web.signed_in(Role.OFFICE)
    _, old = set_up(web, browser)
    answer = browser.send("/second-step/codes", at="/second-step", password=PASSWORD, code=old[0])
    new = CODES.findall(answer.text)
    assert len(new) == 10
    assert give(waits(web), old[1]).status_code == 403
    assert give(waits(web), new[1]).status_code == 303


def test_no_secret_is_kept_as_it_is(web: Web, secret: str) -> None:
    with web.db.read() as session:
        kept = session.scalars(select(SecondStep.secret)).one()
        everything = repr(session.execute(select(AuditRow.__table__)).all())
    assert secret not in kept
    assert secret not in everything


def test_a_secret_is_of_no_use_in_anothers_row_or_under_another_key(web: Web, secret: str) -> None:
    put(web.db, web.staff.people[Role.SLT], hashes=())
    with web.db.write() as session:
        mine = session.scalars(
            select(SecondStep.secret).where(SecondStep.person_id == web.staff.people[Role.OFFICE])
        ).one()
        session.execute(
            update(SecondStep).where(SecondStep.person_id == web.staff.people[Role.SLT]).values(secret=mine)
        )
    browser = web.browser()
    browser.sign_in("slt@school.example")
    assert give(browser, code(secret, web.now)).status_code == 403
