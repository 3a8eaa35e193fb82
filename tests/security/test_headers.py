"""What every answer says that a browser may do with it (web/headers.py)."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit

from data.database import Database
from data.settings import Settings
from tests import staff as made
from tests.web.conftest import HOSTS, Web
from visits.words import Role
from web import headers

PATHS = [
    "/",
    "/live",
    "/sign-in",
    "/sign-out",
    "/out",
    "/livez",
    "/healthz",
    "/metrics",
    "/policies.ics",
    "/media/a.csv",
    "/media/a.html",
    "/static/js/a.js",
    "/static/js/a.html",
    "/static/a",
    "/ack/x",
    "/set-password/x",
    "/no/such/page",
    "/_stcore/health",
]
POLICY = "content-security-policy"


@pytest.fixture
def web(sqlite_db: Database) -> Web:
    return Web(sqlite_db, made.fill(sqlite_db))


def directives(policy: str) -> dict[str, set[str]]:
    return {part.split()[0]: set(part.split()[1:]) for part in policy.split(";")}


def test_every_answer_closes_what_nothing_needs(web: Web) -> None:
    for browser in (web.browser(), web.signed_in(Role.LEAD_DSL)):
        for path in PATHS:
            for answer in (browser.http.get(path), browser.http.post(path), browser.http.delete(path)):
                said = directives(answer.headers[POLICY])
                assert said["default-src"] == {"'none'"}, path
                assert said["base-uri"] == said["frame-ancestors"] == {"'none'"}, path
                assert said["form-action"] <= {"'none'", "'self'"}, path
                assert "'unsafe-eval'" not in answer.headers[POLICY]
                assert "'unsafe-inline'" not in said.get("script-src", set()), path
                for name, value in headers.EVERYWHERE.items():
                    assert answer.headers[name] == value, path


def test_nothing_is_kept_by_a_browser_but_streamlits_own_files(web: Web) -> None:
    http = web.signed_in(Role.LEAD_DSL).http
    kept = {path for path in PATHS if http.get(path).headers.get("cache-control") != "no-store"}
    assert kept == {"/static/js/a.js"}


def test_a_file_that_was_made_for_a_page_runs_nothing_when_opened_by_itself(web: Web) -> None:
    answer = web.signed_in(Role.LEAD_DSL).http.get("/media/a.html")
    assert "sandbox" in directives(answer.headers[POLICY])


def test_only_behind_tls_a_browser_is_held_to_it(sqlite_db: Database) -> None:
    staff = made.fill(sqlite_db)
    plain = Web(sqlite_db, staff).browser().http.get("/sign-in").headers
    assert "strict-transport-security" not in plain
    public = Settings(demo=False, allowed_hosts=HOSTS, public_url="https://homeward.example")  # type: ignore[arg-type]
    for path in PATHS:
        said = Web(sqlite_db, staff, public).browser(scheme="https").http.get(path).headers
        assert said["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_the_one_script_in_streamlits_page_is_the_one_that_is_allowed() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert [_hash(script) for script in inline] == [headers.INLINE]
    assert not re.findall(r"\son\w+=|<style|<base|<form|<iframe", page)


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
