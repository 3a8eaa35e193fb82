"""What goes by itself, day by day: sessions and links that ended, old messages' words, forms nobody went on with."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import Attempt, Draft, FeedToken, Invitation, OutboxRow, SignIn
from visits.permissions import Viewer
from visits.retention import DRAFT_DAYS, OPERATING_DAYS

YEAR: Final = timedelta(days=OPERATING_DAYS)


@command("records.tidy")
def tidy(session: Session, *, by: Viewer, now: datetime) -> int | None:
    """Delete or empty what is over its time and takes no signature; return how many rows that were, None for none."""
    if by is not SYSTEM:
        raise NotPermitted
    before = now - YEAR
    ended = or_(SignIn.ends_at < before, SignIn.revoked_at < before)
    old = and_(OutboxRow.made_at < before, OutboxRow.body != "")
    unsent = OutboxRow.delivered_at.is_(None) & OutboxRow.given_up_at.is_(None)
    done: dict[str, Any] = {
        "sessions": delete(SignIn).where(ended),
        "links": delete(Invitation).where(or_(Invitation.ends_at < before, Invitation.used_at < before)),
        "feeds": delete(FeedToken).where(FeedToken.revoked_at < before),
        "attempts": delete(Attempt).where(Attempt.at < before),
        "forms": delete(Draft).where(Draft.saved_at < now - timedelta(days=DRAFT_DAYS)),
        "messages": update(OutboxRow).where(old, ~unsent).values(subject="", body="", recipient=""),
    }
    connection = session.connection()
    counts = {name: connection.execute(what).rowcount for name, what in done.items()}
    if not any(counts.values()):
        raise Repeated(None)
    audit.about(session).facts.update(counts)
    return sum(counts.values())
