"""Setting a second step up in a real browser, and signing in with the codes of a real authenticator: pyotp."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update
from uuid6 import uuid7

from data.models import Person, PersonRole, School, SecondStep
from tests import staff as made
from tests.e2e.conftest import WIDTHS, Server
from tests.second_steps import code
from visits.words import Role

pytestmark = pytest.mark.e2e
EMAIL = "morwenna.step@quillmere.example"


@pytest.fixture
def account(server: Server) -> Iterator[str]:
    """Somebody of this test's own: with the second step every other session of theirs ends."""
    db, person_id = server.database(), uuid7()
    with db.write() as session:
        session.add(made.person(person_id, "Morwenna Step", EMAIL))
        session.flush()
        school_id = session.scalars(select(School.id).order_by(School.slug)).first()
        session.add(
            PersonRole(
                school_id=school_id, person_id=person_id, role=Role.TRUST_OFFICER, from_on=date(2026, 9, 1)
            )
        )
    yield EMAIL
    with db.write() as session:
        session.get_one(Person, person_id).left_on = date(2026, 9, 2)
    db.close()


def sign_in(page: Page, server: Server, email: str, *, onward: str = "/second-step") -> None:
    page.goto(f"{server.url}/sign-in?next={onward}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(made.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def is_fit(page: Page) -> None:
    """At both widths nothing scrolls sideways, and axe finds nothing."""
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert not found, [one["id"] for one in found]


def test_from_your_account_to_signing_in_with_a_code_and_without_the_phone(
    server: Server, browser: Browser, account: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, server, account, onward="/account")
    page.get_by_role("link", name="Set up a second step").click(timeout=60_000)
    page.get_by_label("Your password").fill(made.PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="Picture to scan with an authenticator app")).to_be_visible()
    is_fit(page)
    secret = page.locator(".letters").inner_text().replace(" ", "")
    page.get_by_label("Type the six digits").fill(code(secret, datetime.now(UTC)))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    is_fit(page)
    recovery = page.locator(".codes li").all_inner_texts()
    expect(page.get_by_role("link", name="I have printed them")).to_be_visible()
    context.close()

    # Half a minute later, as far as the server can tell: no code is taken twice.
    db = server.database()
    with db.write() as session:
        earlier = int((datetime.now(UTC) - timedelta(minutes=2)).timestamp() // 30)
        session.execute(update(SecondStep).values(last_counter=earlier))
    db.close()
    for typed, left in ((lambda: code(secret, datetime.now(UTC)), 10), (lambda: recovery[0], 9)):
        context = browser.new_context()
        page = context.new_page()
        sign_in(page, server, account)
        expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
        if left == 10:
            is_fit(page)
        page.get_by_label("Code").fill(typed())
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text(f"{left} of 10 recovery codes left")).to_be_visible(timeout=30_000)
        context.close()


def test_the_code_page_needs_no_script(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/sign-in/code")
    expect(page.get_by_text("The code was not given in time. Sign in again.")).to_be_visible()
    context.close()
