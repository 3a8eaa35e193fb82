"""Take the pictures of docs/screenshots: every page as somebody who uses it sees it, at both widths.

`python -m tests.e2e.screenshots`, or `make screenshots`. Everybody in them is made up.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import arguments, executable
from tests.e2e.conftest import ROOT, WIDTHS, People, running

FOLDER = ROOT / "docs" / "screenshots"
SHOTS = (
    ("dsl", "live"),
    ("dsl", "watch"),
    ("dsl", "briefing"),
    ("dsl", "authorise"),
    ("sendco", "log_visit"),
    ("sendco", "absent_child"),
    ("sendco", "my_visits"),
    ("sendco", "not_visited"),
    ("sendco", "risk"),
    ("sendco", "assessments"),
    ("office", "left"),
    ("dsl", "alerts"),
    ("dsl", "policies"),
    ("governor", "oversight"),
    ("governor", "reasons"),
    ("governor", "attendance"),
    ("dsl", "audit"),
    ("dsl", "records"),
    ("dsl", "risk_figures"),
    ("sendco", "imports"),
    ("admin", "people"),
    ("admin", "import_staff"),
    ("dsl", "account"),
)
TALLEST = 2600
SETTLE_MS = 2500


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = executable()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=arguments())
        people = People(browser, server)
        for who, file in SHOTS:
            page = people.open(who, file)
            for name, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": 900})
                _shoot(page, FOLDER / f"{file}-{name}.png", width)
            page.close()
        _plain(people, server.url)
        browser.close()


def _shoot(page: Page, to: Path, width: int) -> None:
    page.wait_for_timeout(SETTLE_MS)
    height = page.evaluate(
        "(document.querySelector('[data-testid=stMain]') || document.documentElement).scrollHeight"
    )
    page.set_viewport_size({"width": width, "height": min(int(height) + 40, TALLEST)})
    page.wait_for_timeout(SETTLE_MS // 2)
    page.screenshot(path=to)
    sys.stderr.write(f"{to.relative_to(ROOT)}\n")


def _plain(people: People, url: str) -> None:
    """The pages beside Streamlit: signing in, and the visitor's phone."""
    for name, width in WIDTHS.items():
        stranger = people.browser.new_context(viewport={"width": width, "height": 700}).new_page()
        stranger.goto(f"{url}/sign-in")
        stranger.screenshot(path=FOLDER / f"sign-in-{name}.png")
        visitor = people.open("visitor", "my_visits").context.new_page()
        visitor.set_viewport_size({"width": width, "height": 900})
        visitor.goto(f"{url}/out")
        visitor.screenshot(path=FOLDER / f"out-{name}.png", full_page=True)


if __name__ == "__main__":
    main()
