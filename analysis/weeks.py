"""Marks gathered by pupil and school week. Frames are narwhals LazyFrames: whoever opens the files chooses the engine.

A week is the Monday's day since 1970, a whole number: not every engine takes dates apart. Only school weeks count: those
in which a school has a possible session. They are numbered one after the other, holidays left out, by `place`.
"""

from typing import Any, Final, Protocol

import narwhals as nw
import pandas as pd

from visits.attendance_codes import ATTENDED, Category

PROVISIONAL: Final = 2
"""Registers are put right for about two weeks: the newest weeks of a school are provisional."""
_MONDAY: Final = 3
"""1 January 1970 was a Thursday."""


class Engine(Protocol):
    """Whatever works LazyFrames out."""

    def frame(self, wanted: nw.LazyFrame[Any]) -> pd.DataFrame:
        """Work it out into memory."""
        ...

    def beside(self, frame: pd.DataFrame) -> nw.LazyFrame[Any]:
        """A small frame to be joined with."""
        ...

    def keep(self, wanted: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Work it out once, in the engine, to be read several times."""
        ...


class Marked(Engine, Protocol):
    """An engine in which the files of some schools are open."""

    def marks(self) -> nw.LazyFrame[Any]:
        """All marks of the files."""
        ...


def monday(day: int) -> int:
    """The Monday of a day's week, both in days since 1970."""
    return day - (day + _MONDAY) % 7


def weekly(marks: nw.LazyFrame[Any], pupils: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Attended and possible sessions by `pupil` and `week`, with the pupil's `school` and `cohort`.

    `marks` have `pupil`, `day` and `category`; `pupils` have `pupil`, `school` and `cohort`, whole numbers. A pupil
    without a possible session in a week has no row for it.
    """
    category = nw.col("category")
    attended = (category == int(ATTENDED[0])) | (category == int(ATTENDED[1]))
    day = nw.col("day").cast(nw.Int64())
    return (
        marks.filter(category != int(Category.NOT_POSSIBLE))
        .select(
            "pupil",
            (day - (day + _MONDAY) % 7).alias("week"),
            attended.cast(nw.Int64()).alias("attended"),
        )
        .group_by("pupil", "week")
        .agg(nw.col("attended").sum().cast(nw.Int16()), nw.len().cast(nw.Int16()).alias("possible"))
        .join(pupils, on="pupil", how="inner")
    )


def school_weeks(engine: Engine, by_week: nw.LazyFrame[Any]) -> pd.DataFrame:
    """The school weeks of each school: `school`, `week`, `place` from 0, and whether it is `provisional`."""
    found = engine.frame(by_week.select("school", "week").unique())
    weeks = found.sort_values(["school", "week"], ignore_index=True)
    place = weeks.groupby("school").cumcount()
    last = weeks.groupby("school")["week"].transform("size") - 1
    return weeks.assign(place=place, provisional=place > last - PROVISIONAL)


def placed(visits: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Visits with the `place` of their `week`; of one in the holidays, that of the next school week.

    Visits after the last school week that has marks are left out.
    """
    found = pd.merge_asof(
        visits.sort_values("week", kind="stable"),
        weeks[["school", "week", "place"]].sort_values("week", kind="stable"),
        on="week",
        by="school",
        direction="forward",
    )
    known = found[found["place"].notna()]
    return known.assign(place=known["place"].astype("int64")).sort_values("visit", ignore_index=True)
