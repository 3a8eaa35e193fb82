"""The watcher's work in small steps, each of which can be done once and says what came of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from data import logs, pulse
from data.commands.core import SYSTEM
from data.commands.raising import raise_due, remind, set_aside, set_reminder_aside
from data.commands.watch import resume
from data.database import Database
from data.failures import is_passing
from data.queries import watch
from data.raise_many import raise_many
from data.sending import Claims, NotSent, Outgoing

Sender = Callable[[Outgoing], None]
"""Takes a message to its recipient, or raises `NotSent`."""

BATCH: Final = 200
"""Deadlines raised in one transaction: it holds up other writers for about 70 ms, as a few single ones would."""
REMINDERS: Final = 20
"""Reminders of one look: each is a transaction of its own, and new silence is not to wait for all of them."""


def find_due(db: Database, *, now: datetime) -> list[UUID]:
    """The deadlines that have passed and are not raised yet."""
    with db.read() as session:
        return list(watch.due(session, now=now, limit=BATCH))


def next_at(db: Database, *, now: datetime) -> datetime | None:
    """When something falls due next, as far as is known now."""
    with db.read() as session:
        return watch.next_at(session, now=now)


def raise_all(
    db: Database, deadline_ids: Sequence[UUID], *, now: datetime, claims: Claims | None = None
) -> int:
    """Raise them in one transaction; return how many were. One that fails is set aside, the rest goes on.

    Which one fails is found by halves: the others are still raised together. Raises what is the database's fault: then
    nothing is set aside, and all that is not raised is due at the next look. `claims` takes messages to be sent at once.
    """
    if not deadline_ids:
        return 0
    try:
        raised = raise_many(db, deadline_ids, now=now, claims=claims)
    except Exception as error:
        if is_passing(error):
            raise
        if len(deadline_ids) == 1:
            return _raise(db, deadline_ids[0], now, claims)
        half = len(deadline_ids) // 2
        halves = (deadline_ids[:half], deadline_ids[half:])
        return sum(raise_all(db, part, now=now, claims=claims) for part in halves)
    if alert_ids := set(raised.alerts.values()):
        logs.logger("watcher").info("alert.raised", count=len(alert_ids), alert_ids=sorted(alert_ids))
    return len(raised.alerts) + sum(_raise(db, deadline_id, now, claims) for deadline_id in raised.to_join)


def find_reminders(db: Database, *, now: datetime) -> list[UUID]:
    """The steps whose people are to be reminded."""
    with db.read() as session:
        return list(watch.to_remind(session, now=now, limit=REMINDERS))


def remind_all(db: Database, step_ids: Sequence[UUID], *, now: datetime) -> int:
    """Remind of each; return of how many. One that fails is set aside, the rest goes on."""
    return sum(_remind(db, step_id, now) for step_id in step_ids)


def send(sender: Sender, message: Outgoing) -> str:
    """Send one message; return in a word what was wrong, nothing if the channel took it."""
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
    return ""


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


def _raise(db: Database, deadline_id: UUID, now: datetime, claims: Claims | None) -> bool:
    logs.bind_correlation()
    if claims is not None:
        claims.others = True
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
