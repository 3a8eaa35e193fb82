"""The database: how it is opened, read and written, on SQLite and on PostgreSQL.

Writes on SQLite begin IMMEDIATE behind one lock of the process: a deferred read-then-write meets SQLITE_BUSY_SNAPSHOT at
once with two writers whatever the timeout, and SQLite's own waiting is unfair (docs/adr/0005).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

BUSY_MS = 15_000
LOCK_TIMEOUT_MS = 10_000


class Database:
    """One engine and the two ways to use it. Thread-safe; one a process."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        # PostgreSQL would else show each statement of a read the moment at which that statement began.
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**one_moment)
        self._writing = Lock()

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short consistent read: all of it sees one moment. Whatever was changed in it is thrown away."""
        with Session(self._reading, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is kept when the block ends, nothing when it raises."""
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                session.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))
                yield session
            return
        writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        with self._writing, Session(writer, expire_on_commit=False) as session, session.begin():
            yield session

    def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _close_to_others(engine.url.database)
        _use_wal(connection)
        # Without recursive triggers, INSERT OR REPLACE would delete a row past the trigger that forbids it.
        # What is erased is written over, not only let go of.
        kept = (
            *("synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON"),
            f"busy_timeout={BUSY_MS}",
        )
        for pragma in kept:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _close_to_others(path: str | None) -> None:
    """A new file is this account's alone, and what SQLite puts beside it too: families' addresses stand in it."""
    if path and (file := Path(path)).exists() and file.stat().st_size == 0:
        file.chmod(0o600)


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY


@retry(
    retry=retry_if_exception(_is_busy),
    stop=stop_after_delay(BUSY_MS / 1000),
    wait=wait_random(0.005, 0.05),
    reraise=True,
)
def _use_wal(connection: sqlite3.Connection) -> None:
    """Two that open a new file at once both want to change its journal: SQLite refuses one of them without waiting."""
    connection.execute("PRAGMA journal_mode=WAL")


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
