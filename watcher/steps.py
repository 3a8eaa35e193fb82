"""The watcher's work in small steps, each of which can be done once and says what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from data import logs, pulse, sending
from data.commands.core import SYSTEM
from data.commands.raising import raise_due, remind, set_aside, set_reminder_aside
from data.commands.watch import resume
from data.database import Database
from data.failures import is_passing
from data.queries import watch
from data.sending import NotSent, Outgoing

Sender = Callable[[Outgoing], None]
"""Takes a message to its recipient, or raises `NotSent`."""

BATCH: Final = 50
AT_ONCE: Final = 5
"""Messages claimed at a time: few, so that a slow mail server never outlasts their lease."""


@dataclass(frozen=True)
class Sent:
    """What came of a round of sending."""

    delivered: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.delivered + self.failed


def find_due(db: Database, *, now: datetime) -> list[UUID]:
    """The deadlines that have passed and are not raised yet."""
    with db.read() as session:
        return list(watch.due(session, now=now, limit=BATCH))


def raise_all(db: Database, deadline_ids: Sequence[UUID], *, now: datetime) -> int:
    """Raise each in a transaction of its own; return how many were. One that fails is set aside, the rest goes on.

    Raises what is the database's fault: then nothing is set aside, and all of it is due at the next look.
    """
    return sum(_raise(db, deadline_id, now) for deadline_id in deadline_ids)


def find_reminders(db: Database, *, now: datetime) -> list[UUID]:
    """The steps whose people are to be reminded."""
    with db.read() as session:
        return list(watch.to_remind(session, now=now, limit=BATCH))


def remind_all(db: Database, step_ids: Sequence[UUID], *, now: datetime) -> int:
    """Remind of each; return of how many. One that fails is set aside, the rest goes on."""
    return sum(_remind(db, step_id, now) for step_id in step_ids)


def send_due(db: Database, sender: Sender, *, holder: str, now: datetime) -> Sent:
    """Claim some messages that wait and send them. Each is marked delivered as soon as the channel has taken it."""
    started = time.monotonic()
    delivered = failed = 0
    for message in sending.claim(db, holder=holder, now=now, limit=AT_ONCE):
        spent = timedelta(seconds=time.monotonic() - started)
        if spent > sending.LEASE / 2:
            break  # the rest of the claim runs out, and somebody else has it then
        error = _send(sender, message)
        at = now + timedelta(seconds=time.monotonic() - started)
        if error is None:
            sending.delivered(db, message.id, holder=holder, now=at)
            delivered += 1
        else:
            sending.failed(db, message.id, holder=holder, now=at, error=error)
            failed += 1
    return Sent(delivered, failed)


def keep_pulse(db: Database, *, holder: str, now: datetime, facts: dict[str, Any]) -> bool:
    """Beat, and after a gap record it as not monitored; return whether this copy leads."""
    beat = pulse.beat(db, holder=holder, now=now, facts=facts)
    if beat.gap_from is None:
        return beat.leads
    return catch_up(db, holder=holder, now=now, facts=facts)


def catch_up(db: Database, *, holder: str, now: datetime, facts: dict[str, Any]) -> bool:
    """Take the lead after a gap. What fell due in it is raised by the next look, marked late by its own numbers."""
    logs.bind_correlation()
    span_id = resume(db, holder=holder, by=SYSTEM, now=now)
    if span_id is not None:
        logs.logger("watcher").warning("watch.gap_found", span_id=span_id)
    return pulse.beat(db, holder=holder, now=now, facts=facts).leads


def _raise(db: Database, deadline_id: UUID, now: datetime) -> bool:
    logs.bind_correlation()
    log = logs.logger("watcher")
    try:
        alert_id = raise_due(db, deadline_id=deadline_id, by=SYSTEM, now=now)
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("alert.not_raised", deadline_id=deadline_id)
        set_aside(db, deadline_id=deadline_id, by=SYSTEM, now=now)
        return False
    if alert_id is not None:
        log.info("alert.raised", alert_id=alert_id, deadline_id=deadline_id)
    return alert_id is not None


def _remind(db: Database, step_id: UUID, now: datetime) -> bool:
    logs.bind_correlation()
    try:
        remind(db, step_id=step_id, by=SYSTEM, now=now)
    except Exception as error:
        if is_passing(error):
            raise
        logs.logger("watcher").exception("alert.not_reminded", step_id=step_id)
        set_reminder_aside(db, step_id=step_id, by=SYSTEM, now=now)
        return False
    return True


def _send(sender: Sender, message: Outgoing) -> str | None:
    """Send one message; return None, or in a word what was wrong."""
    logs.bind_correlation(message.correlation)
    log = logs.logger("watcher")
    about = {"message_id": message.id, "channel": message.channel, "attempt": message.attempt}
    try:
        sender(message)
    except NotSent as refusal:
        log.warning("message.not_sent", **about, outcome=str(refusal))
        return str(refusal)
    except Exception as error:
        log.exception("message.not_sent", **about)
        return type(error).__name__
    log.info("message.sent", **about)
    return None
