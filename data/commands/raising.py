"""What the watcher does to a visit: raise what is due, remind, and set aside what cannot be raised."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.alerts import Alert, begin_step, held, repeat_step
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import AlertRow, AlertStepRow, DeadlineRow, VisitRow
from visits.permissions import Viewer
from visits.words import LadderKind

SET_ASIDE: Final = timedelta(hours=1)


@command("alert.raise")
def raise_due(session: Session, *, deadline_id: UUID, by: Viewer, now: datetime) -> UUID | None:
    """Raise one deadline that has passed: its mark, the alert, the first step and its messages, in one transaction.

    The visit's open alert is joined if there is one. None, and nothing written, for a deadline that another copy was
    faster with, that moved or was met in the meantime, or that has no ladder (it is shown as due and no more).
    """
    _only_the_watcher(by)
    deadline = _waiting(session, deadline_id, now)
    if deadline is None:
        raise Repeated(None)
    audit.note(session, school_id=deadline.school_id, subject_id=deadline.visit_id, deadline_id=deadline_id)
    row = session.scalars(
        select(AlertRow).where(
            AlertRow.visit_id == deadline.visit_id,
            AlertRow.kind == LadderKind.OVERDUE,
            AlertRow.closed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        alert = _new(session, deadline, now)
        begin_step(session, alert, alert.ladder.steps[0], now)
    else:
        alert = held(session, row.id)
        _join(session, alert, now)
    deadline.raised_at, deadline.alert_id, deadline.set_aside_until = now, alert.row.id, None
    audit.note(session, alert_id=alert.row.id, late_s=(now - deadline.due_at).total_seconds())
    return alert.row.id


@command("alert.remind")
def remind(session: Session, *, step_id: UUID, by: Viewer, now: datetime) -> None:
    """Tell the step's people once more. Minutes remind, they never advance (WH-05, FS-08, HA-10)."""
    _only_the_watcher(by)
    found = session.get(AlertStepRow, step_id)
    if found is None:
        raise Repeated(None)
    alert = held(session, found.alert_id)
    step = alert.step
    if step is None or step.id != step_id or not _asks(alert, step, now):
        raise Repeated(None)
    audit.note(session, school_id=alert.row.school_id, subject_id=alert.row.visit_id, alert_id=alert.row.id)
    repeat_step(session, alert, step, now)
    audit.note(session, step=step.key, reminder=step.reminded)


@command("deadline.set_aside")
def set_aside(session: Session, *, deadline_id: UUID, by: Viewer, now: datetime) -> None:
    """Leave a deadline that cannot be raised for an hour, so that the rest goes on. The board shows it as overdue."""
    _only_the_watcher(by)
    deadline = _waiting(session, deadline_id, now)
    if deadline is None:
        raise Repeated(None)
    audit.note(session, school_id=deadline.school_id, subject_id=deadline.visit_id, deadline_id=deadline_id)
    deadline.set_aside_until = now + SET_ASIDE


@command("alert.set_reminder_aside")
def set_reminder_aside(session: Session, *, step_id: UUID, by: Viewer, now: datetime) -> None:
    """Leave a step that cannot be reminded of for an hour, so that the rest goes on."""
    _only_the_watcher(by)
    step = session.get(AlertStepRow, step_id, with_for_update=True)
    if step is None or step.ended_at is not None or step.remind_at is None:
        raise Repeated(None)
    audit.note(session, school_id=step.school_id, subject_id=step.alert_id, step=step.key)
    step.remind_at = now + SET_ASIDE


def _only_the_watcher(by: Viewer) -> None:
    if by is not SYSTEM:
        raise NotPermitted


def _waiting(session: Session, deadline_id: UUID, now: datetime) -> DeadlineRow | None:
    """The deadline, held, if it is still to be raised. Its visit is locked first: two visitors are due at one moment."""
    visit_id = session.scalar(select(DeadlineRow.visit_id).where(DeadlineRow.id == deadline_id))
    if visit_id is None:
        return None
    session.get(VisitRow, visit_id, with_for_update=True)
    row = session.get_one(DeadlineRow, deadline_id, with_for_update=True, populate_existing=True)
    done = row.raised_at is not None or row.closed_at is not None
    return None if done or not row.ladder or row.due_at > now else row


def _new(session: Session, deadline: DeadlineRow, now: datetime) -> Alert:
    row = AlertRow(
        id=uuid7(),
        school_id=deadline.school_id,
        visit_id=deadline.visit_id,
        kind=LadderKind.OVERDUE,
        due_at=deadline.due_at,
        raised_at=now,
        late_s=(now - deadline.due_at).total_seconds(),
    )
    session.add(row)
    session.flush()
    return held(session, row.id)


def _join(session: Session, alert: Alert, now: datetime) -> None:
    """Somebody more is due. The ladder goes on where it stands, or begins anew where it had ended.

    People who were quietened (acknowledged, or all accounted for) are told at once; those who are being reminded of this
    step anyway are not told twice for two visitors who are due at the same moment.
    """
    quiet = alert.row.accounted_at is not None or (alert.step is not None and alert.step.remind_at is None)
    alert.row.accounted_at = None
    if alert.step is None:
        begin_step(session, alert, alert.ladder.steps[0], now)
    elif quiet:
        repeat_step(session, alert, alert.step, now)


def _asks(alert: Alert, step: AlertStepRow, now: datetime) -> bool:
    return (
        alert.row.closed_at is None
        and alert.row.accounted_at is None
        and step.remind_at is not None
        and step.remind_at <= now
    )
