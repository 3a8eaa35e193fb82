"""Sessions on a real server: after a restart, by the bare websocket, and in a page that stands open."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select, text, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from data.database import Database
from data.models import SignIn
from pages import guard, head
from tests import staff as made
from tests.e2e.conftest import WIDTHS, Server, running
from tests.staff import Staff
from visits.words import Role

pytestmark = pytest.mark.e2e
SECRET = "Office Person"


@dataclass(frozen=True)
class Small:
    """A server over the school of `tests.staff`, which has been started a second time."""

    server: Server
    staff: Staff
    db: Database

    def session(self, role: Role) -> str:
        return made.signed_in(self.db, self.staff.people[role], now=datetime.now(UTC))

    def context(self, browser: Browser, role: Role | None = None) -> BrowserContext:
        context = browser.new_context(viewport={"width": WIDTHS["desk"], "height": 800})
        if role is not None:
            context.add_cookies([{"name": "homeward", "value": self.session(role), "url": self.server.url}])
        return context


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    var: Path = tmp_path_factory.mktemp("small") / "var"
    with running(var, HOMEWARD_DEMO="false") as first:
        db = first.database()
        staff = made.fill(db)
    with running(var, HOMEWARD_DEMO="false") as again:
        yield Small(again, staff, db)
    db.close()


def shown(small: Small, page: str, *, cookie: str = "") -> str:
    """Everything that a page sends to whoever asks the websocket for it, with this cookie or none."""
    with ThreadPoolExecutor(1) as aside:  # Playwright's own event loop runs in this thread
        return aside.submit(lambda: asyncio.run(_shown(small.server.url, page, cookie))).result()


async def _shown(url: str, page: str, cookie: str) -> str:
    ask = BackMsg()
    ask.rerun_script.page_name = page
    found = []
    async with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
    ) as socket:
        await socket.send(ask.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(socket.recv(), 30))  # type: ignore[arg-type]
            found.append(str(message))
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(found)


@pytest.mark.parametrize(
    "page", ["", "people", "live", "account", "my_visits", "home", "navigation", "guard"]
)
def test_by_the_bare_websocket_a_stranger_is_shown_nothing(small: Small, page: str) -> None:
    answer = shown(small, page)
    assert guard.SIGNED_OUT in answer
    assert "/sign-in" in answer
    for secret in (SECRET, "Quillmere", "school.example", "Watching"):
        assert secret not in answer


def test_by_the_bare_websocket_a_session_is_shown_its_page(small: Small) -> None:
    answer = shown(small, "people", cookie=f"homeward={small.session(Role.ADMINISTRATOR)}")
    assert "Quillmere High" in answer
    assert guard.SIGNED_OUT not in answer


def test_a_page_that_is_not_theirs_is_not_sent_either(small: Small) -> None:
    answer = shown(small, "people", cookie=f"homeward={small.session(Role.GOVERNOR)}")
    assert guard.NOT_PERMITTED in answer
    assert "Quillmere" not in answer


def test_a_deep_link_after_a_restart_shows_sign_in(small: Small, browser: Browser) -> None:
    context = small.context(browser)
    page = context.new_page()
    for path in ("people", "live?visit=1", "no-such-page", ""):
        page.goto(f"{small.server.url}/{path}")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert SECRET not in page.content()
    context.close()


def test_a_session_outlives_a_restart_and_signing_in_leads_on(small: Small, browser: Browser) -> None:
    context = small.context(browser)
    page = context.new_page()
    page.goto(f"{small.server.url}/people")
    page.get_by_label("E-mail address").fill("administrator@school.example")
    page.get_by_label("Password").fill(made.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible(timeout=30_000)
    assert page.url.endswith("/people")
    context.close()


def test_a_page_that_stands_open_goes_blank_when_its_session_ends(small: Small, browser: Browser) -> None:
    context = small.context(browser, Role.ADMINISTRATOR)
    page = context.new_page()
    page.goto(f"{small.server.url}/people")
    expect(page.get_by_role("heading", name="People")).to_be_visible(timeout=30_000)
    with small.db.write() as session:
        theirs = SignIn.person_id == small.staff.people[Role.ADMINISTRATOR]
        session.execute(update(SignIn).where(theirs).values(revoked_at=datetime.now(UTC)))
    # Nobody presses anything: the page's own head finds out.
    expect(page.get_by_text(guard.SIGNED_OUT)).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="People")).to_have_count(0)
    expect(page.get_by_text("Administrator Person")).to_have_count(0)
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "next=%2Fpeople" in page.url
    context.close()


def test_a_page_that_renews_itself_is_no_use_of_a_session_and_a_click_is(
    small: Small, browser: Browser
) -> None:
    context = small.context(browser, Role.SENDCO)
    page = context.new_page()
    page.goto(f"{small.server.url}/people")
    expect(page.get_by_role("heading", name="People")).to_be_visible(timeout=30_000)
    theirs = SignIn.person_id == small.staff.people[Role.SENDCO]
    long_ago = datetime.now(UTC) - timedelta(minutes=30)
    with small.db.write() as session:
        session.execute(update(SignIn).where(theirs).values(used_at=long_ago))
    page.wait_for_timeout((head.EVERY_S + 3) * 1_000)
    with small.db.read() as session:
        assert session.scalars(select(SignIn.used_at).where(theirs)).all() == [long_ago]
    page.get_by_role("link", name="Policies").first.click()
    expect(page.get_by_role("heading", name="Policies", exact=True)).to_be_visible(timeout=30_000)
    with small.db.read() as session:
        (used_at,) = session.scalars(select(SignIn.used_at).where(theirs))
    assert datetime.now(UTC) - used_at < timedelta(minutes=1)
    context.close()


def test_a_page_that_fails_gives_a_reference_and_the_log_has_the_rest(small: Small, browser: Browser) -> None:
    with small.db.write() as session:
        # A word that no version of ours has written: the list of staff cannot be read, and that is no lost database.
        slt = {"person": small.staff.people[Role.SLT].hex}
        session.execute(text("UPDATE person_roles SET role = 'caretaker' WHERE person_id = :person"), slt)
    context = small.context(browser, Role.ADMINISTRATOR)
    page = context.new_page()
    page.goto(f"{small.server.url}/people")
    said = page.get_by_text("This page could not be shown.")
    expect(said).to_be_visible(timeout=30_000)
    reference = said.inner_text().rsplit(" ", 1)[1]
    assert "caretaker" not in page.content()
    assert "Traceback" not in page.content()
    context.close()
    log = (small.server.var.parent / f"{small.server.var.name}.log").read_text()
    lines = [line for line in log.splitlines() if reference in line and "page.failed" in line]
    assert len(lines) == 1
    assert "ValueError" in lines[0]
    assert "caretaker" not in log
