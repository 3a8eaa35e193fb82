"""What stands against leaving now, for the question "Have they left school?"."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data.leaving import gaps_at
from data.queries.scope import is_involved
from data.queries.snapshot import NoSuchVisit, load_visit
from visits.compliance import Answer
from visits.permissions import Action, Viewer, may


def leaving_gaps(session: Session, viewer: Viewer, visit_id: UUID, *, now: datetime) -> tuple[Answer, ...]:
    """Who does not watch, and who cannot be reached, from now until they are back. Empty for who may not see it."""
    try:
        loaded = load_visit(session, visit_id)
    except NoSuchVisit:
        return ()
    involved = is_involved(session, visit_id=visit_id, viewer=viewer)
    if not may(viewer, Action.SEE_VISIT, school_id=loaded.row.school_id, involved=involved):
        return ()
    return gaps_at(session, loaded, now=now)
