"""Keep the table `deadlines` what the rules say. Every command that touches a visit calls it, in its transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import DeadlineRow
from data.queries.calendar import calendar_of
from data.queries.snapshot import Loaded, load_visit
from data.settle import settle
from visits.deadlines import Deadline, open_deadlines
from visits.nudges import next_nudge


def refresh_deadlines(session: Session, *, visit_id: UUID, now: datetime) -> Loaded:
    """Work out what is due of the visit and keep it; then let its alerts know who has been heard of.

    A deadline that moved waits anew (`raised_at` empty). One that is no longer open is closed, never deleted.
    """
    session.flush()
    loaded = load_visit(session, visit_id)
    calendar = calendar_of(session, school=loaded.school, at=loaded.visit.out_at)
    wanted = {name_of(d): d for d in open_deadlines(loaded.visit, loaded.policy, calendar, loaded.events)}
    kept = {
        row.name: row for row in session.scalars(select(DeadlineRow).where(DeadlineRow.visit_id == visit_id))
    }
    for name, deadline in wanted.items():
        _keep(session, loaded, kept.get(name), name, deadline, now)
    for name, row in kept.items():
        if name not in wanted and row.closed_at is None:
            row.closed_at = now
    session.flush()
    settle(session, visit_id=visit_id, now=now)
    return loaded


def name_of(deadline: Deadline) -> str:
    """What makes a deadline itself, whenever it is due: stage, stop, visitor."""
    return f"{deadline.stage}:{deadline.stop_id or '-'}:{deadline.visitor_id or '-'}"


def _keep(
    session: Session, loaded: Loaded, row: DeadlineRow | None, name: str, deadline: Deadline, now: datetime
) -> None:
    nudge_at = next_nudge(deadline, loaded.policy, from_at=now)
    if row is None:
        session.add(
            DeadlineRow(
                school_id=loaded.row.school_id,
                visit_id=loaded.row.id,
                name=name,
                stage=deadline.stage,
                stop_id=deadline.stop_id,
                visitor_id=deadline.visitor_id,
                due_at=deadline.due_at,
                ladder=deadline.ladder,
                nudge_at=nudge_at,
            )
        )
        return
    if row.due_at != deadline.due_at or row.closed_at is not None:
        row.due_at, row.raised_at, row.closed_at, row.alert_id = deadline.due_at, None, None, None
        # One that stands as it was keeps its own: a reminder that is due and not out yet is not lost by other word.
        row.nudge_at = nudge_at
    row.ladder = deadline.ladder
