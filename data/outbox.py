"""Messages to send: put down in the transaction that causes them, sent by the watcher afterwards.

Nothing is sent inside a transaction. A row has a key of its own, so that what is put down twice is one message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import logs
from data.models import OutboxRow, Person
from data.settings import current
from visits.notices import Notice
from visits.words import Channel

EMAIL: Final = Channel.EMAIL
STEP: Final = "alert.step"
REMINDER: Final = "alert.reminder"
STOOD_DOWN: Final = "alert.stood_down"
REVIEW: Final = "policy.review"
WAY_CODE: Final = "way.code"
NUDGE: Final = "visit.nudge"
ANCHOR: Final = "audit.anchor"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody by one channel: an address that this channel understands. `rank` is its place among the person's ways.

    Not `verified`: nobody has shown that what is sent there is read (`data.ways`).
    """

    person_id: UUID
    channel: Channel
    address: str
    rank: int = 1
    verified: bool = True


def channels() -> tuple[Channel, ...]:
    """The ways by which this installation can reach somebody. None: a permanent banner says so on every page."""
    settings = current()
    set_up = {
        Channel.EMAIL: settings.smtp_host,
        Channel.SMS: settings.sms_url,
        Channel.TEAMS: settings.teams,
        Channel.WEBHOOK: settings.webhooks,
    }
    return tuple(channel for channel, set_so in set_up.items() if set_so)


def webhook_hosts() -> tuple[str, ...]:
    """The hosts that people's webhooks may be at."""
    return current().webhooks


def put(
    session: Session,
    recipients: Iterable[Recipient],
    *,
    topic: str,
    key: str,
    notice: Notice,
    now: datetime,
    school_id: UUID | None,
    alert_id: UUID | None = None,
    step_id: UUID | None = None,
) -> int:
    """Put a message down for each recipient; return how many are new. `key` names the occasion (alert, step, time)."""
    rows = as_rows(
        recipients,
        topic=topic,
        key=key,
        notice=notice,
        now=now,
        school_id=school_id,
        alert_id=alert_id,
        step_id=step_id,
    )
    keys = [row["unique_key"] for row in rows]
    there = set(session.scalars(select(OutboxRow.unique_key).where(OutboxRow.unique_key.in_(keys))))
    new = [OutboxRow(**row) for row in rows if row["unique_key"] not in there]
    session.add_all(new)
    session.flush()
    return len(new)


def as_rows(
    recipients: Iterable[Recipient],
    *,
    topic: str,
    key: str,
    notice: Notice,
    now: datetime,
    school_id: UUID | None,
    alert_id: UUID | None,
    step_id: UUID | None,
) -> list[dict[str, Any]]:
    """The messages as rows of the outbox, one for each key, of this context's chain of causes."""
    keyed = {f"{key}:{r.channel}:{r.person_id}": r for r in recipients}
    return [
        {
            "id": uuid7(),
            "school_id": school_id,
            "alert_id": alert_id,
            "step_id": step_id,
            "unique_key": unique_key,
            "topic": topic,
            "channel": recipient.channel,
            "rank": recipient.rank,
            "person_id": recipient.person_id,
            "recipient": recipient.address,
            "subject": notice.subject,
            "body": notice.body,
            "correlation": logs.correlation_id(),
            "made_at": now,
            "not_before": now,
        }
        for unique_key, recipient in keyed.items()
    ]


def withdraw(session: Session, *, alert_id: UUID, now: datetime, topics: tuple[str, ...]) -> None:
    """What has not been delivered of an alert need not be sent any more: acknowledged, or stood down."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.alert_id == alert_id,
            OutboxRow.topic.in_(topics),
            OutboxRow.delivered_at.is_(None),
            OutboxRow.given_up_at.is_(None),
        )
        .values(given_up_at=now, error="withdrawn")
        .execution_options(synchronize_session=False)
    )


def addresses(session: Session, person_ids: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """These people with the e-mail addresses of their accounts, empty for none."""
    query = select(Person.id, Person.email).where(Person.id.in_(set(person_ids))).order_by(Person.id)
    return [(person_id, email or "") for person_id, email in session.execute(query)]
