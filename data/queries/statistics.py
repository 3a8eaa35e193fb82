"""Counts of visits, grouped by the database on the index that covers them. No family, and nobody by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Pupil, VisitRow
from data.queries.school import schools_for
from visits.permissions import Action, Viewer, may
from visits.words import VisitState

COLUMNS: Final = ("school", "month", "common_reason", "kind", "visits")
ROLL_COLUMNS: Final = ("school", "year_group", "from_on", "to_on", "pupils")
NOT_MADE: Final = (VisitState.REQUESTED, VisitState.DECLINED, VisitState.CANCELLED, VisitState.AUTHORISED)


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


def reason_statistics(session: Session, viewer: Viewer, *, until: str) -> ReasonStatistics:
    """Visits that were made, by school, month of leaving, common reason and kind, up to the month `until` ("2026-11").

    Whoever may not see small numbers at one of their schools counts no visit at any: they see what was published.
    """
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    small_numbers = all(may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school) for school in schools)
    rows = _counted(session, schools, until=until) if small_numbers else []
    roll = _roll(session, schools) if small_numbers else []
    return ReasonStatistics(
        schools=schools,
        small_numbers=small_numbers,
        visits=pd.DataFrame(rows, columns=list(COLUMNS)).astype({"visits": int}),
        roll=pd.DataFrame(roll, columns=list(ROLL_COLUMNS)).astype({"pupils": int}),
    )


def visits_by_month(found: ReasonStatistics, school_id: UUID | None) -> dict[str, int]:
    """How many visits went in each month, at one school or at all of them."""
    visits = found.visits
    if school_id is not None:
        visits = visits[visits["school"] == found.schools[school_id]]
    return {str(month): int(count) for month, count in visits.groupby("month")["visits"].sum().items()}


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
