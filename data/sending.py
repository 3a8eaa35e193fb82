"""Messages on their way out: claimed by lease, marked delivered only after the channel has taken them.

A claim that is never reported back runs out, and another copy sends the message again: at least once, never zero. None of
this is a command: an attempt to send is nobody's decision, and each row keeps its own facts.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, exists, func, null, or_, select, update
from sqlalchemy.orm import Session

from data.database import Database
from data.models import OutboxRow
from visits.words import Channel

LEASE: Final = timedelta(seconds=60)
WAITED: Final = timedelta(seconds=60)
"""How old a `now` may be once its turn to write has come."""
FIRST_WAIT: Final = timedelta(seconds=3)
LONGEST_WAIT: Final = timedelta(seconds=60)
GIVE_UP_AFTER: Final = timedelta(days=3)
"""A message that nobody could take for so long tells nobody anything any more; the row and its error stay."""

_OUTBOX: Final = cast(Table, OutboxRow.__table__)
_WITHOUT_OUR_CLAIM: Final[dict[str, Any]] = {
    name: case((_OUTBOX.c.claimed_by == bindparam("holder"), null()), else_=_OUTBOX.c[name])
    for name in ("claimed_until", "claimed_by")
}
_DELIVERED: Final = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("of"))
    .values(
        delivered_at=func.coalesce(_OUTBOX.c.delivered_at, bindparam("now")), error="", **_WITHOUT_OUR_CLAIM
    )
)
_FAILED: Final = (
    update(_OUTBOX)
    .where(
        _OUTBOX.c.id == bindparam("of"),
        _OUTBOX.c.claimed_by == bindparam("holder"),
        _OUTBOX.c.delivered_at.is_(None),
        _OUTBOX.c.given_up_at.is_(None),
    )
    .values(
        error=bindparam("why"),
        not_before=bindparam("again"),
        given_up_at=bindparam("gave_up"),
        claimed_by=None,
        claimed_until=None,
    )
)


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
    made_at: datetime
    person_id: UUID | None = None
    step_id: UUID | None = None
    rank: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. `error` is a word without personal data, empty where the channel took the message."""

    message: Outgoing
    at: datetime
    error: str = ""


@dataclass
class Claims:
    """How many messages of each channel may be claimed in the very transaction that puts them down, and which were.

    Whoever raises an alert while the senders have nothing to do need not wait for a second transaction. `left` are the
    channels that had more than there was room for; `others` says whether messages were put down in other ways.
    """

    holder: str
    room: dict[Channel, int]
    taken: list[Outgoing] = field(default_factory=list)
    left: set[Channel] = field(default_factory=set)
    others: bool = False

    def take(self, rows: Sequence[dict[str, Any]], *, now: datetime) -> list[Outgoing]:
        """Write a claim into as many of these new rows of the outbox as there is room for; return them."""
        found = []
        for row in rows:
            left = self.room.get(row["channel"], 0)
            if left:
                self.room[row["channel"]] = left - 1
                found.append(Outgoing(attempt=1, **{name: row[name] for name in ("id", *_TAKEN_OVER)}))
            else:
                self.left.add(row["channel"])
            row.update(
                claimed_by=self.holder if left else None,
                claimed_until=now + LEASE if left else None,
                attempts=1 if left else 0,
                attempted_at=now if left else None,
            )
        return found


_TAKEN_OVER: Final = (
    "topic",
    "channel",
    "recipient",
    "subject",
    "body",
    "alert_id",
    "correlation",
    "made_at",
    "person_id",
    "step_id",
    "rank",
)


def channels_waiting(db: Database, *, now: datetime) -> frozenset[Channel]:
    """The channels for which something can be claimed. Nearly always none: then nobody's write is held up by a look."""
    with db.read() as session:
        query = select(OutboxRow.channel).where(*_to_claim(now)).distinct()
        return frozenset(session.scalars(query))


