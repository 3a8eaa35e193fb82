"""The periods that one can choose to count over, in whole calendar months."""

from dataclasses import dataclass
from datetime import date
from typing import Final

TERM, YEAR, ALL = "term", "year", "all"
KEYS: Final = (TERM, YEAR, ALL)
"""What stands for a period in an address, shortest first."""

_TERMS: Final = (("Spring", 1, 4), ("Summer", 5, 8), ("Autumn", 9, 12))
_SEPTEMBER: Final = 9
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, kw_only=True)
class Period:
    """`months` are "2026-11" and so on, from the first to the one that runs now."""

    key: str
    name: str
    months: tuple[str, ...]

    def __str__(self) -> str:
        """ "Autumn term 2026: September to November 2026"."""
        return f"{self.name}: {spoken(self.months)}"


def periods(*, today: date, first_month: str | None) -> dict[str, Period]:
    """The term, the school year and everything, by key. `first_month` is the earliest with a visit, None for none.

    Schools end their terms on different days, so a term is its calendar months: autumn is September to December, spring
    January to April, summer May to August.
    """
    this_month = f"{today:%Y-%m}"
    name, first, _ = next(term for term in _TERMS if term[1] <= today.month <= term[2])
    began = today.year if today.month >= _SEPTEMBER else today.year - 1
    year = months_between(f"{began}-{_SEPTEMBER:02}", this_month)
    term = months_between(f"{today.year}-{first:02}", this_month)
    every = months_between(min(first_month or year[0], year[0]), this_month)
    return {
        TERM: Period(key=TERM, name=f"{name} term {today.year}", months=term),
        YEAR: Period(key=YEAR, name=f"School year {began} to {began + 1}", months=year),
        ALL: Period(key=ALL, name="All that is recorded", months=every),
    }


def middle(period: Period, *, today: date) -> date:
    """The day in the middle of a period, as far as it has run."""
    first = date(int(period.months[0][:4]), int(period.months[0][5:]), 1)
    return first + (max(today, first) - first) / 2


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, both included: "2026-09" to "2026-11" are three."""
    start, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1))


def month_name(month: str) -> str:
    """ "November 2026"."""
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def spoken(months: tuple[str, ...]) -> str:
    """ "September to November 2026", "September 2024 to November 2026", "September 2026"."""
    first, last = month_name(months[0]), month_name(months[-1])
    if first == last:
        return first
    return f"{first.split()[0] if first[-4:] == last[-4:] else first} to {last}"
