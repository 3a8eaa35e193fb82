"""What somebody without a session gets, at every address, and what a browser may do with any answer."""

import io
import logging
import sys
import threading
from pathlib import Path

import pytest
import structlog
from starlette.routing import Route
from starlette.websockets import WebSocketDisconnect

from data import logs
from data.database import Database
from data.settings import Settings
from tests import staff as made
from tests.logbook import plainly
from tests.staff import NOW, signed_in
from tests.web.conftest import HOSTS, INSIDE, Web
from visits.words import Role
from web import sign_in
from web.middleware import NOT_OURS
from web.routes import routes

PAGES = [path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py") if path.stem != "__init__"]
OF_MACHINES = {"/livez", "/healthz", "/metrics"}
OWN_PROOF = {
    "/sign-in",
    "/sign-in/provider",
    "/sign-in/provider/back",
    "/sign-out",
    "/set-password/{token}",
    "/ack/{token}",
    "/policies.ics",
}
PUBLIC = "https://visits.school.example"
HOSTILE = [
    "/",
    "/live?visit=1",
    "/no/such/page",
    "/index.html",
    "/static/",
    "/static/index.html",
    "/static/no-such-page",
    "/static/js/page.html",
    "/media/0123456789abcdef.csv",
    "/app/static/house.svg",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/auth/login",
    "/set-password",
    "/%2e%2e/live",
    "/live/",
    "//live",
    "/SIGN-IN",
]


@pytest.mark.parametrize("path", [*(f"/{page}" for page in PAGES), "/out", "/board", *HOSTILE])
def test_a_stranger_is_sent_to_sign_in(web: Web, path: str) -> None:
    answer = web.browser().http.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert INSIDE not in answer.text


@pytest.mark.parametrize("path", ["/live", "/media/a.csv", "/_stcore/upload_file/s/f", "/out", "/board"])
def test_a_stranger_sends_nothing(web: Web, path: str) -> None:
    browser = web.browser()
    assert browser.http.put(path, content=b"x").status_code == 401
    assert browser.http.post(path, data={"do": "danger"}).status_code == 401


def test_every_route_of_ours_is_closed_or_meant_to_be_open(web: Web) -> None:
    paths = {route.path for route in web.app.routes if isinstance(route, Route)} - {"/{path:path}"}
    ours = {route.path for route in routes(web_site(web)) if isinstance(route, Route)}
    assert ours == paths
    for path in paths - OF_MACHINES - OWN_PROOF:
        assert web.browser().http.get(path).status_code == 303, path


def web_site(web: Web):  # type: ignore[no-untyped-def]
    """The site that the middleware of this server holds."""
    return web.app.user_middleware[0].kwargs["site"]


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/_stcore/host-config", "/static/js/index.DormvYxC.js", "/favicon.png"]
)
def test_what_streamlit_needs_before_anybody_is_known_is_open(web: Web, path: str) -> None:
    assert web.browser().http.get(path).text == INSIDE


@pytest.mark.parametrize(
    "origin",
    [
        "http://testserver:8080",
        "http://elsewhere.example",
        "http://testserver.elsewhere.example",
        "null",
        "",
    ],
)
def test_another_sites_page_opens_no_websocket_with_our_cookie(web: Web, origin: str) -> None:
    http = web.signed_in(Role.LEAD_DSL).http
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        http.websocket_connect("/_stcore/stream", headers={"Origin": origin}),
    ):
        pass
    assert refused.value.code == NOT_OURS


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}])
def test_our_own_page_opens_its_websocket(web: Web, headers: dict[str, str]) -> None:
    with web.signed_in(Role.LEAD_DSL).http.websocket_connect("/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == INSIDE


def test_behind_a_proxy_the_public_address_is_ours_too(db: Database) -> None:
    staff = made.fill(db)
    web = Web(db, staff, settings=Settings(demo=False, allowed_hosts=HOSTS, public_url=PUBLIC))  # type: ignore[arg-type]
    headers = {"Origin": PUBLIC}
    with web.browser().http.websocket_connect("/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == INSIDE


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "../../etc", "null"])
def test_a_made_up_cookie_is_no_session(web: Web, token: str) -> None:
    browser = web.browser()
    browser.http.cookies.set("homeward", token)
    assert browser.http.get("/live").status_code == 303


def test_the_sessions_of_two_people_are_two(web: Web) -> None:
    first, second = web.signed_in(Role.SLT), web.signed_in(Role.OFFICE)
    assert "Slt Person" in first.http.get("/sign-out").text
    assert "Office Person" in second.http.get("/sign-out").text


