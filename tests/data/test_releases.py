"""A database of each release becomes one of this version, and loses no row on the way."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from data import migrate
from data.database import Database
from data.models import Base
from data.verify import verify
from tests import release, sample

KINDS = ("sqlite", "postgresql")
NAMES = sorted({path.name.rsplit("-", 1)[0] for path in release.FOLDER.glob("*.sql")})


def counted(db: Database) -> dict[str, int]:
    with db.read() as session:
        return {
            table: int(session.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0)
            for table in inspect(session.connection()).get_table_names()
        }


@pytest.mark.parametrize("name", NAMES)
def test_a_release_is_brought_up_to_date(name: str, empty_db: Database) -> None:
    release.load(empty_db, release.FOLDER / f"{name}-{'sqlite' if empty_db.is_sqlite else 'postgresql'}.sql")
    before = counted(empty_db)
    assert min(before.values()) >= 1
    assert migrate.upgrade(empty_db, backup_dir=None, now=sample.NOW) == migrate.head()
    with empty_db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    after = counted(empty_db)
    assert {table: after.get(table) for table in before} == before
    (chain,) = verify(empty_db)
    assert (chain.broken, chain.entries) == (None, 3)


def test_every_release_is_kept_for_both_kinds() -> None:
    assert NAMES
    for name in NAMES:
        for kind in KINDS:
            assert Path(release.FOLDER / f"{name}-{kind}.sql").exists()
