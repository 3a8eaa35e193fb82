"""A person's calendar feed: a link with a token of its own, which a calendar program can keep and the person can end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, tokens
from data.commands.core import command, require_person
from data.models import FeedToken
from visits.permissions import Viewer

POLICIES = "policies"


@command("feed.make")
def make_feed(session: Session, *, by: Viewer, now: datetime, feed: str = POLICIES) -> str:
    """Make the link's token and return it, once. The one before it ends."""
    person_id = require_person(by)
    _end(session, person_id, feed, now)
    token = tokens.new()
    row = FeedToken(id=uuid7(), token_hash=tokens.kept(token), person_id=person_id, feed=feed, made_at=now)
    session.add(row)
    audit.note(session, subject_id=row.id, feed=feed)
    return token


@command("feed.revoke")
def revoke_feed(session: Session, *, by: Viewer, now: datetime, feed: str = POLICIES) -> None:
    """End the link: whoever has it gets nothing more."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id, feed=feed)
    _end(session, person_id, feed, now)


def _end(session: Session, person_id: UUID, feed: str, now: datetime) -> None:
    live = FeedToken.person_id == person_id, FeedToken.feed == feed, FeedToken.revoked_at.is_(None)
    for row in session.scalars(select(FeedToken).where(*live)):
        row.revoked_at = now
    session.flush()
