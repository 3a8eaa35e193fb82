"""Each page at a million visits, in a real browser: from the address to the page's own heading with all below it drawn.

`python -m benchmarks.pages` makes the trust of `benchmarks.trust` in a folder of its own, `python -m benchmarks.pages
FOLDER` takes one that was made before. The server is the real one and warm; every person opens every page of theirs for
the first time, then twice again. Those who are at all schools look at all of them where a page offers it. "Heading" is
when the page's heading stands, "whole" when the run has ended. It takes 14 GB of disk.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks import trust
from benchmarks.refresh import OURS, PASSWORD, serving
from pages import menu
from tests.browser import arguments, executable
from visits.permissions import TABLE
from visits.words import Role

TIMES: Final = 3
LIMIT_S: Final = 2.0
PATIENCE_MS: Final = 120_000
PEOPLE: Final = {
    "dsl": Role.LEAD_DSL,
    "head": Role.HEADTEACHER,
    "office": Role.OFFICE,
    "sendco": Role.SENDCO,
    "governor": Role.GOVERNOR,
    "trust": Role.TRUST_OFFICER,
    "admin": Role.ADMINISTRATOR,
    "everywhere": Role.LEAD_DSL,
}
"""Who opens the pages. The first four and the governor are at one or two large schools, the last three at all."""
NO_NEED: Final = frozenset({"visit", "risk", "opened_in_emergency"})
"""Pages of one visit or home, which are opened with an address of their own below; the last has no heading of its own."""
PLAIN: Final = ("/out", "/healthz")
DONE: Final = (
    "() => document.querySelector('[data-testid=stMain] h1')"
    " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
)


@dataclass(frozen=True)
class Opened:
    """How long one page took one person, in seconds, the first time first.

    `server` is the processor's time of the server alone, which what else the machine does hardly lengthens.
    """

    who: str
    page: str
    heading: list[float]
    whole: list[float]
    server: list[float]

    @property
    def missed(self) -> bool:
        return median(self.whole) > LIMIT_S

    def __str__(self) -> str:
        said = "   over" if self.missed else ""
        return (
            f"{self.who:>12} {self.page:>28} {median(self.heading):>9.2f} {median(self.whole):>9.2f}"
            f" {max(self.whole):>9.2f} {median(self.server):>9.2f}{said}"
        )


def pages_of(who: str) -> list[str]:
    """The pages that somebody with this role may open, by their address."""
    role = PEOPLE[who]
    return [item.file for item in menu.items() if role in TABLE[item.action] and item.file not in NO_NEED]


@contextmanager
def signed_in(url: str, who: str) -> Iterator[BrowserContext]:
    """A browser in which that person has signed in, and which has fetched what every page needs."""
    chromium = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{url}/sign-in?next=/account")
        page.fill("input[name=email]", f"{who}@homeward.example")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_function(DONE, timeout=PATIENCE_MS)
        page.close()
        yield context
        browser.close()


def opened(context: BrowserContext, url: str, who: str, address: str, *, times: int = TIMES) -> Opened:
    """Open a page so many times, each in a tab of its own."""
    taken = [_once(context.new_page(), f"{url}/{address}") for _ in range(times)]
    heading, whole, server = (list(one) for one in zip(*taken, strict=True))
    return Opened(who, address.partition("=")[0], heading, whole, server)


def _once(page: Page, address: str) -> tuple[float, float, float]:
    busy, began = _busy(), time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-testid=stMain] h1", timeout=PATIENCE_MS)
    heading = time.perf_counter() - began
    page.wait_for_function(DONE, timeout=PATIENCE_MS)
    whole, busy = time.perf_counter() - began, _busy() - busy
    said = page.locator("[data-testid=stMain]").inner_text()
    page.close()
    for refusal in ("could not be shown", "do not have permission"):
        if refusal in said:
            raise RuntimeError(f"{address}: {refusal}")
    return heading, whole, busy


def _busy() -> float:
    """Seconds for which the server has kept a processor busy so far."""
    server = next(one for one in psutil.Process().children() if one.cmdline()[-1:] == [OURS])
    used = server.cpu_times()
    return float(used.user + used.system)


def plain(context: BrowserContext, url: str, address: str) -> Opened:
    """The same for a page that is no run of Streamlit."""
    taken, server = [], []
    for _ in range(TIMES):
        page = context.new_page()
        busy, began = _busy(), time.perf_counter()
        page.goto(url + address, wait_until="load")
        taken.append(time.perf_counter() - began)
        server.append(_busy() - busy)
        page.close()
    return Opened("plain page", address, taken, taken, server)


def every(url: str, folder: Path, people: Sequence[str]) -> list[Opened]:
    """Each person's pages, printed as they come."""
    found = []
    visit, home = trust.one_of_each(folder / "homeward.db")
    for who in people:
        with signed_in(url, who) as context:
            asked = pages_of(who)
            if Role.LEAD_DSL is PEOPLE[who]:
                asked += [f"visit?visit={visit}", f"risk?home={home}"]
            for address in asked:
                found.append(opened(context, url, who, address))
                print(found[-1], flush=True)
            if who == "office":
                for address in PLAIN:
                    found.append(plain(context, url, address))
                    print(found[-1], flush=True)
    return found


def main(folder: Path | None = None, people: Sequence[str] = tuple(PEOPLE)) -> None:
    """Print the table: who, which page, and the times."""
    if folder is None:
        with TemporaryDirectory() as name:
            began = time.perf_counter()
            trust.make(Path(name))
            print(f"The trust was made in {time.perf_counter() - began:.0f} s")
            main(Path(name), people)
        return
    path = folder / "homeward.db"
    print(
        f"Pages at {trust.visits_of(path, ''):,} visits ({trust.visits_of(path, 'quillmere'):,} at the DSL's own school):"
        f" seconds until heading and whole, median of {TIMES}, and the worst"
    )
    print(
        f"{'who':>12} {'page':>28} {'heading':>9} {'whole':>9} {'worst':>9} {'server':>9}"
        f"   (whole within {LIMIT_S:.0f} s)"
    )
    with serving(OURS, folder) as url:
        found = every(url, folder, people)
    missed = [one for one in found if one.missed]
    print(f"{len(found) - len(missed)} of {len(found)} within {LIMIT_S:.0f} s\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None, sys.argv[2:] or tuple(PEOPLE))
