"""Weekly attendance from eight school weeks before a visit to eight after, beside that of similar pupils.

Visits follow poor weeks, and poor weeks are mostly followed by better ones, visit or not: a curve around visits rises by
itself. `analysis.matching` says by how much. Nothing here says why anything changed.
"""

from collections.abc import Callable, Mapping, Sequence
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
CHILDREN: Final = "children_"


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Visits whose pupil was over a line of absence in the eight weeks before, and after, with the sessions behind it.

    `children` is how many different ones stand behind each of these counts, by its name; behind the visits beside it
    ("not_severe_before"); and behind those that are over one line and not over the other ("between_before").
    """

    visits: int
    persistent_before: int
    persistent_after: int
    severe_before: int
    severe_after: int
    sessions_before: int
    sessions_after: int
    children: Mapping[str, int]


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
        threshold=_threshold(lines) if lines["visits"] else None,
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
    """The numbers of a `Threshold`, of the visits with all sixteen weeks; those of children have `CHILDREN` before them.

    The lines are those of `visits.attendance_codes.Attendance`: exactly at one is over it.
    """
    came, could = _sessions(attended), _sessions(possible)
    met = {}
    for when in came:
        absent = could[when] - came[when]
        has_any = could[when] > 0
        met[f"persistent_{when}"] = has_any & (absent * 10 >= could[when])
        met[f"severe_{when}"] = has_any & (absent * 2 >= could[when])
    each = found.filter(~could["before"].is_null()).select(
        "pupil",
        **{name: over.cast(nw.Int64()) for name, over in met.items()},
        **{f"sessions_{when}": sessions for when, sessions in could.items()},
    )
    added = [*met, *(f"sessions_{when}" for when in could)]
    of_pupils = engine.frame(
        each.group_by("pupil").agg(
            nw.len().cast(nw.Int64()).alias("visits"), *(nw.col(name).sum() for name in added)
        )
    ).fillna(0)
    numbers: pd.Series = pd.concat(
        [of_pupils[["visits", *added]].sum(), _children(of_pupils, list(met), list(could))]
    )
    return numbers


def _children(of_pupils: pd.DataFrame, lines: Sequence[str], whens: Sequence[str]) -> pd.Series:
    """How many pupils have a visit that is over a line, that is not, and that lies between the two."""
    visits = of_pupils["visits"]
    between = {when: of_pupils[f"persistent_{when}"] - of_pupils[f"severe_{when}"] for when in whens}
    has_one = {
        **{name: of_pupils[name] > 0 for name in lines},
        **{f"not_{name}": of_pupils[name] < visits for name in lines},
        **{f"between_{when}": count > 0 for when, count in between.items()},
    }
    return pd.Series({f"{CHILDREN}{name}": int(some.sum()) for name, some in has_one.items()})


def _threshold(lines: pd.Series) -> Threshold:
    numbers = {str(name): int(count) for name, count in lines.items()}
    children = {name.removeprefix(CHILDREN): n for name, n in numbers.items() if name.startswith(CHILDREN)}
    counts = {name: n for name, n in numbers.items() if not name.startswith(CHILDREN)}
    return Threshold(**counts, children=children)


def _sessions(name: Callable[[int], str]) -> dict[str, nw.Expr]:
    """The sessions of the eight weeks before and of the eight after; null where one of these weeks is missing."""
    return {
        "before": total(name, range(-AROUND, 0)),
        "after": total(name, range(1, AROUND + 1)),
    }
