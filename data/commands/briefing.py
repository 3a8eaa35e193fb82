"""Somebody reads an emergency briefing: every look is kept, once a person, matter and hour."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import NotPermitted, Repeated, command, require, require_person
from data.models import AlertRow, AuditRow, VisitRow
from visits.permissions import Action, Viewer
from visits.words import Role

NAME: Final = "briefing.read"
ONCE_IN: Final = timedelta(hours=1)


@command(NAME, outcome="read")
def read_briefing(
    session: Session,
    *,
    alert_id: UUID | None = None,
    visit_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Keep that a person has read the briefing of an alert, or of a visit. Again within the hour nothing is written."""
    person_id = require_person(by)
    row = (
        session.get(AlertRow, alert_id) if alert_id else session.get(VisitRow, visit_id) if visit_id else None
    )
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.id)
    if Role.BREAK_GLASS in by.roles_at(row.school_id):
        audit.note(session, opened_in_emergency=True)
    require(by, Action.SEE_LIVE, school_id=row.school_id)
    lately = select(AuditRow.id).where(
        AuditRow.subject_id == row.id,
        AuditRow.at > now - ONCE_IN,
        AuditRow.command == NAME,
        AuditRow.outcome == "read",
        AuditRow.actor_id == person_id,
    )
    if session.scalar(lately.limit(1)) is not None:
        raise Repeated(None)