def claim(
    db: Database, *, holder: str, now: datetime, limit: int, channel: Channel | None = None
) -> list[Outgoing]:
    """Take messages that wait, the longest waiting first. Nobody else has them until the lease ends."""
    columns = (_OUTBOX.c[name] for name in ("id", "attempts", *_TAKEN_OVER))
    waiting = _waiting(now, channel, limit=limit).with_only_columns(*columns)
    with db.write() as session:
        rows = session.execute(waiting.with_for_update(skip_locked=True)).all()
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_([row.id for row in rows]))
            .values(
                claimed_by=holder,
                claimed_until=now + LEASE,
                attempts=OutboxRow.attempts + 1,
                attempted_at=now,
            )
            .execution_options(synchronize_session=False)
        )
    return [
        Outgoing(id=row.id, attempt=row.attempts + 1, **{name: getattr(row, name) for name in _TAKEN_OVER})
        for row in rows
    ]


def is_wanted(db: Database, message: Outgoing, *, holder: str, now: datetime) -> bool:
    """Whether a message that was claimed a while ago is still ours to send, for long enough to be sent: nobody
    acknowledged or stood down what it says meanwhile."""
    ours = exists().where(
        OutboxRow.id == message.id,
        OutboxRow.claimed_by == holder,
        OutboxRow.claimed_until > now + LEASE / 2,
        OutboxRow.delivered_at.is_(None),
        OutboxRow.given_up_at.is_(None),
    )
    with db.read() as session:
        return session.scalar(select(ours)) or False


def take_back(db: Database, *, holder: str) -> None:
    """Let go of what this name has claimed and not reported back: whoever had it has gone, so nobody waits for it."""
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


def report(db: Database, outcomes: Collection[Outcome], *, holder: str) -> None:
    """Keep what came of several attempts, in one transaction.

    What a channel took counts as delivered also where the lease had run out: it was sent, whoever holds it now. What it
    did not take is tried again later, ever longer, not all at the same moment.
    """
    with db.write() as session:
        _delivered(session, {o.message.id: o.at for o in outcomes if not o.error}, holder)
        if failures := [_failure(o, holder) for o in outcomes if o.error]:
            session.connection().execute(_FAILED, failures)


def delivered(db: Database, taken: Mapping[UUID, datetime], *, holder: str) -> None:
    """Mark what an earlier process of this machine had sent and not reported back any more (id -> when)."""
    with db.write() as session:
        _delivered(session, taken, holder)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 3 s, 6 s, 12 s, to a minute, each a fifth more or less."""
    longest = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    return longest * random.uniform(0.8, 1.2)


def _delivered(session: Session, taken: Mapping[UUID, datetime], holder: str) -> None:
    # In one order for all, so that two who report the same message do not wait for each other.
    if rows := [{"of": key, "now": taken[key], "holder": holder} for key in sorted(taken)]:
        session.connection().execute(_DELIVERED, rows)


def _failure(outcome: Outcome, holder: str) -> dict[str, Any]:
    message, at = outcome.message, outcome.at
    return {
        "of": message.id,
        "holder": holder,
        "why": outcome.error[:200],
        "again": at + wait(message.attempt),
        "gave_up": at if at - message.made_at > GIVE_UP_AFTER else None,
    }


def _waiting(now: datetime, channel: Channel | None, *, limit: int) -> Select[UUID]:
    of_channel = [OutboxRow.channel == channel] if channel else []
    query = select(OutboxRow.id).where(*_to_claim(now), *of_channel)
    return query.order_by(OutboxRow.not_before).limit(limit)


def _to_claim(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Not delivered, not withdrawn, its time has come, nobody has it. By the partial index `ix_outbox_to_send`.

    A wait or a lease longer than any that is given out comes from a clock that was put back: it holds nothing up. One
    that is longer by a little is another copy's, which claimed while this one waited to write with an older `now`.
    """
    return (
        OutboxRow.delivered_at.is_(None),
        OutboxRow.given_up_at.is_(None),
        or_(OutboxRow.not_before <= now, OutboxRow.not_before > now + 2 * LONGEST_WAIT),
        or_(
            OutboxRow.claimed_until.is_(None),
            OutboxRow.claimed_until <= now,
            OutboxRow.claimed_until > now + LEASE + WAITED,
        ),
    )
