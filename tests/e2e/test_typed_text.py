"""In a real browser nothing that was typed becomes an element, loads anything or runs: it is read as text."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.demo_db import demo_of_now
from tests.e2e.conftest import People, running
from tests.e2e.hands import settled
from tests.pages.test_typed_text import columns

pytestmark = pytest.mark.e2e

TYPED = (
    '<a href="https://zq.example">zq</a><b id="zq">zq</b><img src="https://zq.example/i.png" onerror="alert(1)">'
    "<script>alert(2)</script>[zq](https://zq.example)![zq](https://zq.example/m.png)**zq** "
)
MADE_OF_IT = """() => [...document.querySelectorAll('*')].filter(e =>
  [...e.attributes].some(a => /^(xlink:)?href$|^src/.test(a.name) && a.value.includes('zq.example'))
  || e.id === 'zq' || e.hasAttribute('onerror')
  || (['A', 'B', 'STRONG', 'SCRIPT'].includes(e.tagName) && ['zq', 'alert(2)'].includes(e.textContent.trim()))
  || (e.tagName === 'tspan' && /bold/.test(e.getAttribute('style') || ''))
).map(e => e.outerHTML.slice(0, 200))"""
LETTERS = "() => document.querySelector('[data-testid=stMain]').textContent.replace(/\\s/g, '')"
READ = '<bid="zq">zq</b><imgsrc='
"""How it is found on a page, without spaces: in a figure it is broken into lines."""
PAGES = [
    ("governor", "oversight"),
    ("governor", "policies"),
    ("dsl", "live"),
    ("dsl", "alerts"),
    ("dsl", "reasons"),
    ("dsl", "records"),
    ("dsl", "audit"),
]


@pytest.fixture(scope="module")
def hostile(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A server with markup in front of every text of somebody's."""
    var = tmp_path_factory.mktemp("hostile") / "var"
    var.mkdir()
    demo_of_now(tmp_path_factory).copy(var / "homeward.db")
    _fill(var / "homeward.db")
    with running(var) as server:
        people = People(browser, server)
        yield people
        people.end()


def _fill(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        for table, column in columns():
            raw.execute(
                f'UPDATE "{table}" SET "{column}" = ? || "{column}" WHERE "{column}" <> \'\'', (TYPED,)
            )
        for _, sql in triggers:
            raw.execute(sql)


def test_nothing_that_was_typed_is_drawn_loaded_or_run(hostile: People) -> None:
    made: dict[str, list[str]] = {}
    unread: list[str] = []
    for who, file in PAGES:
        page = hostile.open(who, "about", width="phone")
        said = _listen(page)
        page.goto(f"{hostile.server.url}/{file}")
        page.wait_for_selector("[data-testid=stMain] h1")
        settled(page)
        assert page.get_by_text("could not be shown").count() == 0, file
        made[file] = [*page.evaluate(MADE_OF_IT), *said]
        unread += [] if READ in page.evaluate(LETTERS) else [file]
        page.close()
    assert {file: found for file, found in made.items() if found} == {}
    assert unread == []


def _listen(page: Page) -> list[str]:
    """What a page said that it should not: dialogs, errors of scripts, questions to where the markup leads."""
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    page.on("request", lambda asked: said.append(asked.url) if "zq.example" in asked.url else None)
    page.on("console", lambda line: said.append(line.text) if _is_error(line.type, line.text) else None)
    return said


def _is_error(kind: str, text: str) -> bool:
    """Streamlit looks for its server under a page's own address first, and is told that it is not there."""
    return kind == "error" and "status of 404" not in text
