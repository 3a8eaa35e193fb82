"""Somebody of the staff has read what is kept of them, and why. It lets nobody in and keeps nobody out."""

from datetime import datetime

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Repeated, command, require_person
from data.models import Person
from visits.permissions import Viewer


@command("people.read_notice")
def read_notice(session: Session, *, by: Viewer, now: datetime) -> None:
    """Keep that they have read it. It is no consent: what is kept does not hang on it."""
    person_id = require_person(by)
    audit.note(session, school_id=min(by.roles, default=None), subject_id=person_id)
    person = session.get_one(Person, person_id, with_for_update={"key_share": True})
    if person.notice_read_at is not None:
        raise Repeated(None)
    person.notice_read_at = now
