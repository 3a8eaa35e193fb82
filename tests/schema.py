"""Write the version file that brings the newest schema to what the models say: `python -m tests.schema "why"`.

`--first` writes the first version anew from the models instead, and the first release's database with it
(tests/release.py), which is right only until that release.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script
from sqlalchemy import Connection

from data import clock, migrate
from data.database import Database
from data.version import ROOT, VERSION
from tests import release

VERSIONS = migrate.FOLDER / "versions"


def write(message: str, *, connection: Connection, number: int, folder: Path) -> Path:
    """Write version `number` into a folder: what lies between a database's tables and the models."""
    config = migrate.config(connection)
    config.set_main_option("version_locations", folder.as_posix())
    config.set_main_option("path_separator", "os")
    made = command.revision(config, message=message, rev_id=f"{number:04}", autogenerate=True)
    assert isinstance(made, Script)
    path = Path(made.path)
    settings = ("--quiet", "--config", f"{ROOT}/pyproject.toml", path)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--select=F,I", "--fix", *settings], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", *settings], check=True)
    return path


def next_version(message: str, db: Database) -> Path:
    migrate.upgrade(db, backup_dir=None, now=clock.now())
    number = len(list(VERSIONS.glob("[0-9]*.py"))) + 1
    with db.engine.connect() as connection:
        return write(message, connection=connection, number=number, folder=VERSIONS)


def first_version(message: str, db: Database) -> Path:
    # In a folder of its own, where nothing builds on it yet.
    with tempfile.TemporaryDirectory() as folder, db.engine.connect() as connection:
        made = write(message, connection=connection, number=1, folder=Path(folder))
        for old in VERSIONS.glob("0001_*.py"):
            old.unlink()
        return Path(shutil.copy(made, VERSIONS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message")
    parser.add_argument("--first", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/empty.db")
        made = first_version(asked.message, db) if asked.first else next_version(asked.message, db)
        db.close()
    if asked.first:
        release.write(VERSION)
    sys.stdout.write(f"{made}: read it before you commit it.\n")


if __name__ == "__main__":
    main()
