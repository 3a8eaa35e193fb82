"""What Streamlit leaves open, and that it is closed here: a test for each hole, against a real server.

A deep link after a restart in a browser, and a page that goes blank by itself: tests/e2e/test_sessions.py.
"""

import ast
import re
import time
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import get_instance  # noqa: F401  (its package must be whole before its routes are)
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from pages import guard, menu
from tests.security.attacked import Attacked
from tests.security.pages import line
from visits.permissions import Action
from web import stream
from web.middleware import OPEN

INSIDE = ("Quillmere", "homeward.example")
"""Whom and what the page People shows to an administrator."""
PAGES = Path(menu.__file__).parent
ROOT = PAGES.parent


def leaks(said: str) -> list[str]:
    return [word for word in INSIDE if word in said]


# A deep link after a restart.


def test_after_a_restart_no_page_is_shown_by_its_address(attacked: Attacked) -> None:
    files = sorted(path.stem for path in PAGES.glob("*.py") if path.stem != "__init__")
    with attacked.http() as http, line(attacked.url) as opened:
        for file in files:
            answer = http.get(f"/{file}")
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), file
            said = opened.open(file)
            assert guard.SIGNED_OUT in said, file
            assert leaks(said) == [], file


# A page that was drawn for somebody else.


def test_a_page_is_taken_up_again_by_the_session_that_it_was_drawn_for_and_by_nobody_else(
    attacked: Attacked,
) -> None:
    theirs = attacked.cookie("admin")
    with line(attacked.url, cookie=theirs) as opened:
        assert leaks(opened.open("people")) == list(INSIDE)
        name = opened.stream
        for thief in ("", attacked.cookie("governor"), attacked.cookie("admin"), "homeward=guessed"):
            with line(attacked.url, cookie=thief, stream=name) as beside:
                beside.open("about")
                assert beside.stream != name
    for thief in ("", attacked.cookie("governor"), attacked.cookie("admin")):
        with line(attacked.url, cookie=thief, stream=name) as taken:
            said = taken.open("about")
            assert taken.stream != name
            assert thief or leaks(said) == []
    with line(attacked.url, cookie=theirs, stream=name) as again:
        again.open("people")
        assert again.stream == name


def test_a_guessed_name_is_nobodys_page(attacked: Attacked) -> None:
    for guess in ("0", "00000000-0000-0000-0000-000000000000", "people", "x" * 4_000):
        with line(attacked.url, stream=guess) as taken:
            assert guard.SIGNED_OUT in taken.open("people")
            assert taken.stream != guess


# A part that renews itself, after its session has ended.


def test_a_part_shows_nothing_more_once_its_session_has_ended(attacked: Attacked) -> None:
    with line(attacked.url, cookie=attacked.cookie("admin")) as opened:
        opened.open("people")
        assert opened.parts, "the page has no part that renews itself"
        attacked.end_sessions("admin")
        for part in dict.fromkeys(opened.parts):
            said = opened.open("people", part=part)
            if guard.SIGNED_OUT not in said:
                said += opened.rest()
            assert guard.SIGNED_OUT in said
            assert leaks(said) == []


# What is cached is shared by everybody.


def cached_functions() -> dict[str, ast.FunctionDef]:
    found = {}
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "cache_data" in ast.unparse(by) for by in node.decorator_list
            ):
                found[f"{path.relative_to(PAGES)}::{node.name}"] = node
    return found


def test_what_is_cached_depends_on_nothing_but_its_arguments() -> None:
    found = cached_functions()
    assert found
    for place, function in found.items():
        names = set(re.findall(r"\b(guard\.\w+|opened|acting|db)\b", ast.unparse(function)))
        # Where the files are is the same for everybody; which of them were asked for is an argument.
        assert names <= {"guard.attendance_folder"}, f"{place} asks who looks, or the database"
        assert "session_state" not in ast.unparse(function), place
        # An argument that begins with an underscore is no part of the key: something else has to be.
        assert [one.arg for one in function.args.args if not one.arg.startswith("_")], place


def test_what_one_role_was_shown_is_not_shown_to_the_next(attacked: Attacked) -> None:
    # Everything that is cached stands on the pages of figures.
    pages = [item.file for item in menu.items() if item.action is Action.SEE_STATISTICS] + ["live", "alerts"]
    with line(attacked.url, cookie=attacked.cookie("dsl")) as first:
        shown = [first.open(page) for page in pages]
    with line(attacked.url, cookie=attacked.cookie("governor")) as second:
        shown_next = [second.open(page) for page in pages]
    assert sum(bool(attacked.families_in(said)) for said in shown) >= 1
    for page, said in zip(pages, shown_next, strict=True):
        assert attacked.families_in(said) == set(), page


# Files.


@pytest.mark.parametrize("path", ["/media/0a1b.csv", "/component/x/index.html", "/_stcore/bidi-components/x"])
def test_a_file_is_for_who_is_signed_in(attacked: Attacked, path: str) -> None:
    with attacked.http() as http:
        assert http.get(path).status_code == 303
        assert http.head(path).status_code == 303


