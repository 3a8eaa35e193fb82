"""Attendance around the visits of one closed term, as it is published: of ten pupils or more, counts in tens.

The visits of two terms are never the same, and each term is published once: there are no two answers of which one could
be subtracted from the other (docs/adr/0016).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.around_visits import Study, study
from analysis.attendance_choice import own_attendance
from analysis.attendance_seen import lines, protected
from analysis.matching import Change
from analysis.suppression import MARK
from analysis.weeks import Engine, weekly

COLUMNS: Final = ("week", "attendance", "visits", "pupils", "sessions", "matched", "similar", "provisional")
_DIGITS: Final = 3
"""A share is published to a tenth of a percentage point."""


def documents(
    engine: Engine,
    marks: nw.LazyFrame[Any],
    *,
    pupils: pd.DataFrame,
    visits: pd.DataFrame,
    terms: Sequence[tuple[int, int]],
    own_weeks: tuple[int, int],
) -> list[dict[str, Any]]:
    """A table for each of the terms, given as first and last day (since 1970), of one school.

    The frames are `data.queries.attendance`'s. A visit belongs to the term in which the Monday of its week lies.
    """
    by_week = engine.keep(weekly(marks, engine.beside(pupils[["pupil", "school", "cohort"]])))
    own = own_attendance(engine, by_week, *own_weeks)
    found = []
    for first, last in terms:
        then = visits[visits["on_roll"] & visits["week"].between(first, last)]
        table = _document(protected(study(engine, by_week, visits=then, every_visit=visits)))
        share = None if own is None or own.share is None else round(own.share, _DIGITS)
        found.append({**table, "own": share})
    return found


def _document(found: Study) -> dict[str, Any]:
    curve = found.curve[list(COLUMNS)].astype(object).where(found.curve[list(COLUMNS)].notna(), None)
    return {
        "visits": found.visits,
        "pupils": found.pupils,
        "curve": [[_plain(value) for value in row] for row in curve.itertuples(index=False)],
        "change": None
        if found.change is None
        else {name: _plain(value) for name, value in asdict(found.change).items()},
        "lines": _lines(found),
    }


def _plain(value: Any) -> Any:
    """A number as JSON keeps it."""
    if isinstance(value, float):
        return round(value, _DIGITS) if value != int(value) else int(value)
    return value.item() if hasattr(value, "item") else value


def _lines(found: Study) -> list[list[Any]]:
    if found.threshold is None:
        return []
    table = lines(found.threshold, small_numbers=False)
    return [
        [row["line"], *(MARK if pd.isna(row[when]) else int(row[when]) for when in ("before", "after"))]
        for _, row in table.iterrows()
    ]


def study_of(document: Mapping[str, Any]) -> Study:
    """The published table as a study again, for its figure and its sentences."""
    curve = pd.DataFrame(document["curve"], columns=list(COLUMNS))
    numbers = [name for name in COLUMNS if name not in ("week", "provisional")]
    curve[numbers] = curve[numbers].astype("float64")
    change = document["change"]
    return Study(
        visits=document["visits"],
        pupils=document["pupils"],
        not_counted=0,
        curve=curve.astype({"week": "int64", "provisional": "bool"}),
        change=None if change is None else Change(**change),
        threshold=None,
    )
