"""Weekly attendance from eight school weeks before a visit to eight after, beside that of similar pupils.

Visits follow poor weeks, and poor weeks are mostly followed by better ones, visit or not: a curve around visits rises by
itself. `analysis.matching` says by how much. Nothing here says why anything changed.
"""

from dataclasses import dataclass
from typing import Any

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
    possible,
    treated,
    windows,
)
from analysis.weeks import Engine, placed, school_weeks
from visits.attendance_codes import Attendance


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
    curve = _curve(engine, rows, here)
    around = engine.keep(windows(rows))
    found = treated(engine, around, _over(here, weeks))
    similar = controls(engine, around, found, every)
    matched = found.merge(cells(engine, similar), on=CELL, how="inner")
    return Study(
        visits=len(visits),
        pupils=int(visits["pupil"].nunique()),
        not_counted=len(visits) - int(curve["visits"].max()) if len(visits) else 0,
        curve=curve.merge(_matched_curve(matched), on="week", how="left"),
        change=change(engine, similar, matched) if len(matched) else None,
        threshold=_threshold(found),
    )


def _over(visits: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Visits whose weeks after are all final."""
    final = weeks[~weeks["provisional"]].groupby("school")["place"].max()
    last = visits["school"].map(final).fillna(-1)
    return visits[visits["place"] + AROUND <= last]


def _curve(engine: Engine, rows: nw.LazyFrame[Any], visits: pd.DataFrame) -> pd.DataFrame:
    """Attendance of the visited pupils, week by week around their visits."""
    spread = pd.concat([visits.assign(place=visits["place"] + offset, offset=offset) for offset in OFFSETS])
    asked = engine.beside(spread[["visit", "pupil", "place", "offset"]])
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


def _matched_curve(matched: pd.DataFrame) -> pd.DataFrame:
    """The mean over matched visits of the pupil's attendance, and of that of similar pupils, week by week."""
    return pd.DataFrame(
        {
            "week": list(OFFSETS),
            "matched": [_mean(matched[attended(k)], matched[possible(k)]) for k in OFFSETS],
            "similar": [_mean(matched[f"c{attended(k)}"], matched[f"c{possible(k)}"]) for k in OFFSETS],
        }
    )


def _mean(above: pd.Series, below: pd.Series) -> float:
    shares = above.astype("float64") / below.astype("float64").where(below > 0)
    return float(shares.mean())


def _threshold(found: pd.DataFrame) -> Threshold | None:
    """Of the visits with all sixteen weeks: over the lines of persistent and severe absence before, and after."""
    before = _sessions(found, range(-AROUND, 0))
    after = _sessions(found, range(1, AROUND + 1))
    both = [(b, a) for b, a in zip(before, after, strict=True) if b is not None and a is not None]
    if not both:
        return None
    return Threshold(
        visits=len(both),
        persistent_before=sum(b.is_persistent for b, _ in both),
        persistent_after=sum(a.is_persistent for _, a in both),
        severe_before=sum(b.is_severe for b, _ in both),
        severe_after=sum(a.is_severe for _, a in both),
        sessions_before=sum(b.possible for b, _ in both),
        sessions_after=sum(a.possible for _, a in both),
    )


def _sessions(found: pd.DataFrame, offsets: range) -> list[Attendance | None]:
    """Each visit's sessions over these weeks; None where the pupil lacks one of them."""
    came = found[[attended(k) for k in offsets]].astype("float64").sum(axis=1, skipna=False)
    could = found[[possible(k) for k in offsets]].astype("float64").sum(axis=1, skipna=False)
    return [
        None if pd.isna(c) else Attendance(attended=int(a), possible=int(c))
        for a, c in zip(came, could, strict=True)
    ]
