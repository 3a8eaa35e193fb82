"""One round of sending without the threads: claim, send, report."""

from dataclasses import dataclass
from datetime import datetime

from data import sending
from data.database import Database
from data.sending import Outcome
from watcher import steps


@dataclass(frozen=True)
class Sent:
    """What came of a round."""

    delivered: int = 0
    failed: int = 0


def send_due(db: Database, sender: steps.Sender, *, holder: str, now: datetime, limit: int = 9) -> Sent:
    """Send what waits, once."""
    outcomes = [
        Outcome(message, now, steps.send(sender, message))
        for message in sending.claim(db, holder=holder, now=now, limit=limit)
    ]
    sending.report(db, outcomes, holder=holder)
    failed = sum(bool(outcome.error) for outcome in outcomes)
    return Sent(len(outcomes) - failed, failed)
