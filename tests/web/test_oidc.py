"""Signing in by the school's own provider, against a real one in a process of its own that can be told to misbehave."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

import web.provider as asked_of
from data import clock, logs
from data.commands.credentials import invite
from data.database import Database
from data.models import AuditRow, Identity, Invitation, Person, SecondStep, SignIn
from data.settings import Settings
from tests import staff as made
from tests.staff import PASSWORD
from tests.web.conftest import INSIDE, Browser, Web
from tests.web.provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from visits.words import Role
from web.oidc import BACK, BEGIN

HERE = "http://homeward.example"


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running() as started:
        yield started


@pytest.fixture
def provider(process: Provider) -> Provider:
    """The provider, as it should be."""
    process.be(back=f"{HERE}{BACK}")
    return process


@dataclass
class School(Web):
    """A server whose people sign in at the provider; its clock is the real one, by which the provider signs."""

    def as_of(self, db: Database, role: Role) -> int:
        with db.read() as session:
            query = select(func.count()).where(Identity.person_id == self.staff.people[role])
            return session.scalar(query) or 0


@pytest.fixture
def school(sqlite_db: Database, provider: Provider) -> School:
    return school_of(sqlite_db, provider)


def school_of(db: Database, provider: Provider, **more: Any) -> School:
    settings = Settings(
        demo=False,
        public_url=HERE,  # type: ignore[arg-type]
        oidc_url=provider.issuer,
        oidc_name="Microsoft",
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        **more,
    )
    return School(db, made.fill(db), settings, now=clock.now())


def gone(page: Any) -> str:
    """The address at the provider that a page of ours goes on to."""
    assert page.status_code == 200, page.text
    address = page.headers["refresh"].removeprefix("0; url=")
    assert f'href="{address}"' in unescape(page.text)
    return str(address)


def begin(browser: Browser, **values: str) -> str:
    return gone(browser.send(BEGIN, at="/sign-in", **values))


def round_trip(browser: Browser, provider: Provider, **values: str) -> Any:
    """To the provider and back, as a browser does it."""
    return browser.http.get(provider.answer(begin(browser, **values)))


def connected(school: School, role: Role = Role.OFFICE, *, subject: str = "subject-1") -> None:
    with school.db.write() as session:
        session.add(
            Identity(
                person_id=school.staff.people[role],
                issuer=school.settings.oidc_url.removesuffix("/.well-known/openid-configuration"),  # type: ignore[union-attr]
                subject=subject,
                linked_at=school.now,
            )
        )


def with_a_step(school: School) -> None:
    """The office has set a second step."""
    person_id = school.staff.people[Role.OFFICE]
    with school.db.write() as session:
        session.add(
            SecondStep(person_id=person_id, secret="sealed", made_at=school.now, confirmed_at=school.now)
        )


def entries(school: School, command: str) -> list[tuple[str, object]]:
    with school.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.command == command).order_by(AuditRow.number))
        return [(row.outcome, row.subject_id) for row in rows]


def sessions(school: School) -> list[str]:
    with school.db.read() as session:
        return list(session.scalars(select(SignIn.how).where(SignIn.revoked_at.is_(None))))


def nothing_came_of_it(school: School, browser: Browser, answer: Any) -> None:
    assert answer.status_code in (403, 503)
    assert "Sign in" in answer.text
    assert "homeward" not in browser.http.cookies
    assert sessions(school) == []
    assert 'name="password"' in answer.text


# --- there and back ------------------------------------------------------------


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


# --- who it is ------------------------------------------------------------


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
    assert school.as_of(sqlite_db, Role.OFFICE) == int(enters)


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
    assert school.as_of(sqlite_db, Role.OFFICE) == 0


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


# --- what proves nothing ------------------------------------------------------------


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


# --- what does not belong together ------------------------------------------------------------


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
    assert browser.http.get(BEGIN).status_code != 200 or "refresh" not in browser.http.get(BEGIN).headers


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/" * 2000])
def test_nobody_is_led_off_the_site(school: School, provider: Provider, wanted: str) -> None:
    connected(school)
    assert round_trip(school.browser(), provider, next=wanted).headers["location"] == "/"


def test_an_answer_that_names_another_issuer_is_refused(school: School, provider: Provider) -> None:
    connected(school)
    browser = school.browser()
    path = provider.answer(begin(browser))
    nothing_came_of_it(school, browser, browser.http.get(f"{path}&iss=https://login.evil.example"))


# --- a provider in trouble ------------------------------------------------------------


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


# --- connecting ------------------------------------------------------------


def invited(school: School) -> tuple[Browser, str]:
    admin = school.staff.viewer(school.db, Role.ADMINISTRATOR, now=school.now)
    token = invite(school.db, person_id=school.staff.people[Role.OFFICE], by=admin, now=school.now)
    return school.browser(), f"/set-password/{token}"


def use_link(browser: Browser, path: str) -> Any:
    return browser.send(BEGIN, at=path, invitation=path.rsplit("/", 1)[1])


def test_a_one_time_link_connects_in_place_of_a_password(school: School, provider: Provider) -> None:
    connected(school, subject="an account of theirs that they lost")
    browser, path = invited(school)
    assert "Use Microsoft" in browser.http.get(path).text
    answer = browser.http.get(provider.answer(gone(use_link(browser, path))))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.http.get("/").text == INSIDE
    assert browser.http.get(path).status_code == 410
    with school.db.read() as session:
        assert session.scalars(select(Identity.subject)).all() == ["subject-1"]
        assert session.scalars(select(Invitation.used_at)).all() == [school.now]
    assert entries(school, "people.connect_by_link") == [("change", school.staff.people[Role.OFFICE])]
    assert round_trip(school.browser(), provider).status_code == 303


def test_a_link_that_is_of_no_use_connects_nobody(school: School, provider: Provider) -> None:
    browser = school.browser()
    answer = browser.http.get(provider.answer(begin(browser, invitation="no link of ours")))
    assert answer.status_code == 403
    assert "has been used or is too old" in answer.text
    assert sessions(school) == []


def connect(browser: Browser, provider: Provider) -> Any:
    return browser.http.get(provider.answer(gone(browser.send("/connect", password=PASSWORD))))


def test_an_account_is_connected_by_who_is_signed_in_and_knows_the_password(
    school: School, provider: Provider
) -> None:
    browser = school.signed_in(Role.OFFICE)
    wrong = browser.send("/connect", password="not theirs")
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert connect(browser, provider).headers["location"] == "/account"
    assert entries(school, "people.connect_identity") == [("change", school.staff.people[Role.OFFICE])]
    other = round_trip(school.browser(), provider)
    assert other.status_code == 303


def test_one_account_is_one_persons_and_one_person_has_one(school: School, provider: Provider) -> None:
    connected(school, Role.SLT)
    answer = connect(school.signed_in(Role.OFFICE), provider)
    assert answer.status_code == 403
    assert "connected to somebody else" in answer.text
    provider.be(claims={"sub": "subject-2"})
    second = connect(school.signed_in(Role.SLT), provider)
    assert "Another account is connected to yours already" in second.text
    assert [outcome for outcome, _ in entries(school, "people.connect_identity")] == ["refused", "refused"]


def test_nothing_is_connected_in_a_session_that_has_ended_meanwhile(
    school: School, provider: Provider
) -> None:
    browser = school.signed_in(Role.OFFICE)
    address = gone(browser.send("/connect", password=PASSWORD))
    browser.http.cookies.set("homeward", made.signed_in(school.db, school.staff.people[Role.SLT]))
    assert "You were signed out meanwhile" in browser.http.get(provider.answer(address)).text
    assert school.as_of(school.db, Role.SLT) == school.as_of(school.db, Role.OFFICE) == 0


def test_a_board_connects_nothing(school: School) -> None:
    assert school.board().http.get("/connect").status_code == 403


# --- one browser, one session ------------------------------------------------------------


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
