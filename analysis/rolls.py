"""How many pupils were on roll on a day, and what comes of a count per 100 of them."""

from collections.abc import Collection
from datetime import date

import pandas as pd

PER: float = 100.0


def on_roll(roll: pd.DataFrame, day: date, *, schools: Collection[str]) -> "pd.Series[int]":
    """Pupils on roll that day by `school` and `year_group`.

    `roll` has `school`, `year_group`, `from_on` and `to_on` (dates, both counted) and `pupils`. A year group is the one
    that a pupil is in now, or was in when they left.
    """
    there = roll["school"].isin(schools) & (roll["from_on"] <= day) & (roll["to_on"] >= day)
    counted: pd.Series[int] = roll[there].groupby(["school", "year_group"])["pupils"].sum()
    return counted


def pupils_on_roll(roll: pd.DataFrame, day: date, *, schools: Collection[str]) -> int:
    """All pupils on roll that day at these schools."""
    return 0 if roll.empty else int(on_roll(roll, day, schools=schools).sum())


def per_100(count: int, pupils: int) -> float | None:
    """The count per 100 pupils; None where there are none."""
    return PER * count / pupils if pupils else None
