"""One's own drafts. Nobody sees anybody else's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.models import Draft
from visits.permissions import Viewer


@dataclass(frozen=True, kw_only=True)
class DraftKept:
    """A draft with what was typed. `payload` is as the form gave it."""

    draft_id: UUID
    form: str
    title: str
    payload: str
    school_id: UUID | None
    saved_at: datetime


def draft(session: Session, viewer: Viewer, draft_id: UUID) -> DraftKept | None:
    """The viewer's own draft of that id; None for an unknown one and for somebody else's."""
    return _one(session, viewer, Draft.id == draft_id)


def newest_draft(session: Session, viewer: Viewer, form: str) -> DraftKept | None:
    """What the viewer last left in that form, or None."""
    return _one(session, viewer, Draft.form == form)


def _one(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> DraftKept | None:
    if viewer.person_id is None:
        return None
    query = select(Draft).where(which, Draft.person_id == viewer.person_id)
    row = session.scalars(query.order_by(Draft.saved_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return DraftKept(
        draft_id=row.id,
        form=row.form,
        title=row.title,
        payload=row.payload,
        school_id=row.school_id,
        saved_at=row.saved_at,
    )
