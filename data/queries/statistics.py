"""Counts of visits, grouped by the database on the index that covers them. No family, and nobody by name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, CompoundSelect, String, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from data.models import PolicyVersion, Pupil, School, StopPupil, StopRow, VisitRow
from data.queries.calendar import local_at
from data.queries.school import schools_for
from visits.closed_terms import A_DAY
from visits.permissions import Action, Viewer, may
from visits.which import Which
from visits.words import VisitKind, VisitState

COLUMNS: Final = ("school", "month", "common_reason", "kind", "visits")
ROLL_COLUMNS: Final = ("school", "year_group", "from_on", "to_on", "pupils")
NOT_MADE: Final = (VisitState.REQUESTED, VisitState.DECLINED, VisitState.CANCELLED, VisitState.AUTHORISED)
TALLIED: Final = ("reason", "month", "kind", "school", "policy")
Days = tuple[date, date]
"""The first and the last, both counted."""


@dataclass(frozen=True, kw_only=True)
class ReasonStatistics:
    """All that a viewer may count.

    `schools` are those whose statistics they may see, by name: id to name. `small_numbers`: they may see counts of 1 to 5
    at every one of them; without, `visits` and `roll` are empty. They have one row a group that has any, with the columns
    `COLUMNS` and `ROLL_COLUMNS`: `from_on` and `to_on` are the first and last day on roll, `date.max` for no last one.
    """

    schools: dict[UUID, str]
    small_numbers: bool
    visits: pd.DataFrame
    roll: pd.DataFrame

    @property
    def first_month(self) -> str | None:
        """The earliest month with a visit, "2024-09"; None before there is one."""
        return None if self.visits.empty else str(self.visits["month"].min())


@dataclass(frozen=True, kw_only=True)
class ReasonScope:
    """What a viewer may choose among: their schools, the first month with a visit, the roll and the policies.

    `small_numbers`, `schools` and `roll` are as in `ReasonStatistics`; without small numbers the rest is empty.
    `policies` has the schools that have gone by a policy and the first day at each, by its title: the names of schools.
    """

    schools: dict[UUID, str]
    small_numbers: bool
    first_month: str | None
    roll: pd.DataFrame
    policies: dict[str, dict[str, date]]


def reason_statistics(session: Session, viewer: Viewer, *, until: str) -> ReasonStatistics:
    """Visits that were made, by school, month of leaving, common reason and kind, up to the month `until` ("2026-11").

    Whoever may not see small numbers at one of their schools counts no visit at any: they see what was published.
    """
    schools, small_numbers = _schools(session, viewer)
    rows = _counted(session, schools, until=until) if small_numbers else []
    roll = _roll(session, schools) if small_numbers else []
    return ReasonStatistics(
        schools=schools,
        small_numbers=small_numbers,
        visits=pd.DataFrame(rows, columns=list(COLUMNS)).astype({"visits": int}),
        roll=_as_roll(roll),
    )


def reason_scope(session: Session, viewer: Viewer) -> ReasonScope:
    """What the viewer may choose among, without a count of a visit. Small numbers are as in `reason_statistics`."""
    schools, small_numbers = _schools(session, viewer)
    return ReasonScope(
        schools=schools,
        small_numbers=small_numbers,
        first_month=_first_month(session, schools) if small_numbers else None,
        roll=_as_roll(_roll(session, schools) if small_numbers else []),
        policies=_policies(session, schools) if small_numbers else {},
    )


def open_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The viewer's schools, id to name, if they may see small numbers at every one of them; else none."""
    schools, small_numbers = _schools(session, viewer)
    return schools if small_numbers else {}


def tallies(
    session: Session, viewer: Viewer, days: Mapping[UUID, Days], *, which: Which
) -> dict[str, dict[str, int]]:
    """Visits that were made on these days of each school: for each of `TALLIED` its values, and how many each has.

    `which` of them is asked of the database. Months are "2026-11", schools their names, policies their titles. The
    database groups once on the index and adds the groups up five ways: a hundred schools are a few hundred rows.
    """
    schools = open_schools(session, viewer)
    titles = policy_titles(session, schools)
    found: dict[str, Counter[str]] = {name: Counter() for name in TALLIED}
    words: dict[str, Mapping[UUID, str]] = {"school": schools, "policy": titles}
    for own, span in spans(session, days, schools):
        where = [*made(session, own, span), *meant(which, own, titles)]
        for what, value, count in session.execute(_added_up(where)):
            found[what][words[what][UUID(value)] if what in words else value] += int(count)
    return {name: dict(counted) for name, counted in found.items()}


def spans(
    session: Session, days: Mapping[UUID, Days], schools: Collection[UUID]
) -> list[tuple[list[UUID], Days]]:
    """The schools that have the same days and the same zone of time, together; of those that the viewer may count."""
    wanted = [school_id for school_id in days if school_id in schools]
    zones = select(School.id, School.timezone).where(School.id.in_(wanted))
    found: defaultdict[tuple[str, Days], list[UUID]] = defaultdict(list)
    for school_id, zone in session.execute(zones):
        found[zone, days[school_id]].append(school_id)
    return [(own, span) for (_, span), own in found.items()]


def visits_by_month(found: ReasonStatistics, school_id: UUID | None) -> dict[str, int]:
    """How many visits went in each month, at one school or at all of them."""
    visits = found.visits
    if school_id is not None:
        visits = visits[visits["school"] == found.schools[school_id]]
    return {str(month): int(count) for month, count in visits.groupby("month")["visits"].sum().items()}


