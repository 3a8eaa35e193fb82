"""Somebody makes a file of what is kept of a pupil or of a member of staff. It is kept before anything is given out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import NotPermitted, command, require, require_person
from data.models import PersonRole, Pupil
from visits.permissions import Action, Viewer


@command("subject.look_through", outcome="read")
def look_through(session: Session, *, school_id: UUID, subject_id: UUID, by: Viewer, now: datetime) -> None:
    """Keep that somebody looks through what is kept of a pupil or a member of staff, before a file is made of it."""
    _theirs(session, school_id, subject_id, by)


@command("subject.export", outcome="read")
def export(
    session: Session,
    *,
    school_id: UUID,
    subject_id: UUID,
    left_out: Mapping[str, int],
    by: Viewer,
    now: datetime,
) -> None:
    """Keep that somebody takes the file; `left_out` is how many entries were left out, by ground."""
    _theirs(session, school_id, subject_id, by)
    audit.note(session, left_out=dict(left_out))


@command("subject.export_own", outcome="read")
def export_own(session: Session, *, by: Viewer, now: datetime) -> None:
    """Keep that somebody takes the file of what is kept of themselves. They ask nobody."""
    person_id = require_person(by)
    audit.note(session, school_id=min(by.roles, default=None), subject_id=person_id)


def _theirs(session: Session, school_id: UUID, subject_id: UUID, by: Viewer) -> None:
    """Refuse for a school at which the table does not let them, and for who is not of that school."""
    require_person(by)
    audit.note(session, school_id=school_id)
    require(by, Action.EXPORT_SUBJECT, school_id=school_id)
    pupil = session.get(Pupil, subject_id)
    if pupil is not None and pupil.school_id == school_id:
        audit.note(session, subject_id=pupil.household_id or pupil.id, whose="pupil", pupil=pupil.id)
        return
    worked = select(PersonRole.id).where(
        PersonRole.person_id == subject_id, PersonRole.school_id == school_id
    )
    if session.scalars(worked).first() is None:
        raise NotPermitted
    audit.note(session, subject_id=subject_id, whose="member of staff")
