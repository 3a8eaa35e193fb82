"""What is wrong with a provider's answer, what does not belong together, and a provider in trouble."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import web.provider as asked_of
from data import logs
from data.database import Database
from tests.staff import PASSWORD
from tests.web.provided import (
    School,
    begin,
    connected,
    gone,
    nothing_came_of_it,
    round_trip,
    school_of,
    sessions,
)
from tests.web.provider import CLIENT_ID, CLIENT_SECRET, Provider
from web.oidc import BEGIN

WRONG: list[dict[str, Any]] = [
    {"claims": {"nonce": "another"}},
    {"claims": {"nonce": None}},
    {"claims": {"aud": "another client"}},
    {"claims": {"aud": [CLIENT_ID, "another client"]}},
    {"claims": {"aud": None}},
    {"claims": {"iss": "https://login.evil.example"}},
    {"claims": {"iss": None}},
    {"claims": {"sub": None}},
    {"claims": {"sub": ""}},
    {"claims": {"sub": 17}},
    {"claims": {"exp": None}},
    {"times": {"exp": -600}},
    {"times": {"iat": 600}},
    {"times": {"nbf": 600}},
    {"signed": "none"},
    {"signed": "HS256"},
    {"signed": "other"},
    {"no_id_token": True},
    {"broken_token": True},
]


def test_an_answer_that_is_wrong_in_anything_signs_nobody_in(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    for wrong in WRONG:
        provider.be(**wrong)
        answer = round_trip(browser, provider)
        # What is wrong is seen by us: the provider itself is in no trouble, but where that is what is tried.
        assert answer.status_code == (503 if "broken_token" in wrong else 403), wrong
        nothing_came_of_it(school, browser, answer)
    provider.be()
    assert round_trip(browser, provider).status_code == 303


def test_two_clocks_may_differ_by_a_minute(school: School, provider: Provider) -> None:
    connected(school)
    for times in ({"exp": -60}, {"iat": 60, "nbf": 60}):
        provider.be(times=times)
        assert round_trip(school.browser(), provider).status_code == 303


def test_a_new_key_is_looked_for_at_once(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    assert round_trip(browser, provider).status_code == 303
    provider.be(new_key=True)
    assert round_trip(school.browser(), provider).status_code == 303


def test_a_provider_that_says_it_is_another_is_not_asked(school: School, provider: Provider) -> None:
    provider.be(says_it_is="https://login.evil.example")
    answer = school.browser().send(BEGIN, at="/sign-in")
    assert answer.status_code == 503
    assert "cannot be trusted" in answer.text


def test_an_answer_counts_in_the_browser_that_asked_and_in_no_other(
    school: School, provider: Provider
) -> None:
    connected(school)
    attacker, victim = school.browser(), school.browser()
    path = provider.answer(begin(attacker))
    nothing_came_of_it(school, victim, victim.http.get(path))
    begin(victim)
    nothing_came_of_it(school, victim, victim.http.get(path))
    # What the victim began goes on all the same.
    assert "homeward-provider" in victim.http.cookies


def test_an_answer_counts_once(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    path = provider.answer(begin(browser))
    kept = browser.http.cookies["homeward-provider"]
    assert browser.http.get(path).status_code == 303
    assert browser.http.get(path).status_code == 403
    # Even who has kept the cookie has a code that the provider takes once.
    thief = school.browser()
    thief.http.cookies.set("homeward-provider", kept)
    assert thief.http.get(path).status_code == 403
    assert sessions(school) == ["provider"]


def test_after_ten_minutes_one_begins_again(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    path = provider.answer(begin(browser))
    school.now += timedelta(minutes=11)
    answer = browser.http.get(path)
    nothing_came_of_it(school, browser, answer)
    assert "Please begin again" in answer.text


def test_it_begins_by_a_form_of_ours_alone(school: School) -> None:
    browser = school.browser()
    answer = browser.http.post(BEGIN, data={"next": "/live"})
    assert answer.status_code == 403
    assert "refresh" not in answer.headers
    again = browser.http.get(BEGIN)
    assert again.status_code == 200
    assert "refresh" not in again.headers


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/" * 2000])
def test_nobody_is_led_off_the_site(school: School, provider: Provider, wanted: str) -> None:
    connected(school)
    assert round_trip(school.browser(), provider, next=wanted).headers["location"] == "/"


def test_an_answer_that_names_another_issuer_is_refused(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    path = provider.answer(begin(browser))
    nothing_came_of_it(school, browser, browser.http.get(f"{path}&iss=https://login.evil.example"))


def test_a_no_of_the_provider_is_said_in_our_words(school: School, provider: Provider) -> None:
    connected(school)
    provider.be(error="access_denied")
    browser = school.browser()
    answer = round_trip(browser, provider)
    nothing_came_of_it(school, browser, answer)
    assert "Microsoft did not sign you in." in answer.text
    assert "access_denied" not in answer.text
    assert "&lt;b&gt;" not in answer.text


@pytest.mark.parametrize("what", ["slow_discovery", "broken_discovery", "slow_token"])
def test_a_provider_that_is_slow_or_down_is_said_and_the_password_works(
    school: School, provider: Provider, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    connected(school)
    monkeypatch.setattr(asked_of, "LONGEST_S", 0.3)
    provider.be(**{what: 3 if what.startswith("slow") else True})
    browser = school.browser()
    first = browser.send(BEGIN, at="/sign-in", next="/live")
    answer = browser.http.get(provider.answer(gone(first))) if what == "slow_token" else first
    nothing_came_of_it(school, browser, answer)
    assert "Microsoft does not answer just now" in answer.text
    assert 'value="/live"' in answer.text
    assert browser.sign_in("office@school.example", PASSWORD, next="/live").headers["location"] == "/live"


def test_a_provider_that_is_gone_is_said(sqlite_db: Database, provider: Provider) -> None:
    school = school_of(sqlite_db, Provider("http://127.0.0.1:1"))
    answer = school.browser().send(BEGIN, at="/sign-in")
    assert answer.status_code == 503
    assert "Microsoft does not answer just now" in answer.text


def test_nothing_of_tokens_or_people_is_logged(school: School, provider: Provider) -> None:
    said = io.StringIO()
    logs.configure(level="debug", stream=said)
    connected(school)
    browser = school.browser()
    path = provider.answer(begin(browser))
    assert browser.http.get(path).status_code == 303
    provider.be(claims={"nonce": "another"})
    assert round_trip(school.browser(), provider).status_code == 403
    text = said.getvalue()
    assert "provider.refused" in text
    code = parse_qs(urlsplit(path).query)["code"][0]
    for secret in (code, "subject-1", "office@school.example", "an access token", CLIENT_SECRET, "eyJ"):
        assert secret not in text
