"""The schema's history: forward, whole or not at all, one process at a time, and nothing of the models is missed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Inspector, inspect, text

from data import migrate
from data.backup import BackupFailed, read_manifest
from data.database import Database
from data.models import Base
from tests import sample
from tests.processes import at_once

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
VERSIONS = sorted((migrate.FOLDER / "versions").glob("[0-9]*.py"))


def upgrade(db: Database, backup_dir: Path | None = None) -> str:
    return migrate.upgrade(db, backup_dir=backup_dir, now=NOW)


def tables(db: Database) -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_an_empty_database_gets_every_table(empty_db: Database) -> None:
    assert migrate.current(empty_db) is None
    assert upgrade(empty_db) == migrate.head() == migrate.current(empty_db)
    assert tables(empty_db) == {*Base.metadata.tables, "alembic_version"}


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'new' / 'homeward.db'}")
    assert migrate.current(db) is None
    assert not (tmp_path / "new").exists()
    assert upgrade(db) == migrate.head()
    db.close()


def test_nothing_of_the_models_is_missed(db: Database) -> None:
    """When this fails, a model was changed without a new version file (CONTRIBUTING.md)."""
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_history_ends_where_the_models_are(empty_db: Database) -> None:
    """What the comparison above does not look at: checks, the WHERE of an index, and lengths."""
    Base.metadata.create_all(empty_db.engine)
    modelled = described(inspect(empty_db.engine))
    Base.metadata.drop_all(empty_db.engine)
    upgrade(empty_db)
    assert described(inspect(empty_db.engine)) == modelled


def described(found: Inspector) -> dict[str, dict[str, Any]]:
    parts: tuple[Callable[[str], Any], ...] = (
        found.get_columns,
        found.get_check_constraints,
        found.get_indexes,
        found.get_unique_constraints,
        found.get_foreign_keys,
        lambda table: [found.get_pk_constraint(table)],
    )
    return {
        table: {str(place): sorted(plain(one) for one in part(table)) for place, part in enumerate(parts)}
        for table in Base.metadata.tables
    }


def plain(thing: Any) -> str:
    """What the database says of a column or constraint, as text that is the same for the same."""
    if isinstance(thing, dict):
        return str({key: plain(one) for key, one in sorted(thing.items())})
    return str(thing)


def test_a_database_that_is_up_to_date_is_left_alone(db: Database, tmp_path: Path) -> None:
    sample.fill(db)
    before = sample.contents(db)
    assert upgrade(db, tmp_path / "backups") == migrate.head()
    assert sample.contents(db) == before
    assert not (tmp_path / "backups").exists()


def test_what_there_is_to_lose_is_backed_up_first(
    db: Database, tmp_path: Path, later: Callable[[str], str], pg_tools: None
) -> None:
    sample.fill(db)
    before = migrate.head()
    number = later("op.add_column('schools', sa.Column('motto', sa.Text()))")
    assert upgrade(db, tmp_path / "backups") == number
    folder = tmp_path / "backups" / f"before-{number}-20261123T154000Z"
    assert read_manifest(folder).schema_version == before


def test_nothing_changes_when_it_cannot_be_backed_up(
    db: Database, tmp_path: Path, later: Callable[[str], str]
) -> None:
    before = migrate.head()
    later("op.add_column('schools', sa.Column('motto', sa.Text()))")
    (tmp_path / "backups").write_text("not a folder")
    with pytest.raises(BackupFailed, match="cannot be written"):
        upgrade(db, tmp_path / "backups")
    assert migrate.current(db) == before


def test_a_version_that_fails_leaves_nothing_of_itself(db: Database, later: Callable[[str], str]) -> None:
    before = migrate.head()
    later("op.create_table('half', sa.Column('id', sa.Integer())); op.drop_table('drafts'); 1 / 0")
    with pytest.raises(ZeroDivisionError):
        upgrade(db)
    assert migrate.current(db) == before
    assert tables(db) == {*Base.metadata.tables, "alembic_version"}


def test_a_version_that_leaves_rows_without_what_they_refer_to_is_undone(
    sqlite_db: Database, later: Callable[[str], str]
) -> None:
    sample.fill(sqlite_db)
    before = sample.contents(sqlite_db)
    later("op.execute('DELETE FROM households')")
    with pytest.raises(
        migrate.BadSchema, match=r"household_contacts, household_flags, household_links, pupils"
    ):
        upgrade(sqlite_db)
    assert sample.contents(sqlite_db) == before


def test_a_newer_schema_is_refused_and_left_alone(db: Database) -> None:
    with db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerSchema, match=f"has schema 9999, .* up to {migrate.head()}"):
        upgrade(db)
    assert migrate.current(db) == "9999"


def test_a_database_of_something_else_is_refused(empty_db: Database) -> None:
    with empty_db.write() as session:
        session.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    with pytest.raises(migrate.NotOurs, match="Expected an empty database"):
        upgrade(empty_db)
    assert tables(empty_db) == {"somebody_elses"}


def start(url: str) -> str:
    db = Database(url)
    try:
        return upgrade(db)
    finally:
        db.close()


def test_processes_that_start_at_once_migrate_once(empty_url: str, empty_db: Database) -> None:
    assert at_once(start, empty_url) == [migrate.head()] * 2
    assert tables(empty_db) == {*Base.metadata.tables, "alembic_version"}


def test_a_connection_still_holds_references_after_a_migration(sqlite_db: Database) -> None:
    upgrade(sqlite_db)
    with sqlite_db.read() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_history_goes_forward_only() -> None:
    assert VERSIONS
    for path in VERSIONS:
        assert "def downgrade" not in path.read_text()
