"""Our own HTML pages in a real browser: at both widths, with axe, and with scripts switched off."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from data.commands.core import SYSTEM
from data.commands.credentials import first_administrator_link
from data.models import Person, VisitorRow, VisitRow
from tests.e2e.conftest import PASSWORD, WIDTHS, People, Server
from visits.words import VisitState

pytestmark = pytest.mark.e2e
LARGEST_BYTES = 20_000


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": WIDTHS["phone"], "height": 844}
    )
    yield context.new_page()
    context.close()


def is_fit(page: Page, url: str) -> None:
    """At both widths nothing scrolls sideways and axe finds nothing; the page is small and needs no other file."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert {v["id"]: [str(n["target"]) for n in v["nodes"]] for v in found} == {}
    assert len(page.content().encode()) < LARGEST_BYTES
    assert {one for one in asked if not one.startswith("data:")} == {url}


def test_sign_in_is_fit(stranger: Page, server: Server) -> None:
    is_fit(stranger, f"{server.url}/sign-in?next=%2Flive")


@pytest.mark.parametrize("path", ["out", "sign-out", "board"])
@pytest.mark.parametrize("who", ["visitor", "office"])
def test_a_page_of_ours_is_fit(people: People, who: str, path: str) -> None:
    page = people.open(who, "about")
    is_fit(page, f"{people.server.url}/{path}")


def test_the_first_administrators_page_is_fit(stranger: Page, server: Server) -> None:
    db = server.database()
    token = first_administrator_link(db, by=SYSTEM, now=datetime.now(UTC))
    db.close()
    is_fit(stranger, f"{server.url}/set-password/{token}")
    is_fit(stranger, f"{server.url}/set-password/{token}x")


def somebody_out(server: Server) -> str:
    """The address of one of the made-up accounts that are out with a colleague at this moment."""
    out = (
        select(Person.email)
        .join(VisitorRow, VisitorRow.person_id == Person.id)
        .join(VisitRow, VisitRow.id == VisitorRow.visit_id)
        .where(VisitRow.state == VisitState.OUT, Person.password_hash.is_not(None))
    )
    db = server.database()
    with db.read() as session:
        found = session.scalars(out.order_by(Person.email)).all()
    db.close()
    assert found
    return str(found[0])


def test_without_scripts_a_visitor_signs_in_and_tells_the_school(
    without_scripts: Page, server: Server
) -> None:
    who, page = somebody_out(server), without_scripts
    page.goto(f"{server.url}/out")
    page.get_by_label("E-mail address").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{server.url}/out"
    expect(page.get_by_role("button", name="I am in danger")).to_be_visible()
    page.get_by_label("Yes, with me").check()
    page.get_by_role("button", name="Back from the visit").click()
    expect(page.get_by_role("status")).to_have_text("Noted: back. Thank you.")
    assert page.url == f"{server.url}/out?said=back"
    page.reload()
    expect(page.get_by_role("button", name="Back from the visit")).to_have_count(0)
