"""Delete attendance files that the ledger no longer names. Readers that began before had a day to end."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import or_, select

from data.database import Database
from data.models import AttendanceFile

KEPT_FOR: Final = timedelta(days=1)
"""A file that was written this long ago and is named by no row in force, nor was within this time, is nobody's."""


def sweep(db: Database, *, folder: Path, now: datetime) -> int:
    """Delete what is nobody's; return how many files that were."""
    with db.read() as session:
        in_use = or_(AttendanceFile.replaced_at.is_(None), AttendanceFile.replaced_at > now - KEPT_FOR)
        named = set(session.scalars(select(AttendanceFile.name).where(in_use)))
    old = [
        path
        for pattern in ("*.parquet", ".*.part")
        for path in folder.glob(pattern)
        if path.name not in named and path.stat().st_mtime < (now - KEPT_FOR).timestamp()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
