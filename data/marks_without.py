"""Attendance files without some children: written anew beside the old ones, then put in their place in the ledger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.commands.core import Stale
from data.models import AttendanceFile

if TYPE_CHECKING:
    from data.marks import Written


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """A file of the ledger, and what stands in its place; None where no mark is left."""

    file_id: UUID
    written: "Written | None"


def without(session: Session, folder: Path, children: Collection[UUID]) -> tuple[Rewritten, ...]:
    """Write each file of the ledger that has marks of these children anew without them. Nothing counts it yet.

    Raises FileLost.
    """
    if not children:
        return ()
    # The watcher has to be there in a moment: what reads Parquet is loaded where it is needed.
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from data.marks import FileLost, pupil_key, write

    keys = pa.array([pupil_key(one) for one in children], pa.int64())
    found = []
    for file in session.scalars(select(AttendanceFile).where(AttendanceFile.replaced_at.is_(None))):
        if not (folder / file.name).is_file():
            raise FileLost(f"The attendance file {file.name} is in the ledger and not in {folder}.")
        marks = pq.read_table(folder / file.name)
        theirs = pc.is_in(marks["pupil"], value_set=keys)
        if not pc.any(theirs).as_py():
            continue
        rest = marks.filter(pc.invert(theirs))
        # The name of a file begins with its school, and ends with year and hash.
        school = file.name.removesuffix(f"-{file.school_year.replace('/', '-')}-{file.sha256}.parquet")
        written = write(rest, folder=folder, school=school, year=file.school_year) if len(rest) else None
        found.append(Rewritten(file_id=file.id, written=written))
    return tuple(found)


def swap_files(session: Session, files: Collection[Rewritten], *, now: datetime) -> None:
    """Let the ledger name the new files. Raises Stale where somebody brought in marks meanwhile."""
    for one in files:
        old = session.get_one(AttendanceFile, one.file_id, with_for_update=True)
        if old.replaced_at is not None:
            raise Stale
        old.replaced_at = now
        session.flush()
        if one.written is None:
            continue
        session.add(
            AttendanceFile(
                school_id=old.school_id,
                school_year=old.school_year,
                sha256=one.written.sha256,
                source_sha256=old.source_sha256,
                name=one.written.name,
                first_on=one.written.first_on,
                last_on=one.written.last_on,
                rows=one.written.rows,
                layout=old.layout,
                taken_at=now,
                by_id=old.by_id,
                replaced_at=None,
            )
        )
        session.flush()


def drop_year(session: Session, file_ids: Collection[UUID], *, now: datetime) -> None:
    """Let no file stand for these years any more."""
    for file_id in file_ids:
        row = session.get(AttendanceFile, file_id)
        if row is not None and row.replaced_at is None:
            row.replaced_at = now
    session.flush()
