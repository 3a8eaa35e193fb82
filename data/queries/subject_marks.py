"""A pupil's attendance marks for a subject-access file: week by week, each code with what it means."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import marks
from data.attendance_codes import code_table
from data.models import AttendanceFile, Pupil
from visits.attendance_codes import UnknownCode
from visits.subject_access import Entry, Fact, Section
from visits.times import day_said

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS: Final = ("morning", "afternoon")
Mark = tuple[date, int, str]


def subject_marks(session: Session, pupil_id: UUID, *, folder: Path) -> Section:
    """Every mark of this pupil in the files that count. Raises `marks.FileLost` where one of them is gone.

    Whose file it goes into is decided by `subject_pupil`; without that nothing here is shown to anybody.
    """
    school_id = session.scalar(select(Pupil.school_id).where(Pupil.id == pupil_id))
    query = select(AttendanceFile.name).where(
        AttendanceFile.school_id == school_id, AttendanceFile.replaced_at.is_(None)
    )
    found = sorted(one for name in session.scalars(query) for one in _marks(folder, name, pupil_id))
    weeks = groupby(found, key=lambda mark: mark[0] - timedelta(days=mark[0].weekday()))
    return Section(
        name="attendance_marks",
        title="Attendance marks, week by week",
        about="As the school's attendance record had them when they were last brought in.",
        entries=tuple(_week(begins, list(of_week)) for begins, of_week in weeks),
    )


def _marks(folder: Path, name: str, pupil_id: UUID) -> Iterator[Mark]:
    try:
        table = pq.read_table(folder / name, filters=[("pupil", "=", marks.pupil_key(pupil_id))])
    except FileNotFoundError:
        raise marks.FileLost(f"The attendance file {name} is in the ledger and not in {folder}.") from None
    for row in table.to_pylist():
        yield marks.date_of(row["day"]), row["session"], row["code"]


def _week(begins: date, of_week: list[Mark]) -> Entry:
    first = Fact(name="week", label="Week of", words=f"Monday {day_said(begins)}", value=begins.isoformat())
    days = []
    for on, of_day in groupby(of_week, key=lambda mark: mark[0]):
        each = list(of_day)
        words = "; ".join(f"{SESSIONS[part]}: {_meaning(code)}" for _, part, code in each)
        value = {SESSIONS[part]: code for _, part, code in each}
        days.append(Fact(name=on.isoformat(), label=DAYS[on.weekday()], words=words, value=value))
    return Entry(key=f"attendance_marks.{begins.isoformat()}", facts=(first, *days))


def _meaning(code: str) -> str:
    try:
        found = code_table().find(code)
    except UnknownCode:
        return f"{code} (a code that is not in England's list)"
    return f"{found.code} ({found.meaning})" if found else "no mark"
