"""Pupils who are similar to those visited, and by how much attendance changed beyond theirs.

Matched pupils are of the same school and year group, in the same band of attendance over the same four school weeks
before, with no visit in that week or the eight before. That they are visited later does not matter: to leave those out
would keep the ones who did well by themselves. The estimate is the mean over matched visits of attendance in the eight
weeks after, less the mean of the matched pupils, corrected for what is left of the difference before (bias-corrected
matching; Abadie and Imbens 2011). The interval is analytic, from the influence of each pupil: one may stand behind
several visits and be similar to several others, and their weeks may hang together as they like. The matched pupils' noise
counts with the visits and once more by itself, so that it is rather a little too wide.
"""

from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from analysis.weeks import Engine

AROUND: Final = 8
"""So many school weeks before and after."""
BEFORE: Final = 4
"""Pupils are matched by the school weeks just before."""
BANDS: Final = 20
"""Bands of attendance are a twentieth, 5 percentage points, wide; half and less is one."""
LOWEST: Final = BANDS // 2
FEWEST: Final = 20
"""With fewer pupils than this an interval from pupils would be too narrow: none is given."""
NORMAL: Final = 1.96
ALONE: Final = 2
"""One similar pupil would not say how much chance there is in them: with fewer than two a visit has no match."""
_TINY: Final = 1e-9
OFFSETS: Final = tuple(range(-AROUND, AROUND + 1))
CELL: Final = ["school", "cohort", "place", "band"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of attendance after the matched visits, as shares 0 to 1. `rose` is `anyway` + `beyond`.

    `rose`: the eight weeks after less the four before. `anyway`: what would have come, by what similar pupils did.
    `beyond`: the rest, with a 95% interval, None with too few pupils. `similar` counts matched pupils, each of them once.
    """

    visits: int
    pupils: int
    similar: int
    rose: float
    anyway: float
    beyond: float
    low: float | None
    high: float | None


def attended(offset: int) -> str:
    """The column of attended sessions so many weeks later."""
    return f"a{offset + AROUND}"


def possible(offset: int) -> str:
    """The column of possible sessions so many weeks later."""
    return f"p{offset + AROUND}"


def windows(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Each pupil's week with the sessions of the weeks around it, as far as the pupil has all weeks between.

    `rows` have `pupil`, `school`, `cohort`, `place`, `attended`, `possible`. Kept are those with four weeks before.
    """
    one = (nw.col("possible") > 0).cast(nw.Int64())
    in_runs = rows.with_columns(row=one.cum_sum().over("pupil", order_by="place")).with_columns(
        run=nw.col("place") - nw.col("row")
    )

    def later(column: str, offset: int) -> nw.Expr:
        return nw.col(column).shift(-offset).over("pupil", "run", order_by="place").cast(nw.Int16())

    around = in_runs.with_columns(
        *(later("attended", offset).alias(attended(offset)) for offset in OFFSETS),
        *(later("possible", offset).alias(possible(offset)) for offset in OFFSETS),
    )
    columns = [name(offset) for offset in OFFSETS for name in (attended, possible)]
    before_possible = _sum(possible, range(-BEFORE, 0))
    found = around.filter(~before_possible.is_null()).with_columns(
        before=_sum(attended, range(-BEFORE, 0)) / before_possible,
        after=_sum(attended, range(1, AROUND + 1)) / _sum(possible, range(1, AROUND + 1)),
    )
    band = (nw.col("before") * BANDS).floor().cast(nw.Int64())
    return found.with_columns(
        band=nw.when(band < LOWEST).then(nw.lit(LOWEST)).otherwise(band).cast(nw.Int64())
    ).select("pupil", *CELL, "before", "after", *columns)


def _sum(name: Any, offsets: range) -> nw.Expr:
    """The sum over these weeks; null where one is missing."""
    first, *rest = (nw.col(name(offset)).cast(nw.Float64()) for offset in offsets)
    for one in rest:
        first = first + one
    return first


def treated(engine: Engine, around: nw.LazyFrame[Any], visits: pd.DataFrame) -> pd.DataFrame:
    """The visits whose pupil has all weeks from four before to eight after."""
    asked = engine.beside(visits[["visit", "pupil", "place"]])
    found = engine.frame(around.filter(~nw.col("after").is_null()).join(asked, on=["pupil", "place"]))
    return found.sort_values("visit", ignore_index=True)


def controls(
    engine: Engine, around: nw.LazyFrame[Any], visited: pd.DataFrame, every_visit: pd.DataFrame
) -> nw.LazyFrame[Any]:
    """The weeks of pupils who were not visited then or shortly before, in the cells in which somebody was."""
    near = pd.concat(
        [every_visit.assign(place=every_visit["place"] - offset) for offset in range(-AROUND, 1)]
    )
    not_then = engine.beside(near[["pupil", "place"]].drop_duplicates())
    cells = engine.beside(visited[CELL].drop_duplicates())
    return (
        around.filter(~nw.col("after").is_null())
        .join(cells, on=CELL, how="inner")
        .join(not_then, on=["pupil", "place"], how="anti")
    )


def cells(engine: Engine, similar: nw.LazyFrame[Any]) -> pd.DataFrame:
    """What stands behind each cell with two pupils or more: `n`, their means before and after, sums, and the curve."""
    before, after = nw.col("before"), nw.col("after")
    return engine.frame(
        similar.group_by(*CELL)
        .agg(
            nw.len().alias("n"),
            before.mean().alias("before_c"),
            after.mean().alias("after_c"),
            (before * before).sum().alias("bb"),
            (before * after).sum().alias("by"),
            *(nw.col(attended(offset)).sum().alias(f"c{attended(offset)}") for offset in OFFSETS),
            *(nw.col(possible(offset)).sum().alias(f"c{possible(offset)}") for offset in OFFSETS),
        )
        .filter(nw.col("n") >= ALONE)
    )


def change(engine: Engine, similar: nw.LazyFrame[Any], matched: pd.DataFrame) -> Change:
    """The change after the matched visits (`treated` joined with `cells`), beyond that of similar pupils."""
    slope = _slope(matched)
    beyond_each = (
        matched["after"] - matched["after_c"] - slope * (matched["before"] - matched["before_c"])
    ).to_numpy()
    beyond = float(beyond_each.mean())
    rose = float((matched["after"] - matched["before"]).mean())
    many = len(matched)
    influence = pd.Series(beyond_each - beyond).groupby(matched["pupil"].to_numpy()).sum() / many
    of_similar = _influence_of_similar(engine, similar, matched, slope).set_index("pupil")["influence"] / many
    both = influence.add(of_similar, fill_value=0.0)
    pupils = int(matched["pupil"].nunique())
    wide = NORMAL * float(np.sqrt((both**2).sum())) if pupils >= FEWEST else None
    return Change(
        visits=many,
        pupils=pupils,
        similar=len(of_similar),
        rose=rose,
        anyway=rose - beyond,
        beyond=beyond,
        low=None if wide is None else beyond - wide,
        high=None if wide is None else beyond + wide,
    )


def _slope(matched: pd.DataFrame) -> float:
    """By how much more who attended more before attends after, within cells that count by their visits; 0 where nobody
    differs."""
    n, before, after = matched["n"], matched["before_c"], matched["after_c"]
    spread = float((matched["bb"] / n - before**2).sum())
    together = float((matched["by"] / n - before * after).sum())
    return together / spread if spread > _TINY else 0.0


def _influence_of_similar(
    engine: Engine, similar: nw.LazyFrame[Any], matched: pd.DataFrame, slope: float
) -> pd.DataFrame:
    """What each similar pupil moves the estimate by, times the number of visits."""
    means = matched.groupby(CELL, as_index=False).agg(
        before_c=("before_c", "first"),
        after_c=("after_c", "first"),
        n=("n", "first"),
        visits=("visit", "size"),
    )
    # What a mean of n hides of the spread between them is put back.
    means["share"] = means["visits"] / means["n"] * np.sqrt(means["n"] / (means["n"] - 1))
    residual = nw.col("after") - nw.col("after_c") - nw.lit(slope) * (nw.col("before") - nw.col("before_c"))
    return engine.frame(
        similar.join(engine.beside(means), on=CELL, how="inner")
        .select("pupil", (residual * nw.col("share") * -1.0).alias("influence"))
        .group_by("pupil")
        .agg(nw.col("influence").sum())
    )
