"""Pupils who are similar to those visited, and by how much attendance changed beyond theirs.

Matched pupils are of the same school and year group, in the same band of attendance over the same four school weeks
before, with no visit in that week or the eight before. That they are visited later does not matter: to leave those out
would keep the ones who did well by themselves. The estimate is the mean over matched visits of attendance in the eight
weeks after, less the mean of the matched pupils, corrected for what is left of the difference before (bias-corrected
matching; Abadie and Imbens 2011). The interval is analytic, from the influence of each pupil: one may stand behind
several visits and be similar to several others, and their weeks may hang together as they like. The matched pupils' noise
counts with the visits and once more by itself, so that it is rather a little too wide.
"""

from collections.abc import Callable
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

    `rows` have `pupil`, `school`, `cohort`, `place`, `attended`, `possible`. Kept are those with four weeks before and
    eight after.
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
    before_possible, after_possible = (
        total(possible, range(-BEFORE, 0)),
        total(possible, range(1, AROUND + 1)),
    )
    found = around.filter(~before_possible.is_null(), ~after_possible.is_null()).with_columns(
        before=total(attended, range(-BEFORE, 0)) / before_possible,
        after=total(attended, range(1, AROUND + 1)) / after_possible,
    )
    band = (nw.col("before") * BANDS).floor().cast(nw.Int64())
    return found.with_columns(
        band=nw.when(band < LOWEST).then(nw.lit(LOWEST)).otherwise(band).cast(nw.Int64())
    ).select("pupil", *CELL, "before", "after", *columns)


def total(name: Callable[[int], str], offsets: range) -> nw.Expr:
    """The sum over these weeks; null where one is missing."""
    first, *rest = (nw.col(name(offset)).cast(nw.Float64()) for offset in offsets)
    for one in rest:
        first = first + one
    return first


