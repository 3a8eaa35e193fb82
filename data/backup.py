"""Backups: a folder with the whole database in one file, the attendance files, and a page that says what it is.

The file lacks one thing, the mark of its schema. So a copy that was put in place by hand is refused at the start, and
`data.restore`, which sees to it that no message is sent twice, is the only way back.
The key that signs links is not in a backup: links that were sent before no longer open where it is made anew.
"""

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ValidationError
from sqlalchemy import URL, or_, select

from data.database import Database
from data.models import AttendanceFile
from data.version import VERSION

MANIFEST: Final = "manifest.json"
ATTENDANCE: Final = "attendance"
FILES: Final = {"sqlite": "homeward.db", "postgresql": "homeward.pgdump"}
SCHEMA_MARK: Final = "alembic_version"
OWNER_ONLY: Final = 0o700


class BackupFailed(Exception):
    """No backup was made, or this one cannot be used; `str()` says why and what to do."""


class Manifest(BaseModel, frozen=True):
    """What a backup is. `schema_version` is that of the database; `sha256` is of the one file beside it.

    `attendance` are the attendance files by name, with the sha256 of each.
    """

    made_at: AwareDatetime
    version: str
    schema_version: str
    kind: Literal["sqlite", "postgresql"]
    sha256: str
    attendance: dict[str, str] = {}


def backup(
    db: Database, *, schema_version: str, to: Path, now: datetime, attendance: Path | None = None
) -> Manifest:
    """Copy the database, as it stands at one moment, into the new folder `to`. Nobody has to stop working.

    `attendance` is where attendance files are kept: those that the ledger names go with it, None leaves them where they
    are. `schema_version` is what `data.migrate.current` says. The folder is there whole or not at all.
    Raises `BackupFailed` with a sentence.
    """
    with _new_folder(to) as folder:
        kind: Literal["sqlite", "postgresql"] = "sqlite" if db.is_sqlite else "postgresql"
        file = folder / FILES[kind]
        if db.path is not None:
            _copy_sqlite(db.path, file)
        else:
            _dump_postgresql(db.url, file)
        made = Manifest(
            made_at=now,
            version=VERSION,
            schema_version=schema_version,
            kind=kind,
            sha256=_sha256(file),
            attendance={} if attendance is None else _copy_attendance(db, attendance, folder, since=now),
        )
        (folder / MANIFEST).write_text(made.model_dump_json(indent=2), encoding="utf-8")
        for path in folder.rglob("*"):
            if path.is_file():
                to_disk(path)
    return made


def read_manifest(source: Path) -> Manifest:
    """Read what a backup is and hold its file against it. Raises `BackupFailed`."""
    try:
        manifest = Manifest.model_validate_json((source / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise BackupFailed(
            f"{source}: expected the folder of a backup; its {MANIFEST} cannot be read ({type(error).__name__})."
        ) from error
    file = source / FILES[manifest.kind]
    if not file.is_file() or _sha256(file) != manifest.sha256:
        raise BackupFailed(f"{file}: this is not the file that was backed up. It is damaged or was changed.")
    for name, sha256 in manifest.attendance.items():
        path = source / ATTENDANCE / name
        if not path.is_file() or _sha256(path) != sha256:
            raise BackupFailed(
                f"{path}: this is not the file that was backed up. It is damaged or was changed."
            )
    return manifest


def run_tool(name: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on a database. Raises `BackupFailed` with its last line.

    The password goes by the environment: arguments can be seen by everybody on the machine.
    """
    program = shutil.which(name)
    if program is None:
        raise BackupFailed(
            f"{name} was not found. Install PostgreSQL's client programs (the package postgresql-client), "
            "of the server's version or newer, and see that they are on PATH."
        )
    address = url.set(drivername="postgresql")._replace(password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603  (no shell; the program is PostgreSQL's)
        [program, "--no-password", "--dbname", address, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise BackupFailed(f"{name} could not do its work: {last}")


def to_disk(path: Path) -> None:
    """Return only when the file's content would survive a power cut."""
    with path.open("rb+") as opened:
        os.fsync(opened.fileno())


@contextmanager
def _new_folder(to: Path) -> Iterator[Path]:
    if to.exists():
        raise BackupFailed(f"{to} is there already: expected the name of a new folder.")
    part = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        part.mkdir(parents=True, mode=OWNER_ONLY)
        yield part
        part.rename(to)
    except OSError as error:
        raise BackupFailed(f"{to} cannot be written ({error.strerror or type(error).__name__}).") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _copy_attendance(db: Database, source: Path, folder: Path, *, since: datetime) -> dict[str, str]:
    """Copy the files that the ledger named at any time since the database was copied: none of them ever changes."""
    named = or_(AttendanceFile.replaced_at.is_(None), AttendanceFile.replaced_at >= since)
    with db.read() as session:
        rows = session.execute(select(AttendanceFile.name, AttendanceFile.sha256).where(named))
        files = {row.name: row.sha256 for row in rows}
    to = folder / ATTENDANCE
    to.mkdir(mode=OWNER_ONLY)
    for name, sha256 in files.items():
        if not (source / name).is_file():
            raise BackupFailed(f"{source / name} is in the ledger of attendance files and not there.")
        shutil.copyfile(source / name, to / name)
        if _sha256(to / name) != sha256:
            raise BackupFailed(f"{source / name} is damaged: it is not what was written.")
    return files


def _copy_sqlite(source: Path, to: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(to)) as copy:
            original.backup(copy)
            # One file, without a journal beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute(f"DELETE FROM {SCHEMA_MARK}")  # noqa: S608  (a constant)
            copy.commit()
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupFailed(f"{source} could not be copied: {error}.") from error
    if found != "ok":
        raise BackupFailed(f"{source} is damaged, and so is each copy of it: {found}.")


def _dump_postgresql(url: URL, to: Path) -> None:
    left_out = f"--exclude-table-data={SCHEMA_MARK}"
    run_tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", left_out, f"--file={to}")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
