"""The terms that the page Oversight shows of a school: whole for who knows the families, as published for all others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from data.queries.figures import SchoolFigures, school_figures
from data.queries.term_facts import own_facts
from visits.closed_terms import TermSpan
from visits.counted import Facts
from visits.permissions import Viewer

HOW_MANY: Final = 6
CUBE: Final = "oversight"


@dataclass(frozen=True, kw_only=True)
class OversightTerm:
    """One term: its `facts`, or the `document` that was published of it. `runs`: it has not ended."""

    span: TermSpan
    facts: Facts | None
    document: Mapping[str, Any] | None
    published_at: datetime | None
    runs: bool


@dataclass(frozen=True, kw_only=True)
class Oversight:
    """A school and its last terms, the oldest first."""

    figures: SchoolFigures
    terms: tuple[OversightTerm, ...]


def oversight(
    session: Session, viewer: Viewer, school_id: UUID | None, *, now: datetime
) -> tuple[list[SchoolFigures], Oversight | None]:
    """The viewer's schools, and the terms of one of them: the first where none is asked for.

    None where that school is not theirs, or they have none. Who may not see small numbers is answered without a look at
    any visit.
    """
    every = school_figures(session, viewer, now=now)
    one = next((one for one in every if school_id in (None, one.school_id)), None)
    if one is None:
        return every, None
    found = _whole(session, viewer, one, now) if one.small_numbers else _published(one)
    return every, Oversight(figures=one, terms=found)


def _published(one: SchoolFigures) -> tuple[OversightTerm, ...]:
    return tuple(
        OversightTerm(
            span=term.span,
            facts=None,
            document=term.cubes[CUBE],
            published_at=term.published_at,
            runs=False,
        )
        for term in [term for term in one.terms if CUBE in term.cubes][-HOW_MANY:]
    )


def _whole(session: Session, viewer: Viewer, one: SchoolFigures, now: datetime) -> tuple[OversightTerm, ...]:
    """The published terms, those that wait for it, and the one that goes on, all as the records say today."""
    when = {term.span: term.published_at for term in one.terms}
    running = [one.running] if one.running is not None else []
    spans = sorted([*when, *one.closed, *running], key=lambda span: span.from_on)[-HOW_MANY:]
    found = own_facts(session, viewer, one.school_id, spans=spans, now=now)
    return tuple(
        OversightTerm(
            span=span,
            facts=facts,
            document=None,
            published_at=when.get(span),
            runs=span == one.running,
        )
        for span, facts in zip(spans, found, strict=True)
    )