def test_a_file_can_be_sent_to_ones_own_page_only_and_is_no_larger_than_is_said(attacked: Attacked) -> None:
    limit = (
        config.get_option("server.maxUploadSize") if config.is_manually_set("server.maxUploadSize") else 10
    )
    theirs = attacked.cookie("admin")
    with (
        line(attacked.url, cookie=theirs) as opened,
        attacked.http() as stranger,
        attacked.http("governor") as other,
        attacked.http() as same,
    ):
        opened.open("imports")
        path = f"/_stcore/upload_file/{opened.stream}/file-1"
        file = {"file": ("pupils.csv", b"a,b\n", "text/csv")}
        assert stranger.put(path, files=file).status_code == 401
        assert other.put(path, files=file).status_code == 403
        same.headers["Cookie"] = theirs
        # Even their own needs the token that Streamlit's page sends along.
        assert same.put(path, files=file).status_code == 403
        xsrf = same.get("/_stcore/health").cookies["_streamlit_xsrf"]
        same.headers.update({"Cookie": f"{theirs}; _streamlit_xsrf={xsrf}", "X-Xsrftoken": xsrf})
        assert same.put(path, files=file).status_code == 204
        assert same.put(path, files={"file": ("a", b"x" * (limit * 2**20 - 1_000))}).status_code == 204
        assert same.put(path, files={"file": ("a", b"x" * (limit * 2**20 + 1))}).status_code == 413
        elsewhere = same.put(path, files=file, headers={"Origin": "https://elsewhere.example"})
        assert elsewhere.status_code == 403


# Messages that nobody's page sends.


def message(kind: str) -> bytes:
    made = BackMsg()
    field = made.DESCRIPTOR.fields_by_name[kind]
    if field.message_type is None:
        setattr(made, kind, True)
    else:
        getattr(made, kind).SetInParent()
    return made.SerializeToString()


def test_only_what_a_page_of_ours_sends_comes_through() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    through = {kind for kind in kinds if stream.is_wanted(message(kind))}
    assert through == {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}
    both = message("rerun_script") + message("clear_cache")
    for wrong in (both, b"\x28", b"\xff" * 20, b"\x0b", b"\x5a\x7f", None):
        assert not stream.is_wanted(wrong)


def test_a_stranger_empties_no_cache_and_the_watcher_goes_on(attacked: Attacked) -> None:
    with line(attacked.url) as opened, attacked.http() as http:
        before = http.get("/healthz").json()
        for kind in ("clear_cache", "load_git_info", "debug_shutdown_runtime", "debug_disconnect_websocket"):
            opened.socket.send(message(kind))
        assert guard.SIGNED_OUT in opened.open("people")
        time.sleep(0.2)
        after = http.get("/healthz").json()
    assert (before["status"], after["status"]) == ("ok", "ok")
    assert after["watcher_age_s"] < 5
    with line(attacked.url, cookie=attacked.cookie("head")) as opened:
        assert guard.SIGNED_OUT not in opened.open("live")


# Its routes, the agents' among them.

CLOSED = {
    "/media/{file_id:path}": "what a page shows as a file",
    "/_stcore/metrics": "off",
    "/_stcore/upload_file/{session_id}/{file_id}": "for the page's own session alone",
    "/_stcore/agent/interact": "off",
    "/_stcore/agent/openapi.json": "off",
    "/_stcore/agent/mcp": "off",
    "/_stcore/bidi-components/{path:path}": "its files are open, and hold nothing of ours",
    "/component/{path:path}": "its files are open, and hold nothing of ours",
}
OPEN_ROUTES = {
    "/_stcore/health": "says ok",
    "/_stcore/host-config": "says how a page may be framed: not at all",
}
OTHERS = {
    "/_stcore/stream": "a stranger is shown that they are signed out (above)",
    "": "Streamlit's own files; what is none is its page, which is closed",
}


def path_of(route: BaseRoute) -> str:
    assert isinstance(route, Route | WebSocketRoute | Mount)
    return route.path


def test_every_route_of_streamlits_is_known_and_closed_or_open_for_a_reason(attacked: Attacked) -> None:
    found = {path_of(route) for route in create_streamlit_routes(MagicMock())}
    auth = {path for path in found if path.startswith("/auth/") or path == "/oauth2callback"}
    assert found - auth == set(CLOSED) | set(OPEN_ROUTES) | set(OTHERS)
    assert set(OPEN_ROUTES) == {path for path in OPEN if path.startswith("/_stcore/")}
    with attacked.http() as http:
        for path in sorted([*CLOSED, *auth]):
            for method in ("GET", "POST", "PUT", "DELETE"):
                answer = http.request(method, path.replace("{path:path}", "x").replace("{file_id:path}", "x"))
                assert answer.status_code == (303 if method == "GET" else 401), (method, path)


def test_the_agents_routes_stay_off_for_everybody(attacked: Attacked) -> None:
    with attacked.http("dsl") as http:
        for path in (path for path, why in CLOSED.items() if why == "off"):
            for method in ("GET", "POST", "PUT", "DELETE"):
                assert http.request(method, path, json={"page": "people"}).status_code == 404, (method, path)
        for path in ("/auth/login", "/auth/logout", "/oauth2callback", "/_stcore/script-health-check"):
            assert http.get(path).status_code == 404, path
