"""Counts of visits, grouped by the database on the index that covers them. No family, and nobody by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import School, VisitRow
from data.queries.school import schools_for
from visits.permissions import Action, Viewer, may
from visits.words import VisitState

COLUMNS: Final = ("school", "month", "common_reason", "visits")
NOT_MADE: Final = (VisitState.REQUESTED, VisitState.DECLINED, VisitState.CANCELLED, VisitState.AUTHORISED)


@dataclass(frozen=True, kw_only=True)
class ReasonStatistics:
    """All that a viewer may count.

    `schools` are those whose statistics they may see, by name: id to name. `small_numbers`: they may see counts of 1 to 5
    at every one of them; without, `visits` is empty. It has one row a group that has any, with the columns `COLUMNS`.
    """

    schools: dict[UUID, str]
    small_numbers: bool
    visits: pd.DataFrame

    @property
    def first_month(self) -> str | None:
        """The earliest month with a visit, "2024-09"; None before there is one."""
        return None if self.visits.empty else str(self.visits["month"].min())


def reason_statistics(session: Session, viewer: Viewer, *, until: str) -> ReasonStatistics:
    """Visits that were made, by school, month of leaving and common reason, up to the month `until` ("2026-11").

    Whoever may not see small numbers at one of their schools counts no visit at any: they see what was published.
    """
    schools = schools_for(session, viewer, Action.SEE_STATISTICS)
    small_numbers = all(may(viewer, Action.SEE_SMALL_NUMBERS, school_id=school) for school in schools)
    rows = _counted(session, schools, until=until) if small_numbers else []
    return ReasonStatistics(
        schools=schools,
        small_numbers=small_numbers,
        visits=pd.DataFrame(rows, columns=list(COLUMNS)).astype({"visits": int}),
    )


def _counted(session: Session, schools: Iterable[UUID], *, until: str) -> list[tuple[Any, ...]]:
    groups = (School.name, VisitRow.month, VisitRow.common_reason)
    query = (
        select(*groups, func.count())
        .join(School, School.id == VisitRow.school_id)
        .where(
            VisitRow.school_id.in_(schools),
            VisitRow.month <= until,
            VisitRow.state.not_in(NOT_MADE),
        )
        .group_by(*groups)
    )
    return [tuple(row) for row in session.execute(query)]
