"""Attendance of the made-up schools: marks of every school day from the first to the history's anchor.

A pupil's weeks hang together, some weeks are poor for everybody's own reasons, and visits follow poor weeks: the weeks
before one dip, and recover mostly by themselves, since the same dips without a visit recover too. What a visit adds is
small. So the curve around visits looks as it does in a real school, and misleads in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.attendance_codes import code_table
from data.database import Database
from data.demo.schools import ANCHOR, SCHOOLS
from data.demo.terms import school_years
from data.marks import SCHEMA, Written, date_of, day_of, pupil_key, school_year, write
from data.models import AttendanceFile, Pupil, School, StopPupil, StopRow, VisitRow

SEED: Final = 20_261_121
COMMAND: Final = "demo.attendance"
KINDS: Final = {"secondary": -3.75, "primary": -3.8, "infant": -3.9, "centre": -2.2}
"""The log odds of absence of a usual pupil in a usual week, by the kind of school."""
DIP: Final = (0.5, 1.0, 1.5, 1.6, 0.7, 0.4, 0.25, 0.15, 0.1)
"""How a poor stretch comes and goes, week by week, in log odds; a visit is made in the fifth week of its own."""
BEFORE: Final = 4
EFFECT: Final = -0.2
LASTS: Final = 8
"""What a visit adds, in log odds, and for how many weeks."""
POOR_WEEKS: Final = 0.03
"""The share of pupils' weeks in which a poor stretch begins that no visit follows."""
KEEPS: Final = 0.7
MOVES: Final = 0.45
"""How much of a week's deviation stays in the next, and how much new comes to it."""
WINTER: Final = 0.25
SAME_ALL_DAY: Final = 0.93
ABSENT: Final = {"I": 52, "O": 15, "M": 9, "G": 7, "U": 6, "C": 4, "N": 3, "E": 2, "C2": 1, "R": 1}
PRESENT: Final = {"/": 95, "L": 3, "V": 1, "B": 1}

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class _School:
    """What marks are made from: open days, pupils by key with their first and last day, and who was visited when."""

    id: UUID
    slug: str
    kind: str
    days: Ints
    keys: Ints
    first: Ints
    last: Ints
    visits: tuple[tuple[int, int], ...]


def make_attendance_if_missing(db: Database, *, folder: Path, now: datetime) -> int:
    """Make the marks of the made-up schools if there are only such and none has any; return how many marks those are."""
    with db.read() as session:
        schools = _schools(session, until=min(ANCHOR, now.date()))
    if not schools:
        return 0
    dice = np.random.default_rng(SEED)
    files = [(school, year, file) for school in schools for year, file in _files(school, folder, dice)]
    with db.write() as session:
        # Several processes may start at once: the second waits here, and then finds that it was done.
        session.scalars(select(School.id).order_by(School.id).with_for_update(key_share=True)).all()
        if _has_any(session):
            return 0
        for school, year, file in files:
            session.add(_row(school, year, file, now))
        session.flush()
        facts = {"files": len(files)}
        audit.append(
            session,
            matter=audit.About(facts=facts),
            actor_id=None,
            command=COMMAND,
            outcome="change",
            now=now,
        )
    return sum(file.rows for _, _, file in files)


def _has_any(session: Session) -> bool:
    return session.scalar(select(AttendanceFile.id).limit(1)) is not None


def _schools(session: Session, *, until: date) -> list[_School]:
    """The made-up schools; none where any school is real or has marks."""
    rows = {row.slug: row for row in session.scalars(select(School))}
    if _has_any(session) or not all(row.made_up for row in rows.values()):
        return []
    return [
        _school(session, rows[plan.slug].id, place, until=until)
        for place, plan in enumerate(SCHOOLS)
        if plan.slug in rows
    ]


def _school(session: Session, school_id: UUID, place: int, *, until: date) -> _School:
    plan, years = SCHOOLS[place], school_years(place)
    first_on = min(term.starts_on for term in years.terms)
    query = select(Pupil.id, Pupil.on_roll_from, Pupil.on_roll_to).where(Pupil.school_id == school_id)
    pupils = sorted((pupil_key(row.id), row.on_roll_from, row.on_roll_to) for row in session.execute(query))
    places = {key: number for number, (key, _, _) in enumerate(pupils)}
    went = (
        select(StopPupil.pupil_id, VisitRow.left_at)
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(StopPupil.school_id == school_id, VisitRow.left_at.is_not(None))
        .order_by(VisitRow.left_at, StopPupil.id)
    )
    return _School(
        id=school_id,
        slug=plan.slug,
        kind=plan.kind,
        days=np.array([day_of(day) for day in years.open_days(first_on, until)]),
        keys=np.array([key for key, _, _ in pupils]),
        first=np.array([day_of(from_on or first_on) for _, from_on, _ in pupils]),
        last=np.array([day_of(to_on or until) for _, _, to_on in pupils]),
        visits=tuple(
            (places[pupil_key(row.pupil_id)], day_of(row.left_at.date()))
            for row in session.execute(went)
            if row.left_at is not None
        ),
    )


