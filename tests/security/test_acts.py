"""Nothing is changed by a form that is not ours, or by opening an address: every route, from the list itself."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.routing import Route

from data.database import Database
from data.models import Base
from tests import staff as made
from tests.staff import NOW
from tests.web.conftest import Browser, Web
from visits.words import Role
from web import forms
from web.routes import routes

TOOK_NOTE = {"audit", "audit_heads", "audit_payloads"}
"""Who looked, and who was refused, is written down."""
LAST_USED = {"sign_ins.used_at", "feed_tokens.used_at"}
WHO = (None, Role.LEAD_DSL, Role.GOVERNOR)
WRONG = ("nothing", "a guess", "another session's", "an old one", "another site's")


@pytest.fixture
def web(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> Web:
    made.quicken(monkeypatch)
    return Web(sqlite_db, made.fill(sqlite_db))


def every_route(web: Web, method: str) -> Iterator[str]:
    """The addresses that answer to it, a made-up link in the place of one."""
    site = web.app.user_middleware[0].kwargs["site"]
    for route in routes(site):
        assert isinstance(route, Route), "a route of another kind needs a test of its own"
        if method in (route.methods or ()):
            yield re.sub(r"\{[^}]*\}", "made-up", route.path)


def kept(db: Database) -> Mapping[str, list[tuple[object, ...]]]:
    """Everything in the database, aside from who looked and when."""
    with db.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(*_columns(table)))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in TOOK_NOTE
        }


def _columns(table):  # type: ignore[no-untyped-def]
    return [column for column in table.columns if f"{table.name}.{column.name}" not in LAST_USED]


def browser_of(web: Web, role: Role | None) -> Browser:
    return web.browser() if role is None else web.signed_in(role)


def test_there_are_forms_and_they_are_found(web: Web) -> None:
    assert {"/sign-in", "/sign-out", "/out", "/board", "/ack/made-up"} <= set(every_route(web, "POST"))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_form_that_is_not_ours_changes_nothing(web: Web, wrong: str) -> None:
    before = kept(web.db)
    for role in WHO:
        browser = browser_of(web, role)
        values, headers = given(web, browser, role, wrong)
        before = {**before, "sign_ins": kept(web.db)["sign_ins"]}
        for path in every_route(web, "POST"):
            answer = browser.http.post(path, data=values, headers=headers)
            assert answer.status_code < 500, (path, role)
            assert answer.status_code >= 400 or _is_only_sent_away(answer), (path, role, answer.status_code)
        assert kept(web.db) == before, role


def given(web: Web, browser: Browser, role: Role | None, wrong: str) -> tuple[dict[str, str], dict[str, str]]:
    """A form that says everything a form of ours can say, with a token that does not hold; and its headers."""
    values = {
        "email": "lead_dsl@school.example",
        "password": made.PASSWORD,
        "pin": made.PIN,
        "school": str(web.staff.school),
        "do": "danger",
        "answer": "seen",
        "code": "123456",
    }
    if wrong == "a guess":
        browser.http.get("/sign-in")
        values[forms.FIELD] = "eyJhIjoxfQ.guess"
    elif wrong == "another session's":
        other = web.signed_in(Role.SLT)
        values[forms.FIELD] = other.form_token("/sign-out")
    elif wrong == "an old one":
        web.now = NOW - forms.LASTS - timedelta(minutes=1)
        old = web.browser() if role is None else browser
        values[forms.FIELD] = old.form_token("/sign-in" if role is None else "/sign-out")
        browser.http.cookies.update(old.http.cookies)
        web.now = NOW
    elif wrong == "another site's":
        values[forms.FIELD] = browser.form_token("/sign-in" if role is None else "/sign-out")
        return values, {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    return values, {}


def _is_only_sent_away(answer) -> bool:  # type: ignore[no-untyped-def]
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")


def test_opening_an_address_changes_nothing(web: Web) -> None:
    for role in (*WHO, Role.VISITOR, Role.ADMINISTRATOR):
        browser = browser_of(web, role)
        before = kept(web.db)
        for path in every_route(web, "GET"):
            for query in ("", "?school=x&visit=x&token=x&said=out&do=danger"):
                answer = browser.http.get(f"{path}{query}")
                assert answer.status_code < 500 or path == "/healthz", (path, role)
        assert kept(web.db) == before, role


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_other_method_does_anything(web: Web, method: str) -> None:
    browser = web.signed_in(Role.LEAD_DSL)
    before = kept(web.db)
    ours = {*every_route(web, "GET"), *every_route(web, "POST")}
    assert {browser.http.request(method, path).status_code for path in ours} <= {403, 404, 405}
    assert kept(web.db) == before
