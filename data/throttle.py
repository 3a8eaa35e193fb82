"""Slows down guessing of passwords and PINs, and never locks anybody out for good.

An attempt is written down before the secret is looked at, so that a hundred at once count as a hundred; success takes
it away again. After the free ones each next attempt has to wait, twice as long as the last, up to a limit that a person
can bear. An attempt inside the wait is not looked at and does not make the wait longer.

Whoever guesses without a pause takes every turn that the wait gives, so that an account would be shut for its person as
long as somebody guesses. A browser in which that person has signed in before (`web.known`) is counted by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import tokens
from data.database import Database
from data.models import Attempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many attempts of one subject are free within the window, and the longest wait after that, in seconds."""

    free: int
    longest_s: int
    window: timedelta = WINDOW


PAIR = Limit(free=5, longest_s=60)
ACCOUNT = Limit(free=20, longest_s=30)
ORIGIN = Limit(free=60, longest_s=30)
"""One account from one place; one account from everywhere; one place. A whole school may share one address."""
CODES = Limit(free=10, longest_s=900, window=KEPT)
"""Codes of the second step of one person, from everywhere: a hundred a day, of which each is right 3 times in a million.
Whoever guesses them knows the password already."""


class TooMany(Exception):
    """Too many attempts just now. `str()` is a sentence for the page."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many tries. Wait {wait_s} seconds, then try again.")
        self.wait_s = wait_s


def guesses(key: str, what: str, *, of: str, origin: str, known: str) -> dict[str, Limit]:
    """The subjects of somebody who types the password, or the code, of one account; those of the account come first.

    `known` is the mark of a browser in which that very account has signed in before; empty for none.
    """
    if known:
        return {tokens.keyed(key, "known", what, of, known): PAIR}
    everywhere = CODES if what == "code" else ACCOUNT
    return {
        tokens.keyed(key, "pair", what, of, origin): PAIR,
        tokens.keyed(key, "account", what, of): everywhere,
        tokens.keyed(key, "place", origin): ORIGIN,
    }


def own(limits: Mapping[str, Limit]) -> tuple[str, ...]:
    """Of these subjects the account's own: what success takes away. What a whole place did stays."""
    return tuple(subject for subject, limit in limits.items() if limit is not ORIGIN)


def reserve(db: Database, subjects: Mapping[str, Limit], *, now: datetime) -> tuple[UUID, ...]:
    """Write down an attempt of each subject; return the ids. Raises TooMany if one of them has to wait.

    `subjects` are keyed hashes (`data.tokens.keyed`): what is kept tells nobody's address.
    """
    with db.write() as session:
        session.execute(delete(Attempt).where(Attempt.at < now - KEPT))
        if wait_s := max(_wait_s(session, subject, limit, now) for subject, limit in subjects.items()):
            raise TooMany(wait_s)
        rows = [Attempt(id=uuid7(), subject=subject, at=now) for subject in subjects]
        session.add_all(rows)
    return tuple(row.id for row in rows)


def forget(session: Session, *, reserved: tuple[UUID, ...], subjects: tuple[str, ...]) -> None:
    """After success: take back this attempt, and all earlier ones of these subjects."""
    session.execute(delete(Attempt).where(Attempt.id.in_(reserved) | Attempt.subject.in_(subjects)))


def _wait_s(session: Session, subject: str, limit: Limit, now: datetime) -> int:
    """The seconds that this subject still has to wait; 0 for none."""
    query = select(func.count(), func.max(Attempt.at)).where(
        Attempt.subject == subject, Attempt.at > now - limit.window
    )
    count, last_at = session.execute(query).one()
    if count < limit.free:
        return 0
    length = min(2 ** min(count - limit.free + 1, 20), limit.longest_s)
    return max(0, ceil((last_at + timedelta(seconds=length) - now).total_seconds()))
