"""Weekly attendance from eight school weeks before a visit to eight after, beside that of similar pupils.

Visits follow poor weeks, and poor weeks are mostly followed by better ones, visit or not: a curve around visits rises by
itself. `analysis.matching` says by how much. Nothing here says why anything changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.matching import (
    AROUND,
    CELL,
    OFFSETS,
    Change,
    Matched,
    attended,
    cells,
    change,
    controls,
    curves,
    matched_part,
    possible,
    total,
    treated,
    windows,
)
from analysis.weeks import Engine, placed, school_weeks

PLACED: Final = ["visit", "pupil", "place"]


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


@dataclass(frozen=True, kw_only=True)
class Part:
    """What some schools add to a study. No pupil is in two of them, so parts are added up."""

    curve: pd.DataFrame
    matched: Matched
    lines: pd.Series


def study(
    engine: Engine, by_week: nw.LazyFrame[Any], *, visits: pd.DataFrame, every_visit: pd.DataFrame
) -> Study:
    """Study some visits. Both frames have `visit`, `pupil`, `school` and `week`; `every_visit` says who was visited when.

    `by_week` is as `analysis.weeks.weekly` makes it, kept in the engine: it is read several times.
    """
    return together([part(engine, by_week, visits=visits, every_visit=every_visit)], visits=visits)


def part(
    engine: Engine, by_week: nw.LazyFrame[Any], *, visits: pd.DataFrame, every_visit: pd.DataFrame
) -> Part:
    """The same of some of the schools: what they add."""
    weeks = school_weeks(engine, by_week)
    here, every = placed(visits, weeks), placed(every_visit, weeks)
    rows = by_week.join(engine.beside(weeks), on=["school", "week"], how="inner")
    curve = curve_of(engine, rows, engine.beside(here[PLACED]))
    around = engine.keep(windows(rows))
    found = treated(engine, around, engine.beside(_over(here, weeks)[PLACED]))
    similar = controls(engine, around, found, engine.beside(every[PLACED]))
    matched = found.join(cells(engine, similar), on=CELL, how="inner")
    return Part(curve=curve, matched=matched_part(engine, similar, matched), lines=_lines(engine, found))


def together(parts: Sequence[Part], *, visits: pd.DataFrame) -> Study:
    """The study of all `visits`, from the parts of all schools; there is one part at least."""
    added = sum((one.curve for one in parts[1:]), start=parts[0].curve)
    curve = pd.DataFrame(
        {
            "week": list(OFFSETS),
            "attendance": (added["attended"] / added["possible"]).to_numpy(),
            "visits": added["visits"].astype(int).to_numpy(),
            "pupils": added["pupils"].astype(int).to_numpy(),
            "sessions": added["possible"].astype(int).to_numpy(),
            "provisional": (added["newest"] > 0).to_numpy(),
        }
    )
    matched = [one.matched for one in parts]
    lines = sum((one.lines for one in parts[1:]), start=parts[0].lines)
    return Study(
        visits=len(visits),
        pupils=int(visits["pupil"].nunique()),
        not_counted=len(visits) - int(curve["visits"].max()) if len(visits) else 0,
        curve=curve.merge(curves(matched), on="week", how="left"),
        change=change(matched),
        threshold=Threshold(**{str(name): int(lines[name]) for name in lines.index})
        if lines["visits"]
        else None,
    )


def _over(visits: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Visits whose weeks after are all final."""
    final = weeks[~weeks["provisional"]].groupby("school")["place"].max()
    last = visits["school"].map(final).fillna(-1)
    return visits[visits["place"] + AROUND <= last]


def curve_of(engine: Engine, rows: nw.LazyFrame[Any], visits: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Sessions of the visited pupils, week by week (index) around their visits (`visit`, `pupil`, `place`).

    Columns: `attended`, `possible`, `visits`, `pupils`, and `newest`, above 0 where a week is among the newest. `rows`
    are `analysis.weeks.weekly` with the `place` of each week and whether it is `provisional`.
    """
    offsets = engine.beside(pd.DataFrame({"offset": list(OFFSETS)}))
    # Kept first: as one question the engine makes a far slower plan of it.
    asked = engine.keep(
        visits.join(offsets, how="cross").select("pupil", "offset", place=nw.col("place") + nw.col("offset"))
    )
    found = engine.frame(
        rows.join(asked, on=["pupil", "place"], how="inner")
        .group_by("offset")
        .agg(
            nw.col("attended").sum(),
            nw.col("possible").sum(),
            # A visit has one row in a week at the most.
            nw.len().cast(nw.Int64()).alias("visits"),
            nw.col("pupil").n_unique().alias("pupils"),
            nw.col("provisional").cast(nw.Int64()).max().alias("newest"),
        )
    ).set_index("offset")
    return found.reindex(list(OFFSETS)).fillna(0).astype("float64")


def _lines(engine: Engine, found: nw.LazyFrame[Any]) -> pd.Series:
    """The numbers of a `Threshold`: of the visits with all sixteen weeks.

    The lines are those of `visits.attendance_codes.Attendance`: exactly at one is over it.
    """
    came, could = _sessions(attended), _sessions(possible)
    counts = {}
    for when in came:
        absent = could[when] - came[when]
        has_any = could[when] > 0
        counts[f"persistent_{when}"] = has_any & (absent * 10 >= could[when])
        counts[f"severe_{when}"] = has_any & (absent * 2 >= could[when])
    return (
        engine.frame(
            found.filter(~could["before"].is_null()).select(
                nw.len().cast(nw.Int64()).alias("visits"),
                *(met.cast(nw.Int64()).sum().alias(name) for name, met in counts.items()),
                *(could[when].sum().alias(f"sessions_{when}") for when in could),
            )
        )
        .fillna(0)
        .iloc[0]
    )


def _sessions(name: Callable[[int], str]) -> dict[str, nw.Expr]:
    """The sessions of the eight weeks before and of the eight after; null where one of these weeks is missing."""
    return {
        "before": total(name, range(-AROUND, 0)),
        "after": total(name, range(1, AROUND + 1)),
    }
