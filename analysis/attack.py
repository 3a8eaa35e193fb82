"""What somebody can work out from tables in which cells are hidden: by one sum, by all of them, by what numbers fit.

A table is a matrix of its sums: a row a sum, a column a cell, 1 for a part and -1 for the total. `hidden` marks cells.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]
Marks = NDArray[np.bool_]

_TINY: Final = 1e-5
_RIDGE: Final = 1e-11
_ROUNDS: Final = 40


def solved(matrix: Numbers, hidden: Marks) -> Marks:
    """The hidden cells that have one value in every solution of the sums.

    A cell that the sums alone decide has a leverage of one; one in a ring of so many cells falls short by one part in as
    many.
    """
    unknown = matrix[:, hidden]
    unknown = unknown[(unknown != 0).any(axis=1)]
    leverage = (unknown * settled(unknown @ unknown.T, unknown)).sum(axis=0)
    found = np.zeros_like(hidden)
    found[np.flatnonzero(hidden)[leverage > 1 - _TINY]] = True
    return found


def settled(square: Numbers, right: Numbers) -> Numbers:
    """Solve a symmetric system in which some rows may follow from others."""
    if not square.size:
        return np.zeros_like(right)
    ridge = _RIDGE * float(np.trace(square)) / len(square)
    return np.linalg.solve(square + ridge * np.eye(len(square)), right)


def only_fit(matrix: Numbers, low: Numbers, high: Numbers, hidden: Marks) -> Marks:
    """The hidden cells for which one number is left, when every cell is between `low` and `high`.

    Limits are carried from cell to cell along the sums until nothing moves any more, or hardly anything does.
    """
    touched = (matrix[:, hidden] != 0).any(axis=1)
    here = matrix[np.ix_(touched, hidden)]
    shown = matrix[np.ix_(touched, ~hidden)] @ low[~hidden]
    low, high = _narrowed(here, shown, low[hidden], high[hidden])
    found = np.zeros_like(hidden)
    found[np.flatnonzero(hidden)[low >= high]] = True
    return found


def _narrowed(matrix: Numbers, rest: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Limits of cells of which `matrix @ cells + rest` is zero."""
    part, total = matrix > 0, matrix < 0
    for _ in range(_ROUNDS if len(matrix) else 0):
        least = np.where(part, low, 0) - np.where(total, high, 0)
        most = np.where(part, high, 0) - np.where(total, low, 0)
        others_least = (least.sum(axis=1) + rest)[:, np.newaxis] - least
        others_most = (most.sum(axis=1) + rest)[:, np.newaxis] - most
        lower = np.where(part, -others_most, np.where(total, others_least, -np.inf)).max(axis=0)
        upper = np.where(part, -others_least, np.where(total, others_most, np.inf)).min(axis=0)
        new_low, new_high = np.maximum(low, lower), np.minimum(high, upper)
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high
