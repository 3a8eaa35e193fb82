"""The periods that one can choose to count over: the school's own term, or whole calendar months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from visits.closed_terms import TermSpan
from visits.times import day_said

TERM, MONTH, YEAR, ALL = "term", "month", "year", "all"
KEYS: Final = (TERM, MONTH, YEAR, ALL)
"""What stands for a period in an address."""

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


Days = tuple[date, date]
"""The first and the last, both counted."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """`days` are counted at each school, up to today; `own_days` at those that have others, by the school's name.

    `months` are "2026-11" and so on, from the first that has a day of it to the one that runs now. `own_middles` is the
    middle of the lessons of those schools so far. `notes` are sentences: what else there is to know of it.
    """

    key: str
    name: str
    days: Days
    own_days: Mapping[str, Days] = field(default_factory=dict)
    own_middles: Mapping[str, date] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> tuple[str, ...]:
        first = min(first for first, _ in (self.days, *self.own_days.values()))
        return months_between(f"{first:%Y-%m}", f"{self.days[1]:%Y-%m}")

    def days_at(self, school: str) -> Days:
        """The days that are counted at a school, by its name."""
        return self.own_days.get(school, self.days)

    def middle_at(self, school: str) -> date:
        """The day in the middle of its period, as far as it has run."""
        return self.own_middles.get(school, self.days[0] + (self.days[1] - self.days[0]) / 2)

    def __str__(self) -> str:
        """ "Autumn term 2026: September to November 2026", or its days where it is no whole months."""
        if not self.own_days:
            return f"{self.name}: {spoken(self.months)}"
        every = {*self.own_days.values()}
        first = min(first for first, _ in every)
        said = f"{day_said(first)} to {day_said(self.days[1])}"
        return f"{self.name}: {said}" if len(every) == 1 else f"{self.name}: each school's own, from {said}"


def periods(*, today: date, first_month: str | None) -> dict[str, Period]:
    """The term, this month, the school year and everything, in calendar months, by key.

    `first_month` is the earliest with a visit, None for none. Autumn is September to December, spring January to April,
    summer May to August: `this_term` puts a school's own in its place.
    """
    name, first, _ = next(term for term in _TERMS if term[1] <= today.month <= term[2])
    began = today.year if today.month >= _SEPTEMBER else today.year - 1
    year, earliest = date(began, _SEPTEMBER, 1), first_month or f"{today:%Y-%m}"
    ever = min(year, date(int(earliest[:4]), int(earliest[5:]), 1))
    found = (
        (TERM, f"{name} term {today.year}", date(today.year, first, 1)),
        (MONTH, "This month", today.replace(day=1)),
        (YEAR, f"School year {began} to {began + 1}", year),
        (ALL, "All that is recorded", ever),
    )
    return {key: Period(key=key, name=named, days=(from_on, today)) for key, named, from_on in found}


def this_term(spans: Mapping[str, Sequence[TermSpan]], *, today: date) -> Period:
    """The term that runs at each school by its own dates, each with the holiday before it; `spans` are by school's name.

    A school that has entered no term for today is counted in calendar months, and a sentence says so.
    """
    months = periods(today=today, first_month=None)[TERM]
    running = {
        school: span for school, own in spans.items() for span in own if span.from_on <= today <= span.to_on
    }
    without = tuple(school for school in spans if school not in running)
    names = {span.name for span in running.values()}
    middles = {
        school: min(span.starts_on, today) + max(today - span.starts_on, timedelta()) / 2
        for school, span in running.items()
    }
    own = {school: (span.from_on, today) for school, span in running.items()}
    return replace(
        months,
        name=names.pop() if len(names) == 1 else months.name,
        days=months.days if without or not own else min(own.values()),
        own_days=own,
        own_middles=middles,
        notes=(*_lessons(running), *_without(without, months)),
    )


def _lessons(running: Mapping[str, TermSpan]) -> list[str]:
    starts = {(span.starts_on, span.to_on) for span in running.values()}
    if not starts:
        return []
    if len(starts) > 1:
        return ["By each school's own term dates, each term with the holiday before it."]
    ((starts_on, to_on),) = starts
    whose = "school's" if len(running) == 1 else "schools'"
    return [
        f"By the {whose} own term dates, {day_said(starts_on)} to {day_said(to_on)}, with the holiday before it."
    ]


def _without(schools: Sequence[str], months: Period) -> list[str]:
    if not schools:
        return []
    named = ", ".join(schools[:3]) + (f" and {len(schools) - 3} more" if len(schools) > 3 else "")
    instead = f"counted there by calendar months instead, {spoken(months.months)}"
    return [f"No term that holds today is entered for {named}: {instead}."]


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, both included: "2026-09" to "2026-11" are three."""
    start, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1))


def month_name(month: str) -> str:
    """ "November 2026"."""
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def nth(day: int) -> str:
    """ "21st"."""
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def month_within(month: str, spans: Iterable[Days]) -> str:
    """The name of a month, and which part of it lies in the spans: "March 2026 (from the 28th)".

    Where schools have different parts of it: "(a part)".
    """
    first = date(int(month[:4]), int(month[5:]), 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    parts = {
        (max(first, begins), min(last, ends)) for begins, ends in spans if begins <= last and first <= ends
    }
    if not parts or parts == {(first, last)}:
        return month_name(month)
    if len(parts) > 1:
        return f"{month_name(month)} (a part)"
    ((begins, ends),) = parts
    if ends == last:
        return f"{month_name(month)} (from the {nth(begins.day)})"
    since = f"{nth(begins.day)} " if begins != first else ""
    return f"{month_name(month)} ({since}to the {nth(ends.day)})"


def spoken(months: tuple[str, ...]) -> str:
    """ "September to November 2026", "September 2024 to November 2026", "September 2026"."""
    first, last = month_name(months[0]), month_name(months[-1])
    if first == last:
        return first
    return f"{first.split()[0] if first[-4:] == last[-4:] else first} to {last}"