def made(session: Session, schools: Sequence[UUID], span: Days) -> list[ColumnElement[bool]]:
    """Visits of these schools, which are of one zone of time, that were made on these days of leaving.

    The months are what the index is searched by, the times within them what it holds besides. Whole months need no time.
    """
    first, last = span
    found = [
        VisitRow.school_id.in_(schools),
        VisitRow.month >= f"{first:%Y-%m}",
        VisitRow.month <= f"{last:%Y-%m}",
        VisitRow.state.not_in(NOT_MADE),
    ]
    school = session.get_one(School, schools[0])
    if first.day != 1:
        found.append(VisitRow.out_at >= local_at(school, first, time.min))
    if (last + A_DAY).day != 1:
        found.append(VisitRow.out_at < local_at(school, last + A_DAY, time.min))
    return found


def meant(which: Which, schools: Collection[UUID], titles: Mapping[UUID, str]) -> list[ColumnElement[bool]]:
    """The visits of these schools that are meant. `titles` are as `policy_titles` has them."""
    found: list[ColumnElement[bool]] = []
    if which.reason:
        found.append(VisitRow.common_reason == which.reason)
    if which.emergency is not None:
        is_one = VisitRow.kind == VisitKind.EMERGENCY
        found.append(is_one if which.emergency else ~is_one)
    if which.policy:
        versions = [version for version, title in titles.items() if title == which.policy]
        found.append(VisitRow.policy_version_id.in_(versions))
    if which.year_groups:
        called_at = (
            select(StopRow.visit_id)
            .join(StopPupil, StopPupil.stop_id == StopRow.id)
            .join(Pupil, Pupil.id == StopPupil.pupil_id)
            .where(Pupil.school_id.in_(schools), Pupil.year_group.in_(which.year_groups))
        )
        found.append(VisitRow.id.in_(called_at))
    return found


def policy_titles(session: Session, schools: Collection[UUID]) -> dict[UUID, str]:
    """The title of every version of a policy that the schools have had, by the version's id."""
    query = select(PolicyVersion.id, PolicyVersion.title).where(PolicyVersion.school_id.in_(schools))
    return {row.id: row.title for row in session.execute(query)}


def _schools(session: Session, viewer: Viewer) -> tuple[dict[UUID, str], bool]:
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    return schools, all(may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school) for school in schools)


def _first_month(session: Session, schools: Collection[UUID]) -> str | None:
    """The first entry of each school on the index."""
    first = (
        select(VisitRow.month)
        .where(VisitRow.school_id == School.id, VisitRow.state.not_in(NOT_MADE))
        .order_by(VisitRow.month)
        .limit(1)
        .scalar_subquery()
    )
    return min(filter(None, session.scalars(select(first).where(School.id.in_(schools)))), default=None)


def _policies(session: Session, schools: Mapping[UUID, str]) -> dict[str, dict[str, date]]:
    query = (
        select(
            PolicyVersion.title, PolicyVersion.school_id, func.min(PolicyVersion.in_force_from).label("first")
        )
        .where(PolicyVersion.school_id.in_(schools))
        .group_by(PolicyVersion.title, PolicyVersion.school_id)
        .order_by(PolicyVersion.title)
    )
    found: dict[str, dict[str, date]] = {}
    for row in session.execute(query):
        found.setdefault(row.title, {})[schools[row.school_id]] = row.first
    return found


def _as_roll(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(ROLL_COLUMNS)).astype({"pupils": int})


def _added_up(where: Iterable[ColumnElement[bool]]) -> CompoundSelect[Any]:
    """Each visit grouped once, and the groups added up by each of `TALLIED`: what it is, a value, a count."""
    columns = (
        VisitRow.common_reason,
        VisitRow.month,
        VisitRow.kind,
        VisitRow.school_id,
        VisitRow.policy_version_id,
    )
    grouped = select(*columns, func.count().label("visits")).where(*where).group_by(*columns).cte("grouped")
    every = [(name, grouped.c[column.key]) for name, column in zip(TALLIED, columns, strict=True)]
    parts = (
        select(literal(name), cast(own, String), func.sum(grouped.c.visits)).group_by(own)
        for name, own in every
    )
    return union_all(*parts)


def _counted(session: Session, schools: Mapping[UUID, str], *, until: str) -> list[tuple[Any, ...]]:
    """Grouped on `ix_visits_reason_month` alone: no row of a visit is read."""
    groups = (VisitRow.school_id, VisitRow.month, VisitRow.common_reason, VisitRow.kind)
    query = (
        select(*groups, func.count())
        .where(
            VisitRow.school_id.in_(schools),
            VisitRow.month <= until,
            VisitRow.state.not_in(NOT_MADE),
        )
        .group_by(*groups)
    )
    return [
        (schools[school_id], month, reason, kind.value, count)
        for school_id, month, reason, kind, count in session.execute(query)
    ]


def _roll(session: Session, schools: Mapping[UUID, str]) -> list[tuple[Any, ...]]:
    """Pupils who have been on roll, by their first and last day: few days are shared by many."""
    groups = (Pupil.school_id, Pupil.year_group, Pupil.on_roll_from, Pupil.on_roll_to)
    query = (
        select(*groups, func.count())
        .where(Pupil.school_id.in_(schools), Pupil.on_roll_from.is_not(None))
        .group_by(*groups)
    )
    return [
        (schools[school_id], group, from_on, to_on or date.max, count)
        for school_id, group, from_on, to_on, count in session.execute(query)
    ]
