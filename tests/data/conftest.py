"""What tests of what is kept may ask for, beside what every test may."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data import migrate
from data.database import Database
from tests.databases import Postgres


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """A version of Homeward that knows one schema more; give it the body of its `upgrade`."""

    before = migrate.head()

    def add(body: str) -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.FOLDER, folder)
        number = f"{int(before) + 1:04}"
        (folder / "versions" / f"{number}_later.py").write_text(
            "from alembic import op\nimport sqlalchemy as sa\nfrom data.migrations import tables\n"
            f"revision = {number!r}\ndown_revision = {before!r}\ndef upgrade():\n    {body}\n"
        )
        monkeypatch.setattr(migrate, "FOLDER", folder)
        return number

    return add


@pytest.fixture
def place(db: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty place, of the same kind as `db`, to restore into."""
    if db.is_sqlite:
        yield f"sqlite:///{tmp_path / 'place' / 'homeward.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with server.own() as url:
        yield url
