"""What taking a file of term dates would do: each term that it speaks of is replaced with its closures, others stay."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.imports.reading import Problem
from data.imports.terms.file import KINDS, Shut, TermDates, TermFile, read_terms
from data.models import Closure, School, Term
from visits.times import day_said

K = TypeVar("K")
V = TypeVar("V")

KIND_WORDS = {"half_term": "Half term", "inset": "INSET day", "bank_holiday": "Bank holiday"}


@dataclass(frozen=True, kw_only=True)
class TermsPreview:
    """What was understood, and what taking it would do. With problems, nothing is taken.

    `new` and `gone` are terms and closures, a line each; `same` counts those that are kept already. `fingerprint` is of
    all that: a command that is given it refuses to do anything else.
    """

    terms: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    same: int
    ignored: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        told = repr((self.terms, self.new, self.gone, self.same, self.notes))
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True)
class TermsPlan:
    """Rows to add and rows that go. Nothing is done until `take`."""

    file: TermFile
    adds: tuple[Term | Closure, ...]
    goes: tuple[Term | Closure, ...]
    same: int

    def preview(self) -> TermsPreview:
        sheet = self.file.sheet
        return TermsPreview(
            terms=len(self.file.terms),
            problems=tuple(sorted(sheet.problems, key=lambda p: p.row)),
            notes=tuple(self.file.notes),
            new=_lines(self.adds),
            gone=_lines(self.goes),
            same=self.same,
            ignored=sheet.ignored,
        )

    def take(self, session: Session) -> None:
        """Carry it out in the session's transaction. Raises Invalid with all problems, and then does nothing."""
        if self.file.sheet.problems:
            raise self.file.sheet.invalid()
        for row in self.goes:
            session.delete(row)
        session.flush()
        session.add_all(self.adds)
        session.flush()


def plan_terms(session: Session, *, school_id: UUID, content: bytes | str) -> TermsPlan:
    """What taking the file would do to the school's terms. Changes nothing; problems stand in the plan's file."""
    school = session.get_one(School, school_id)
    file = read_terms(content, school=school.name)
    terms = {_term_key(row): row for row in (_term(school_id, said) for said in file.terms)}
    shut = {said: _closure(school_id, said) for term in file.terms for said in term.shut}
    kept_terms = {_term_key(row): row for row in _spoken_of(session, school_id, file)}
    spans = [(row.starts_on, row.ends_on) for row in (*kept_terms.values(), *terms.values())]
    kept_shut = {_shut(row): row for row in _closures_within(session, school_id, spans)}
    return TermsPlan(
        file=file,
        adds=(*_without(terms, kept_terms), *_without(shut, kept_shut)),
        goes=(*_without(kept_terms, terms), *_without(kept_shut, shut)),
        same=len(terms.keys() & kept_terms.keys()) + len(shut.keys() & kept_shut.keys()),
    )


def _spoken_of(session: Session, school_id: UUID, file: TermFile) -> list[Term]:
    """The terms that are kept and of which the file speaks, by year and name."""
    names = {(term.year, term.name.casefold()) for term in file.terms}
    kept = session.scalars(select(Term).where(Term.school_id == school_id))
    return [row for row in kept if (row.academic_year, row.name.casefold()) in names]


def _closures_within(session: Session, school_id: UUID, spans: list[tuple[date, date]]) -> list[Closure]:
    """The closures that are kept, of the kinds that a file speaks of, and touch one of these spans."""
    kept = session.scalars(select(Closure).where(Closure.school_id == school_id, Closure.kind.in_(KINDS)))
    return [
        row for row in kept if any(row.starts_on <= last and first <= row.ends_on for first, last in spans)
    ]


def _without(rows: Mapping[K, V], others: Mapping[K, Any]) -> Iterator[V]:
    return (row for key, row in rows.items() if key not in others)


def _term_key(row: Term) -> tuple[str, str, date, date]:
    return row.academic_year, row.name, row.starts_on, row.ends_on


def _shut(row: Closure) -> Shut:
    return Shut(row.starts_on, row.ends_on, row.kind, row.note)


def _term(school_id: UUID, said: TermDates) -> Term:
    return Term(
        id=uuid7(),
        school_id=school_id,
        academic_year=said.year,
        name=said.name,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
    )


def _closure(school_id: UUID, said: Shut) -> Closure:
    return Closure(
        id=uuid7(),
        school_id=school_id,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        kind=said.kind,
        note=said.note,
    )


def _lines(rows: Iterable[Term | Closure]) -> tuple[str, ...]:
    return tuple(line for _, line in sorted((row.starts_on, _line(row)) for row in rows))


def _line(row: Term | Closure) -> str:
    days = (
        day_said(row.starts_on)
        if row.starts_on == row.ends_on
        else f"{day_said(row.starts_on)} to {day_said(row.ends_on)}"
    )
    if isinstance(row, Term):
        return f"{row.name} term {row.academic_year}: {days}"
    return f"{KIND_WORDS[row.kind]}: {days}"
