"""A watcher that stands still: every page that is open says so within 15 s, and so does /healthz."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from data import clock
from data.models import WatcherPulse
from tests.e2e.conftest import Server, running
from tests.faults.places import until
from tests.staff import fill, signed_in
from tests.trips import one
from visits.words import Role

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

WITHIN_S = 15.0
"""From the watcher's death to the red line: what Homeward promises."""
BUSY_S = 5.0
"""What a busy machine may take to draw it."""
FILES = ("live", "policies", "people", "about")
NOBODY = "Nobody is being watched"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "var", HOMEWARD_DEMO="false") as started:
        yield started


@pytest.fixture
def pages(server: Server, browser: Browser) -> Iterator[list[Page]]:
    """Some pages of Homeward, open in a browser of the lead DSL."""
    db = server.database()
    token = signed_in(db, fill(db).people[Role.LEAD_DSL], now=clock.now())
    db.close()
    context = browser.new_context()
    context.add_cookies([{"name": "homeward", "value": token, "url": server.url}])
    opened = [context.new_page() for _ in FILES]
    for page, file in zip(opened, FILES, strict=True):
        page.goto(f"{server.url}/{file}")
    for page in opened:
        expect(page.get_by_text("Watching: yes")).to_be_visible(timeout=60_000)
    yield opened
    context.close()


def test_a_watcher_that_stands_still_is_on_every_page_and_in_healthz(
    server: Server, pages: list[Page]
) -> None:
    db = server.database()
    pid = int(one(db, WatcherPulse).facts["pid"])
    db.close()
    os.kill(pid, signal.SIGSTOP)  # alive, so that its supervisor does not start another
    stopped_s = time.monotonic()
    try:
        for page in pages:
            left_s = WITHIN_S + BUSY_S - (time.monotonic() - stopped_s)
            expect(page.get_by_text(NOBODY).first).to_be_visible(timeout=left_s * 1_000)
        assert _health(server) == 503
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: _health(server) == 200)
    for page in pages:
        expect(page.get_by_text(NOBODY)).to_have_count(0, timeout=60_000)


def _health(server: Server) -> int:
    try:
        with urlopen(f"{server.url}/healthz", timeout=10) as answer:
            return int(answer.status)
    except HTTPError as answer:
        return answer.code
