"""What attendance around visits is counted from: which files, which pupils, which visits. Nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.marks import day_of, pupil_key
from data.models import AttendanceFile, Pupil, School, StopPupil, StopRow, VisitRow
from data.queries.people import london_day
from data.queries.raw import raw
from data.queries.school import schools_for
from data.queries.statistics import NOT_MADE
from visits.permissions import Action, Viewer, may

PUPIL_COLUMNS: Final = ("pupil", "school", "cohort", "year_group")
VISIT_COLUMNS: Final = ("visit", "pupil", "school", "week", "reason", "first", "year_group", "on_roll")
_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}
_OLDEST: Final = 20
_NEW_YEAR: Final = 8
_MONDAY: Final = 3


@dataclass(frozen=True, kw_only=True)
class AttendanceSource:
    """All that a viewer's figures about attendance are made from.

    `schools` are those whose statistics they may see: id to name; in the frames a school is its place in there.
    `small_numbers`: they may see counts of 1 to 5 at every one of them; without, there is nothing in the rest. `files`
    are a school and a name in the folder of attendance each.
    `pupils` has `PUPIL_COLUMNS`: `cohort` is a whole number for those who go through school together. `visits` has
    `VISIT_COLUMNS`, a row for each pupil of each visit that went: `week` is the Monday's day since 1970, `on_roll` is
    False where it was before the child's first day or after the last.
    """

    schools: dict[UUID, str]
    small_numbers: bool
    files: tuple[tuple[UUID, str], ...]
    last_on: date | None
    taken_at: datetime | None
    pupils: pd.DataFrame
    visits: pd.DataFrame

    def names(self, school: int | None) -> list[str]:
        """The files of a school by its place, or of all."""
        wanted = set(self.schools) if school is None else {list(self.schools)[school]}
        return [name for school_id, name in self.files if school_id in wanted]

    def files_of(self, school: int | None) -> tuple[tuple[int, str], ...]:
        """The files of a school by its place, or of all: the place of each file's school, and its name."""
        places = {school_id: place for place, school_id in enumerate(self.schools)}
        return tuple(
            (places[school_id], name)
            for school_id, name in self.files
            if school is None or places[school_id] == school
        )


def attendance_source(session: Session, viewer: Viewer, *, now: datetime) -> AttendanceSource:
    """What the viewer may count. A school that is not theirs is in none of it.

    Whoever may not see small numbers at one of their schools counts nothing: they see what was published.
    """
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    if not all(may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school) for school in schools):
        return AttendanceSource(
            schools=schools,
            small_numbers=False,
            files=(),
            last_on=None,
            taken_at=None,
            pupils=_frame([], PUPIL_COLUMNS),
            visits=_frame([], VISIT_COLUMNS),
        )
    return _source(session, schools, now=now)


def school_source(session: Session, school_id: UUID, *, now: datetime) -> AttendanceSource:
    """All of one school, for what is published. It asks nobody's permission."""
    return _source(session, {school_id: session.get_one(School, school_id).name}, now=now)


def _source(session: Session, schools: dict[UUID, str], *, now: datetime) -> AttendanceSource:
    places = {school_id: place for place, school_id in enumerate(schools)}
    files = session.scalars(
        select(AttendanceFile)
        .where(AttendanceFile.school_id.in_(schools), AttendanceFile.replaced_at.is_(None))
        .order_by(AttendanceFile.name)
    ).all()
    return AttendanceSource(
        schools=schools,
        small_numbers=True,
        files=tuple((file.school_id, file.name) for file in files),
        last_on=max((file.last_on for file in files), default=None),
        taken_at=max((file.taken_at for file in files), default=None),
        pupils=_pupils(session, places, today=london_day(now)),
        visits=_visits(session, places),
    )


def _pupils(session: Session, places: dict[UUID, int], *, today: date) -> pd.DataFrame:
    query = select(Pupil.id, Pupil.school_id, Pupil.year_group, Pupil.on_roll_to).where(
        Pupil.school_id.in_(places)
    )
    rows = [
        (
            pupil_key(row.id),
            places[row.school_id],
            _cohort(row.year_group, min(row.on_roll_to or today, today)),
            row.year_group,
        )
        for row in session.execute(query)
    ]
    return _frame(rows, PUPIL_COLUMNS)


def _cohort(year_group: str, on: date) -> int:
    """The year in which a cohort was in Year 0, by the group that somebody is in on that day (or was on their last)."""
    group = int(year_group) if year_group.isdigit() else _YOUNGEST.get(year_group, _OLDEST)
    return (on.year if on.month >= _NEW_YEAR else on.year - 1) - group


def _visits(session: Session, places: dict[UUID, int]) -> pd.DataFrame:
    """Worked out column by column: there may be a million, and an object for each id and time would take a minute."""
    query = (
        select(
            raw(StopPupil.pupil_id),
            raw(func.coalesce(VisitRow.left_at, VisitRow.out_at)),
            VisitRow.common_reason,
            StopRow.first_visit,
        )
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(VisitRow.school_id.in_(places), VisitRow.state.not_in(NOT_MADE))
        .order_by(VisitRow.out_at, StopPupil.id)
    )
    rows = session.execute(query).all()
    if not rows:
        return _frame([], VISIT_COLUMNS)
    who, went_at, reason, first = zip(*rows, strict=True)
    known = _of_pupils(session, places).loc[list(who)]
    day = _days(went_at)
    return pd.DataFrame(
        {
            "visit": np.arange(len(rows)),
            "pupil": known["pupil"].to_numpy(),
            "school": known["school"].to_numpy(),
            "week": day - (day + _MONDAY) % 7,
            "reason": list(reason),
            "first": np.array(first, dtype=bool),
            "year_group": known["year_group"].to_numpy(),
            "on_roll": (known["from_day"].to_numpy() <= day) & (day <= known["to_day"].to_numpy()),
        }
    )


def _days(moments: Sequence[Any]) -> NDArray[np.int64]:
    """London's day of each, since 1970."""
    at = pd.to_datetime(pd.Series(list(moments)), utc=True, format="ISO8601")
    local = at.dt.tz_convert("Europe/London").dt.tz_localize(None)
    found: NDArray[np.int64] = local.to_numpy().astype("datetime64[D]").astype("int64")
    return found


def _of_pupils(session: Session, places: dict[UUID, int]) -> pd.DataFrame:
    """What a visit takes over from its pupil, by the pupil's raw id; the days on roll, open ends far away."""
    query = select(
        raw(Pupil.id), Pupil.id, Pupil.school_id, Pupil.year_group, Pupil.on_roll_from, Pupil.on_roll_to
    ).where(Pupil.school_id.in_(places))
    rows = [
        (
            driven,
            pupil_key(pupil_id),
            places[school_id],
            year_group,
            day_of(from_on or date.min),
            day_of(to_on or date.max),
        )
        for driven, pupil_id, school_id, year_group, from_on, to_on in session.execute(query)
    ]
    columns = ["raw", "pupil", "school", "year_group", "from_day", "to_day"]
    return pd.DataFrame(rows, columns=columns).set_index("raw")


def _frame(rows: Sequence[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """A frame whose types do not depend on whether there is a row."""
    whole = {name: "int64" for name in ("visit", "pupil", "school", "cohort", "week") if name in columns}
    truth = {name: "bool" for name in ("first", "on_roll") if name in columns}
    return pd.DataFrame(rows, columns=list(columns)).astype({**whole, **truth})
