"""Two people of two schools who use Homeward at the same moment, in any order of whatever one can do, over plain HTTP and
the websocket and in real browsers: neither is ever sent a word of the other's."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from data import clock
from data.database import Database
from pages import guard, menu
from tests import staff as made
from tests.databases import SqliteFiles
from tests.e2e import two_schools
from tests.e2e.conftest import WIDTHS, Server, running
from tests.e2e.hands import settled
from tests.e2e.two_schools import Side
from tests.e2e.wire import Wire
from visits.words import Role

pytestmark = pytest.mark.e2e

ROUNDS: Final = 1_000
IN_BROWSERS: Final = 20
PAGES: Final = [item.file for item in menu.items()]
FILES: Final = ("reasons", "alerts", "attendance", "audit")
PAIRS: Final = (
    (Role.GOVERNOR, Role.LEAD_DSL),
    (Role.VISITOR, Role.LEAD_DSL),
    (Role.OFFICE, Role.SENDCO),
    (Role.LEAD_DSL, Role.GOVERNOR),
)
"""Who meets whom: the one at the first school, the other at the second."""


@dataclass(frozen=True)
class Schools:
    """A server over two schools."""

    server: Server
    db: Database
    sides: tuple[Side, Side]


@pytest.fixture(scope="module")
def schools(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    var: Path = tmp_path_factory.mktemp("two") / "var"
    var.mkdir()
    db = Database(sqlite_files.fresh(var / "homeward.db"))
    sides = two_schools.fill(db, now=clock.now())
    with running(var, HOMEWARD_DEMO="false") as server:
        yield Schools(server, db, sides)
    db.close()


@dataclass
class Somebody:
    """A person with a browser, and with a mind of its own: `by` says what they do next."""

    schools: Schools
    person_id: UUID
    not_for_them: tuple[str, ...]
    theirs: tuple[str, ...]
    by: random.Random
    wire: Wire = field(init=False)
    signed_in: bool = False
    read: Counter[str] = field(default_factory=Counter)
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wire = Wire(self.schools.server.url)

    async def act(self, other: "Somebody") -> None:
        """Do something, and look through what comes of it."""
        if not self.signed_in:
            await self.sign_in()
        ways: tuple[tuple[Callable[[Somebody], Awaitable[bytes]], int], ...] = (
            (Somebody.open_page, 10),
            (Somebody.run_again, 8),
            (Somebody.tick, 40),
            (Somebody.take_file, 16),
            (Somebody.open_out, 16),
            (Somebody.come_back, 4),
            (Somebody.sign_out, 3),
            (lambda one: one.borrow(other), 3),
        )
        (way,) = self.by.choices([way for way, _ in ways], [weight for _, weight in ways])
        self.did.append(getattr(way, "__name__", "?"))
        self.look_through(await way(self))

    def look_through(self, answer: bytes) -> None:
        found = [word for word in self.not_for_them if word.encode() in answer]
        assert not found, f"{self.did[-1]}: {found}"
        self.read.update(word for word in self.theirs if word.encode() in answer)

    async def open_page(self) -> bytes:
        return await self.wire.show(self.by.choice(["", *PAGES]))

    async def run_again(self) -> bytes:
        return await (self.wire.again() if self.wire.page else self.open_page())

    async def tick(self) -> bytes:
        return await (
            self.wire.tick(self.by.choice(self.wire.parts)) if self.wire.parts else self.open_page()
        )

    async def take_file(self) -> bytes:
        return await self.get(f"/exports/{self.by.choice(FILES)}.csv")

    async def open_out(self) -> bytes:
        return await self.get("/out")

    async def come_back(self) -> bytes:
        """The connection drops; the browser comes back to its Streamlit session."""
        await self.wire.open(session_id=self.wire.session_id)
        return await self.run_again()

    async def borrow(self, other: "Somebody") -> bytes:
        """Somebody who knows the id of the other's Streamlit session comes as if it were theirs, and leaves it again."""
        thief = Wire(self.wire.url, self.wire.cookie)
        thief.page = other.wire.page
        await thief.open(session_id=other.wire.session_id or secrets.token_hex(16))
        try:
            return await (thief.again() if thief.page else thief.show("live"))
        finally:
            await thief.close()

    async def sign_in(self) -> None:
        token = made.signed_in(self.schools.db, self.person_id, now=clock.now())
        self.wire.cookie = f"homeward={token}"
        await self.wire.open()
        self.wire.parts.clear()
        self.signed_in = True

    async def sign_out(self) -> bytes:
        """By the form; what stands open says so at its next tick, and the cookie opens nothing more."""
        async with self.http() as http:
            page = (await http.get("/sign-out")).text
            token = page.split('name="form_token" value="')[1].split('"')[0]
            assert (await http.post("/sign-out", data={"form_token": token})).status_code == 303
        self.signed_in = False
        answer = await self.run_again()
        assert guard.SIGNED_OUT.encode() in answer
        assert not [word for word in self.theirs if word.encode() in answer]
        return answer

    async def get(self, path: str) -> bytes:
        async with self.http() as http:
            return (await http.get(path)).content

    def http(self) -> httpx2.AsyncClient:
        name, value = self.wire.cookie.split("=", 1)
        return httpx2.AsyncClient(base_url=self.schools.server.url, cookies={name: value}, timeout=60)


