"""Somebody has looked into CPOMS or MyConcern and found the record: what is written here in words can go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import SYSTEM, NotPermitted, Refused, Repeated, command, require_person
from data.happening import open_visit
from data.models import VisitRow, WriteUp
from data.purging import purge_words, ready_to_purge, to_confirm
from visits.permissions import Action, Viewer


@command("visit.confirm_record")
def confirm_record(session: Session, *, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """Say that the visit's record was looked up where its write-up says, and is there. Twice, the first stays.

    A concern or an incident that was told afterwards asks for another look. The words go some weeks later.
    """
    person_id = require_person(by)
    row = open_visit(session, visit_id, by, Action.WRITE_UP).row
    kept = session.scalars(select(WriteUp).where(WriteUp.visit_id == row.id)).one_or_none()
    if kept is None:
        raise Refused("This visit is not written up yet, so nobody knows where its record is.")
    asked = select(VisitRow.id).join(WriteUp, WriteUp.visit_id == VisitRow.id)
    if session.scalar(asked.where(VisitRow.id == row.id, to_confirm())) is None:
        raise Repeated(None)
    kept.confirmed_at, kept.confirmed_by_id = now, person_id
    row.purged_at = None
    audit.note(session, confirmed=True)


@command("visit.purge")
def purge(session: Session, *, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """Empty a visit's words. Refused while something of it is open, or nobody has found its record long enough ago."""
    if by is not SYSTEM:
        raise NotPermitted
    row = session.get_one(VisitRow, visit_id, with_for_update=True)
    audit.note(session, school_id=row.school_id, subject_id=row.id)
    if row.purged_at is not None:
        raise Repeated(None)
    ready = select(VisitRow.id).join(WriteUp, WriteUp.visit_id == VisitRow.id)
    if session.scalar(ready.where(VisitRow.id == visit_id, ready_to_purge(now))) is None:
        raise Refused(
            "The words of this visit stay: it is open still, or nobody has found its record long enough ago."
        )
    purge_words(session, [visit_id], now=now)
