"""The fixed list of tables about one school's closed term: what is counted, and how the counts are published.

Everything that may be published is made here and nowhere else. Terms never overlap, and every table of a term is its
total cut in one way, so that no two of them can be subtracted from each other (docs/adr/0016).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from analysis.suppression import MORE, SMALL, Row, Shown, hidden, is_small, people
from visits.counted import ANSWERS, INCIDENT, MEASURES, NOT_ASKED, NOT_KNOWN, OVERDUE, YES, Facts, VisitFact
from visits.words import AssessmentState, CommonReason, StopOutcome, VisitKind


@dataclass(frozen=True, kw_only=True)
class Cube:
    """One table of the list: what it is called, what one of its counts is, and its rows where they are known before."""

    key: str
    title: str
    unit: str
    rows: tuple[str, ...] = ()


REASON, MONTH, KIND, OUTCOME, PUPILS, YEAR_GROUP, HOMES, OVERSIGHT = (
    "reason",
    "month",
    "kind",
    "outcome",
    "pupils",
    "year_group",
    "homes",
    "oversight",
)
CUBES: Final = (
    Cube(key=REASON, title="Visits by reason", unit="visits", rows=tuple(CommonReason)),
    Cube(key=MONTH, title="Visits by month", unit="visits"),
    Cube(key=KIND, title="Visits by kind", unit="visits", rows=tuple(VisitKind)),
    Cube(key=OUTCOME, title="Homes called at, by outcome", unit="calls", rows=(*StopOutcome, NOT_KNOWN)),
    Cube(
        key=PUPILS,
        title="Pupils visited, by the reason of their first visit",
        unit="pupils",
        rows=tuple(CommonReason),
    ),
    Cube(key=YEAR_GROUP, title="Pupils visited, by year group", unit="pupils"),
    Cube(key=HOMES, title="Homes visited, by risk assessment", unit="homes", rows=tuple(AssessmentState)),
    Cube(key=OVERSIGHT, title="Whether we do what we said", unit="visits", rows=MEASURES),
)
BY_KEY: Final = {cube.key: cube for cube in CUBES}
TABLES: Final = tuple(cube.key for cube in CUBES if cube.key != OVERSIGHT)
LARGEST_FIRST: Final = frozenset({REASON, OUTCOME, PUPILS})
"""Tables of which the most stands first; the others have an order of their own."""


Document = dict[str, Any]


def documents(facts: Facts, *, small_numbers: bool) -> dict[str, Document]:
    """Every table of the list, by its key; with `small_numbers` whole, without as it may be published.

    A table is `{"total": 121, "rows": [["attendance", 40], ["holiday", "c"], ...]}`; "oversight" has an answer a measure
    instead. `too_few`: nothing of it is shown but that there are 1 to 5. `withheld`: its total is, its rows are not.
    """
    maker = _Open() if small_numbers else _Published()
    visits = [(_children(place, visit), visit) for place, visit in enumerate(facts.visits)]
    first = _first_reasons(facts.visits)
    pupils = people([("", visit.pupils) for visit in facts.visits]).get("", 0)
    if not small_numbers and (is_small(len(visits)) or is_small(pupils)):
        return {cube.key: {"too_few": True} for cube in CUBES}
    by_reason = maker.table(REASON, [(visit.reason, who) for who, visit in visits])
    return {
        REASON: by_reason,
        MONTH: maker.table(MONTH, [(visit.month, who) for who, visit in visits], keys=facts.months),
        KIND: maker.table(KIND, [(visit.kind, who) for who, visit in visits]),
        OUTCOME: maker.table(OUTCOME, [(one, who) for who, visit in visits for one in visit.outcomes]),
        PUPILS: maker.table(
            PUPILS,
            [(reason, (pupil,)) for pupil, reason in first.items()],
            prefer=[key for key, count in by_reason.get("rows", []) if count == MORE],
        ),
        YEAR_GROUP: maker.table(
            YEAR_GROUP,
            [(facts.year_groups[pupil], (pupil,)) for pupil in first],
            keys=sorted({facts.year_groups[pupil] for pupil in first}, key=by_age),
        ),
        HOMES: maker.table(HOMES, [(state, (str(place),)) for place, state in enumerate(facts.homes)]),
        OVERSIGHT: maker.oversight(visits, facts.action_min),
    }


Counted = Sequence[tuple[str, tuple[str, ...]]]
"""What is counted: the row it belongs to, and the children behind it."""


class _Open:
    """Tables for who knows the families."""

    def table(
        self, cube: str, counted: Counted, *, keys: Iterable[str] = (), prefer: Sequence[str] = ()
    ) -> Document:
        rows = _rows(BY_KEY[cube].rows or keys, counted)
        shown = self.shown(rows, prefer)
        total = len(counted)
        if shown is None:
            return {"too_few": True} if is_small(total) else {"total": total, "withheld": True}
        return {"total": total, "rows": _in_order(cube, shown)}

    def shown(self, rows: Sequence[Row], prefer: Sequence[str]) -> dict[str, Shown] | None:
        return {row.key: row.count for row in rows}

    def oversight(
        self, visits: Sequence[tuple[tuple[str, ...], VisitFact]], action_min: Sequence[float | None]
    ) -> Document:
        rows = {
            key: _rows(ANSWERS, [(visit.answers[key], _found(key, who)) for who, visit in visits])
            for key in MEASURES
        }
        measures = self.measures(rows)
        return {
            "total": len(visits),
            "measures": measures,
            "first_action": self.first_action(measures[OVERDUE], action_min),
        }

    def measures(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, Shown] | None]:
        return {key: {row.key: row.count for row in own} for key, own in rows.items()}

    def first_action(
        self,
        overdue: Mapping[str, Shown] | None,
        minutes: Sequence[float | None],
    ) -> Document:
        known = [one for one in minutes if one is not None]
        return {
            "known": len(known),
            "not_known": len(minutes) - len(known),
            "median_min": round(median(known)) if known else None,
        }


class _Published(_Open):
    """Tables for everybody else."""

    def shown(self, rows: Sequence[Row], prefer: Sequence[str]) -> dict[str, Shown] | None:
        if is_small(sum(row.count for row in rows)):
            return None
        away = hidden(list(reversed(rows)), prefer=prefer)
        return None if away is None else {row.key: away.get(row.key, row.count) for row in rows}

    def measures(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, Shown] | None]:
        """Each measure is the visits cut in one way. Of how many it is asked or not known can be the same number for two
        of them, by the same visits: hidden in one, it is hidden in both.
        """
        forced: set[tuple[str, int]] = set()
        while True:
            found = {key: self._measure(own, forced) for key, own in rows.items()}
            more = {
                (row.key, row.count)
                for key, own in rows.items()
                for row in own
                if row.key in (NOT_ASKED, NOT_KNOWN) and row.count > SMALL and _is_away(found[key], row.key)
            }
            if more <= forced:
                return found
            forced |= more

    def _measure(self, rows: Sequence[Row], forced: Iterable[tuple[str, int]]) -> dict[str, Shown] | None:
        here = {key for key, count in forced for row in rows if (row.key, row.count) == (key, count)}
        away = hidden(rows, forced=here)
        return None if away is None else {row.key: away.get(row.key, row.count) for row in rows}

    def first_action(self, overdue: Mapping[str, Shown] | None, minutes: Sequence[float | None]) -> Document:
        """The middle of six or more: of fewer it would be somebody's own. Its being there says that there are six."""
        whole = super().first_action(overdue, minutes)
        if _is_away(overdue, YES):
            return {"withheld": True}
        rows = [Row(key=key, count=whole[key], people=whole[key]) for key in ("known", "not_known")]
        away = hidden(rows)
        if away is None:
            return {"withheld": True}
        middle = whole["median_min"] if whole["known"] > SMALL else None
        return {**{row.key: away.get(row.key, row.count) for row in rows}, "median_min": middle}


