"""What stands behind the reasons: the children who were visited, and which reason of which text counts as which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from data.models import PolicyVersion, Pupil, StopPupil, StopRow, VisitRow
from data.queries.policy import policy_of
from data.queries.statistics import Days, made, meant, open_schools, policy_titles, spans
from visits.permissions import Viewer
from visits.which import Which
from visits.words import CommonReason

PUPIL_COLUMNS: Final = ("school", "year_group", "pupils")
LONG: Final = timedelta(days=200)
"""Of a longer period each child is looked up rather than each visit: measured at a million visits."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A reason as a policy names it, and the common one that it counts as. `schools` went by that policy, by name."""

    policy: str
    reason: str
    common: CommonReason
    schools: tuple[str, ...]


def pupils_visited(
    session: Session, viewer: Viewer, days: Mapping[UUID, Days], *, which: Which
) -> pd.DataFrame:
    """Children to whom a visit went on these days of each school, each once, by school and year group: `PUPIL_COLUMNS`.

    Of a choice of visits those children alone whose year group is chosen.
    """
    schools = open_schools(session, viewer)
    titles = policy_titles(session, schools)
    visits = replace(which, year_group="")
    found: list[tuple[UUID, str, int]] = []
    for own, span in spans(session, days, schools):
        where = [*made(session, own, span), *meant(visits, own, titles)]
        counted = _whoever(own, where) if span[1] - span[0] > LONG else _of_visits(where)
        if which.year_groups:
            counted = counted.where(Pupil.year_group.in_(which.year_groups))
        found += [(school_id, group, count) for school_id, group, count in session.execute(counted)]
    rows = [(schools[school_id], group, count) for school_id, group, count in found]
    return pd.DataFrame(rows, columns=list(PUPIL_COLUMNS)).astype({"pupils": int})


def _of_visits(where: Sequence[ColumnElement[bool]]) -> Select[UUID, str, int]:
    """From each visit to its children: of a term's visits the shorter way."""
    groups = (VisitRow.school_id, Pupil.year_group)
    return (
        select(*groups, func.count(Pupil.id.distinct()))
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .join(Pupil, Pupil.id == StopPupil.pupil_id)
        .where(*where)
        .group_by(*groups)
    )


def _whoever(schools: Sequence[UUID], where: Sequence[ColumnElement[bool]]) -> Select[UUID, str, int]:
    """From each child to the first visit that is meant: over years the shorter way, for nearly everybody has had one."""
    one = (
        select(StopPupil.id)
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(StopPupil.pupil_id == Pupil.id, *where)
    )
    groups = (Pupil.school_id, Pupil.year_group)
    query = select(*groups, func.count()).where(Pupil.school_id.in_(schools), one.exists())
    return query.group_by(*groups)


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
