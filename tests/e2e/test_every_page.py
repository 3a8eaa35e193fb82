"""Every page, for somebody who uses it, at both widths: it is there, fits the screen, and axe finds nothing of ours."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from analysis.colours import DARK
from pages import menu
from tests.e2e.conftest import WIDTHS, People
from tests.e2e.hands import settled
from visits.permissions import EVERYBODY, Action, reach

pytestmark = pytest.mark.e2e

WHO = {
    Action.SEE_LIVE: "dsl",
    Action.AUTHORISE: "dsl",
    Action.LOG_VISIT: "sendco",
    Action.DECLINE_TO_GO: "visitor",
    Action.SEE_STATISTICS: "governor",
    Action.SEE_PEOPLE: "admin",
    Action.IMPORT_RECORDS: "sendco",
    Action.IMPORT_STAFF: "admin",
    Action.BREAK_GLASS: "sendco",
}
NOT_OURS = {
    # Streamlit's own frame around what it draws (docs/operating.md, accessibility).
    "landmark-one-main",
    "region",
    "page-has-heading-one",
    # Its place to drop a file has a label and is no place to tab to; the button in it is.
    "presentation-role-conflict",
}


REFUSED = {"script-src wasm-eval"}
"""Streamlit's protobuf library tries WebAssembly for large numbers, and does without."""
NIGHT = f"rgb({', '.join(str(part) for part in bytes.fromhex(DARK.page[1:]))})"
DRAWN_MS = 400
"""A chart is drawn anew a moment after its width has changed."""


@pytest.mark.parametrize("file", [item.file for item in menu.items() if item.path.exists()])
def test_a_page_fits_and_can_be_read_by_everybody(people: People, file: str) -> None:
    action = next(item.action for item in menu.items() if item.file == file)
    page = people.open(WHO.get(action, "dsl"), file)
    settled(page)
    for name in ("desk", "phone"):
        width = WIDTHS[name]
        if page.viewport_size != {"width": width, "height": 900}:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(DRAWN_MS)
        settled(page)
        assert page.get_by_text("could not be shown").count() == 0
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        assert _violations(page) == {}
    assert set(page.evaluate("homewardRefused")) <= REFUSED
    assert _kept_by_the_browser(page) == []


@pytest.mark.parametrize(("who", "file"), [("dsl", "live"), ("sendco", "log_visit"), ("governor", "reasons")])
def test_a_page_can_be_read_by_night(people: People, who: str, file: str) -> None:
    page = people.open(who, file, width="phone", dark=True)
    settled(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == NIGHT
    assert _violations(page) == {}


def _violations(page: Page) -> dict[str, list[str]]:
    """What axe finds against us: rule to the first places."""
    found = Axe().run(page).response["violations"]
    return {v["id"]: [str(n["target"]) for n in v["nodes"]][:3] for v in found if v["id"] not in NOT_OURS}


def _kept_by_the_browser(page: Page) -> list[str]:
    """What a page left in the browser's own stores, aside from how Streamlit looked last: nothing of anybody's."""
    kept = page.evaluate(
        "Object.entries(localStorage).concat(Object.entries(sessionStorage)).map(e => e.join('='))"
    )
    return [text for text in kept if not text.startswith(("stActiveTheme", "sidebarWidth", "stSidebar"))]


def test_every_page_is_for_somebody() -> None:
    for item in menu.items():
        assert any(reach(item.action, frozenset({role})) for role in EVERYBODY)