def two(schools: Schools, roles: tuple[Role, Role], by: random.Random) -> tuple[Somebody, Somebody]:
    """The two, and what each may not read: the other school's words, and a governor no family's either."""
    found = []
    for side, other, role in zip(schools.sides, reversed(schools.sides), roles, strict=True):
        no_family = side.of_families if role is Role.GOVERNOR else ()
        theirs = side.words[:2] if no_family else side.words
        person_id = side.staff.people[role]
        mind = random.Random(by.random())
        found.append(Somebody(schools, person_id, (*other.words, *no_family), theirs, mind))
    return found[0], found[1]


@contextmanager
def seeded() -> Iterator[random.Random]:
    """Something to draw lots with, which nobody has drawn before; what fails says how to draw them again."""
    seed = secrets.randbits(32)
    try:
        yield random.Random(seed)
    except BaseException as error:
        error.add_note(f"random.Random({seed})")
        raise


async def meet(schools: Schools, by: random.Random) -> list[Somebody]:
    pairs = [two(schools, roles, by) for roles in PAIRS]
    for number in range(ROUNDS):
        first, second = pairs[number * len(pairs) // ROUNDS]
        # Both at the same moment, whichever asks first.
        await asyncio.gather(*by.sample([first.act(second), second.act(first)], 2))
    everybody = [one for pair in pairs for one in pair]
    for one in everybody:
        await one.wire.close()
    return everybody


@pytest.mark.timeout(600)
def test_two_people_in_any_order_are_sent_nothing_of_the_other(schools: Schools) -> None:
    with seeded() as by, ThreadPoolExecutor(1) as aside:  # Playwright's own event loop may run in this thread
        everybody = aside.submit(lambda: asyncio.run(meet(schools, by))).result()
    did = Counter(step for one in everybody for step in one.did)
    assert did.total() == 2 * ROUNDS
    assert len(did) == 8
    for one in everybody:
        # The search finds what is there: each was sent their own name again and again.
        assert one.read[one.theirs[1]] > 50, one.read
    for side in schools.sides:
        assert sum(one.read[word] for one in everybody for word in side.of_families) > 20


@pytest.mark.timeout(600)
def test_two_people_in_two_browsers_see_nothing_of_the_other(schools: Schools, browser: Browser) -> None:
    pairs: list[list[Window]] = []
    with seeded() as by:
        pairs += [[opened(browser, one) for one in two(schools, roles, by)] for roles in PAIRS[:2]]
        for number in range(IN_BROWSERS):
            both = pairs[number % len(pairs)]
            for window in by.sample(both, 2):
                window.go(by)
            for window in both:
                settled(window.page)
                window.look()
    for window in (window for both in pairs for window in both):
        assert window.saw, "each sees their own name"
        window.page.context.close()


@dataclass
class Window:
    """A browser of its own, in which somebody is signed in."""

    somebody: Somebody
    page: Page
    saw: int = 0

    def go(self, by: random.Random) -> None:
        """Open a page, by its address or from the menu, or load it again; without waiting until it is there."""
        where = by.choice(PAGES)
        link = self.page.get_by_role("link", name=by.choice(("Policies", "Your account", "My visits"))).first
        way = by.choice(("address", "address", "menu", "reload"))
        if way == "menu" and link.is_visible():
            link.click(no_wait_after=True)
        elif way == "reload":
            self.page.reload(wait_until="commit")
        else:
            self.page.goto(f"{self.somebody.schools.server.url}/{where}", wait_until="commit")

    def look(self) -> None:
        shown = self.page.content()
        assert not [word for word in self.somebody.not_for_them if word in shown], self.page.url
        self.saw += self.somebody.theirs[1] in shown


def opened(browser: Browser, one: Somebody) -> Window:
    context = browser.new_context(viewport={"width": WIDTHS["desk"], "height": 900})
    token = made.signed_in(one.schools.db, one.person_id, now=clock.now())
    context.add_cookies([{"name": "homeward", "value": token, "url": one.schools.server.url}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(one.schools.server.url)
    return Window(one, page)
