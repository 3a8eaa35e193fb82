"""Visits between days, and the terms that say which days: by the day of leaving, at the school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from data.models import Closure, School, VisitRow
from data.queries.calendar import local_at
from data.queries.figures import term_spans
from data.queries.reason_details import open_schools
from data.queries.statistics import NOT_MADE
from visits.closed_terms import A_DAY, TermSpan
from visits.permissions import Viewer

COLUMNS: Final = ("school", "window", "common_reason", "kind", "visits")
Days = tuple[date, date]
"""The first and the last, both counted."""


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
    return [
        SchoolTerms(
            school_id=school_id,
            school=name,
            spans=tuple(term_spans(session, school_id)),
            closed=tuple(shut[school_id]),
        )
        for school_id, name in schools.items()
    ]


def visits_between(session: Session, viewer: Viewer, windows: Mapping[UUID, Sequence[Days]]) -> pd.DataFrame:
    """Visits that were made, by school, window (its place in what was asked for), common reason and kind: `COLUMNS`.

    Windows may overlap: each visit is read once a school, and counted in each window that it lies in.
    """
    schools = open_schools(session, viewer)
    rows = [
        (schools[school_id], *row)
        for school_id, wanted in windows.items()
        if school_id in schools and wanted
        for row in _of_school(session, session.get_one(School, school_id), wanted)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"window": int, "visits": int})


def _of_school(session: Session, school: School, wanted: Sequence[Days]) -> list[tuple[Any, ...]]:
    edges = sorted({edge for first, last in wanted for edge in (first, last + A_DAY)})
    pieces = list(pairwise(edges))
    ends = [local_at(school, end, time.min) for _, end in pieces]
    piece = case(*((VisitRow.out_at < end, place) for place, end in enumerate(ends)))
    groups = (piece.label("piece"), VisitRow.common_reason, VisitRow.kind)
    query = (
        select(*groups, func.count())
        .where(
            VisitRow.school_id == school.id,
            VisitRow.out_at >= local_at(school, edges[0], time.min),
            VisitRow.out_at < ends[-1],
            VisitRow.state.not_in(NOT_MADE),
        )
        .group_by("piece", VisitRow.common_reason, VisitRow.kind)
    )
    found = session.execute(query).all()
    return [
        (window, reason, kind.value, count)
        for window, (first, last) in enumerate(wanted)
        for place, reason, kind, count in found
        if first <= pieces[place][0] and pieces[place][1] <= last + A_DAY
    ]
