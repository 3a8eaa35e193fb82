"""The job that runs about once an hour: reminders of policies' reviews."""

from datetime import datetime
from uuid import UUID

from data import logs
from data.commands.core import SYSTEM
from data.commands.review import remind_of_review, versions_in_force
from data.database import Database
from data.failures import is_passing


def remind_of_reviews(db: Database, *, now: datetime) -> int:
    """Put down every reminder that is due; return how many. A policy that fails does not hold up the others."""
    with db.read() as session:
        versions = versions_in_force(session)
    return sum(_remind(db, version_id, now) for version_id in versions)


def _remind(db: Database, version_id: UUID, now: datetime) -> bool:
    logs.bind_correlation()
    try:
        stage = remind_of_review(db, version_id=version_id, by=SYSTEM, now=now)
    except Exception as error:
        if is_passing(error):
            raise
        logs.logger("watcher").exception("review.not_reminded", version_id=version_id)
        return False
    return stage is not None
