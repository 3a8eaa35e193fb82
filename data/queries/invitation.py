"""One-time links to set a password. Reading one changes nothing: a scanner opens links too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import tokens
from data.models import Invitation, Person, School


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whom a link is for. `name` is None for the first administrator, who has yet to say who they are."""

    name: str | None
    email: str
    needs_school: bool


def invited(session: Session, token: str, *, now: datetime) -> Invited | None:
    """Whom a link is for, or None when it leads nowhere: unknown, used or too old."""
    row = open_invitation(session, token, now)
    if row is None:
        return None
    if row.person_id is None:
        return Invited(name=None, email="", needs_school=session.scalar(select(School.id).limit(1)) is None)
    person = session.get_one(Person, row.person_id)
    return Invited(name=person.name, email=person.email or "", needs_school=False)


def open_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The link's row, if it can still be used."""
    row = session.scalars(select(Invitation).where(Invitation.token_hash == tokens.kept(token))).one_or_none()
    if row is None or row.used_at is not None or row.ends_at <= now:
        return None
    return row
