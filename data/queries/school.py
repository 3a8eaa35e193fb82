"""Schools, by what somebody may do there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import School
from visits.permissions import Action, Viewer, schools_where


def live_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The schools whose board the viewer sees, by name: id to name."""
    return schools_for(session, viewer, Action.SEE_LIVE)


def schools_for(session: Session, viewer: Viewer, action: Action) -> dict[UUID, str]:
    """The schools at which the viewer may do this to everything there, by name: id to name."""
    query = (
        select(School.id, School.name)
        .where(School.id.in_(schools_where(viewer, action, wide=True)))
        .order_by(School.name)
    )
    return {row.id: row.name for row in session.execute(query)}
