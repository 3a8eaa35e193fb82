"""A visitor is reminded before anybody else is told: in neutral words, once, never where that could expose them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit, outbox
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import DeadlineRow, VisitRow
from data.queries.nudges import could_expose
from data.queries.snapshot import Loaded, load_visit
from data.ways import recipients
from visits.deadlines import Deadline
from visits.nudges import next_nudge
from visits.permissions import Viewer
from visits.way_notices import nudge_notice

A_MOMENT: Final = timedelta(microseconds=1)


@command("visit.nudge")
def nudge(session: Session, *, deadline_id: UUID, by: Viewer, now: datetime) -> int | None:
    """Put the reminder down for the visitor who is due; return how many are reminded.

    None, and nothing written, where another copy was faster or word has come. Where nobody can be reminded, the entry of
    it says whom. After its time a reminder is left out: the office knows by then.
    """
    if by is not SYSTEM:
        raise NotPermitted
    row = _waiting(session, deadline_id, now)
    if row is None or row.nudge_at is None:
        raise Repeated(None)
    moment, loaded = row.nudge_at, load_visit(session, row.visit_id)
    audit.note(session, school_id=row.school_id, subject_id=row.visit_id, deadline_id=deadline_id)
    row.nudge_at = _after(loaded, row, now)
    if row.raised_at is not None or row.due_at <= now:
        audit.note(session, left_out="late")
        return 0
    if could_expose(session, school_id=row.school_id, visit_id=row.visit_id):
        audit.note(session, left_out="emergency")
        return 0
    return _remind(session, loaded, row, moment=moment, now=now)


@command("visit.drop_nudge")
def drop_nudge(session: Session, *, deadline_id: UUID, by: Viewer, now: datetime) -> None:
    """Leave out the reminders of a deadline that fail, so that the rest goes on. The deadline itself stands."""
    if by is not SYSTEM:
        raise NotPermitted
    row = _waiting(session, deadline_id, now)
    if row is None:
        raise Repeated(None)
    audit.note(session, school_id=row.school_id, subject_id=row.visit_id, deadline_id=deadline_id)
    row.nudge_at = None


def _waiting(session: Session, deadline_id: UUID, now: datetime) -> DeadlineRow | None:
    """The deadline, held, if its reminder is due. Its visit is locked first, as in every command about one."""
    visit_id = session.scalar(select(DeadlineRow.visit_id).where(DeadlineRow.id == deadline_id))
    if visit_id is None:
        return None
    session.get(VisitRow, visit_id, with_for_update=True)
    row = session.get_one(DeadlineRow, deadline_id, with_for_update=True, populate_existing=True)
    waits = row.closed_at is None and row.nudge_at is not None and row.nudge_at <= now
    return row if waits else None


def _after(loaded: Loaded, row: DeadlineRow, now: datetime) -> datetime | None:
    """The reminder after this one. One that was missed as well is not made up for: two at once remind of nothing."""
    deadline = Deadline(visit_id=row.visit_id, stage=row.stage, due_at=row.due_at, ladder=row.ladder)
    return next_nudge(deadline, loaded.policy, from_at=now + A_MOMENT)


def _remind(session: Session, loaded: Loaded, row: DeadlineRow, *, moment: datetime, now: datetime) -> int:
    """One message to each who is due, even where two calls of theirs are awaited at one moment."""
    due = [v for v in loaded.row.visitors if row.visitor_id in (None, v.id)]
    emails = dict(outbox.addresses(session, [v.person_id for v in due if v.person_id]))
    reached = recipients(session, emails.items())
    outbox.put(
        session,
        reached,
        topic=outbox.NUDGE,
        key=f"nudge:{row.visit_id}:{moment.isoformat()}",
        notice=nudge_notice(),
        now=now,
        school_id=row.school_id,
    )
    people = {way.person_id for way in reached}
    not_reached = [v.id for v in due if v.person_id not in people]
    audit.note(session, stage=row.stage, reminded=len(people), not_reached=not_reached)
    return len(people)
