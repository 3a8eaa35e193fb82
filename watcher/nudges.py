"""Visitors are reminded before anybody else is told."""

from datetime import datetime
from typing import Final
from uuid import UUID

from data import logs
from data.commands.core import SYSTEM
from data.commands.nudging import drop_nudge, nudge
from data.database import Database
from data.failures import is_passing
from data.queries.nudges import to_nudge

BATCH: Final = 50


def nudge_due(db: Database, *, now: datetime) -> int:
    """Remind everybody who is to be reminded now; return how many. What fails is left out, and the rest goes on.

    Raises what is the database's fault: then nothing is left out, and all of it is due at the next look.
    """
    with db.read() as session:
        found = to_nudge(session, now=now, limit=BATCH)
    return sum(_nudge(db, deadline_id, now) for deadline_id in found)


def _nudge(db: Database, deadline_id: UUID, now: datetime) -> int:
    logs.bind_correlation()
    try:
        return nudge(db, deadline_id=deadline_id, by=SYSTEM, now=now) or 0
    except Exception as error:
        if is_passing(error):
            raise
        logs.logger("watcher").exception("visit.not_nudged", deadline_id=deadline_id)
        drop_nudge(db, deadline_id=deadline_id, by=SYSTEM, now=now)
        return 0
