"""What of the curve around visits is shown to whoever may not see small numbers.

Points with fewer than ten pupils are not shown, their counts are rounded down to tens, and a count of visits over a
line of absence is `c` where it, or what is left beside it, is 1 to 5, of visits or of the children behind them. Such a
viewer chooses one school and nothing else: no two answers can be subtracted from each other (docs/adr/0012).
"""

from dataclasses import replace
from typing import Final

import pandas as pd

from analysis.around_visits import Study, Threshold
from analysis.suppression import is_small

TENS: Final = 10
FEWEST: Final = TENS
"""Fewer would be rounded down to a 0 that is none."""
LINES: Final = {"persistent": "Persistent: absent 10% or more", "severe": "Severe: absent 50% or more"}
_COUNTS: Final = ["visits", "pupils", "sessions"]
_SHARES: Final = ["attendance", "matched", "similar"]


def protected(study: Study) -> Study:
    """The study with nothing in it that could be a family."""
    few = study.curve["pupils"] < FEWEST
    curve = study.curve.copy()
    curve[_COUNTS] = (curve[_COUNTS] // TENS * TENS).astype("float64")
    curve[_COUNTS + _SHARES] = curve[_COUNTS + _SHARES].mask(few)
    change = study.change
    if change is None or change.low is None or change.pupils < FEWEST:
        curve[["matched", "similar"]] = float("nan")
        change = None
    return replace(
        study,
        visits=_tens(study.visits),
        pupils=_tens(study.pupils),
        not_counted=_tens(study.not_counted),
        curve=curve,
        change=change and replace(change, visits=_tens(change.visits), pupils=_tens(change.pupils)),
        threshold=None if study.pupils < FEWEST else study.threshold,
    )


def _tens(count: int) -> int:
    return count // TENS * TENS


def lines(threshold: Threshold, *, small_numbers: bool) -> pd.DataFrame:
    """Visits over the lines of absence before and after: numbers, or None where one is not shown."""
    shown = [
        (
            words,
            *(
                getattr(threshold, name) if small_numbers or _is_safe(threshold, name) else None
                for name in (f"{line}_before", f"{line}_after")
            ),
        )
        for line, words in LINES.items()
    ]
    table = pd.DataFrame(shown, columns=["line", "before", "after"])
    return table.astype({"before": "Int64", "after": "Int64"})


def _is_safe(threshold: Threshold, name: str) -> bool:
    """Neither it, nor the rest, nor what lies between the two lines is a handful, of visits or of children."""
    count = getattr(threshold, name)
    visits = (
        count,
        threshold.visits - count,
        threshold.persistent_before - threshold.severe_before,
        threshold.persistent_after - threshold.severe_after,
    )
    behind = (name, f"not_{name}", "between_before", "between_after")
    return not any(is_small(number) for number in (*visits, *(threshold.children[key] for key in behind)))
