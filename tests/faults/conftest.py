"""A school on either database, and watchers that begin in milliseconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.forks import Forks, forks
from tests.faults.places import Place, place


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    """A school on SQLite; its office is told by e-mail."""
    found = place(sqlite_url, tmp_path)
    yield found
    found.db.close()


@pytest.fixture
def hooked(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    """A school on SQLite; one at its office is told by e-mail and one by webhook."""
    found = place(sqlite_url, tmp_path, hooked=True)
    yield found
    found.db.close()


@pytest.fixture
def anywhere(db_url: str, tmp_path: Path) -> Iterator[Place]:
    """A school on SQLite and on PostgreSQL; one at its office is told by e-mail and one by webhook."""
    found = place(db_url, tmp_path, hooked=True)
    yield found
    found.db.close()


@pytest.fixture(scope="session")
def forking() -> Iterator[Forks]:
    with forks() as made:
        yield made


@pytest.fixture
def watchers(forking: Forks) -> Iterator[Forks]:
    """Real watchers, as many as a test wants; none outlives it."""
    yield forking
    forking.kill_all()
