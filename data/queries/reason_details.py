"""What stands behind the reasons beside their months: children, policies, and which reason of which text is which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.models import PolicyVersion, Pupil, StopPupil, StopRow, VisitRow
from data.queries.policy import policy_of
from data.queries.school import schools_for
from data.queries.statistics import NOT_MADE
from visits.permissions import Action, Viewer, may
from visits.words import CommonReason, VisitKind

PUPIL_COLUMNS: Final = ("school", "year_group", "pupils")
POLICY_COLUMNS: Final = ("school", "policy", "common_reason", "kind", "visits")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A reason as a policy names it, and the common one that it counts as. `schools` went by that policy, by name."""

    policy: str
    reason: str
    common: CommonReason
    schools: tuple[str, ...]


def open_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The viewer's schools, id to name, if they may see small numbers at every one of them; else none."""
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    sees = all(may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school) for school in schools)
    return schools if sees else {}


def pupils_visited(
    session: Session,
    viewer: Viewer,
    *,
    months: Sequence[str],
    reason: str = "",
    emergency: bool | None = None,
) -> pd.DataFrame:
    """Children to whom a visit went in these months, each once, by school and year group: `PUPIL_COLUMNS`.

    `months` are in order, "2026-09" to "2026-11". Of one common reason, of emergency visits or of all others where that
    is asked for.
    """
    schools = open_schools(session, viewer)
    groups = (VisitRow.school_id, Pupil.year_group)
    query = (
        select(*groups, func.count(Pupil.id.distinct()))
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .join(Pupil, Pupil.id == StopPupil.pupil_id)
        .where(*_made(schools, months), *_of(reason, emergency))
        .group_by(*groups)
    )
    rows = [(schools[school_id], group, count) for school_id, group, count in session.execute(query)]
    return pd.DataFrame(rows, columns=list(PUPIL_COLUMNS)).astype({"pupils": int})


def policy_visits(session: Session, viewer: Viewer, *, months: Sequence[str]) -> pd.DataFrame:
    """Visits of these months by the policy that each was judged by: `POLICY_COLUMNS`.

    A school that has gone by one text needs no look at a visit beyond the index.
    """
    schools = open_schools(session, viewer)
    titles = _titles(session, schools)
    by_school: defaultdict[UUID, set[str]] = defaultdict(set)
    for school_id, _, title in titles:
        by_school[school_id].add(title)
    one = {school_id: next(iter(found)) for school_id, found in by_school.items() if len(found) == 1}
    rows = [
        (schools[school_id], one[school_id], *rest)
        for school_id, *rest in _grouped(session, list(one), months, VisitRow.school_id)
    ]
    several = [school_id for school_id in schools if school_id not in one]
    names = {version_id: (schools[school_id], title) for school_id, version_id, title in titles}
    rows += [
        (*names[version_id], *rest)
        for version_id, *rest in _grouped(session, several, months, VisitRow.policy_version_id)
    ]
    return pd.DataFrame(rows, columns=list(POLICY_COLUMNS)).astype({"visits": int})


def meanings(session: Session, viewer: Viewer) -> list[Meaning]:
    """Every reason of every policy that the viewer's schools have gone by, in the order of the common list."""
    schools = open_schools(session, viewer)
    query = (
        select(PolicyVersion)
        .where(PolicyVersion.school_id.in_(schools))
        .order_by(PolicyVersion.in_force_from)
    )
    found: defaultdict[tuple[str, str, CommonReason], set[str]] = defaultdict(set)
    for version in session.scalars(query):
        policy = policy_of(version)
        for reason in policy.reasons:
            found[policy.title, reason.label, reason.common].add(schools[version.school_id])
    order = list(CommonReason)
    return [
        Meaning(policy=policy, reason=label, common=common, schools=tuple(sorted(own)))
        for (policy, label, common), own in sorted(
            found.items(), key=lambda one: (order.index(one[0][2]), one[0][0], one[0][1])
        )
    ]


def _titles(session: Session, schools: Mapping[UUID, str]) -> list[tuple[UUID, UUID, str]]:
    query = select(PolicyVersion.school_id, PolicyVersion.id, PolicyVersion.title).where(
        PolicyVersion.school_id.in_(schools)
    )
    return [(row.school_id, row.id, row.title) for row in session.execute(query)]


def _grouped(session: Session, schools: Sequence[UUID], months: Sequence[str], by: Any) -> list[Any]:
    if not schools:
        return []
    groups = (by, VisitRow.common_reason, VisitRow.kind)
    query = select(*groups, func.count()).where(*_made(schools, months)).group_by(*groups)
    return [(key, reason, kind.value, count) for key, reason, kind, count in session.execute(query)]


def _made(
    schools: Mapping[UUID, str] | Sequence[UUID], months: Sequence[str]
) -> tuple[ColumnElement[bool], ...]:
    return (
        VisitRow.school_id.in_(schools),
        VisitRow.month >= months[0],
        VisitRow.month <= months[-1],
        VisitRow.state.not_in(NOT_MADE),
    )


def _of(reason: str, emergency: bool | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [VisitRow.common_reason == reason] if reason else []
    if emergency is not None:
        is_one = VisitRow.kind == VisitKind.EMERGENCY
        found.append(is_one if emergency else ~is_one)
    return found
