"""Signing in by the school's own provider, against a real one in a process of its own: there, back, and who it is."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from data.database import Database
from data.models import Person
from tests import staff as made
from tests.staff import PASSWORD
from tests.web.conftest import INSIDE, Web
from tests.web.provided import (
    School,
    begin,
    connected,
    entries,
    gone,
    invited,
    nothing_came_of_it,
    round_trip,
    school_of,
    sessions,
    use_link,
    with_a_step,
)
from tests.web.provider import CLIENT_SECRET, HERE, Provider
from visits.words import Role
from web.oidc import BACK, BEGIN


def test_whoever_is_connected_is_signed_in_and_comes_to_where_they_wanted(
    school: School, provider: Provider
) -> None:
    connected(school)
    browser = school.browser()
    assert "Sign in with Microsoft" in browser.http.get("/sign-in?next=/live").text
    answer = round_trip(browser, provider, next="/live")
    assert (answer.status_code, answer.headers["location"]) == (303, "/live")
    assert browser.http.get("/live").text == INSIDE
    assert sessions(school) == ["provider"]
    assert entries(school, "session.sign_in_by_provider") == [("change", school.staff.people[Role.OFFICE])]


def test_the_provider_is_asked_with_pkce_a_state_a_nonce_and_the_one_address(
    school: School, provider: Provider
) -> None:
    asked = parse_qs(urlsplit(begin(school.browser())).query)
    assert asked["redirect_uri"] == [f"{HERE}{BACK}"]
    assert asked["prompt"] == ["select_account"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert CLIENT_SECRET not in str(asked)


def test_what_a_browser_keeps_meanwhile_is_sealed_short_and_out_of_reach(
    sqlite_db: Database, provider: Provider
) -> None:
    school = school_of(sqlite_db, provider)
    browser = school.browser()
    page = browser.send(BEGIN, at="/sign-in")
    (cookie,) = [c for c in page.headers.get_list("set-cookie") if c.startswith("homeward-provider=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=600"} <= {
        part.strip() for part in cookie.split(";")
    }
    asked = parse_qs(urlsplit(gone(page)).query)
    assert asked["state"][0] not in cookie
    assert asked["nonce"][0] not in cookie


def test_without_a_provider_its_addresses_lead_to_sign_in(sqlite_db: Database) -> None:
    plain = Web(sqlite_db, made.fill(sqlite_db))
    browser = plain.browser()
    assert "Microsoft" not in browser.http.get("/sign-in").text
    for answer in (browser.send(BEGIN, at="/sign-in"), browser.http.get(f"{BACK}?state=x&code=y")):
        assert answer.status_code in (303, 403)
        assert "homeward" not in browser.http.cookies
    assert plain.signed_in(Role.OFFICE).http.get("/connect").headers["location"] == "/account"


def test_an_account_that_nobody_is_connected_to_gives_nothing_and_is_kept(
    school: School, provider: Provider
) -> None:
    browser = school.browser()
    answer = round_trip(browser, provider)
    nothing_came_of_it(school, browser, answer)
    assert "not connected to anybody in Homeward" in answer.text
    assert entries(school, "session.sign_in_by_provider") == [("refused", None)]


@pytest.mark.parametrize(
    ("domains", "claims", "enters"),
    [
        (("school.example",), {}, True),
        (("school.example",), {"email": "Office@School.Example"}, True),
        # "nOAuth": whoever runs a tenant of their own can put any address there.
        (("school.example",), {"email_verified": None}, False),
        (("school.example",), {"email_verified": False}, False),
        (("school.example",), {"email_verified": "true"}, False),
        (("other.example",), {}, False),
        ((), {}, False),
        (("school.example",), {"email": "nobody@school.example"}, False),
        (("school.example",), {"email": None}, False),
    ],
)
def test_an_address_connects_only_where_it_is_proven_and_of_the_schools_domain(
    sqlite_db: Database, provider: Provider, domains: tuple[str, ...], claims: dict[str, Any], enters: bool
) -> None:
    school = school_of(sqlite_db, provider, oidc_domains=domains)
    provider.be(claims=claims)
    browser = school.browser()
    answer = round_trip(browser, provider)
    assert (answer.status_code == 303) is enters
    assert school.connections(Role.OFFICE) == int(enters)


def test_an_address_that_was_given_to_somebody_new_does_not_bring_them_in(
    sqlite_db: Database, provider: Provider
) -> None:
    school = school_of(sqlite_db, provider, oidc_domains=("school.example",))
    assert round_trip(school.browser(), provider).status_code == 303
    provider.be(claims={"sub": "somebody new"})
    assert round_trip(school.browser(), provider).status_code == 403
    provider.be(claims={"email": "renamed@school.example", "email_verified": False})
    assert round_trip(school.browser(), provider).status_code == 303


def test_whoever_has_set_a_second_step_is_not_connected_by_an_address_or_a_link(
    sqlite_db: Database, provider: Provider
) -> None:
    school = school_of(sqlite_db, provider, oidc_domains=("school.example",))
    with_a_step(school)
    assert round_trip(school.browser(), provider).status_code == 403
    browser, path = invited(school)
    answer = browser.http.get(provider.answer(gone(use_link(browser, path))))
    assert "There is a second step" in answer.text
    assert school.connections(Role.OFFICE) == 0


def test_somebody_who_has_left_is_not_signed_in(school: School, provider: Provider) -> None:
    connected(school)
    with school.db.write() as session:
        session.get_one(Person, school.staff.people[Role.OFFICE]).left_on = school.now.date()
    browser = school.browser()
    nothing_came_of_it(school, browser, round_trip(browser, provider))


def test_the_second_step_is_the_providers(school: School, provider: Provider) -> None:
    connected(school)
    with_a_step(school)
    browser = school.browser()
    assert browser.sign_in("office@school.example").headers["location"].startswith("/sign-in/")
    assert round_trip(browser, provider, next="/live").headers["location"] == "/live"
    assert browser.http.get("/live").text == INSIDE


def test_signing_in_again_ends_the_session_that_the_browser_had(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    browser.sign_in("office@school.example")
    first = browser.http.cookies["homeward"]
    answer = browser.send("/sign-in", at="/sign-in?again=1", email="office@school.example", password=PASSWORD)
    assert answer.status_code == 303
    second = browser.http.cookies["homeward"]
    token = browser.form_token("/sign-in?again=1")
    page = browser.http.post(BEGIN, data={"form_token": token})
    assert browser.http.get(provider.answer(gone(page))).status_code == 303
    assert len({first, second, browser.http.cookies["homeward"]}) == 3
    assert sessions(school) == ["provider"]
    for old in (first, second):
        thief = school.browser()
        thief.http.cookies.set("homeward", old)
        assert thief.http.get("/").status_code == 303
