"""What every test may ask for. A test that takes `db` runs twice: on SQLite and on PostgreSQL (marker `pg`)."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from data.database import Database
from tests import engines, processes
from tests.browser import arguments as of_browser
from tests.browser import executable
from tests.databases import MEMORY, TOOLS, Postgres, SqliteFiles, postgres
from tests.logbook import plainly

GC_EVERY = 20_000
ROOM_FOR_ALL = 6 * 2**30
LONGEST = (
    "test_every_page.py",
    "test_two_people.py",
    "test_a_day.py",
    "test_killed.py",
    "test_several.py",
    "test_silence.py",
    "test_sessions.py",
    "test_statements.py",
    "test_starting.py",
)
"""Of the files with real servers, browsers and watchers: those that take longest, the longest first."""

plainly()
# Properties are held to what is true, not to how fast a busy machine finds it: pytest's own timeout watches that.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_configure() -> None:
    """Put what the tests write into memory where there is room for it.

    Nothing here has to survive a power cut, and on a disk each of a hundred thousand small writes waits for one.
    """
    if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM_FOR_ALL:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    engines.share()


def pytest_unconfigure() -> None:
    processes.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first: of two workers none is left with one of them at the end."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)) if _is_real(item) else -1)


def _is_real(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("e2e", "faults"))


def pytest_collection_finish() -> None:
    """Look less often for rubbish: ten thousand tests and all that was imported for them stay until the end.

    With what Python is set to, a sixth of a run went on looking through them, again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_EVERY, 20, 20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run: a process has room for one Playwright."""
    path = executable()  # before our own Playwright: it starts one to look for a browser
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=of_browser())
        yield started
        started.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One server for the whole run, started when the first test needs it."""
    with postgres() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    """The address of a migrated SQLite database without a row."""
    return sqlite_files.fresh(tmp_path / "homeward.db")


@pytest.fixture
def pg_url(postgres_server: Postgres) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without a row. Mark the test `pg`."""
    with postgres_server.turn() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def db_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database without a row, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with server.own() as url:
        yield url


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """A migrated database without a row, once on SQLite and once on PostgreSQL."""
    database = Database(db_url)
    yield database
    database.close()


@pytest.fixture
def empty_db(empty_url: str) -> Iterator[Database]:
    """A database without a table, once on SQLite and once on PostgreSQL."""
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """A migrated SQLite database without a row, where the kind does not matter."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def pg_db(pg_url: str) -> Iterator[Database]:
    """A migrated PostgreSQL database without a row. Mark the test `pg`."""
    database = Database(pg_url)
    yield database
    database.close()


@pytest.fixture
def pg_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pg_dump` and `pg_restore` of the server's own version are the first on PATH."""
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
