"""Keep a release's database for ever: `python -m tests.release 0.1.0` writes it into tests/data/releases.

A row in every table, as SQL, once for SQLite and once for PostgreSQL. Later versions are tested against it.
"""

import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import psycopg
from sqlalchemy import URL, make_url

from data.database import Database
from tests import sample
from tests.databases import TOOLS, migrated, postgres

FOLDER = Path(__file__).with_name("data") / "releases"


def filled(url: str) -> None:
    migrated(url)
    db = Database(url)
    sample.fill(db)
    db.close()


def address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def of_sqlite() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "homeward.db"
        filled(f"sqlite:///{path}")
        with closing(connect(path)) as connection:
            return "\n".join(connection.iterdump()) + "\n"


def of_postgresql() -> str:
    with postgres() as server, server.own() as url:
        filled(url)
        options = ("--inserts", "--no-owner", "--no-privileges", "--no-comments")
        dump = subprocess.run(
            [TOOLS / "pg_dump", *options, "--dbname", address(make_url(url))],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    # What starts with a backslash is for psql alone, and differs each time.
    return "\n".join(line for line in dump.splitlines() if line and not line.startswith(("\\", "--"))) + "\n"


def load(db: Database, path: Path) -> None:
    """Put a release's database into an empty one."""
    statements = path.read_text(encoding="utf-8")
    if db.path is not None:
        with closing(connect(db.path)) as connection:
            connection.executescript(statements)
        return
    with psycopg.connect(address(db.url)) as connection:
        connection.execute(statements.encode())


def write(name: str) -> None:
    """Write a release's database, as the newest schema has it now, for both kinds."""
    FOLDER.mkdir(exist_ok=True)
    for kind, dump in (("sqlite", of_sqlite), ("postgresql", of_postgresql)):
        (FOLDER / f"{name}-{kind}.sql").write_text(dump(), encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
