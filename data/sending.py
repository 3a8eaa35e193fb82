"""Messages on their way out: claimed by lease, marked delivered only after the channel has taken them.

A claim that is never reported back runs out, and another copy sends the message again: at least once, never zero. None of
this is a command: an attempt to send is nobody's decision, and each row keeps its own facts.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, or_, select, update

from data.database import Database
from data.models import OutboxRow
from visits.words import Channel

LEASE: Final = timedelta(seconds=60)
FIRST_WAIT: Final = timedelta(seconds=3)
LONGEST_WAIT: Final = timedelta(seconds=60)
GIVE_UP_AFTER: Final = timedelta(days=3)
"""A message that nobody could take for so long tells nobody anything any more; the row and its error stay."""


class NotSent(Exception):
    """A channel did not take a message. `str()` is a word for the row and the log, without personal data."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A claimed message."""

    id: UUID
    topic: str
    channel: Channel
    recipient: str
    subject: str
    body: str
    alert_id: UUID | None
    correlation: str
    attempt: int


def claim(db: Database, *, holder: str, now: datetime, limit: int) -> list[Outgoing]:
    """Take messages that wait, the longest waiting first. Nobody else has them until the lease ends."""
    with db.read() as session:
        # Nearly always nothing waits: then nobody's write is held up by a look.
        if session.scalar(_waiting(now, limit=1)) is None:
            return []
    with db.write() as session:
        rows = session.scalars(_waiting(now, limit=limit).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.claimed_by, row.claimed_until = holder, now + LEASE
            row.attempts, row.attempted_at = row.attempts + 1, now
        return [_outgoing(row) for row in rows]


def take_back(db: Database, *, holder: str) -> None:
    """What an earlier process of the same name had claimed and not reported back: it has gone, so nobody waits for it."""
    with db.write() as session:
        session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.claimed_by == holder,
                OutboxRow.delivered_at.is_(None),
                OutboxRow.given_up_at.is_(None),
            )
            .values(claimed_by=None, claimed_until=None)
            .execution_options(synchronize_session=False)
        )


def delivered(db: Database, message_id: UUID, *, holder: str, now: datetime) -> None:
    """The channel has taken it. Also where the lease had run out: it was sent, whoever holds it now."""
    with db.write() as session:
        row = session.get_one(OutboxRow, message_id, with_for_update=True)
        row.delivered_at, row.error = row.delivered_at or now, ""
        _let_go(row, holder)


def failed(db: Database, message_id: UUID, *, holder: str, now: datetime, error: str) -> None:
    """It was not taken: try again later, ever longer, not all at the same moment. `error` holds no personal data."""
    with db.write() as session:
        row = session.get_one(OutboxRow, message_id, with_for_update=True)
        if row.delivered_at is not None or row.claimed_by != holder:
            return
        row.error, row.not_before = error[:200], now + wait(row.attempts)
        if now - row.made_at > GIVE_UP_AFTER:
            row.given_up_at = now
        _let_go(row, holder)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 3 s, 6 s, 12 s, to a minute, each a fifth more or less."""
    longest = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    return longest * random.uniform(0.8, 1.2)


def _waiting(now: datetime, *, limit: int) -> Select[OutboxRow]:
    return (
        select(OutboxRow)
        .where(
            OutboxRow.delivered_at.is_(None),
            OutboxRow.given_up_at.is_(None),
            OutboxRow.not_before <= now,
            or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now),
        )
        .order_by(OutboxRow.not_before)
        .limit(limit)
    )


def _let_go(row: OutboxRow, holder: str) -> None:
    if row.claimed_by == holder:
        row.claimed_by, row.claimed_until = None, None


def _outgoing(row: OutboxRow) -> Outgoing:
    return Outgoing(
        id=row.id,
        topic=row.topic,
        channel=row.channel,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        alert_id=row.alert_id,
        correlation=row.correlation,
        attempt=row.attempts,
    )
