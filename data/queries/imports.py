"""What taking a file would do, before anybody agrees to it. Nothing is written."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from data.commands.core import require
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import MarksPreview, plan_marks
from data.imports.attendance.reading import Progress, unheard
from data.imports.plan import Preview
from data.imports.pupils import plan_pupils
from data.imports.staff import plan_staff
from data.models import School
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer

EXAMPLES: Final = Path(__file__).resolve().parents[1] / "imports" / "examples"


def preview_pupils(
    session: Session, *, viewer: Viewer, school_id: UUID, content: bytes | str, leavers: bool, now: datetime
) -> Preview:
    """What a file of pupils would do. Raises NotPermitted; a file that cannot be read is a preview with problems."""
    require(viewer, Action.IMPORT_RECORDS, school_id=school_id)
    today = local_day(session.get_one(School, school_id), now)
    plan = plan_pupils(session, school_id=school_id, content=content, leavers=leavers, today=today)
    return plan.preview()


def preview_staff(
    session: Session, *, viewer: Viewer, school_id: UUID, content: bytes | str, leavers: bool, now: datetime
) -> Preview:
    """What a file of staff would do. Raises NotPermitted; a file that cannot be read is a preview with problems."""
    require(viewer, Action.IMPORT_STAFF, school_id=school_id)
    require(viewer, Action.MANAGE_PEOPLE, school_id=school_id)
    today = local_day(session.get_one(School, school_id), now)
    plan = plan_staff(session, school_id=school_id, content=content, leavers=leavers, by=viewer, today=today)
    return plan.preview()


def preview_marks(
    session: Session,
    *,
    viewer: Viewer,
    school_id: UUID,
    content: bytes | str,
    asked: Asked,
    folder: Path,
    now: datetime,
    progress: Progress = unheard,
) -> MarksPreview:
    """What a file of attendance marks would do. `folder` is where attendance files are kept, `progress` hears how much
    has been read and may raise. Raises NotPermitted."""
    require(viewer, Action.IMPORT_RECORDS, school_id=school_id)
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
    return plan.preview


def example(name: str) -> bytes:
    """The example file of that name, "pupils", "staff" or "attendance": made-up people, as docs/imports.md says."""
    return (EXAMPLES / f"{name}.csv").read_bytes()
