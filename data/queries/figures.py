"""Figures as they were published, and the terms over which they are: nothing here reads a visit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import AttendanceFile, Closure, PublishedCube, School, Term
from data.queries.calendar import local_day
from data.queries.school import schools_for
from visits.closed_terms import TermSpan, beside, named, school_weeks, spans
from visits.permissions import Action, Viewer, may

SPAN: Final = "span"
"""Under this key a document says which term it is of."""
ATTENDANCE: Final = "attendance"
"""The table of attendance around visits, which follows the others of its term."""
WEEKS_AFTER: Final = 10
"""Eight school weeks after the last visit, and the newest two, in which registers are still put right."""
AT_LATEST: Final = timedelta(days=120)
"""So many school weeks over the longest holiday, for where the terms after are not entered."""


@dataclass(frozen=True, kw_only=True)
class PublishedTerm:
    """All tables of one school and term by their key. `cubes` are what `analysis.cubes` made of them, for ever."""

    school_id: UUID
    span: TermSpan
    published_at: datetime
    cubes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class SchoolFigures:
    """What a school has published, the oldest term first, and what comes next.

    `running` is the term that goes on; None before one has begun and where no terms were entered. `next_on` is the day on
    which a term is published by itself. `may_publish` are closed terms that this viewer may publish now.
    `small_numbers`: the viewer knows the school's families and sees whole numbers instead.
    """

    school_id: UUID
    school: str
    terms: tuple[PublishedTerm, ...]
    closed: tuple[TermSpan, ...]
    running: TermSpan | None
    next_on: date | None
    may_publish: tuple[TermSpan, ...]
    small_numbers: bool


def school_figures(session: Session, viewer: Viewer, *, now: datetime) -> list[SchoolFigures]:
    """Every school whose statistics the viewer may see, by name, with all that it has published."""
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    return [_figures(session, viewer, session.get_one(School, school_id), now) for school_id in schools]


def published_spans(session: Session, school_id: UUID) -> list[TermSpan]:
    """The terms of which a school has published anything, the oldest first."""
    query = select(PublishedCube.document).where(PublishedCube.school_id == school_id)
    found = {span.key: span for span in map(_span, session.scalars(query))}
    return sorted(found.values(), key=lambda span: span.from_on)


def term_spans(session: Session, school_id: UUID) -> list[TermSpan]:
    """The spans of a school's terms as they are entered today, the oldest first."""
    query = select(Term.name, Term.academic_year, Term.starts_on, Term.ends_on).where(
        Term.school_id == school_id
    )
    rows = session.execute(query)
    return spans((named(name, year), starts_on, ends_on) for name, year, starts_on, ends_on in rows)


def closed_spans(session: Session, school_id: UUID, *, now: datetime) -> list[TermSpan]:
    """The closed terms that are not published and can be, the oldest first."""
    school = session.get_one(School, school_id)
    left = beside(published_spans(session, school.id), term_spans(session, school.id))
    return [span for span in left if span.has_closed(local_day(school, now))]


def ready_spans(session: Session, school_id: UUID, *, now: datetime) -> list[TermSpan]:
    """Those of them whose visits have had their time to be written up."""
    today = local_day(session.get_one(School, school_id), now)
    return [span for span in closed_spans(session, school_id, now=now) if today >= span.ready_on]


def attendance_waits(session: Session, school_id: UUID) -> list[TermSpan]:
    """The published terms without attendance, of which the marks of eight school weeks after are in and final."""
    query = select(func.max(AttendanceFile.last_on)).where(
        AttendanceFile.school_id == school_id, AttendanceFile.replaced_at.is_(None)
    )
    last_on = session.scalar(query)
    if last_on is None:
        return []
    return [
        span
        for span in published_spans(session, school_id)
        if ATTENDANCE not in cubes_published(session, school_id, span)
        and _weeks_are_in(session, school_id, after=span.to_on, upto=last_on)
    ]


