"""What is still to do once an alert is over: the police, who had been called, have to hear it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, School
from visits.alerts import reference
from visits.permissions import Action, Viewer, schools_where


@dataclass(frozen=True, kw_only=True)
class PoliceToTell:
    """An alert that is over, of which the police, who had been called, have not been told."""

    alert_id: UUID
    school: str
    timezone: str
    reference: str
    police_called_at: datetime
    police_reference: str
    closed_at: datetime


def police_to_tell(session: Session, viewer: Viewer) -> list[PoliceToTell]:
    """Of the schools whose board the viewer sees, the longest over first."""
    query = (
        select(AlertRow, School.name, School.timezone)
        .join(School, School.id == AlertRow.school_id)
        .where(
            AlertRow.school_id.in_(schools_where(viewer, Action.SEE_LIVE, wide=True)),
            AlertRow.police_called_at.is_not(None),
            AlertRow.police_told_at.is_(None),
            AlertRow.closed_at.is_not(None),
        )
        .order_by(AlertRow.closed_at, AlertRow.id)
    )
    return [
        PoliceToTell(
            alert_id=row.id,
            school=school,
            timezone=timezone,
            reference=reference(row.visit_id),
            police_called_at=row.police_called_at,
            police_reference=row.police_reference,
            closed_at=row.closed_at,
        )
        for row, school, timezone in session.execute(query)
        if row.police_called_at and row.closed_at
    ]
