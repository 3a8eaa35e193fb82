"""Messages that are not taken go on by another way, or to another person."""

from datetime import datetime
from typing import Final
from uuid import UUID

from data import logs
from data.commands.core import SYSTEM
from data.commands.passing_on import leave_it, pass_on
from data.database import Database
from data.failures import is_passing
from data.queries.unsent import unsent

BATCH: Final = 20


def pass_on_unsent(db: Database, *, now: datetime) -> int:
    """Pass on what is to be passed on now; return how many more are told. What fails is left, and the rest goes on.

    Raises what is the database's fault: then all of it is due at the next look.
    """
    with db.read() as session:
        found = unsent(session, now=now, limit=BATCH)
    return sum(_pass_on(db, message_id, now) for message_id in found)


def _pass_on(db: Database, message_id: UUID, now: datetime) -> int:
    logs.bind_correlation()
    log = logs.logger("watcher")
    try:
        more = pass_on(db, message_id=message_id, by=SYSTEM, now=now)
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("message.not_passed_on", message_id=message_id)
        leave_it(db, message_id=message_id, by=SYSTEM, now=now)
        return 0
    if more is not None:
        log.warning("message.passed_on", message_id=message_id, count=more)
    return more or 0
