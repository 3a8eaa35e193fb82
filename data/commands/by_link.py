"""What the reader of a message does by its link, without signing in. The link is the proof; the permission is theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.acknowledging import acknowledge_step
from data.alerts import open_alert
from data.commands.core import NotPermitted, Repeated, Stale, command
from data.models import OutboxRow
from data.queries.asked import has_ended
from visits.permissions import Action, Viewer


@command("alert.acknowledge_by_link")
def acknowledge_by_link(session: Session, *, message_id: UUID, by: Viewer, now: datetime) -> None:
    """Acknowledge the step that a message told of, in its reader's name, with the permission that anybody needs.

    Refuses a message to somebody else. Raises Stale once the step is over, the alert is stood down, or the link is old.
    """
    message = session.get(OutboxRow, message_id)
    if message is None:
        raise NotPermitted
    audit.note(session, school_id=message.school_id, subject_id=message.alert_id, message_id=message_id)
    if message.person_id is None or message.person_id != by.person_id or by.board:
        raise NotPermitted
    if message.alert_id is None or message.step_id is None:
        raise NotPermitted
    alert = open_alert(session, message.alert_id, by, Action.ACT_ON_ALERT)
    if alert.step is None or alert.step.id != message.step_id or has_ended(message, now):
        raise Stale
    if not acknowledge_step(session, alert, by=by, now=now):
        raise Repeated(None)
    # A link that works was read, whatever the channel has reported so far.
    message.acknowledged_at = now
