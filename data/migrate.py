"""Bring a database to the schema that this version of Homeward knows: forward only, one at a time, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from data import logs
from data.backup import backup
from data.database import Database

FOLDER: Final = Path(__file__).with_name("migrations")
WAIT_S: Final = 300
"""How long one waits for another process that is migrating."""
ADVISORY_LOCK: Final = 0x484F4D45

log = logs.logger("data")


class BadSchema(Exception):
    """The database cannot be brought to our schema; `str()` says why and what to do."""


class NewerSchema(BadSchema):
    """A newer version of Homeward has been here."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has schema {found}, and this version of Homeward knows schemas up to {head()}. "
            "A newer version has migrated it: start that one, or restore a backup that was made before."
        )


class NotOurs(BadSchema):
    """There are tables, and no sign that they are Homeward's."""

    def __init__(self) -> None:
        super().__init__(
            "The database has tables, and nothing says which schema of Homeward's they are. "
            "Expected an empty database. If it is a copy of a backup, put the backup back with "
            "`python -m data restore`, into an empty place."
        )


def head() -> str:
    """The newest schema that this version knows."""
    found = _scripts().get_current_head()
    assert found is not None  # noqa: S101  (there is a first version)
    return found


def current(db: Database) -> str | None:
    """The schema that the database has; None if it is not there or has no tables of ours."""
    if db.path is not None and not db.path.exists():
        return None
    with db.engine.connect() as connection:
        return _current(connection)


def upgrade(db: Database, *, backup_dir: Path | None, now: datetime) -> str:
    """Bring the database to `head()` and return that.

    Of several processes that start at once one does it, the others wait for up to `WAIT_S` seconds. What is there is
    first backed up into a new folder under `backup_dir`, unless that is None. All happens in one transaction.
    Raises `BadSchema` with a sentence for whoever starts Homeward, and `BackupFailed` before anything is changed.
    """
    if db.path is not None:
        db.path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(db) as connection:
        found = _current(connection)
        if found == head():
            return found
        _check(connection, found)
        if found is not None and backup_dir is not None:
            folder = backup_dir / f"before-{head()}-{now:%Y%m%dT%H%M%SZ}"
            backup(db, schema_version=found, to=folder, now=now)
        command.upgrade(config(connection), "head")
        if db.is_sqlite:
            _check_references(connection)
    log.info("schema.migrated", from_version=found, to_version=head())
    return head()


def config(connection: Connection) -> Config:
    """What Alembic is told: there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", FOLDER.as_posix().replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(FOLDER)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def check_known(schema_version: str) -> None:
    """Raise `NewerSchema` if this version of Homeward does not know a schema."""
    if schema_version not in {script.revision for script in _scripts().walk_revisions()}:
        raise NewerSchema(schema_version)


def _check(connection: Connection, found: str | None) -> None:
    if found is not None:
        check_known(found)
    elif inspect(connection).get_table_names():
        raise NotOurs


@contextmanager
def _alone(db: Database) -> Iterator[Connection]:
    """One transaction that no other process migrates beside."""
    with db.engine.connect() as connection:
        # Never again another's connection: its settings are not those that everybody else needs.
        connection.detach()
        if db.is_sqlite:
            raw = connection.connection.cursor()
            # Tables are made anew while others refer to them; SQLite ignores this inside a transaction.
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
            raw.close()
            connection = connection.execution_options(begin="BEGIN EXCLUSIVE")
        with connection.begin():
            if not db.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield connection


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise BadSchema(f"After the migration, rows would refer to what is not there, in: {tables}.")
