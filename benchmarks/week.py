"""Taking a week of marks into a school that has one year of them, and eight: `python -m benchmarks.week`."""

from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

import numpy as np
import pyarrow as pa
from sqlalchemy import select

from benchmarks.past import NOW, make
from benchmarks.timing import exponent, seconds
from data.commands import attendance
from data.commands.attendance import swap
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import MarksPreview, WrittenYear
from data.marks import SCHEMA, day_of, pupil_key, write
from data.models import Pupil
from visits.attendance_codes import Category
from visits.permissions import Viewer

PUPILS: Final = 1_000
DAYS: Final = 190
HISTORIES: Final = (1, 8)
RUNS: Final = 5
LIMIT: Final = 0.1
NOTHING: Final = MarksPreview(
    layout="",
    rows=0,
    pupils=0,
    first_on=None,
    last_on=None,
    new=0,
    changed=0,
    removed=0,
    same=0,
    unknown=(),
    notes=(),
    problems=(),
    more_problems=0,
    fingerprint="",
)


def enrol(db: Database, school_id: UUID) -> list[int]:
    """Pupils with the numbers Q0, Q1 and on; their keys in the files."""
    with db.write() as session:
        session.add_all(
            Pupil(school_id=school_id, number=f"Q{n}", given_name="Ada", family_name="Fern", year_group="8")
            for n in range(PUPILS)
        )
    with db.read() as session:
        return [
            pupil_key(one) for one in session.scalars(select(Pupil.id).where(Pupil.school_id == school_id))
        ]


def fill(db: Database, viewer: Viewer, keys: list[int], years: int, folder: Path) -> None:
    """So many school years of marks, the last up to a week before now."""
    school_id = next(iter(viewer.schools))
    for back in range(years):
        last = day_of(NOW.date()) - 7 - 365 * back
        days = np.arange(last - DAYS, last) if back else np.arange(day_of(NOW.date()) - 70, last)
        pupil, day, half = (grid.ravel() for grid in np.meshgrid(keys, days, [0, 1], indexing="ij"))
        marks = pa.table(
            {
                "pupil": pupil,
                "day": day,
                "session": half,
                "code": np.full(len(day), "/"),
                "category": np.full(len(day), int(Category.PRESENT)),
            }
        ).cast(SCHEMA)
        year = f"{NOW.year - back}/{(NOW.year - back + 1) % 100:02}"
        made = write(marks, folder=folder, school="bench", year=year)
        swap(
            db,
            school_id=school_id,
            years=(WrittenYear(year=year, file=made, replaces=None),),
            preview=NOTHING,
            source_sha256="0" * 64,
            by=viewer,
            now=NOW,
        )


def week(number: int) -> str:
    """A file of five days of every pupil; each number is another file with the same days."""
    monday = NOW.date() - timedelta(days=7 + NOW.weekday())
    code = "/\\LBPV"[number % 6]
    rows = [
        f"Q{pupil},{monday + timedelta(days=day)},{half},{code}"
        for pupil in range(PUPILS)
        for day in range(5)
        for half in ("AM", "PM")
    ]
    return "\n".join(("pupil_id,date,session,code", *rows))


def measured(years: int) -> float:
    """The median of seconds that a week takes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        db, viewer = make(folder / "homeward.db", past=100)
        school_id = next(iter(viewer.schools))
        fill(db, viewer, enrol(db, school_id), years, folder)

        def take(number: int) -> float:
            content = week(number)
            return seconds(
                lambda: attendance.take_file(
                    db,
                    school_id=school_id,
                    content=content,
                    asked=Asked(),
                    folder=folder,
                    by=viewer,
                    now=NOW,
                )
            )

        took = median(take(number) for number in range(RUNS))
        db.close()
    return took


def main() -> None:
    """Print the table."""
    print("A week of marks of 1,000 pupils")
    times = [measured(years) for years in HISTORIES]
    for years, took in zip(HISTORIES, times, strict=True):
        print(f"  beside {years} school years: {took:.2f} s")
    grown = exponent((float(HISTORIES[0]), times[0]), (float(HISTORIES[-1]), times[-1]))
    print(f"  exponent against history {grown:.2f} (limit {LIMIT})\n")


if __name__ == "__main__":
    main()
