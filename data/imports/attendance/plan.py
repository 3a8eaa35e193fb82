"""What taking a file of marks would do: compared with what is kept, school year by school year. Nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import pandas as pd
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attendance_codes import code_table
from data.imports.attendance import reading
from data.imports.attendance.layouts import Asked
from data.imports.attendance.marks import Marks
from data.imports.attendance.reading import Progress, unheard
from data.imports.reading import HEADER, Problem
from data.marks import KEY, SCHEMA, Written, date_of, day_of, pupil_key, school_year
from data.marks import read as read_file
from data.marks import write as write_file
from data.models import AttendanceFile, Pupil, School
from visits.attendance_codes import UnknownCode

NOT_TAKEN: Final = -1
"""In place of a category: the file says that this session was not taken."""
TO_COME: Final = "marks dated after today: left out"
ENDED: Final = "marks with a code that ended in July 2024: each counts as it did then"


@dataclass(frozen=True, kw_only=True)
class MarksPreview:
    """What was understood of a file, and what taking it would do. With problems, nothing is taken.

    Counts are of marks. `unknown` are pupils' numbers that are nobody's here, with how many marks each has in the file:
    they are left out. `removed` are marks that are kept and that the file says were not taken. `notes` say what else is
    left out or worth knowing.
    """

    layout: str
    rows: int
    pupils: int
    first_on: date | None
    last_on: date | None
    new: int
    changed: int
    removed: int
    same: int
    unknown: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    more_problems: int
    fingerprint: str

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.removed)


@dataclass(frozen=True, kw_only=True)
class Year:
    """What a school year would hold. `replaces` is the ledger row that it stands in for."""

    year: str
    marks: pd.DataFrame
    replaces: UUID | None


@dataclass(frozen=True, kw_only=True)
class WrittenYear:
    """A school year that is written and that no ledger row names yet; `file` is None where no mark is left."""

    year: str
    file: Written | None
    replaces: UUID | None


@dataclass
class MarksPlan:
    """The comparison, and the years that change."""

    school: str
    source_sha256: str
    preview: MarksPreview
    years: list[Year] = field(default_factory=list)

    def write(self, folder: Path) -> tuple[WrittenYear, ...]:
        """Put the years that change into new files. They count once the ledger names them."""
        return tuple(
            WrittenYear(
                year=one.year,
                file=write_file(as_table(one.marks), folder=folder, school=self.school, year=one.year)
                if len(one.marks)
                else None,
                replaces=one.replaces,
            )
            for one in self.years
        )


@dataclass
class _Found:
    """The marks of the file that are some pupil's of the school, and what is said of the others."""

    frame: pd.DataFrame
    unknown: Counter[str]
    notes: Counter[str]


def plan_marks(
    session: Session,
    *,
    school_id: UUID,
    content: bytes | str,
    asked: Asked,
    folder: Path,
    today: date,
    progress: Progress = unheard,
) -> MarksPlan:
    """What taking the file would do. Problems stand in the preview; raises FileLost if a kept file is gone."""
    marks = reading.read(content, asked, progress=progress)
    found = _known(session, marks, school_id=school_id, today=today)
    counts: Counter[str] = Counter()
    years: list[Year] = []
    if not marks.problems:
        for year, rows in _by_year(found.frame):
            _compare(session, rows, year, school_id=school_id, folder=folder, counts=counts, years=years)
    return MarksPlan(
        school=session.get_one(School, school_id).slug,
        source_sha256=_sha256(content),
        preview=_preview(marks, found, counts),
        years=years,
    )


def as_table(marks: pd.DataFrame) -> pa.Table:
    """Marks as they stand in a file: sorted, each type as the schema says."""
    ordered = marks.sort_values(KEY, kind="stable")
    return pa.table({name: pa.array(ordered[name].to_numpy()) for name in SCHEMA.names}).cast(SCHEMA)


def _known(session: Session, marks: Marks, *, school_id: UUID, today: date) -> _Found:
    """Match pupils by the school's own number and marks by the table of codes."""
    numbers = session.execute(select(Pupil.number, Pupil.id).where(Pupil.school_id == school_id))
    keys = {number: pupil_key(pupil_id) for number, pupil_id in numbers}
    unknown: Counter[str] = Counter()
    notes: Counter[str] = Counter(marks.left_out)
    last = day_of(today)
    taken: list[tuple[int, int, int, str, int]] = []
    for (pupil, day, half), code in marks.codes.items():
        category, ended = _category(marks, marks.rows[pupil, day, half], code)
        if pupil not in keys:
            unknown[pupil] += 1
        elif day > last:
            notes[TO_COME] += category != NOT_TAKEN
        else:
            notes[ENDED] += ended
            taken.append((keys[pupil], day, half, code.upper(), category))
    frame = pd.DataFrame(taken, columns=SCHEMA.names)
    return _Found(frame=frame, unknown=unknown, notes=notes)