def _weeks_are_in(session: Session, school_id: UUID, *, after: date, upto: date) -> bool:
    if upto >= after + AT_LATEST:
        return True
    terms = session.scalars(select(Term).where(Term.school_id == school_id, Term.ends_on > after))
    shut = session.scalars(select(Closure).where(Closure.school_id == school_id, Closure.ends_on > after))
    weeks = school_weeks(
        [(term.starts_on, term.ends_on) for term in terms],
        [(closure.starts_on, closure.ends_on) for closure in shut],
        after=after,
        upto=upto,
    )
    return weeks >= WEEKS_AFTER


def waits_to_be_published(session: Session, *, now: datetime) -> bool:
    """Whether there is anything that Homeward is to publish by itself."""
    return any(
        ready_spans(session, school_id, now=now) or attendance_waits(session, school_id)
        for school_id in session.scalars(select(School.id)).all()
    )


def cubes_published(session: Session, school_id: UUID, span: TermSpan) -> set[str]:
    """The keys of the tables that are published of a term."""
    query = select(PublishedCube.cube).where(
        PublishedCube.school_id == school_id, PublishedCube.period == span.key
    )
    return set(session.scalars(query))


def as_document(span: TermSpan, table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with the term that it is of, as it is kept."""
    kept = {
        "name": span.name,
        "from_on": span.from_on.isoformat(),
        "starts_on": span.starts_on.isoformat(),
        "to_on": span.to_on.isoformat(),
    }
    return {**table, SPAN: kept}


def _span(document: Mapping[str, Any]) -> TermSpan:
    kept = document[SPAN]
    return TermSpan(
        name=kept["name"],
        **{key: date.fromisoformat(kept[key]) for key in ("from_on", "starts_on", "to_on")},
    )


def _figures(session: Session, viewer: Viewer, school: School, now: datetime) -> SchoolFigures:
    rows = session.scalars(
        select(PublishedCube).where(PublishedCube.school_id == school.id).order_by(PublishedCube.period)
    ).all()
    terms = _terms(school.id, rows)
    today = local_day(school, now)
    left = beside([term.span for term in terms], term_spans(session, school.id))
    closed = tuple(span for span in left if span.has_closed(today))
    publishes = may(viewer, Action.PUBLISH_FIGURES, school_id=school.id)
    return SchoolFigures(
        school_id=school.id,
        school=school.name,
        terms=terms,
        closed=closed,
        running=next((span for span in left if span.from_on <= today <= span.to_on), None),
        next_on=min((max(span.ready_on, today) for span in left), default=None),
        may_publish=closed if publishes else (),
        small_numbers=may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school.id),
    )


def _terms(school_id: UUID, rows: Iterable[PublishedCube]) -> tuple[PublishedTerm, ...]:
    by_period: dict[str, list[PublishedCube]] = {}
    for row in rows:
        by_period.setdefault(row.period, []).append(row)
    return tuple(
        PublishedTerm(
            school_id=school_id,
            span=_span(own[0].document),
            published_at=min(row.published_at for row in own),
            cubes={row.cube: row.document for row in own},
        )
        for own in by_period.values()
    )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A term as somebody chose it: of one school or of all that have published it. `name` is None before there is any."""

    name: str | None
    names: tuple[str, ...]
    schools: tuple[tuple[SchoolFigures, PublishedTerm], ...]

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day that are counted at each school."""
        return tuple((term.span.from_on, term.span.to_on) for _, term in self.schools)

    def documents(self, cube: str) -> list[Mapping[str, Any]]:
        """That table of each school that has it."""
        return [term.cubes[cube] for _, term in self.schools if cube in term.cubes]


def chosen(figures: Sequence[SchoolFigures], *, school_id: UUID | None, name: str) -> Chosen:
    """The term of that name at the school, or at all of them; another name is the newest. Newest first in `names`."""
    there = [one for one in figures if school_id in (None, one.school_id)]
    terms = [(one, term) for one in there for term in one.terms]
    terms.sort(key=lambda pair: pair[1].span.from_on, reverse=True)
    names = tuple(dict.fromkeys(term.span.name for _, term in terms))
    asked = name if name in names else next(iter(names), None)
    found = {one.school_id: (one, term) for one, term in reversed(terms) if term.span.name == asked}
    ordered = tuple(found[one.school_id] for one in there if one.school_id in found)
    return Chosen(name=asked, names=names, schools=ordered)
