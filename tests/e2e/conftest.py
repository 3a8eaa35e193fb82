"""Homeward as it runs: a real server with its watcher over made-up data, and a real browser at two widths."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from data.database import Database
from tests.demo_db import DEMO_PASSWORD, demo_of_now
from tests.private import kept_texts, leaks
from tests.processes import free_port

ROOT = Path(__file__).parents[2]
PASSWORD = DEMO_PASSWORD
WIDTHS = {"phone": 390, "desk": 1280}
START_S = 120


@dataclass(frozen=True)
class Server:
    """A running Homeward."""

    url: str
    var: Path

    @property
    def log(self) -> list[str]:
        """What it and its watcher have logged."""
        return (self.var.parent / f"{self.var.name}.log").read_text().splitlines()

    def database(self) -> Database:
        return Database(f"sqlite:///{self.var / 'homeward.db'}")


APP = ("app.py",)
LISTENING = """
window.homewardRefused = [];
addEventListener("securitypolicyviolation", (e) => homewardRefused.push(`${e.effectiveDirective} ${e.blockedURI}`));
"""
"""A page keeps what its own policy refused (web/headers.py)."""


@contextmanager
def running(
    var: Path, *, command: Sequence[str] = APP, log: str = "", port: int = 0, **more: str
) -> Iterator[Server]:
    """Start `python app.py` with its own folder and port; stop it and its watcher at the end.

    `command` is another way to start it, `{port}` standing for the port; `log` is a name for its log, beside the folder.
    Without a port it gets one that is free.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    env = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_")}
    env |= {"PORT": str(port), "HOMEWARD_VAR_DIR": str(var), "HOMEWARD_DEMO_PASSWORD": PASSWORD, **more}
    said = var.parent / f"{log or var.name}.log"
    arguments = [sys.executable, *(part.format(port=port) for part in command)]
    with said.open("wb") as file:
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=env, stdout=file, stderr=file, start_new_session=True
        )
        try:
            _wait(process, url, said)
            yield Server(url=url, var=var)
        finally:
            _stop(process)


def with_made_up_data(var: Path, factory: pytest.TempPathFactory) -> Path:
    """This folder with the made-up schools in it, as if a server had made them: that takes ten seconds each time."""
    var.mkdir()
    demo_of_now(factory).copy(var / "homeward.db")
    return var


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with made-up data for all the tests here, a worker. Whatever they did with it, its log names nobody."""
    with running(with_made_up_data(tmp_path_factory.mktemp("e2e") / "var", tmp_path_factory)) as started:
        yield started
        _names_nobody(started)


def _names_nobody(server: Server) -> None:
    db = server.database()
    private = kept_texts(db)
    db.close()
    assert any('"watch.started"' in line for line in server.log)
    assert len(private) > 10_000
    assert leaks(server.log, private) == set(), "names, addresses or numbers in the server's log"


@dataclass
class People:
    """Opens a browser for a made-up person. Everybody signs in once, by the form; later pages have that cookie.

    Somebody's browser is kept, since one that is new has all of Streamlit's scripts to load and to translate.
    """

    browser: Browser
    server: Server
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    kept: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)

    def open(self, who: str, page: str = "", *, width: str = "desk", dark: bool = False) -> Page:
        """The page of this name as `who@homeward.example` sees it, by day or by night, in a browser that kept nothing."""
        context = self.kept.get((who, dark)) or self._browser_of(who, dark=dark)
        opened = context.new_page()
        opened.set_viewport_size({"width": WIDTHS[width], "height": 900})
        forget = {"origin": self.server.url, "storageTypes": "local_storage"}
        context.new_cdp_session(opened).send("Storage.clearDataForOrigin", forget)
        opened.add_init_script(LISTENING)
        opened.set_default_timeout(20_000)
        opened.goto(f"{self.server.url}/{page}")
        opened.wait_for_selector("[data-testid=stMain] h1")
        return opened

    def close(self) -> None:
        """Close every page. What else was opened in this browser is gone with its context."""
        ours = list(self.kept.values())
        for context in self.browser.contexts:
            if context not in ours:
                context.close()
        for page in [page for context in ours for page in context.pages]:
            page.close()

    def end(self) -> None:
        for context in list(self.kept.values()):
            context.close()

    def _browser_of(self, who: str, *, dark: bool) -> BrowserContext:
        if who not in self.signed_in:
            self.signed_in[who] = self._sign_in(who)
        made = self.browser.new_context(
            storage_state=self.signed_in[who], color_scheme="dark" if dark else "light"
        )
        made.on("close", lambda _: self.kept.pop((who, dark), None))
        self.kept[who, dark] = made
        return made

    def _sign_in(self, who: str) -> StorageState:
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(f"{self.server.url}/sign-in?next=/about")
        page.fill("input[name=email]", f"{who}@homeward.example")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_selector("[data-testid=stMain] h1")
        state = context.storage_state()
        context.close()
        return state


@pytest.fixture(scope="session")
def everybody(browser: Browser, server: Server) -> Iterator[People]:
    found = People(browser, server)
    yield found
    found.end()


@pytest.fixture
def people(everybody: People) -> Iterator[People]:
    """Whoever is opened in a test is closed after it."""
    yield everybody
    everybody.close()


def _wait(process: subprocess.Popen[bytes], url: str, said: Path) -> None:
    """Until it answers as healthy, watcher included, or fails."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"Homeward did not start:\n{said.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
