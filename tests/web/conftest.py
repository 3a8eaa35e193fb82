"""Our plain HTTP, asked by a browser that keeps cookies, over a database of the test's own on SQLite and PostgreSQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from data.database import Database
from data.settings import Settings
from tests import staff as made
from tests.staff import KEY, PASSWORD, Staff
from tests.web.provider import HERE, Provider, running
from visits.words import Role
from web.middleware import stack
from web.oidc import BACK
from web.routes import routes
from web.site import Site

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
HOSTS = ("homeward.example", "testserver")
"""How the browsers of these tests know the server; a websocket of theirs goes to the second."""
INSIDE = "Behind the sign-in"


async def page_of_streamlit(_request: Request) -> HTMLResponse:
    """In place of Streamlit, which answers every address that is not ours with its page."""
    return HTMLResponse(INSIDE)


async def stream_of_streamlit(socket: WebSocket) -> None:
    """In place of the websocket over which Streamlit sends its pages."""
    await socket.accept()
    await socket.send_text(INSIDE)
    await socket.close()


@dataclass
class Web:
    """A server without a socket. `now` is its clock."""

    db: Database
    staff: Staff
    settings: Settings = field(default_factory=lambda: Settings(demo=False, allowed_hosts=HOSTS))
    now: datetime = made.NOW

    def __post_init__(self) -> None:
        site = Site(db=self.db, settings=self.settings, key=KEY, now=lambda: self.now)
        streamlit = Route("/{path:path}", page_of_streamlit, methods=["GET", "POST", "PUT"])
        stream = WebSocketRoute("/_stcore/stream", stream_of_streamlit)
        self.app = Starlette(routes=[*routes(site), stream, streamlit], middleware=list(stack(site)))

    def browser(self, *, scheme: str = "http", client: str = "127.0.0.1") -> "Browser":
        """A browser without a cookie, at an address of its own."""
        return Browser(
            TestClient(
                self.app,
                base_url=f"{scheme}://homeward.example",
                follow_redirects=False,
                client=(client, 50_000),
                raise_server_exceptions=True,
            )
        )

    def signed_in(self, role: Role) -> "Browser":
        """A browser in which the person of that role is signed in."""
        browser = self.browser()
        browser.http.cookies.set("homeward", made.signed_in(self.db, self.staff.people[role], now=self.now))
        return browser

    def board(self) -> "Browser":
        """A browser that is the school's shared board."""
        browser = self.browser()
        browser.http.cookies.set("homeward", made.board(self.db, self.staff, now=self.now))
        return browser


@dataclass
class Browser:
    """Asks for pages and sends the forms on them."""

    http: TestClient

    def form_token(self, path: str) -> str:
        """The token of the form at this address."""
        found = TOKEN.search(self.http.get(path).text)
        assert found, f"no form at {path}"
        return found[1]

    def send(self, path: str, *, at: str | None = None, **values: str):  # type: ignore[no-untyped-def]
        """Fill in the form at an address (`at`, else where it is sent to) and send it."""
        token = self.form_token(at or path)
        return self.http.post(path, data={"form_token": token, **values})

    def sign_in(self, email: str, password: str = PASSWORD, **values: str):  # type: ignore[no-untyped-def]
        """Send the sign-in form."""
        return self.send("/sign-in", email=email, password=password, **values)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here signs in, some of them often."""
    made.quicken(monkeypatch)


@pytest.fixture
def web(db: Database) -> Web:
    """A server over a school with one person in each role (`tests.staff`)."""
    return Web(db, made.fill(db))


@pytest.fixture(scope="session")
def provider_process() -> Iterator[Provider]:
    """One provider for all the tests that need one, a worker."""
    with running() as started:
        yield started


@pytest.fixture
def provider(provider_process: Provider) -> Provider:
    """The provider, as it should be."""
    provider_process.be(back=f"{HERE}{BACK}")
    return provider_process


@pytest.fixture
def school(sqlite_db: Database, provider: Provider) -> Web:
    """A school that has set up this provider (`tests.web.provided.School`)."""
    from tests.web.provided import school_of

    return school_of(sqlite_db, provider)
