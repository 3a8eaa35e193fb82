"""This term beside the last one and the same one a year ago, each counted as far as this one has run.

Terms are a school's own, each with the holiday before it (`visits.closed_terms`); a visit belongs to its day of leaving.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from visits.closed_terms import TermSpan

A_WEEK: Final = timedelta(days=7)
_FRIDAY: Final = 4
_SUNDAY: Final = 6
_NEAR: Final = timedelta(days=45)
"""How far the first day of the same term a year ago may lie from a year before this one's."""

NAMES: Final = ("now", "last", "year_ago")
Closed = Sequence[tuple[date, date]]
"""Days on which a school was shut: the first and the last of each, both included."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """A term up to the day `until`, over so many of its school weeks. `runs`: it has not ended."""

    span: TermSpan
    until: date
    weeks: int
    runs: bool = False

    @property
    def is_whole(self) -> bool:
        return self.until >= self.span.to_on

    @property
    def middle(self) -> date:
        """The day in the middle of its lessons so far."""
        first = min(self.span.starts_on, self.until)
        return first + (self.until - first) / 2


@dataclass(frozen=True, kw_only=True)
class Compared:
    """This term and what stands beside it. One that is not entered is None."""

    now: Window
    last: Window | None
    year_ago: Window | None

    @property
    def windows(self) -> dict[str, Window]:
        """Those that there are, by the names in `NAMES`."""
        every = zip(NAMES, (self.now, self.last, self.year_ago), strict=True)
        return {name: window for name, window in every if window is not None}


def school_weeks(span: TermSpan, closed: Closed) -> tuple[date, ...]:
    """The Mondays of the weeks in which a term has a day of school."""
    days = (span.starts_on + timedelta(days=n) for n in range((span.to_on - span.starts_on).days + 1))
    open_days = (d for d in days if d.weekday() <= _FRIDAY and not _is_shut(d, closed))
    return tuple(dict.fromkeys(d - timedelta(days=d.weekday()) for d in open_days))


def _is_shut(day: date, closed: Closed) -> bool:
    return any(first <= day <= last for first, last in closed)


def compared(spans: Sequence[TermSpan], closed: Closed, *, today: date) -> Compared | None:
    """The term that runs, or the last that ended, and what stands beside it; None before the first has begun.

    While it runs the others are counted to the same weekday of the same school week, so that 12 weeks stand beside 12.
    """
    begun = [span for span in spans if span.from_on <= today]
    if not begun:
        return None
    now = begun[-1]
    runs = today <= now.to_on
    weeks = school_weeks(now, closed)
    so_far = len([monday for monday in weeks if monday <= today]) if today >= now.starts_on else 0
    window = Window(span=now, until=min(today, now.to_on), weeks=so_far if runs else len(weeks), runs=runs)
    return Compared(
        now=window,
        last=_as_far(begun[-2], closed, window, today=today) if len(begun) > 1 else None,
        year_ago=_as_far(before, closed, window, today=today) if (before := _a_year_ago(begun)) else None,
    )


def _a_year_ago(begun: Sequence[TermSpan]) -> TermSpan | None:
    wanted = begun[-1].starts_on - timedelta(days=364)
    near = [span for span in begun[:-1] if abs(span.starts_on - wanted) <= _NEAR]
    return min(near, key=lambda span: abs(span.starts_on - wanted), default=None)


def _as_far(span: TermSpan, closed: Closed, now: Window, *, today: date) -> Window:
    """An earlier term as far as this one has run; whole where it was shorter, or where this one has ended."""
    weeks = school_weeks(span, closed)
    if not now.runs or now.weeks > len(weeks):
        return Window(span=span, until=span.to_on, weeks=len(weeks))
    if now.weeks == 0:
        until = span.starts_on - (now.span.starts_on - today)
        return Window(span=span, until=max(span.from_on, until), weeks=0)
    in_school = today - timedelta(days=today.weekday()) in school_weeks(now.span, closed)
    weekday = today.weekday() if in_school else _SUNDAY
    until = weeks[now.weeks - 1] + timedelta(days=weekday)
    return Window(span=span, until=max(span.from_on, min(until, span.to_on)), weeks=now.weeks)


def alike(found: Iterable[tuple[str, Compared]]) -> tuple[dict[str, Compared], tuple[str, ...]]:
    """The schools that can be added up, and the others by name.

    A school that lacks a term which another has entered would make that term's sum too small: it is left out of all.
    """
    every = dict(found)
    had = {name: frozenset(one.windows) for name, one in every.items()}
    most = max(had.values(), key=lambda names: (len(names), sorted(names)), default=frozenset())
    kept = {name: one for name, one in every.items() if had[name] == most}
    return kept, tuple(name for name in every if name not in kept)


def heading(window: Window) -> str:
    """ "Autumn term 2026/27, so far"; a term that is cut says to how many school weeks."""
    if window.runs:
        return f"{window.span.name}, so far"
    weeks = f"{window.weeks} school week{'' if window.weeks == 1 else 's'}"
    return window.span.name if window.is_whole else f"{window.span.name}, first {weeks}"