@pytest.mark.parametrize("path", ["/sign-in", "/livez", "/", "/out"])
def test_every_answer_says_what_a_browser_may_do(web: Web, path: str) -> None:
    headers = web.signed_in(Role.OFFICE).http.get(path, follow_redirects=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-correlation-id"].startswith("c")


def test_no_page_with_a_form_is_kept_by_the_browser(web: Web) -> None:
    for path in ("/sign-in", "/sign-out", "/out", "/board"):
        answer = web.signed_in(Role.OFFICE).http.get(path)
        assert answer.headers["cache-control"] == "no-store", path


def test_each_request_has_an_id_of_its_own(web: Web) -> None:
    http = web.browser().http
    assert http.get("/livez").headers["x-correlation-id"] != http.get("/livez").headers["x-correlation-id"]


@pytest.mark.parametrize("form", ["/sign-in", "/sign-out", "/board", "/out"])
@pytest.mark.parametrize("wrong", ["missing", "forged", "other browser", "other session", "old"])
def test_a_form_that_is_not_from_our_page_is_not_taken(web: Web, form: str, wrong: str) -> None:
    browser = web.browser() if form == "/sign-in" else web.signed_in(Role.OFFICE)
    # The office is on no visit: any page of theirs has a form's token.
    token = browser.form_token(form if form in ("/sign-in", "/board") else "/sign-out")
    if wrong == "missing":
        token = ""
    elif wrong == "forged":
        # In the middle: the last letter of a signature has bits that say nothing.
        token = f"{token[:20]}{'A' if token[20] != 'A' else 'B'}{token[21:]}"
    elif wrong == "other browser":
        token = web.browser().form_token("/sign-in")
    elif wrong == "other session":
        browser.http.cookies.set("homeward", signed_in(web.db, web.staff.people[Role.SLT], now=NOW))
    else:
        web.now = NOW.replace(day=NOW.day + 1, minute=1)
        if form != "/sign-in":
            browser.http.cookies.set(
                "homeward", signed_in(web.db, web.staff.people[Role.OFFICE], now=web.now)
            )
    values = {
        "form_token": token,
        "email": "office@school.example",
        "password": "x",
        "school": str(web.staff.school),
    }
    answer = browser.http.post(form, data=values)
    assert answer.status_code == 403 or (form == "/sign-in" and wrong == "other session")
    assert "had been open for too long" in answer.text or "wrong" in answer.text


def test_a_form_without_end_is_not_read(web: Web) -> None:
    browser = web.browser()
    token = browser.form_token("/sign-in")
    huge = browser.http.post("/sign-in", data={"form_token": token, "email": "x" * 50_000})
    many = browser.http.post("/sign-in", data={"form_token": token, **{f"f{n}": "x" for n in range(200)}})
    assert (huge.status_code, many.status_code) == (403, 403)


def test_a_lost_database_is_said_with_999_and_no_page(sqlite_db: Database, tmp_path: Path) -> None:
    from tests.staff import fill

    web = Web(sqlite_db, fill(sqlite_db))
    browser = web.signed_in(Role.OFFICE)
    gone = Web(Database(f"sqlite:///{tmp_path / 'gone' / 'none.db'}"), web.staff)
    gone_browser = gone.browser()
    gone_browser.http.cookies.set("homeward", browser.http.cookies["homeward"])
    for path in ("/live", "/out"):
        answer = gone_browser.http.get(path)
        assert answer.status_code == 503
        assert "did <strong>not</strong> reach the school" in answer.text
        assert 'href="tel:999"' in answer.text
    assert gone_browser.http.get("/livez").text == "ok"
    stranger = gone.browser()
    answer = stranger.sign_in("office@school.example")
    assert answer.status_code == 503
    assert "did <strong>not</strong> reach the school" in answer.text


def test_a_failure_of_our_own_gives_a_reference_and_no_more(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Amy Achebe of 3 Mill Row")

    monkeypatch.setattr(sign_in.commands, "sign_in", fail)
    answer = web.browser().sign_in("office@school.example")
    assert answer.status_code == 500
    assert answer.headers["x-correlation-id"] in answer.text
    assert "Amy" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_address_and_nothing_that_was_typed_is_logged(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    handlers, kind = list(logging.root.handlers), logging.getLoggerClass()
    hooks = sys.excepthook, threading.excepthook
    stream = io.StringIO()
    logs.configure(level="debug", stream=stream)
    try:
        browser = web.browser()
        browser.http.get("/visit?pupil=Zoe+Ash&phone=07700900123")
        browser.sign_in("amy.achebe@school.example", "my secret words")
        browser.http.get("/set-password/secret-of-a-link")
        browser.http.get("/policies.ics?token=secret-of-a-feed")
        monkeypatch.setattr(sign_in.commands, "sign_in", lambda *_, **__: 1 / 0)
        browser.sign_in("amy.achebe@school.example", "my secret words")
    finally:
        structlog.reset_defaults()
        plainly()
        logging.root.handlers[:] = handlers
        logging.setLoggerClass(kind)
        sys.excepthook, threading.excepthook = hooks
    written = stream.getvalue()
    assert "request.failed" in written
    for secret in ("Zoe", "07700900123", "amy", "secret"):
        assert secret not in written