def _files(school: _School, folder: Path, dice: np.random.Generator) -> Iterator[tuple[str, Written]]:
    """The marks of each school year, written."""
    years = np.array([school_year(date_of(int(day))) for day in school.days])
    odds = _odds(school, dice)
    for year in dict.fromkeys(years.tolist()):
        marks = _marks(school, np.flatnonzero(years == year), odds, dice)
        if len(marks):
            yield year, write(marks, folder=folder, school=school.slug, year=year)


def _weeks(school: _School) -> tuple[Ints, Ints]:
    """Each open day's week, and the Monday of each week in which there is one."""
    mondays = school.days - (school.days + 3) % 7
    weeks, place = np.unique(mondays, return_inverse=True)
    return place, weeks


def _odds(school: _School, dice: np.random.Generator) -> Grid:
    """The log odds of absence of each pupil on each open day."""
    place, weeks = _weeks(school)
    shape = (len(weeks), len(school.keys))
    odds = np.zeros(shape)
    deviation = dice.normal(0, 0.6, shape[1])
    for week in range(shape[0]):
        deviation = KEEPS * deviation + dice.normal(0, MOVES, shape[1])
        odds[week] = deviation
    visits = np.array([(np.searchsorted(weeks, day, side="right") - 1, who) for who, day in school.visits])
    poor = np.argwhere(dice.random(shape) < POOR_WEEKS)
    dips = np.zeros(shape)
    effect = np.zeros(shape)
    for begin, who, is_visit in ((visits[:, 0] - BEFORE, visits[:, 1], True), (*poor.T, False)):
        for later, size in enumerate(DIP):
            inside = (begin + later >= 0) & (begin + later < shape[0])
            np.maximum.at(dips, (begin[inside] + later, who[inside]), size)
        for later in range(BEFORE + 1, BEFORE + 1 + LASTS) if is_visit else ():
            inside = (begin + later >= 0) & (begin + later < shape[0])
            effect[begin[inside] + later, who[inside]] = EFFECT
    usual = KINDS[school.kind] + dice.normal(0, 0.9, shape[1])
    usual += 0.1 * np.log1p(np.bincount(visits[:, 1], minlength=shape[1]))
    months = np.array([date_of(int(day)).month for day in weeks])
    winter = WINTER * np.isin(months, (12, 1, 2))[:, None]
    found: Grid = (odds + dips + effect + usual + winter)[place]
    return found


def _marks(school: _School, days: Ints, odds: Grid, dice: np.random.Generator) -> pa.Table:
    """The marks of these days, pupil by pupil, day by day, morning and afternoon."""
    risk = 1 / (1 + np.exp(-odds[days].T))
    shape = risk.shape
    absent_am = dice.random(shape) < risk
    absent_pm = np.where(dice.random(shape) < SAME_ALL_DAY, absent_am, dice.random(shape) < risk)
    why = _chosen(ABSENT, shape, dice)
    here = _chosen(PRESENT, shape, dice)
    names = np.array([*ABSENT, *PRESENT, "\\"])
    afternoon = np.where(here == 0, len(names) - 1, here + len(ABSENT))
    codes = np.stack(
        [np.where(absent_am, why, here + len(ABSENT)), np.where(absent_pm, why, afternoon)], axis=-1
    )
    on = school.days[days]
    on_roll = (on >= school.first[:, None]) & (on <= school.last[:, None])
    who, when, session = np.nonzero(np.repeat(on_roll[:, :, None], 2, axis=2))
    found = codes[who, when, session]
    table = code_table().codes
    categories = np.array([int(table[name].category) for name in names])
    columns = {
        "pupil": school.keys[who],
        "day": on[when],
        "session": session,
        "code": pa.DictionaryArray.from_arrays(found.astype(np.int32), pa.array(names.tolist())),
        "category": categories[found],
    }
    return pa.table(columns).cast(SCHEMA)


def _chosen(weights: dict[str, int], shape: tuple[int, ...], dice: np.random.Generator) -> Ints:
    """The place of one of them for each cell, by its weight."""
    ends = np.cumsum(list(weights.values()))
    found: Ints = np.searchsorted(ends, dice.random(shape) * ends[-1], side="right")
    return found


def _row(school: _School, year: str, file: Written, now: datetime) -> AttendanceFile:
    return AttendanceFile(
        school_id=school.id,
        school_year=year,
        sha256=file.sha256,
        source_sha256=file.sha256,
        name=file.name,
        first_on=file.first_on,
        last_on=file.last_on,
        rows=file.rows,
        layout="Made up",
        taken_at=now,
        by_id=None,
        replaced_at=None,
    )
