"""The rows of a file of term dates. What cannot be right is a problem; what can be read all the same is a note."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import pairwise
from typing import Final

from govuk_bank_holidays.bank_holidays import BankHolidays

from data.imports import cells
from data.imports.reading import HEADER, Column, Line, Sheet, read
from data.imports.terms.cells import Insets, Said, day, insets, term_name, written_year
from data.marks import school_year
from visits.times import day_said

COLUMNS: Final = (
    Column(key="school", names=("School", "School name"), read=partial(cells.text, most=120)),
    Column(
        key="year",
        names=("Academic year", "School year"),
        # As it is written: a slip in it is told, and the dates say which year it is.
        read=partial(cells.text, most=40),
    ),
    Column(key="name", names=("Term", "Term name"), read=term_name, required=True),
    Column(
        key="starts", names=("Term start", "Starts on", "Start date", "First day"), read=day, required=True
    ),
    Column(key="ends", names=("Term end", "Ends on", "End date", "Last day"), read=day, required=True),
    Column(key="half_starts", names=("Half term start", "Half term from"), read=day),
    Column(key="half_ends", names=("Half term end", "Half term to"), read=day),
    Column(key="insets", names=("INSET days", "INSET", "PD days", "Training days"), read=insets),
)

HALF_TERM: Final = "half_term"
INSET: Final = "inset"
BANK_HOLIDAY: Final = "bank_holiday"
KINDS: Final = (HALF_TERM, INSET, BANK_HOLIDAY)
"""The kinds of closure that a file speaks of. A day shut for snow is not one: no file takes it away."""


@dataclass(frozen=True, order=True)
class Shut:
    """Days inside a term on which pupils are not in. `kind` is one of `KINDS`."""

    starts_on: date
    ends_on: date
    kind: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TermDates:
    """A term as a file says it, with the closures in it."""

    row: int
    year: str
    name: str
    starts_on: date
    ends_on: date
    shut: tuple[Shut, ...]


@dataclass
class TermFile:
    """A file as it was understood: its terms in order, what cannot be taken, and what is read in spite of a slip."""

    sheet: Sheet
    terms: list[TermDates] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, row: int, sentence: str) -> None:
        self.notes.append(f"Row {row}: {sentence}.")


def read_terms(content: bytes | str, *, school: str) -> TermFile:
    """The terms of the school with that name. Never raises: what is wrong stands in the sheet's problems."""
    found = TermFile(read(content, COLUMNS))
    for line in _of_the_school(found, school):
        term = _term(found, line)
        if term is not None:
            found.terms.append(term)
    found.terms.sort(key=lambda term: term.starts_on)
    _refuse_overlaps(found)
    return found


def _of_the_school(found: TermFile, school: str) -> list[Line]:
    """The lines of this school, where the file is of several."""
    lines = found.sheet.lines
    names = {name for line in lines if (name := line.get("school"))}
    if len(names) > 1:
        lines = [line for line in lines if str(line.get("school")).casefold() == school.casefold()]
        if not lines:
            sentence = f"The file has the dates of {len(names)} schools, and none is called {school}."
            found.sheet.refuse(HEADER, "School", sentence)
    elif names and (other := names.pop()).casefold() != school.casefold():
        found.notes.append(f"The file says {other}. Its dates are taken for {school}.")
    return lines


def _term(found: TermFile, line: Line) -> TermDates | None:
    """One line's term; None where it cannot be right."""
    starts, ends, name = _said(found, line, "starts"), _said(found, line, "ends"), line.get("name")
    if starts is None or ends is None or name is None:
        return None
    if ends < starts:
        found.sheet.refuse(line.row, "Term end", f"The term would end before it starts, {day_said(starts)}.")
        return None
    half = _half_term(found, line, starts, ends)
    year = _year(found, line, starts)
    taught = [Shut(*half, HALF_TERM, f"{name} half term")] if half else []
    training = [Shut(on, on, INSET, "Staff training") for on in _inset_days(found, line, starts, ends, half)]
    shut = sorted({*taught, *training, *_bank_holidays(starts, ends)})
    return TermDates(row=line.row, year=year, name=name, starts_on=starts, ends_on=ends, shut=tuple(shut))


def _said(found: TermFile, line: Line, key: str) -> date | None:
    said: Said | None = line.get(key)
    if said is None:
        return None
    if said.note:
        found.note(line.row, said.note)
    return said.day


def _year(found: TermFile, line: Line, starts: date) -> str:
    written, meant = line.get("year"), school_year(starts)
    if written is not None and written_year(written) != meant:
        found.note(line.row, f"the school year is written {written}, and the dates are of {meant}")
    return meant


def _half_term(found: TermFile, line: Line, starts: date, ends: date) -> tuple[date, date] | None:
    first, last = _said(found, line, "half_starts"), _said(found, line, "half_ends")
    if first is None and last is None:
        return None
    if first is None or last is None:
        found.sheet.refuse(line.row, "Half term start", "Give both days of the half term, or neither.")
        return None
    if not starts <= first <= last <= ends:
        sentence = (
            f"The half term has to lie between {day_said(starts)} and {day_said(ends)}, its first day first."
        )
        found.sheet.refuse(line.row, "Half term start", sentence)
        return None
    return first, last


def _inset_days(
    found: TermFile, line: Line, starts: date, ends: date, half: tuple[date, date] | None
) -> Iterator[date]:
    """The days that close the school; why another one does not is told."""
    written: Insets = line.get("insets") or Insets((), ())
    for text in written.not_days:
        found.note(line.row, f"the INSET day “{text}” is no date. Take the file again once it is known")
    for said in written.days:
        if said.note:
            found.note(line.row, said.note)
        if why := _closes_nothing(said.day, starts, ends, half):
            found.note(line.row, f"the INSET day {day_said(said.day)} {why}, so it closes nothing")
            continue
        if said.day == starts:
            found.note(
                line.row, f"the first day of the term, {day_said(starts)}, is an INSET day: pupils come later"
            )
        yield said.day


def _closes_nothing(on: date, starts: date, ends: date, half: tuple[date, date] | None) -> str:
    """Why a training day inside a file changes nothing for pupils; "" where it does."""
    if school_year(on) != school_year(starts):
        return f"is not in the school year {school_year(starts)}"
    if on < starts:
        return "is before the term"
    if on > ends:
        return "is after the term"
    if half and half[0] <= on <= half[1]:
        return "is in the half term"
    return "is at a weekend" if on.weekday() > 4 else ""


def _refuse_overlaps(found: TermFile) -> None:
    for before, after in pairwise(found.terms):
        if after.starts_on <= before.ends_on:
            sentence = (
                f"This term begins before the one of row {before.row} ends, {day_said(before.ends_on)}."
            )
            found.sheet.refuse(after.row, "Term start", sentence)
    seen: dict[tuple[str, str], int] = {}
    for term in found.terms:
        first = seen.setdefault((term.year, term.name.casefold()), term.row)
        if first != term.row:
            found.sheet.refuse(term.row, "Term", f"Row {first} is {term.name} {term.year} too.")


def _bank_holidays(starts: date, ends: date) -> Iterable[Shut]:
    return (Shut(on, on, BANK_HOLIDAY, title) for on, title in bank_holidays() if starts <= on <= ends)


@cache
def bank_holidays() -> tuple[tuple[date, str], ...]:
    """Those of England and Wales, from the list that comes with govuk-bank-holidays: nothing is fetched."""
    known = BankHolidays(use_cached_holidays=True)
    return tuple((h["date"], h["title"]) for h in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))
