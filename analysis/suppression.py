"""Small numbers in tables that leave the circle of those who know the families.

No single DfE rule fits every table. Ours: counts of 1 to 5 are shown as `c`; a true zero is shown; where a `c` could be
worked out, other cells become `c` with it. "Worked out" is meant in earnest: all tables that somebody can reach, with
their totals, are protected together, against whoever adds, subtracts, solves, and tries which numbers fit
(`analysis.attack`). A total of 1 to 5 has no table: its parts are not shown, zeros too.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np

from analysis.attack import Marks, Numbers, only_fit, settled, solved

SMALL: Final = 5
MARK: Final = "c"

_NO_LIMIT: Final = 1e9
_TOTAL: Final = 4.0
"""How much dearer it is to hide a total than one of its parts."""
_FREE: Final = 1e-3
_TINY: Final = 1e-6
_MOVED: Final = 1e-3
_STEPS: Final = 25

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A cell that is the sum of others; every cell is whole and not below zero.

    `has_table`: the parts stand in a table under that total. Where the total is small there is none, and everybody can
    see that there is none.
    """

    total: Key
    parts: tuple[Key, ...]
    has_table: bool = False


def is_small(count: int) -> bool:
    """Whether a count is one that not everybody may see."""
    return 1 <= count <= SMALL


def suppressed(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], *, unseen: Collection[Key] = ()
) -> frozenset[Key]:
    """Which cells have to be `c`, so that no count of 1 to 5 in a table can be worked out.

    `counts` has every cell that can be reached, and `unseen` those of them that stand in no table and only close a sum:
    what lies between a shorter period and a longer one. `sums` are all the equations between them.
    """
    cells = _Cells(counts, sums, frozenset(unseen))
    hidden = cells.no_more_than_needed(cells.enough(cells.first))
    return frozenset(
        key for key, is_hidden in zip(cells.keys, hidden, strict=True) if is_hidden and key not in unseen
    )