def treated(engine: Engine, around: nw.LazyFrame[Any], visits: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The visits (`visit`, `pupil`, `place`) whose pupil has all weeks from four before to eight after."""
    return engine.keep(around.join(visits.select("visit", "pupil", "place"), on=["pupil", "place"]))


def controls(
    engine: Engine, around: nw.LazyFrame[Any], visited: nw.LazyFrame[Any], every_visit: nw.LazyFrame[Any]
) -> nw.LazyFrame[Any]:
    """The weeks of pupils who were not visited then or shortly before, in the cells in which somebody was."""
    lately = engine.beside(pd.DataFrame({"later": range(AROUND + 1)}))
    near = every_visit.join(lately, how="cross").select("pupil", place=nw.col("place") + nw.col("later"))
    return engine.keep(
        around.join(visited.select(*CELL).unique(), on=CELL, how="semi").join(
            near.unique(), on=["pupil", "place"], how="anti"
        )
    )


def cells(engine: Engine, similar: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """What stands behind each cell with two pupils or more: `n`, their means before and after, sums, and the curve."""
    before, after = nw.col("before"), nw.col("after")
    return engine.keep(
        similar.group_by(*CELL)
        .agg(
            nw.len().cast(nw.Int64()).alias("n"),
            before.mean().alias("before_c"),
            after.mean().alias("after_c"),
            (before * before).sum().alias("bb"),
            (before * after).sum().alias("by"),
            *(
                nw.col(attended(offset)).sum().cast(nw.Int32()).alias(f"c{attended(offset)}")
                for offset in OFFSETS
            ),
            *(
                nw.col(possible(offset)).sum().cast(nw.Int32()).alias(f"c{possible(offset)}")
                for offset in OFFSETS
            ),
        )
        .filter(nw.col("n") >= ALONE)
    )


def curves(engine: Engine, matched: nw.LazyFrame[Any]) -> pd.DataFrame:
    """The mean over matched visits of the pupil's attendance, and of that of similar pupils, week by week."""
    names = {"matched": "", "similar": "c"}
    found = engine.frame(
        matched.select(
            *(
                _share(f"{start}{attended(offset)}", f"{start}{possible(offset)}")
                .mean()
                .alias(f"{name}_{offset}")
                for name, start in names.items()
                for offset in OFFSETS
            )
        )
    )
    return pd.DataFrame(
        {
            "week": list(OFFSETS),
            **{name: [float(found[f"{name}_{offset}"].iloc[0]) for offset in OFFSETS] for name in names},
        }
    )


def _share(above: str, below: str) -> nw.Expr:
    """One column as a share of another; null where there is nothing to share."""
    under = nw.col(below).cast(nw.Float64())
    return nw.when(under > 0).then(nw.col(above).cast(nw.Float64()) / under)


def change(engine: Engine, similar: nw.LazyFrame[Any], matched: nw.LazyFrame[Any]) -> Change | None:
    """The change after the matched visits (`treated` joined with `cells`), beyond similar pupils'; None for none."""
    slope = _slope(engine, matched)
    before = nw.col("before") - nw.col("before_c")
    each = matched.select(
        "pupil",
        rise=nw.col("after") - nw.col("before"),
        beyond=nw.col("after") - nw.col("after_c") - nw.lit(slope) * before,
    )
    by_pupil = engine.frame(
        each.group_by("pupil").agg(
            nw.col("rise").sum(), nw.col("beyond").sum(), nw.len().cast(nw.Int64()).alias("visits")
        )
    )
    many = int(by_pupil["visits"].sum())
    if not many:
        return None
    beyond, rose = float(by_pupil["beyond"].sum()) / many, float(by_pupil["rise"].sum()) / many
    of_similar = _influence_of_similar(engine, similar, matched, slope)
    of_visited = by_pupil[["pupil"]].assign(influence=by_pupil["beyond"] - by_pupil["visits"] * beyond)
    both = pd.concat([of_visited, of_similar]).groupby("pupil")["influence"].sum() / many
    wide = NORMAL * float(np.sqrt((both**2).sum())) if len(by_pupil) >= FEWEST else None
    return Change(
        visits=many,
        pupils=len(by_pupil),
        similar=len(of_similar),
        rose=rose,
        anyway=rose - beyond,
        beyond=beyond,
        low=None if wide is None else beyond - wide,
        high=None if wide is None else beyond + wide,
    )


def _slope(engine: Engine, matched: nw.LazyFrame[Any]) -> float:
    """By how much more who attended more before attends after, within cells that count by their visits; 0 where nobody
    differs."""
    n, before, after = nw.col("n"), nw.col("before_c"), nw.col("after_c")
    found = engine.frame(
        matched.select(
            spread=(nw.col("bb") / n - before * before).sum(),
            together=(nw.col("by") / n - before * after).sum(),
        )
    ).iloc[0]
    spread = found["spread"]
    return float(found["together"] / spread) if pd.notna(spread) and spread > _TINY else 0.0


def _influence_of_similar(
    engine: Engine, similar: nw.LazyFrame[Any], matched: nw.LazyFrame[Any], slope: float
) -> pd.DataFrame:
    """What each similar pupil moves the estimate by, times the number of visits."""
    n = nw.col("n").cast(nw.Float64())
    means = (
        matched.group_by(*CELL)
        .agg(
            nw.col("before_c").max(),
            nw.col("after_c").max(),
            nw.col("n").max(),
            nw.len().cast(nw.Float64()).alias("visits"),
        )
        # What a mean of n hides of the spread between them is put back.
        .with_columns(share=nw.col("visits") / n * (n / (n - 1)).sqrt())
    )
    residual = nw.col("after") - nw.col("after_c") - nw.lit(slope) * (nw.col("before") - nw.col("before_c"))
    return engine.frame(
        similar.select("pupil", *CELL, "before", "after")
        .join(means, on=CELL, how="inner")
        .select("pupil", (residual * nw.col("share") * -1.0).alias("influence"))
        .group_by("pupil")
        .agg(nw.col("influence").sum())
    )
