"""Somebody who writes an equation for each number that a school has published and asks a solver what is left possible.

They know more than is said: what a mark means, that two measures which are not asked of equally many visits are not asked
of the same ones, and that the overdue are those whose minutes are counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog

from analysis.cubes import OVERSIGHT, documents
from analysis.suppression import MARK, SMALL
from visits.counted import NOT_ASKED, NOT_KNOWN, OVERDUE, YES, Facts

Cell = tuple[str, ...]
Sum = tuple[list[Cell], list[Cell], float]
"""The cells that are added, those that are taken away, and what that makes."""
Documents = Mapping[str, Mapping[str, Any]]
ENOUGH = 1e-6


@dataclass
class Auditor:
    """The cells of all tables of a term, what is known of each, and the sums between them."""

    room: dict[Cell, tuple[float, float | None]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    @classmethod
    def of(cls, published: Documents, whole: Documents) -> "Auditor":
        """`whole` has the rows of tables that are withheld, and which numbers are the same ones."""
        self = cls()
        for cube, document in whole.items():
            shown = published[cube]
            if "total" not in shown:
                continue
            if cube == OVERSIGHT:
                self._measures(document, shown)
            else:
                rows = dict(shown["rows"]) if "rows" in shown else {}
                keys = dict.fromkeys([*(row[0] for row in document["rows"]), *rows])
                cells = {(cube, key): rows.get(key, None if "rows" not in shown else 0) for key in keys}
                self._table(cells, shown["total"])
        return self

    def _table(self, cells: Mapping[Cell, Any], total: int) -> None:
        for cell, count in cells.items():
            self.room[cell] = _room(count)
        self.sums.append((list(cells), [], float(total)))

    def _measures(self, document: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
        for measure, counts in document["measures"].items():
            given = shown["measures"][measure]
            self._table({(measure, key): given and given[key] for key in counts}, shown["total"])
        for key in (NOT_ASKED, NOT_KNOWN):
            same: dict[int, list[Cell]] = {}
            for measure, counts in document["measures"].items():
                if counts[key]:
                    same.setdefault(counts[key], []).append((measure, key))
            for first, *others in same.values():
                self.sums += [([first], [other], 0.0) for other in others]
        action = shown["first_action"]
        known, unknown = ("first_action", "known"), ("first_action", "not_known")
        self.room[known], self.room[unknown] = _room(action.get("known")), _room(action.get("not_known"))
        if action.get("median_min") is not None:
            self.room[known] = max(self.room[known][0], SMALL + 1.0), self.room[known][1]
        self.sums.append(([known, unknown], [(OVERDUE, YES)], 0.0))

    def left(self) -> Iterator[tuple[Cell, float, float]]:
        """Each hidden cell with the least and the most that it can be. Cells that share no sum are solved apart."""
        for cells, sums in self._apart():
            place = {one: number for number, one in enumerate(cells)}
            matrix, right = np.zeros((len(sums), len(cells))), np.zeros(len(sums))
            for row, (plus, minus, value) in enumerate(sums):
                right[row] = value
                for ones, sign in ((plus, 1), (minus, -1)):
                    for one in ones:
                        if one in place:
                            matrix[row, place[one]] += sign
                        else:
                            right[row] -= sign * self.room[one][0]
            limits = [self.room[one] for one in cells]
            for cell, number in place.items():
                wanted = np.zeros(len(cells))
                wanted[number] = 1
                low, high = (_least(sign * wanted, matrix, right, limits) for sign in (1, -1))
                yield cell, low, -high

    def _apart(self) -> Iterator[tuple[list[Cell], list[Sum]]]:
        """The hidden cells in groups that have to do with each other, each with its sums."""
        group = {cell: {cell} for cell, (low, high) in self.room.items() if low != high}
        for plus, minus, _ in self.sums:
            joined: set[Cell] = set().union(*(group[one] for one in (*plus, *minus) if one in group))
            group.update(dict.fromkeys(joined, joined))
        for cells in {id(own): own for own in group.values()}.values():
            yield list(cells), [one for one in self.sums if cells & {*one[0], *one[1]}]


def _least(
    wanted: np.ndarray, matrix: np.ndarray, right: np.ndarray, limits: list[tuple[float, float | None]]
) -> float:
    found = linprog(wanted, A_eq=matrix, b_eq=right, bounds=limits)
    # 3: as large as one likes.
    assert found.status in (0, 3), found.message
    return float(found.fun) if found.status == 0 else float("-inf")


def _room(count: Any) -> tuple[float, float | None]:
    if isinstance(count, int):
        return float(count), float(count)
    if count is None:
        return 0.0, None
    return (1.0, float(SMALL)) if count == MARK else (SMALL + 1.0, None)


def too_narrow(facts: Facts) -> list[tuple[Cell, float, float]]:
    """Every hidden cell of all that is published of a term whose room is narrower than from 1 to 5."""
    published = documents(facts, small_numbers=False)
    return exposed(published, documents(facts, small_numbers=True))


def exposed(published: Documents, whole: Documents) -> list[tuple[Cell, float, float]]:
    """The same of what was published, beside what was known."""
    found = Auditor.of(published, whole).left()
    return [(cell, low, high) for cell, low, high in found if high - low < SMALL - 1 - ENOUGH]
