"""Visits between days, and the terms that say which days: by the day of leaving, at the school."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from data.models import Closure, School, Term, VisitRow
from data.queries.calendar import local_at
from data.queries.statistics import Days, made, meant, open_schools, policy_titles, spans
from visits.closed_terms import A_DAY, TermSpan, named
from visits.closed_terms import spans as term_spans
from visits.permissions import Viewer
from visits.which import Which

COLUMNS: Final = ("school", "window", "common_reason", "visits")


@dataclass(frozen=True, kw_only=True)
class SchoolTerms:
    """A school's terms as they are entered, the oldest first, and the days on which it was shut."""

    school_id: UUID
    school: str
    spans: tuple[TermSpan, ...]
    closed: tuple[Days, ...]


def own_terms(session: Session, viewer: Viewer) -> list[SchoolTerms]:
    """The terms of each school of the viewer, by name; none if small numbers are shut to them at one of theirs."""
    schools = open_schools(session, viewer)
    shut: dict[UUID, list[Days]] = {school_id: [] for school_id in schools}
    query = select(Closure.school_id, Closure.starts_on, Closure.ends_on).where(
        Closure.school_id.in_(schools)
    )
    for school_id, first, last in session.execute(query.order_by(Closure.starts_on)):
        shut[school_id].append((first, last))
    terms = _terms(session, schools)
    return [
        SchoolTerms(
            school_id=school_id,
            school=name,
            spans=tuple(term_spans(terms[school_id])),
            closed=tuple(shut[school_id]),
        )
        for school_id, name in schools.items()
    ]


def _terms(session: Session, schools: Mapping[UUID, str]) -> dict[UUID, list[tuple[str, date, date]]]:
    """The terms of each school as they are entered today: a name, a first and a last day."""
    found: dict[UUID, list[tuple[str, date, date]]] = {school_id: [] for school_id in schools}
    for term in session.scalars(select(Term).where(Term.school_id.in_(schools))):
        row = (named(term.name, term.academic_year), term.starts_on, term.ends_on)
        found[term.school_id].append(row)
    return found


def visits_between(
    session: Session,
    viewer: Viewer,
    windows: Mapping[UUID, Sequence[Days]],
    *,
    which: Which,
    apart: Mapping[UUID, Hashable] | None = None,
) -> pd.DataFrame:
    """Visits that were made, by school, window (its place in what was asked for) and common reason: `COLUMNS`.

    Windows may overlap: each visit is read once, and counted in each window that it lies in. Schools with the same
    windows are counted together, under the name of the first of them, unless something of them in `apart` differs.
    """
    schools = open_schools(session, viewer)
    titles = policy_titles(session, schools)
    wanted = {school_id: tuple(own) for school_id, own in windows.items() if school_id in schools and own}
    found: list[tuple[Any, ...]] = []
    for own, every in _alike(session, wanted, apart or {}):
        where = meant(which, own, titles)
        found += [(schools[own[0]], *row) for row in _counted(session, own, every, where)]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"window": int, "visits": int})


def _alike(
    session: Session, wanted: Mapping[UUID, tuple[Days, ...]], apart: Mapping[UUID, Hashable]
) -> list[tuple[list[UUID], tuple[Days, ...]]]:
    """The schools that have the same windows and the same zone of time, together."""
    whole = {school_id: (min(d for d, _ in own), max(d for _, d in own)) for school_id, own in wanted.items()}
    found: dict[Hashable, list[UUID]] = {}
    for zone, (own, _) in enumerate(spans(session, whole, whole)):
        for school_id in own:
            found.setdefault((zone, wanted[school_id], apart.get(school_id)), []).append(school_id)
    return [(own, wanted[own[0]]) for own in found.values()]


def _counted(
    session: Session, schools: Sequence[UUID], wanted: Sequence[Days], where: Sequence[ColumnElement[bool]]
) -> list[tuple[Any, ...]]:
    school = session.get_one(School, schools[0])
    edges = sorted({edge for first, last in wanted for edge in (first, last + A_DAY)})
    pieces = list(pairwise(edges))
    ends = [local_at(school, end, time.min) for _, end in pieces]
    piece = case(*((VisitRow.out_at < end, place) for place, end in enumerate(ends)))
    query = (
        select(piece.label("piece"), VisitRow.common_reason, func.count())
        .where(*made(session, schools, (edges[0], edges[-1] - A_DAY)), *where)
        .group_by("piece", VisitRow.common_reason)
    )
    found = session.execute(query).all()
    return [
        (window, reason, count)
        for window, (first, last) in enumerate(wanted)
        for place, reason, count in found
        if first <= pieces[place][0] and pieces[place][1] <= last + A_DAY
    ]
