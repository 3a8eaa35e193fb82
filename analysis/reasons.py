"""Why visits were made: counts by reason, by month and by school, and their tables."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analysis.periods import Period, month_name, nth
from analysis.rolls import on_roll, per_100, pupils_on_roll
from visits.which import NO_YEAR, Which

TABLES: Final = ("reason", "month", "kind", "school", "policy")
"""The tables of visits by their key, which is also the name of their first column."""
YEAR_GROUP: Final = "year_group"
"""The table of children, which is counted by itself."""
_IN_TIME: Final = frozenset({"month", YEAR_GROUP})
"""Tables whose rows have an order of their own; of the others the most stands first."""
_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What a choice leaves of schools and pupils: of a policy the schools that had it, of a year group its pupils.

    `roll` is as in `analysis.rolls`; `had` are the names of the schools that had each policy in the period.
    """

    schools: tuple[str, ...]
    roll: pd.DataFrame
    had: Mapping[str, tuple[str, ...]]


def meant(
    which: Which,
    *,
    schools: Sequence[str],
    roll: pd.DataFrame,
    had: Mapping[str, Collection[str]],
) -> Meant:
    """Of these schools and their pupils those that can have had such a visit: whom a count is per 100 of."""
    own = {title: tuple(s for s in schools if s in names) for title, names in had.items()}
    wanted = which.year_groups
    return Meant(
        schools=own.get(which.policy, ()) if which.policy else tuple(schools),
        roll=roll[roll["year_group"].isin(wanted)] if wanted else roll,
        had={title: names for title, names in own.items() if names},
    )


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A choice of schools over a period, for who knows the families. `middle` is None where schools have several.

    Each table has the columns of its key (text as people read it), `visits` (whole number; of year groups: pupils),
    `share` (0 to 1 of all visits in it, missing where there are none) and `per_100` pupils on roll in the middle of the
    period (of months: of the month; of schools, year groups and policies: their own pupils; missing where nobody was).
    """

    total: int
    on_roll: int
    middle: date | None
    tables: Mapping[str, pd.DataFrame]


def counted(
    tallied: Mapping[str, Mapping[str, int]],
    *,
    period: Period,
    today: date,
    labels: Mapping[str, Mapping[str, str]],
    among: Meant,
) -> Counts:
    """The tables of what the database counted.

    `tallied` has how many visits each value of "reason", "month" ("2026-11"), "kind", "school" and "policy" had, of the
    choice that `among` is of. `labels` has the words for each value by table.
    """
    schools = among.schools
    at = {school: period.middle_at(school) for school in schools}
    each = _rolls(among.roll, at)
    everybody = sum(each.values())
    by_school = {school: sum(n for (own, _), n in each.items() if own == school) for school in schools}
    months = period.months
    rows: dict[str, Mapping[str, int]] = {
        "reason": tallied["reason"],
        "month": {month: tallied["month"].get(month, 0) for month in months},
        "kind": tallied["kind"],
        "school": {school: tallied["school"].get(school, 0) for school in schools},
        "policy": tallied["policy"],
    }
    own: dict[str, Mapping[str, int]] = {
        "month": {m: pupils_on_roll(among.roll, _mid_month(m, today), schools=schools) for m in months},
        "school": by_school,
        "policy": {
            title: sum(by_school[s] for s in had if s in by_school) for title, had in among.had.items()
        },
    }
    words = {"month": _months(period), **labels}
    return Counts(
        total=sum(tallied["reason"].values()),
        on_roll=everybody,
        middle=next(iter(at.values())) if len(set(at.values())) == 1 else None,
        tables={
            key: _table(key, rows[key], words.get(key, {}), rolls=own.get(key), everybody=everybody)
            for key in TABLES
        },
    )


def by_year_group(pupils: pd.DataFrame, *, period: Period, among: Meant) -> pd.DataFrame:
    """The table of children visited, each once: `pupils` has `school`, `year_group` and `pupils`, of the same choice."""
    each = _rolls(among.roll, {school: period.middle_at(school) for school in among.schools})
    rows = {str(key): int(count) for key, count in pupils.groupby("year_group")["pupils"].sum().items()}
    return _table(YEAR_GROUP, rows, _years(rows), rolls=_by_year(each), everybody=sum(each.values()))


def _mid_month(month: str, today: date) -> date:
    return min(date(int(month[:4]), int(month[5:]), 15), today)


def _rolls(roll: pd.DataFrame, at: Mapping[str, date]) -> dict[tuple[str, str], int]:
    """Pupils on roll by school and year group, at each school on its own day."""
    found: dict[tuple[str, str], int] = {}
    for day in sorted(set(at.values())) if not roll.empty else ():
        there = on_roll(roll, day, schools=[school for school, own in at.items() if own == day]).reset_index()
        rows = zip(there["school"], there["year_group"], there["pupils"], strict=True)
        found |= {(str(school), str(group)): int(count) for school, group, count in rows}
    return found


def _by_year(each: Mapping[tuple[str, str], int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (_, group), count in each.items():
        found[group] += count
    return dict(found)


def _months(period: Period) -> dict[str, str]:
    """The names of the months. Beside whole months the count of one that runs, or of a part of one, is of less."""
    names = {month: month_name(month) for month in period.months}
    starts = {period.days_at(school)[0] for school in period.own_days} or {period.days[0]}
    for first in starts:
        month = f"{first:%Y-%m}"
        if first.day != 1 and month in names:
            names[month] = (
                f"{month_name(month)} (from the {nth(first.day)})"
                if len(starts) == 1
                else (f"{month_name(month)} (a part)")
            )
    return {**names, period.months[-1]: f"{month_name(period.months[-1])} (so far)"}


def _years(groups: Iterable[str]) -> dict[str, str]:
    return {group: year_words(group) for group in groups}


def year_words(group: str) -> str:
    """ "Year 8", "Reception"; one that was erased is not known."""
    if group in ("", NO_YEAR):
        return "Not known"
    return f"Year {group}" if group.isdigit() else group


def age(group: str) -> tuple[int, str]:
    """Sorts year groups, the youngest first."""
    return (int(group) if group.isdigit() else _YOUNGEST.get(group, 99), group)


def _table(
    key: str,
    counts: Mapping[str, int],
    words: Mapping[str, str],
    *,
    rolls: Mapping[str, int] | None,
    everybody: int,
) -> pd.DataFrame:
    """The most first; months and year groups in their order."""
    rows = [(name, words.get(name, name), count) for name, count in counts.items()]
    if key not in _IN_TIME:
        rows.sort(key=lambda row: (-row[2], row[1]))
    if key == YEAR_GROUP:
        rows.sort(key=lambda row: age(row[0]))
    total = sum(count for *_, count in rows)
    return pd.DataFrame(
        {
            key: pd.array([name for _, name, _ in rows], dtype="str"),
            "visits": pd.array([count for *_, count in rows], dtype="Int64"),
            "share": pd.array([count / total if total else None for *_, count in rows], dtype="Float64"),
            "per_100": pd.array(
                [per_100(n, everybody if rolls is None else rolls.get(own, 0)) for own, _, n in rows],
                dtype="Float64",
            ),
        }
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as people read it: a share that means nothing is empty."""
    shown = table.assign(
        visits=[f"{count:,}" for count in table["visits"]],
        share=["" if pd.isna(share) else f"{share:.0%}" for share in table["share"]],
    )
    if "per_100" in table:
        shown["per_100"] = ["" if pd.isna(rate) else f"{rate:.1f}" for rate in table["per_100"]]
    return shown
