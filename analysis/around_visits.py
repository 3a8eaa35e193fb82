"""Weekly attendance from eight school weeks before a visit to eight after, beside that of similar pupils.

Visits follow poor weeks, and poor weeks are mostly followed by better ones, visit or not: a curve around visits rises by
itself. `analysis.matching` says by how much. Nothing here says why anything changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.matching import (
    AROUND,
    CELL,
    OFFSETS,
    Change,
    attended,
    cells,
    change,
    controls,
    curves,
    possible,
    total,
    treated,
    windows,
)
from analysis.weeks import Engine, placed, school_weeks

_PLACED: Final = ["visit", "pupil", "place"]


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Visits whose pupil was over a line of absence in the eight weeks before, and after, with the sessions behind it."""

    visits: int
    persistent_before: int
    persistent_after: int
    severe_before: int
    severe_after: int
    sessions_before: int
    sessions_after: int


@dataclass(frozen=True, kw_only=True)
class Study:
    """All figures around the visits.

    `curve` has a row for each `week` from -8 to 8: `attendance` (a share) with the `visits`, `pupils` and possible
    `sessions` behind it, and whether any of these sessions is of the newest weeks (`provisional`); then, of the matched
    visits alone, `matched` and `similar`. `change` is None where no visit has a match, `threshold` where none has all of
    its weeks. Both leave out visits whose weeks after reach into the newest. `not_counted` visits have no marks around.
    """

    visits: int
    pupils: int
    not_counted: int
    curve: pd.DataFrame
    change: Change | None
    threshold: Threshold | None


def study(
    engine: Engine, by_week: nw.LazyFrame[Any], *, visits: pd.DataFrame, every_visit: pd.DataFrame
) -> Study:
    """Study some visits. Both frames have `visit`, `pupil`, `school` and `week`; `every_visit` says who was visited when.

    `by_week` is as `analysis.weeks.weekly` makes it, kept in the engine: it is read several times.
    """
    weeks = school_weeks(engine, by_week)
    here, every = placed(visits, weeks), placed(every_visit, weeks)
    rows = by_week.join(engine.beside(weeks), on=["school", "week"], how="inner")
    curve = _curve(engine, rows, engine.beside(here[_PLACED]))
    around = engine.keep(windows(rows))
    found = treated(engine, around, engine.beside(_over(here, weeks)[_PLACED]))
    similar = controls(engine, around, found, engine.beside(every[_PLACED]))
    matched = found.join(cells(engine, similar), on=CELL, how="inner")
    return Study(
        visits=len(visits),
        pupils=int(visits["pupil"].nunique()),
        not_counted=len(visits) - int(curve["visits"].max()) if len(visits) else 0,
        curve=curve.merge(curves(engine, matched), on="week", how="left"),
        change=change(engine, similar, matched),
        threshold=_threshold(engine, found),
    )


def _over(visits: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Visits whose weeks after are all final."""
    final = weeks[~weeks["provisional"]].groupby("school")["place"].max()
    last = visits["school"].map(final).fillna(-1)
    return visits[visits["place"] + AROUND <= last]


def _curve(engine: Engine, rows: nw.LazyFrame[Any], visits: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Attendance of the visited pupils, week by week around their visits."""
    offsets = engine.beside(pd.DataFrame({"offset": list(OFFSETS)}))
    asked = visits.join(offsets, how="cross").select(
        "visit", "pupil", "offset", place=nw.col("place") + nw.col("offset")
    )
    found = engine.frame(
        rows.join(asked, on=["pupil", "place"], how="inner")
        .group_by("offset")
        .agg(
            nw.col("attended").sum(),
            nw.col("possible").sum(),
            nw.col("visit").n_unique().alias("visits"),
            nw.col("pupil").n_unique().alias("pupils"),
            nw.col("provisional").cast(nw.Int64()).max().alias("newest"),
        )
    ).set_index("offset")
    found = found.reindex(list(OFFSETS))
    sessions = found["possible"].fillna(0)
    return pd.DataFrame(
        {
            "week": list(OFFSETS),
            "attendance": (found["attended"] / found["possible"]).astype("float64").to_numpy(),
            "visits": found["visits"].fillna(0).astype(int).to_numpy(),
            "pupils": found["pupils"].fillna(0).astype(int).to_numpy(),
            "sessions": sessions.astype(int).to_numpy(),
            "provisional": (found["newest"].fillna(0) > 0).to_numpy(),
        }
    )


def _threshold(engine: Engine, found: nw.LazyFrame[Any]) -> Threshold | None:
    """Of the visits with all sixteen weeks: over the lines of persistent and severe absence before, and after.

    The lines are those of `visits.attendance_codes.Attendance`: exactly at one is over it.
    """
    came, could = _sessions(attended), _sessions(possible)
    counts = {}
    for when in came:
        absent = could[when] - came[when]
        has_any = could[when] > 0
        counts[f"persistent_{when}"] = has_any & (absent * 10 >= could[when])
        counts[f"severe_{when}"] = has_any & (absent * 2 >= could[when])
    told = engine.frame(
        found.filter(~could["before"].is_null()).select(
            nw.len().cast(nw.Int64()).alias("visits"),
            *(met.cast(nw.Int64()).sum().alias(name) for name, met in counts.items()),
            *(could[when].sum().alias(f"sessions_{when}") for when in could),
        )
    ).iloc[0]
    return Threshold(**{str(name): int(told[name]) for name in told.index}) if told["visits"] else None


def _sessions(name: Callable[[int], str]) -> dict[str, nw.Expr]:
    """The sessions of the eight weeks before and of the eight after; null where one of these weeks is missing."""
    return {
        "before": total(name, range(-AROUND, 0)),
        "after": total(name, range(1, AROUND + 1)),
    }
