"""The school's own sign-in in a real browser: to a real provider in a process of its own, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from data.database import Database
from data.models import Identity, SignIn
from tests import staff as made
from tests.e2e.conftest import WIDTHS, Server, running
from tests.processes import free_port
from tests.staff import PASSWORD
from tests.web.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.web.provider import running as provider_running
from web.oidc import BACK

pytestmark = pytest.mark.e2e
PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as started:
        yield started


@pytest.fixture(scope="module")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    var: Path = tmp_path_factory.mktemp("provided") / "var"
    port = free_port()
    provider.be(back=f"http://127.0.0.1:{port}{BACK}", page=True)
    settings = {
        "HOMEWARD_DEMO": "false",
        "HOMEWARD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HOMEWARD_OIDC_URL": provider.issuer,
        "HOMEWARD_OIDC_NAME": "Microsoft",
        "HOMEWARD_OIDC_CLIENT_ID": CLIENT_ID,
        "HOMEWARD_OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }
    with running(var, port=port, **settings) as started:
        db = started.database()
        made.fill(db)
        db.close()
        yield started


def choose(page: Page) -> None:
    """Choose an account at the provider, which is another site."""
    page.get_by_role("link", name="Office Person").click(timeout=PATIENCE_MS)


def sees(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=PATIENCE_MS)


def rows(db: Database) -> list[str]:
    with db.read() as session:
        return list(
            session.scalars(select(SignIn.how).where(SignIn.revoked_at.is_(None)).order_by(SignIn.id))
        )


def test_connected_in_the_account_and_from_then_on_signed_in_by_it(server: Server, browser: Browser) -> None:
    db = server.database()
    desk = browser.new_context(viewport={"width": WIDTHS["desk"], "height": 900})
    page = desk.new_page()
    page.goto(f"{server.url}/account")
    # The account is not connected yet: the provider knows who it is, and Homeward does not.
    page.get_by_role("button", name="Sign in with Microsoft").click()
    choose(page)
    expect(page.get_by_role("alert")).to_contain_text("not connected to anybody in Homeward")
    assert Axe().run(page).violations_count == 0
    page.get_by_label("E-mail address").fill("office@school.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    sees(page, "Your account")
    page.get_by_role("link", name="Connect Microsoft").click()
    sees(page, "Connect Microsoft")
    assert Axe().run(page).violations_count == 0
    page.get_by_label("Your password in Homeward").fill(PASSWORD)
    page.get_by_role("button", name="Go on to Microsoft").click()
    choose(page)
    sees(page, "Your account")
    expect(page.get_by_text("Connected ")).to_be_visible(timeout=PATIENCE_MS)

    phone = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 800})
    small = phone.new_page()
    small.goto(f"{server.url}/account")
    small.get_by_role("button", name="Sign in with Microsoft").click()
    choose(small)
    # Back at the page that was asked for in the first place, by a session of our own.
    sees(small, "Your account")
    expect(small.get_by_text("Signed in with Microsoft")).to_be_visible(timeout=PATIENCE_MS)
    assert rows(db) == ["password", "provider"]
    cookie = next(one for one in phone.cookies() if one["name"] == "homeward")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"

    # Disconnected at the desk, the phone is signed out by itself, and the account lets in no more.
    page.get_by_role("button", name="Disconnect Microsoft").click()
    expect(small.get_by_text("You have been signed out.")).to_be_visible(timeout=PATIENCE_MS)
    with db.read() as session:
        assert session.scalars(select(Identity)).all() == []
    said = "\n".join(server.log)
    for secret in ("office@school.example", "subject-1", CLIENT_SECRET, cookie["value"]):
        assert secret not in said
    desk.close()
    phone.close()
    db.close()
