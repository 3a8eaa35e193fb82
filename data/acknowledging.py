"""Somebody says that they have a step: on the board, or by the link of a message that told them of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from data import audit, outbox
from data.alerts import Alert
from data.commands.core import require_person
from data.models import AlertStepRow, OutboxRow
from data.queries.reach import told_by
from visits.permissions import Viewer


def acknowledge_step(session: Session, alert: Alert, *, by: Viewer, now: datetime) -> bool:
    """The step's reminders stop; False where nobody is reminded any more, so that there is nothing to acknowledge.

    What was sent to this person of the step counts as read, by whichever way it came.
    """
    person_id, step = require_person(by), alert.step
    if step is None or step.remind_at is None:
        return False
    step.acknowledged_at, step.acknowledged_by_id, step.remind_at = now, person_id, None
    if alert.row.acknowledged_at is None:
        alert.row.acknowledged_at, alert.row.acknowledged_by_id = now, person_id
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.step_id == step.id,
            OutboxRow.person_id == person_id,
            OutboxRow.attempted_at.is_not(None),
            OutboxRow.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=now)
        .execution_options(synchronize_session=False)
    )
    outbox.withdraw(session, alert_id=alert.row.id, now=now, topics=(outbox.REMINDER,))
    _withdraw_call(session, alert, step, by=person_id, now=now)
    audit.note(session, step=step.key)
    return True


def _withdraw_call(session: Session, alert: Alert, step: AlertStepRow, *, by: UUID, now: datetime) -> None:
    """Nobody is called to a step that somebody has. Whom the text wants told of it are told still, also by a channel
    that was away until now."""
    tells = alert.ladder.step(step.key).tells
    owed = told_by(session, school_id=alert.row.school_id, roles=tells, at=now) if tells else ()
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.step_id == step.id,
            OutboxRow.delivered_at.is_(None),
            OutboxRow.given_up_at.is_(None),
            OutboxRow.person_id.not_in([c.person_id for c in owed if c.person_id != by]),
        )
        .values(given_up_at=now, error="withdrawn")
        .execution_options(synchronize_session=False)
    )