def _category(marks: Marks, row: int, code: str) -> tuple[int, bool]:
    """How a mark counts, and whether its code ended in 2024. One that no table knows is a problem of its row."""
    try:
        found = code_table().find(code)
    except UnknownCode as why:
        marks.refuse(row, "", str(why))
        return NOT_TAKEN, False
    return (NOT_TAKEN, False) if found is None else (int(found.category), found.ended)


def _by_year(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    years = {day: school_year(date_of(int(day))) for day in frame["day"].unique()}
    for year, rows in frame.groupby(frame["day"].map(years)):
        yield str(year), rows


def _compare(
    session: Session,
    rows: pd.DataFrame,
    year: str,
    *,
    school_id: UUID,
    folder: Path,
    counts: Counter[str],
    years: list[Year],
) -> None:
    """Lay the file's marks over those that are kept. What it does not speak of stays."""
    current = session.scalars(
        select(AttendanceFile).where(
            AttendanceFile.school_id == school_id,
            AttendanceFile.school_year == year,
            AttendanceFile.replaced_at.is_(None),
        )
    ).one_or_none()
    kept = pd.DataFrame(columns=SCHEMA.names) if current is None else read_file(folder, current.name)
    both = rows.merge(kept, on=KEY, how="left", suffixes=("", "_kept"))
    is_kept, is_taken = both["code_kept"].notna(), both["category"] != NOT_TAKEN
    is_same = both["code"] == both["code_kept"]
    found = {
        "new": int((~is_kept & is_taken).sum()),
        "changed": int((is_kept & is_taken & ~is_same).sum()),
        "removed": int((is_kept & ~is_taken).sum()),
        "same": int((is_kept & is_taken & is_same).sum()),
    }
    counts.update(found)
    if found["new"] or found["changed"] or found["removed"]:
        laid = rows if current is None else pd.concat([kept, rows])
        merged = laid.drop_duplicates(KEY, keep="last")
        marks = merged[merged["category"] != NOT_TAKEN]
        years.append(Year(year=year, marks=marks, replaces=None if current is None else current.id))


def _preview(marks: Marks, found: _Found, counts: Counter[str]) -> MarksPreview:
    days = found.frame["day"]
    # Codes are looked up after all rows are read: told in the order in which the file is put right.
    problems = sorted(marks.problems, key=lambda one: one.row)
    if not problems and found.frame.empty:
        problems.append(Problem(row=HEADER, column="", sentence=_nothing_known(found)))
    told = (marks.layout, marks.rows_read, sorted(counts.items()), sorted(found.unknown.items()))
    return MarksPreview(
        layout=reading.title(marks.layout),
        rows=marks.rows_read,
        pupils=int(found.frame["pupil"].nunique()),
        first_on=None if days.empty else date_of(int(days.min())),
        last_on=None if days.empty else date_of(int(days.max())),
        new=counts["new"],
        changed=counts["changed"],
        removed=counts["removed"],
        same=counts["same"],
        unknown=tuple(sorted(found.unknown.items())),
        notes=tuple(_note(count, what) for what, count in found.notes.items() if count),
        problems=tuple(problems),
        more_problems=marks.more_problems,
        fingerprint=hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest(),
    )


def _note(count: int, what: str) -> str:
    """How many, and what: "marks ..." or "rows ...", one of them as one."""
    things, _, rest = what.partition(" ")
    return f"{count:,} {things.removesuffix('s') if count == 1 else things} {rest}."


def _nothing_known(found: _Found) -> str:
    if found.unknown:
        return (
            "None of the pupils' numbers in this file is known here. Bring the pupils in first, with the same numbers, "
            "or see whether the file is another school's."
        )
    if found.notes[TO_COME]:
        return "Every mark in this file is of a day that is still to come. Is it the right week?"
    return "There is no mark in this file that could be taken."


def _sha256(content: bytes | str) -> str:
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
