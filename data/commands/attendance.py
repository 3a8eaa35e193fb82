"""Take a file of attendance marks: all of it, or nothing of it with every problem told.

Comparing and writing take a second for a large school, so they come first, beside everybody's work. The transaction
only swaps the ledger's rows, and only where they are still the ones that the comparison was made with.
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Invalid, Stale, command, require
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import MarksPreview, WrittenYear, plan_marks
from data.imports.attendance.reading import Progress, unheard
from data.models import AttendanceFile, School
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer


def take_file(
    db: Database,
    *,
    school_id: UUID,
    content: bytes | str,
    asked: Asked,
    folder: Path,
    by: Viewer,
    now: datetime,
    seen: str | None = None,
    progress: Progress = unheard,
) -> MarksPreview:
    """Take a file of marks; return what was done. `folder` is where attendance files are kept, `progress` hears how much
    of the file has been read and may raise, and then nothing is taken.

    `seen` is the fingerprint of the preview that somebody agreed to. Raises NotPermitted, Invalid with every problem by
    row, Stale when the file would do something else by now.
    """
    with db.read() as session:
        require(by, Action.IMPORT_RECORDS, school_id=school_id)
        today = local_day(session.get_one(School, school_id), now)
        plan = plan_marks(
            session,
            school_id=school_id,
            content=content,
            asked=asked,
            folder=folder,
            today=today,
            progress=progress,
        )
    preview = plan.preview
    if preview.problems:
        raise Invalid({f"{p.row}:{p.column}:{n}": str(p) for n, p in enumerate(preview.problems)})
    if not preview.changes_nothing:
        swap(
            db,
            school_id=school_id,
            years=plan.write(folder),
            preview=preview,
            source_sha256=plan.source_sha256,
            seen=seen,
            by=by,
            now=now,
        )
    return preview


@command("import.attendance")
def swap(
    session: Session,
    *,
    school_id: UUID,
    years: tuple[WrittenYear, ...],
    preview: MarksPreview,
    source_sha256: str,
    by: Viewer,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Let the ledger name the files that were written in place of those that they were made from."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.IMPORT_RECORDS, school_id=school_id)
    session.get_one(School, school_id, with_for_update={"key_share": True})
    if seen is not None and seen != preview.fingerprint:
        raise Stale
    for one in years:
        current = _current(session, school_id, one.year)
        if (current.id if current else None) != one.replaces:
            raise Stale
        if current is not None:
            current.replaced_at = now
            session.flush()
        if one.file is not None:
            session.add(
                AttendanceFile(
                    school_id=school_id,
                    school_year=one.year,
                    sha256=one.file.sha256,
                    source_sha256=source_sha256,
                    name=one.file.name,
                    first_on=one.file.first_on,
                    last_on=one.file.last_on,
                    rows=one.file.rows,
                    layout=preview.layout,
                    taken_at=now,
                    by_id=by.person_id,
                    replaced_at=None,
                )
            )
    session.flush()
    audit.about(session).facts.update(
        new=preview.new, changed=preview.changed, removed=preview.removed, unknown_pupils=len(preview.unknown)
    )


def _current(session: Session, school_id: UUID, year: str) -> AttendanceFile | None:
    return session.scalars(
        select(AttendanceFile).where(
            AttendanceFile.school_id == school_id,
            AttendanceFile.school_year == year,
            AttendanceFile.replaced_at.is_(None),
        )
    ).one_or_none()