class _Cells(Generic[Key]):
    """The cells as a vector and their sums as a matrix: 1 for a part, -1 for the total."""

    def __init__(self, counts: Mapping[Key, int], sums: Sequence[Sum[Key]], unseen: frozenset[Key]) -> None:
        self.keys = list(counts)
        place = {key: number for number, key in enumerate(self.keys)}
        self.counts = np.array([counts[key] for key in self.keys], dtype=np.float64)
        self.matrix = np.zeros((len(sums), len(self.keys)))
        for row, one in enumerate(sums):
            self.matrix[row, [place[part] for part in one.parts]] = 1.0
            self.matrix[row, place[one.total]] = -1.0
        self.inside: Marks = self.matrix != 0
        self.unseen: Marks = np.array([key in unseen for key in self.keys], dtype=np.bool_)
        self.small: Marks = (self.counts >= 1) & (self.counts <= SMALL) & ~self.unseen
        few = [row for row, one in enumerate(sums) if one.has_table and is_small(counts[one.total])]
        self.without_table: Marks = np.any(self.matrix[few] > 0, axis=0)
        self.said_to_be_few: Marks = np.any(self.matrix[few] < 0, axis=0)
        totals = self.matrix.min(axis=0) < 0 if len(sums) else np.zeros(len(self.keys), dtype=np.bool_)
        self.cost = (1 + np.log1p(self.counts)) * np.where(totals, _TOTAL, 1.0)
        self.first: Marks = self.small | self.without_table | self.unseen

    def enough(self, hidden: Marks) -> Marks:
        """Hide more until no small cell can be worked out."""
        for attack, answer in ((self._solved, self._cover), (self._guessed, self._beside)):
            while (exposed := attack(hidden)).any():
                more = answer(exposed, hidden) & ~hidden
                if not more.any():
                    # Nothing is left that could stand beside it: then nothing at all is shown.
                    return np.ones_like(hidden)
                hidden = hidden | more
        return hidden

    def no_more_than_needed(self, hidden: Marks) -> Marks:
        """Show again what the cells that came after it made needless, the largest first."""
        for cell in np.argsort(-self.cost, kind="stable"):
            if self.first[cell] or not hidden[cell]:
                continue
            without = hidden.copy()
            without[cell] = False
            if not any(attack(without).any() for attack in (self._alone, self._solved, self._guessed)):
                hidden = without
        return hidden

    def _cover(self, exposed: Marks, hidden: Marks) -> Marks:
        """The cells that, hidden too, let the first of the exposed be another number.

        All sums stay true when the cells move by `move`. Of all ways to move that one it is the one that moves least of
        what is shown, found by least squares whose weights let the small movements die out.
        """
        columns = np.flatnonzero(hidden | (self.counts > 0))
        sums = np.vstack([self.matrix[:, columns], columns == np.flatnonzero(exposed)[0]])
        wanted = np.zeros(len(sums))
        wanted[-1] = 1.0
        cost = np.where(hidden, _FREE, self.cost)[columns]
        move = np.ones(len(columns))
        for _ in range(_STEPS):
            give = (np.abs(move) + _TINY) / cost
            move = give * (sums.T @ settled((sums * give) @ sums.T, wanted))
        moved = np.zeros_like(hidden)
        moved[columns[np.abs(move) > _MOVED]] = True
        return moved

    def _alone(self, hidden: Marks) -> Marks:
        """The quick part of `_solved`: the only hidden cell of some sum."""
        inside = self.inside & hidden
        found: Marks = np.any(inside[inside.sum(axis=1) == 1], axis=0)
        return self.small & found

    def _solved(self, hidden: Marks) -> Marks:
        return self.small & solved(self.matrix, hidden)

    def _fits(self, hidden: Marks) -> Marks:
        """Only one number fits, since no cell is below zero and a `c` is no zero."""
        low = np.where(self.unseen, 0.0, 1.0)
        return self._one_fits(low, np.full_like(low, _NO_LIMIT), hidden)

    def _fits_by_rule(self, hidden: Marks) -> Marks:
        """The same for somebody who guesses which are the small ones: they are 1 to 5, the rest above.

        Where nothing is left to hide beside such a cell, it stays a guess.
        """
        low = np.where(self.small, 1.0, np.where(self.unseen, 0.0, SMALL + 1.0))
        high = np.where(self.small, float(SMALL), _NO_LIMIT)
        exposed = self._one_fits(low, high, hidden)
        open_sums = np.any(self.inside & ~hidden & (self.counts > 0), axis=1)
        helped: Marks = np.any(self.inside[open_sums], axis=0)
        return exposed & helped

    def _one_fits(self, low: Numbers, high: Numbers, hidden: Marks) -> Marks:
        low, high = np.where(hidden, low, self.counts), np.where(hidden, high, self.counts)
        low[self.without_table], high[self.without_table] = 0, _NO_LIMIT
        low[self.said_to_be_few], high[self.said_to_be_few] = 1, SMALL
        return self.small & only_fit(self.matrix, low, high, hidden)

    def _guessed(self, hidden: Marks) -> Marks:
        exposed = self._fits(hidden)
        return exposed if exposed.any() else self._fits_by_rule(hidden)

    def _beside(self, exposed: Marks, hidden: Marks) -> Marks:
        """The cheapest cell that is still shown in a sum with one of these, zeros aside; further along where none is."""
        rows = np.any(self.inside[:, exposed], axis=1)
        while True:
            free = np.flatnonzero(np.any(self.inside[rows], axis=0) & ~hidden & (self.counts > 0))
            if free.size:
                break
            wider = np.any(self.inside[:, np.any(self.inside[rows], axis=0)], axis=1)
            if (wider == rows).all():
                return np.zeros_like(hidden)
            rows = wider
        found = np.zeros_like(hidden)
        found[free[np.argmin(self.cost[free])]] = True
        return found
