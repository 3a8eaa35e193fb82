"""The spans over which figures are published: whole terms that have ended, and never two that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

WRITTEN_WITHIN: Final = timedelta(days=14)
"""How long the visits of a term have to be written up before its figures are published by themselves. Ours."""
LONGEST_BEFORE: Final = timedelta(days=60)
A_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, kw_only=True)
class TermSpan:
    """A term with the holiday before it, both days counted: a visit in August belongs to the autumn term.

    `starts_on` is the term's own first day.
    """

    name: str
    from_on: date
    starts_on: date
    to_on: date

    @property
    def key(self) -> str:
        """ "2026-07-21..2026-12-18": no other span of the school has it, and nothing that is edited changes it."""
        return f"{self.from_on}..{self.to_on}"

    @property
    def ready_on(self) -> date:
        """The day on which its figures are published if nobody does so before."""
        return self.to_on + WRITTEN_WITHIN

    def has_closed(self, today: date) -> bool:
        return today > self.to_on

    def overlaps(self, other: "TermSpan") -> bool:
        return self.from_on <= other.to_on and other.from_on <= self.to_on


def named(name: str, academic_year: str) -> str:
    """ "Autumn term 2025/26"."""
    words = name.strip() if "term" in name.casefold() else f"{name.strip()} term"
    return f"{words} {academic_year}"


def spans(terms: Iterable[tuple[str, date, date]]) -> list[TermSpan]:
    """The spans of a school's terms, each a name, a first and a last day: the oldest first, without gap or overlap.

    A term that ends within the one before it has no span of its own.
    """
    found: list[TermSpan] = []
    for name, starts_on, ends_on in sorted(terms, key=lambda term: (term[1], term[2])):
        from_on = starts_on
        if found:
            from_on = max(found[-1].to_on + A_DAY, starts_on - LONGEST_BEFORE)
        if ends_on >= max(from_on, starts_on):
            found.append(
                TermSpan(name=name, from_on=from_on, starts_on=max(starts_on, from_on), to_on=ends_on)
            )
    return found


def beside(published: Sequence[TermSpan], terms: Sequence[TermSpan]) -> list[TermSpan]:
    """The spans that can still be published beside those that were: what is published keeps its days for ever.

    Where a term's dates were edited afterwards, its new span begins where the published one ends, or there is none.
    """
    found = []
    for span in terms:
        before = [one.to_on + A_DAY for one in published if one.from_on <= span.from_on <= one.to_on]
        rest = replace(span, from_on=max([span.from_on, *before]))
        if rest.from_on <= rest.starts_on and not any(rest.overlaps(one) for one in published):
            found.append(rest)
    return found


def school_weeks(
    terms: Iterable[tuple[date, date]], closures: Iterable[tuple[date, date]], *, after: date, upto: date
) -> int:
    """How many weeks have a day of school after the one day and up to the other. First and last days are given."""
    closed = list(closures)
    weeks = set()
    for starts_on, ends_on in terms:
        day = max(starts_on, after + A_DAY)
        while day <= min(ends_on, upto):
            if day.weekday() < _SATURDAY and not any(first <= day <= last for first, last in closed):
                weeks.add(day - timedelta(days=day.weekday()))
            day += A_DAY
    return len(weeks)


def do_not_overlap(found: Iterable[TermSpan]) -> bool:
    """Whether no day belongs to two of them."""
    return all(one.to_on < two.from_on for one, two in pairwise(sorted(found, key=lambda one: one.from_on)))
