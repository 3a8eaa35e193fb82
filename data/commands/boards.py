"""Ending a shared board from elsewhere: by whoever opened it, or by whoever answers for the school's visits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import NotPermitted, command, require
from data.models import SignIn
from visits.permissions import Action, Viewer


@command("session.end_board")
def end_board(session: Session, *, sign_in_id: UUID, by: Viewer, now: datetime) -> None:
    """End a board that stands open somewhere. It goes blank at its next tick."""
    row = session.get(SignIn, sign_in_id)
    if row is None or row.board_school_id is None or by.board or by.person_id is None:
        raise NotPermitted
    audit.note(session, school_id=row.board_school_id, subject_id=row.id)
    if row.opened_by_id != by.person_id:
        require(by, Action.END_BOARD, school_id=row.board_school_id)
    row.revoked_at = row.revoked_at or now
