"""When hours, duty or cover change, the visits of that school that are watched are due at other times."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.models import DeadlineRow, VisitRow
from data.refresh import refresh_deadlines
from visits.words import VisitState

AWAITED = (VisitState.AUTHORISED, VisitState.OUT)


def refresh_school(session: Session, *, school_id: UUID, now: datetime) -> None:
    """Work out anew what is due of each visit of the school that is watched, in the same transaction."""
    session.flush()
    open_ones = select(DeadlineRow.visit_id).where(
        DeadlineRow.school_id == school_id, DeadlineRow.closed_at.is_(None)
    )
    watched = select(VisitRow.id).where(
        VisitRow.school_id == school_id, or_(VisitRow.state.in_(AWAITED), VisitRow.id.in_(open_ones))
    )
    for visit_id in session.scalars(watched.order_by(VisitRow.id)).all():
        refresh_deadlines(session, visit_id=visit_id, now=now)
