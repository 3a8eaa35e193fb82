"""Counts of visits, grouped by the database on the index that covers them."""

from typing import Final

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import School, VisitRow
from visits.permissions import Action, Viewer, schools_where
from visits.words import VisitState

COLUMNS: Final = ("school", "month", "common_reason", "kind", "reason", "visits")
NOT_MADE: Final = (VisitState.REQUESTED, VisitState.DECLINED, VisitState.CANCELLED, VisitState.AUTHORISED)


def visit_counts(
    session: Session, viewer: Viewer, *, months: tuple[str, str], schools: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Visits that were made, counted by school, month of leaving, common reason, kind and the policy's own reason.

    `months` are the first and the last ("2025-09", "2026-07"); `schools` narrows to these names. Only schools whose
    statistics the viewer may see. One row a group that has visits; columns: `COLUMNS`.
    """
    groups = (School.name, VisitRow.month, VisitRow.common_reason, VisitRow.kind, VisitRow.reason)
    query = (
        select(*groups, func.count())
        .join(School, School.id == VisitRow.school_id)
        .where(
            VisitRow.school_id.in_(schools_where(viewer, Action.SEE_STATISTICS, wide=True)),
            VisitRow.month.between(*months),
            VisitRow.state.not_in(NOT_MADE),
        )
        .group_by(*groups)
    )
    if schools:
        query = query.where(School.name.in_(schools))
    return pd.DataFrame([tuple(row) for row in session.execute(query)], columns=list(COLUMNS)).astype(
        {"visits": int}
    )


def schools_with_statistics(session: Session, viewer: Viewer) -> list[str]:
    """Names of the schools whose statistics the viewer may see, in order."""
    query = (
        select(School.name)
        .where(School.id.in_(schools_where(viewer, Action.SEE_STATISTICS, wide=True)))
        .order_by(School.name)
    )
    return list(session.scalars(query))
