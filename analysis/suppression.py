"""Small numbers in tables that leave the circle of those who know the families.

No single DfE rule fits every table. Ours: counts of 1 to 5 are shown as `c`; wherever a total would give one away, a
second cell is suppressed with it; a true zero is shown; a share whose count is suppressed is suppressed.
"""

import pandas as pd

SMALL = 5
MARK = "c"


def suppressed(counts: pd.Series) -> pd.Series:
    """Which cells of one column of counts may not be shown beside their total: a Series of bool on the same index.

    Cells of 1 to 5, and as long as these are fewer than two or add up to 5 or less, the smallest of the others that is
    not zero: from the total nobody can then work one out.
    """
    hidden = counts.between(1, SMALL)
    if not hidden.any():
        return hidden
    others = counts[~hidden & (counts > 0)].sort_values(kind="stable").index.tolist()
    while others and (hidden.sum() < 2 or counts[hidden].sum() <= SMALL):
        hidden[others.pop(0)] = True
    return hidden


def total_is_safe(counts: pd.Series) -> bool:
    """Whether the total can stand beside the cells: not if it would still give a suppressed one away."""
    hidden = suppressed(counts)
    return not hidden.any() or (hidden.sum() >= 2 and counts[hidden].sum() > SMALL)


def shown(counts: pd.Series) -> pd.Series:
    """The counts as text, suppressed ones as `c`. Index kept."""
    return counts.astype(str).mask(suppressed(counts), MARK)
