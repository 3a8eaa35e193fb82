"""Terms, closures and bank holidays of the made-up schools, and the days on which pupils are in."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from data.imports.terms.file import bank_holidays

FILE: Final = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True, kw_only=True)
class TermDates:
    year: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Shut:
    """Days inside a term on which pupils are not in."""

    starts_on: date
    ends_on: date
    kind: str
    note: str


@dataclass(frozen=True)
class SchoolYears:
    """What one school published."""

    terms: tuple[TermDates, ...]
    shut: tuple[Shut, ...]

    def is_open(self, day: date) -> bool:
        return day in self._places

    def open_days(self, first: date, last: date) -> tuple[date, ...]:
        """The days on which pupils are in, from the first to the last, both counted."""
        days = self._days
        return days[bisect_left(days, first) : bisect_right(days, last)]

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(
            day
            for term in self.terms
            for day in _each(term.starts_on, term.ends_on)
            if day.weekday() < 5 and not any(s.starts_on <= day <= s.ends_on for s in self.shut)
        )

    @cached_property
    def _places(self) -> frozenset[date]:
        return frozenset(self._days)

    def starts_of_years(self) -> dict[str, date]:
        """The first day of each school year's autumn term."""
        return {term.year: term.starts_on for term in reversed(self.terms)}


@cache
def school_years(place: int) -> SchoolYears:
    """The years of the school at that place in the list of schools, from 0."""
    document = _document()
    terms = tuple(
        TermDates(year=year["name"], name=t["name"], starts_on=t["starts_on"], ends_on=t["ends_on"])
        for year in document["years"]
        for t in year["terms"]
    )
    return SchoolYears(terms, tuple(sorted(_shut(document, place, terms), key=lambda s: s.starts_on)))


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _shut(document: dict[str, Any], place: int, terms: tuple[TermDates, ...]) -> Iterator[Shut]:
    for year in document["years"]:
        for term in year["terms"]:
            first, last = term["half_term"]
            yield Shut(starts_on=first, ends_on=last, kind="half_term", note=f"{term['name']} half term")
        for day in year["insets"][place]:
            yield Shut(starts_on=day, ends_on=day, kind="inset", note="Staff training")
    for day in document["shut"]:
        yield Shut(starts_on=day["on"], ends_on=day["on"], kind=day["kind"], note=day["note"])
    for day, title in bank_holidays():
        if any(t.starts_on <= day <= t.ends_on for t in terms):
            yield Shut(starts_on=day, ends_on=day, kind="bank_holiday", note=title)


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