def _is_away(shown: Mapping[str, Shown] | None, key: str) -> bool:
    return shown is None or not isinstance(shown[key], int)


def _rows(keys: Iterable[str], counted: Counted) -> list[Row]:
    """A row for each key, zeros too, and for any other that turns up."""
    counts = Counter(key for key, _ in counted)
    behind = people(counted)
    every = dict.fromkeys([*map(str, keys), *sorted(counts)])
    return [Row(key=key, count=counts[key], people=behind.get(key, 0)) for key in every]


def _in_order(cube: str, shown: Mapping[str, Shown]) -> list[list[Shown]]:
    """The rows as they stand in the table. Where the most stands first, zeros are left out and what is hidden stands last
    in the list's own order: its place would say how large it is.
    """
    if cube not in LARGEST_FIRST:
        return [[key, count] for key, count in shown.items()]
    numbers = sorted((-count, key) for key, count in shown.items() if isinstance(count, int) and count)
    away: list[list[Shown]] = [[key, count] for key, count in shown.items() if not isinstance(count, int)]
    shown_ones: list[list[Shown]] = [[key, -count] for count, key in numbers]
    return [*shown_ones, *away]


def _children(place: int, visit: VisitFact) -> tuple[str, ...]:
    """Who could be found behind a visit; one that was about no child counts as somebody of its own."""
    return visit.pupils or (f"visit {place}",)


def _found(measure: str, children: tuple[str, ...]) -> tuple[str, ...]:
    """Most measures are of what staff did: no child is found by them. An incident is of a home."""
    return children if measure == INCIDENT else ()


def _first_reasons(visits: Sequence[VisitFact]) -> dict[str, str]:
    """Each pupil's reason of the first visit of the term, so that a pupil is counted once."""
    found: dict[str, str] = {}
    for visit in visits:
        for pupil in visit.pupils:
            found.setdefault(pupil, visit.reason)
    return found


_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}


def by_age(group: str) -> tuple[int, str]:
    """Year groups in the order in which children go through them."""
    return (int(group) if group.isdigit() else _YOUNGEST.get(group, 99), group)
