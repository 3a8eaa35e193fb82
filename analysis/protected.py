"""Counts of visits for who may not see small numbers: every table that they can reach, protected as one.

Somebody who changes the school or the period sees the same visits cut another way. So it is decided once, over all
schools and periods together, which cells are `c`: no two tables of theirs give one away.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import pandas as pd

from analysis.periods import Period
from analysis.suppression import Sum, suppressed

EVERY: Final = "*"
"""All schools together."""

Cell = tuple[str, str, str, str]
"""Which school (or EVERY), which stretch of months, which kind of table, which row of it."""
Row = tuple[str, str]


class Protected:
    """What one viewer may see of `visits` (columns `school`, `month`, `common_reason`, `visits`).

    `schools` are all of theirs, `periods` all that can be chosen, each within the next.
    """

    def __init__(self, visits: pd.DataFrame, *, schools: Sequence[str], periods: Sequence[Period]) -> None:
        self.schools = tuple(schools)
        self.periods = tuple(periods)
        self._visits = visits
        self._reasons = sorted(set(visits["common_reason"]))
        self._places = (*self.schools, *([EVERY] if len(self.schools) > 1 else []))
        self._stretches = {_name(period.months): period.months for period in periods}

    def hides(self, *, schools: Sequence[str], period: Period) -> frozenset[Row]:
        """The rows that are not shown of one choice: (table's key, row's name); ("total", "") is the total.

        `schools` are one school, or all of them. A school's row is its total over the period.
        """
        place = EVERY if len(schools) > 1 else schools[0]
        whole = _name(period.months)
        found = {
            (kind, row)
            for at, stretch, kind, row in self._hidden
            if at == place and (stretch == whole or (kind == "month" and row in period.months))
        }
        of_schools = {
            ("school", at)
            for at, stretch, kind, _ in self._hidden
            if at in schools and stretch == whole and kind == "total"
        }
        return frozenset(found | of_schools)

    @cached_property
    def _hidden(self) -> frozenset[Cell]:
        rests = self._rests
        sums = [
            *self._sums_of_rows(),
            *self._sums_of_schools(),
            *(Sum(cell, rest.parts) for cell, rest in rests),
        ]
        counts = self._counts | {rest.unseen: rest.visits for _, rest in rests}
        return suppressed(counts, sums, unseen={rest.unseen for _, rest in rests})

    @cached_property
    def _counts(self) -> dict[Cell, int]:
        counts = {cell: count for school in self.schools for cell, count in self._counts_of(school)}
        if EVERY in self._places:
            for _, stretch, kind, row in [cell for cell in counts if cell[0] == self.schools[0]]:
                parts = (counts[school, stretch, kind, row] for school in self.schools)
                counts[EVERY, stretch, kind, row] = sum(parts)
        return counts

    def _counts_of(self, school: str) -> list[tuple[Cell, int]]:
        mine = self._visits[self._visits["school"] == school]
        found: list[tuple[Cell, int]] = []
        for stretch, months in self._stretches.items():
            then = mine[mine["month"].isin(months)]
            by_reason = then.groupby("common_reason")["visits"].sum()
            found.append(((school, stretch, "total", ""), int(then["visits"].sum())))
            found += [((school, stretch, "reason", r), int(by_reason.get(r, 0))) for r in self._reasons]
        by_month = mine.groupby("month")["visits"].sum()
        every = self.periods[-1].months
        return found + [((school, "", "month", m), int(by_month.get(m, 0))) for m in every]

    def _sums_of_rows(self) -> list[Sum[Cell]]:
        """A period is the sum of its reasons, and of its months."""
        return [
            Sum(
                (place, stretch, "total", ""),
                tuple((place, at, kind, row) for kind, at, row in rows),
                has_table=True,
            )
            for place in self._places
            for stretch, months in self._stretches.items()
            for rows in (
                [("reason", stretch, reason) for reason in self._reasons],
                [("month", "", month) for month in months],
            )
        ]

    def _sums_of_schools(self) -> list[Sum[Cell]]:
        """All schools together are the sum of the schools."""
        return [
            Sum(
                (EVERY, stretch, kind, row),
                tuple((school, stretch, kind, row) for school in self.schools),
                has_table=kind == "total",
            )
            for place, stretch, kind, row in self._counts
            if place == EVERY
        ]

    @cached_property
    def _rests(self) -> list[tuple[Cell, "_Rest"]]:
        """A reason's count over a longer period is never below the one over a shorter: something is left, or nothing."""
        return [
            (
                (place, longer, "reason", reason),
                _Rest(
                    (place, shorter, "reason", reason),
                    (place, f"{longer} without {shorter}", "reason", reason),
                    self._counts[place, longer, "reason", reason]
                    - self._counts[place, shorter, "reason", reason],
                ),
            )
            for shorter, longer in pairwise(self._stretches)
            for place in self._places
            for reason in self._reasons
        ]


class _Rest(NamedTuple):
    """What is left of a longer period beside a shorter one. It stands in no table."""

    shorter: Cell
    unseen: Cell
    visits: int

    @property
    def parts(self) -> tuple[Cell, Cell]:
        return self.shorter, self.unseen


def _name(months: Sequence[str]) -> str:
    """Stretches never have a gap, so the first and the last month name one."""
    return f"{months[0]}..{months[-1]}"
