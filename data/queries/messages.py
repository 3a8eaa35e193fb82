"""What was sent of an alert, to whom and by which way: attempted, accepted and acknowledged are three facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, OutboxRow, Person
from visits.channel_words import WITHDRAWN, problem_said
from visits.permissions import Action, Viewer, schools_where
from visits.words import Channel


@dataclass(frozen=True, kw_only=True)
class MessageFact:
    """One message to one person by one way.

    `attempted_at` is the last try of `attempts`; `accepted_at` is when the channel took it; `acknowledged_at` is when its
    reader said so. `passed_on_at` is when the next way, or the next person, was tried as well. `withdrawn`:
    it need not be sent any more. `problem` is a sentence, empty where nothing is wrong.
    """

    message_id: UUID
    step_id: UUID | None
    person_id: UUID | None
    person: str
    channel: Channel
    rank: int
    topic: str
    subject: str
    made_at: datetime
    attempts: int
    attempted_at: datetime | None
    accepted_at: datetime | None
    acknowledged_at: datetime | None
    passed_on_at: datetime | None
    withdrawn: bool
    problem: str


def messages_of(session: Session, viewer: Viewer, alert_id: UUID) -> list[MessageFact]:
    """The messages of an alert in the order in which they were put down. Empty for who may not see alerts there."""
    query = (
        select(OutboxRow, Person.name)
        .join(AlertRow, AlertRow.id == OutboxRow.alert_id)
        .outerjoin(Person, Person.id == OutboxRow.person_id)
        .where(
            OutboxRow.alert_id == alert_id,
            AlertRow.school_id.in_(schools_where(viewer, Action.SEE_ALERTS, wide=True)),
        )
        .order_by(OutboxRow.made_at, OutboxRow.id)
    )
    return [_fact(row, name or "") for row, name in session.execute(query)]


def _fact(row: OutboxRow, name: str) -> MessageFact:
    return MessageFact(
        message_id=row.id,
        step_id=row.step_id,
        person_id=row.person_id,
        person=name,
        channel=row.channel,
        rank=row.rank,
        topic=row.topic,
        subject=row.subject,
        made_at=row.made_at,
        attempts=row.attempts,
        attempted_at=row.attempted_at,
        accepted_at=row.delivered_at,
        acknowledged_at=row.acknowledged_at,
        passed_on_at=row.passed_on_at,
        withdrawn=row.error == WITHDRAWN,
        problem="" if row.delivered_at else problem_said(row.error),
    )
