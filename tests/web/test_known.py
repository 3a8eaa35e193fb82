"""A browser in which somebody has signed in before is never slowed down by guesses from elsewhere."""

from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy import func, insert, select
from starlette.requests import Request
from uuid6 import uuid7

from data import throttle
from data.database import Database
from data.models import Attempt
from tests import staff as made
from tests.second_steps import code, put
from tests.staff import KEY
from tests.web.conftest import INSIDE, Browser, Web
from visits.words import Role
from web.origins import origin

OFFICE, SLT = "office@school.example", "slt@school.example"
KNOWN = "homeward-known"


@pytest.fixture
def web(sqlite_db: Database) -> Web:
    return Web(sqlite_db, made.fill(sqlite_db))


def usual(web: Web, email: str = OFFICE) -> Browser:
    """The browser that somebody always uses: signed in once, and out again."""
    browser = web.browser()
    assert browser.sign_in(email).status_code == 303
    browser.send("/sign-out")
    return browser


def guess(web: Web, times: int) -> None:
    """So many guesses from all over, as if each had been written down: more than the throttle would have let by."""
    rows = [
        {"id": uuid7(), "subject": subject, "at": web.now}
        for number in range(times)
        for subject in throttle.guesses(
            KEY, "password", of=OFFICE, origin=f"203.0.{number // 250}.{number % 250}", known=""
        )
    ]
    with web.db.write() as session:
        session.execute(insert(Attempt), rows)


def test_ten_thousand_wrong_tries_from_elsewhere_do_not_slow_down_the_known_browser(web: Web) -> None:
    known, strange = usual(web), web.browser()
    known.form_token("/sign-in")
    began = perf_counter()
    assert known.sign_in(OFFICE).status_code == 303
    before_s = perf_counter() - began
    known.send("/sign-out")
    guess(web, 10_000)
    assert strange.sign_in(OFFICE).status_code == 429
    began = perf_counter()
    answer = known.sign_in(OFFICE)
    after_s = perf_counter() - began
    assert answer.status_code == 303
    assert known.http.get("/").text == INSIDE
    assert after_s < 5 * before_s + 0.5
    # That it came in is no pardon for whoever guesses.
    assert strange.sign_in(OFFICE).status_code == 429


def test_guesses_from_the_very_same_address_do_not_either(web: Web) -> None:
    known, pupil = usual(web), web.browser()
    for number in range(throttle.ORIGIN.free):
        pupil.sign_in(f"{number}@school.example", "wrong")
    assert pupil.sign_in(OFFICE).status_code == 429
    assert known.sign_in(OFFICE).status_code == 303


def test_it_is_known_for_whoever_signed_in_there_and_for_nobody_else(web: Web) -> None:
    known = usual(web)
    for _ in range(5):
        known.sign_in(SLT, "wrong")
    assert known.sign_in(SLT).status_code == 429
    assert known.sign_in(OFFICE).status_code == 303


def test_a_shared_desk_knows_several(web: Web) -> None:
    browser = web.browser()
    for email in (OFFICE, SLT):
        browser.sign_in(email)
        browser.send("/sign-out")
    guess(web, 60)
    for email in (SLT, OFFICE):
        assert browser.sign_in(email).status_code == 303
        browser.send("/sign-out")


def test_a_known_browser_is_slowed_down_by_its_own_guesses(web: Web) -> None:
    known = usual(web)
    assert [known.sign_in(OFFICE, "wrong").status_code for _ in range(6)] == [403] * 5 + [429]
    web.now += timedelta(seconds=2)
    assert known.sign_in(OFFICE).status_code == 303


def test_the_cookie_is_signed_says_nobodys_name_and_ends(web: Web) -> None:
    known = usual(web)
    cookie = known.http.cookies[KNOWN]
    assert "office" not in cookie
    forged = web.browser()
    forged.http.cookies.set(KNOWN, cookie[:-2] + "xx")
    guess(web, 60)
    assert forged.sign_in(OFFICE).status_code == 429
    web.now += timedelta(days=180)
    guess(web, 60)
    assert known.sign_in(OFFICE).status_code == 429


def test_it_is_known_for_the_code_as_well_and_only_after_it(web: Web) -> None:
    secret = put(web.db, web.staff.people[Role.OFFICE])
    browser = web.browser()
    browser.sign_in(OFFICE)
    assert KNOWN not in browser.http.cookies
    browser.send("/sign-in/code", code=code(secret, web.now))
    assert KNOWN in browser.http.cookies
    browser.send("/sign-out")
    web.now += timedelta(seconds=60)
    for number in range(throttle.CODES.free):
        thief = web.browser(client=f"203.0.113.{number}")
        thief.sign_in(OFFICE)
        thief.send("/sign-in/code", code="000000")
    assert thief.send("/sign-in/code", code=code(secret, web.now)).status_code == 429
    browser.sign_in(OFFICE)
    assert browser.send("/sign-in/code", code=code(secret, web.now)).status_code == 303


def test_what_was_tried_is_written_down_before_it_is_looked_at(web: Web) -> None:
    known = usual(web)
    known.sign_in(OFFICE, "wrong")
    with web.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("192.0.2.4", "192.0.2.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.4", "192.0.2.4"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_line_is_one_place(host: str, place: str) -> None:
    assert origin(Request({"type": "http", "client": (host, 50_000)})) == place
    assert origin(Request({"type": "http", "client": None})) == ""
