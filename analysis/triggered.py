"""Which pupils meet a line of absence, and the last day on which each did not. Frames are narwhals LazyFrames.

A day counts with the sessions of it that were possible. Absent on a day is absent in every one of them.
"""

from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.weeks import Engine
from visits.attendance_codes import ATTENDED, Category
from visits.triggers import FEWEST_SESSIONS, PERSISTENT_PERCENT, SEVERE_PERCENT, Line, Trigger

COLUMNS: Final = ("pupil", "line", "last_day", "days", "attended", "possible", "met_after")


def by_day(marks: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Attended and possible sessions of each pupil on each day, and both added up since the first of these marks."""
    category = nw.col("category")
    came = (category == int(ATTENDED[0])) | (category == int(ATTENDED[1]))
    days = (
        marks.filter(category != int(Category.NOT_POSSIBLE))
        .select("pupil", nw.col("day").cast(nw.Int64()), came.cast(nw.Int64()).alias("attended"))
        .group_by("pupil", "day")
        .agg(nw.col("attended").sum().cast(nw.Int64()), nw.len().cast(nw.Int64()).alias("possible"))
    )
    return days.with_columns(
        nw.col("attended").cum_sum().over("pupil", order_by="day").cast(nw.Int64()).alias("attended_so_far"),
        nw.col("possible").cum_sum().over("pupil", order_by="day").cast(nw.Int64()).alias("possible_so_far"),
    )


def triggered(engine: Engine, days: nw.LazyFrame[Any], trigger: Trigger) -> pd.DataFrame:
    """Who meets which line on their newest day, a row for each pupil and line.

    Columns: `pupil`, `line`, `last_day` (their newest day with marks), `days` absent in a row up to it, `attended` and
    `possible` sessions so far, and `met_after`: the last day on which they did not meet the line; empty where they met it
    from their first day on. A visit after that day is one since. `days` is as `by_day` makes it.
    """
    kept = engine.keep(days)
    found = [_in_a_row(engine, kept, trigger.days)] if trigger.days else []
    found += [_below(engine, kept, line, percent) for line, percent in _lines(trigger)]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
    return pd.concat(found, ignore_index=True)[list(COLUMNS)]


def _lines(trigger: Trigger) -> list[tuple[Line, float]]:
    """The lines of attendance that are asked for, each with the percentage that is not enough: at or below it."""
    found: list[tuple[Line, float]] = []
    if trigger.severe:
        found.append((Line.SEVERE, SEVERE_PERCENT))
    if trigger.persistent:
        found.append((Line.PERSISTENT, PERSISTENT_PERCENT))
    if trigger.percent is not None:
        # Below the school's own line, not at it: a thousandth under it, so that one comparison does for all.
        found.append((Line.PERCENT, trigger.percent - 0.001))
    return found


def _in_a_row(engine: Engine, days: nw.LazyFrame[Any], wanted: int) -> pd.DataFrame:
    """Pupils who were away on so many whole days in a row, up to their newest."""
    there = days.filter(nw.col("attended") > 0).group_by("pupil").agg(nw.col("day").max().alias("met_after"))
    away = (
        days.join(there, on="pupil", how="left")
        .filter(nw.col("met_after").is_null() | (nw.col("day") > nw.col("met_after")))
        .group_by("pupil")
        .agg(nw.len().cast(nw.Int64()).alias("days"))
        .filter(nw.col("days") >= wanted)
    )
    found = engine.frame(
        _newest(days).join(away, on="pupil", how="inner").join(there, on="pupil", how="left")
    )
    return found.assign(line=Line.DAYS.value)


def _below(engine: Engine, days: nw.LazyFrame[Any], line: Line, percent: float) -> pd.DataFrame:
    """Pupils whose attendance so far is at or below the percentage on their newest day."""
    is_met = (nw.col("attended_so_far") * 100 <= nw.col("possible_so_far") * percent) & (
        nw.col("possible_so_far") >= FEWEST_SESSIONS
    )
    not_yet = days.filter(~is_met).group_by("pupil").agg(nw.col("day").max().alias("met_after"))
    newest = _newest(days).join(not_yet, on="pupil", how="left")
    met = newest.filter(nw.col("met_after").is_null() | (nw.col("met_after") < nw.col("last_day")))
    return engine.frame(met).assign(line=line.value, days=0)


def _newest(days: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Each pupil's newest day with the sessions so far."""
    return days.group_by("pupil").agg(
        nw.col("day").max().alias("last_day"),
        nw.col("attended").sum().cast(nw.Int64()),
        nw.col("possible").sum().cast(nw.Int64()),
    )
