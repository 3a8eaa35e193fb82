"""Pupils who are similar to those visited, and by how much attendance changed beyond theirs.

Matched pupils are of the same school and year group, in the same band of attendance over the same four school weeks
before, with no visit in that week or the eight before. That they are visited later does not matter: to leave those out
would keep the ones who did well by themselves. The estimate is the mean over matched visits of attendance in the eight
weeks after, less the mean of the matched pupils, corrected for what is left of the difference before (bias-corrected
matching; Abadie and Imbens 2011). The interval is analytic, from the influence of each pupil: one may stand behind
several visits and be similar to several others, and their weeks may hang together as they like. The matched pupils' noise
counts with the visits and once more by itself, so that it is rather a little too wide.
"""

from collections.abc import Callable, Sequence
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
        return nw.col(column).shift(-offset).over("pupil", "run", order_by="place")

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


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What the matched visits of some schools add to the whole: sums, so that those of other schools can be added.

    `curve` has for each week (index) the sums of shares and how many there are: `matched`, `matched_n`, `similar`,
    `similar_n`. `spread` and `together` are what the slope is made of. `visited` has a row a pupil: `visits`, the sum of
    `rise`, and of `after` and `before`, each less that of similar pupils. `similar` has the same two of each similar
    pupil, weighed, for their influence.
    """

    curve: pd.DataFrame
    spread: float
    together: float
    visited: pd.DataFrame
    similar: pd.DataFrame


def matched_part(engine: Engine, similar: nw.LazyFrame[Any], matched: nw.LazyFrame[Any]) -> Matched:
    """What the matched visits (`treated` joined with `cells`) add up to."""
    n, before, after = nw.col("n"), nw.col("before_c"), nw.col("after_c")
    slope = engine.frame(
        matched.select(
            spread=(nw.col("bb") / n - before * before).sum(),
            together=(nw.col("by") / n - before * after).sum(),
        )
    ).fillna(0.0)
    visited = engine.frame(
        matched.select(
            "pupil",
            rise=nw.col("after") - nw.col("before"),
            after=nw.col("after") - after,
            before=nw.col("before") - before,
        )
        .group_by("pupil")
        .agg(nw.col("rise", "after", "before").sum(), nw.len().cast(nw.Int64()).alias("visits"))
    )
    return Matched(
        curve=_curves(engine, matched),
        spread=float(slope["spread"].iloc[0]),
        together=float(slope["together"].iloc[0]),
        visited=visited,
        similar=_similar(engine, similar, matched),
    )


def _curves(engine: Engine, matched: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Each matched visit's attendance, and that of its similar pupils, added up week by week."""
    names = {"matched": "", "similar": "c"}
    shares = {
        f"{name}_{offset}": _share(f"{start}{attended(offset)}", f"{start}{possible(offset)}")
        for name, start in names.items()
        for offset in OFFSETS
    }
    found = engine.frame(
        matched.select(
            *(share.sum().alias(name) for name, share in shares.items()),
            *(share.count().cast(nw.Int64()).alias(f"{name}_n") for name, share in shares.items()),
        )
    ).iloc[0]
    return pd.DataFrame(
        {
            f"{name}{end}": [found[f"{name}_{offset}{end}"] for offset in OFFSETS]
            for name in names
            for end in ("", "_n")
        },
        index=list(OFFSETS),
    ).fillna(0.0)


def _share(above: str, below: str) -> nw.Expr:
    """One column as a share of another; null where there is nothing to share."""
    under = nw.col(below).cast(nw.Float64())
    return nw.when(under > 0).then(nw.col(above).cast(nw.Float64()) / under)


def _similar(engine: Engine, similar: nw.LazyFrame[Any], matched: nw.LazyFrame[Any]) -> pd.DataFrame:
    """How far each similar pupil is from the mean of their cells, weighed by the visits that are held against it."""
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
    return engine.frame(
        similar.select("pupil", *CELL, "before", "after")
        .join(means, on=CELL, how="inner")
        .select(
            "pupil",
            after=(nw.col("after") - nw.col("after_c")) * nw.col("share") * -1.0,
            before=(nw.col("before") - nw.col("before_c")) * nw.col("share") * -1.0,
        )
        .group_by("pupil")
        .agg(nw.col("after", "before").sum())
    )


def change(parts: Sequence[Matched]) -> Change | None:
    """The change after the matched visits of all parts, beyond similar pupils'; None where there is no such visit."""
    visited = pd.concat([part.visited for part in parts], ignore_index=True)
    similar = pd.concat([part.similar for part in parts], ignore_index=True)
    many = int(visited["visits"].sum())
    if not many:
        return None
    slope = _slope(parts)
    each = visited["after"] - slope * visited["before"]
    beyond, rose = float(each.sum()) / many, float(visited["rise"].sum()) / many
    of_visited = visited[["pupil"]].assign(influence=each - visited["visits"] * beyond)
    of_similar = similar[["pupil"]].assign(influence=similar["after"] - slope * similar["before"])
    both = pd.concat([of_visited, of_similar]).groupby("pupil")["influence"].sum() / many
    wide = NORMAL * float(np.sqrt((both**2).sum())) if len(visited) >= FEWEST else None
    return Change(
        visits=many,
        pupils=len(visited),
        similar=len(similar),
        rose=rose,
        anyway=rose - beyond,
        beyond=beyond,
        low=None if wide is None else beyond - wide,
        high=None if wide is None else beyond + wide,
    )


def _slope(parts: Sequence[Matched]) -> float:
    """By how much more who attended more before attends after, within cells that count by their visits; 0 where nobody
    differs."""
    spread = sum(part.spread for part in parts)
    return sum(part.together for part in parts) / spread if spread > _TINY else 0.0


def curves(parts: Sequence[Matched]) -> pd.DataFrame:
    """The mean over the matched visits of the pupil's attendance (`matched`) and of that of similar pupils (`similar`)
    by `week`."""
    added = sum((part.curve for part in parts[1:]), start=parts[0].curve)
    return pd.DataFrame(
        {
            "week": list(OFFSETS),
            **{name: (added[name] / added[f"{name}_n"]).to_numpy() for name in ("matched", "similar")},
        }
    )
