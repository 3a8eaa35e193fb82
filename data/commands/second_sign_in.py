"""Signing in, the second half: whoever gave the right password gives a code, and only then is there a session."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from data import audit, throttle
from data.account_told import tell
from data.codes import Tried, Typed, changed, forget, take, typed_of
from data.commands.core import SYSTEM, Refused, command
from data.commands.session import Opened, open_session
from data.database import Database
from data.models import SignIn
from data.queries.second_step import codes_left, waiting
from visits.account_notices import Change
from visits.permissions import Viewer


class NotWaiting(Refused):
    """Nobody waits for a code here: too much time has passed, or the code was taken in another window."""

    def __init__(self) -> None:
        super().__init__("Too much time has passed. Sign in again.")


def finish(
    db: Database,
    *,
    token: str,
    code: str,
    origin: str,
    device: str,
    key: str,
    hours: int,
    now: datetime,
    known: str = "",
) -> Opened:
    """Do the second step of whoever waits behind this token; return a new session, with another token.

    Raises NotWaiting or WrongCode (both audited), or throttle.TooMany. `known` is as in `session.sign_in`.
    """
    with db.read() as session:
        found = waiting(session, token, now=now)
    tried, typed = Tried(), Typed()
    if found is not None:
        limits = throttle.guesses(key, "code", of=str(found.person_id), origin=origin, known=known)
        reserved = throttle.reserve(db, limits, now=now)
        tried = Tried(reserved=reserved, subjects=throttle.own(limits))
        typed = typed_of(db, found.person_id, code, key, now)
    return _finish(
        db,
        token=token,
        typed=typed,
        tried=tried,
        device=device,
        ends_at=now + timedelta(hours=hours),
        by=SYSTEM,
        now=now,
    )


@command("session.second_step")
def _finish(
    session: Session,
    *,
    token: str,
    typed: Typed,
    tried: Tried,
    device: str,
    ends_at: datetime,
    by: Viewer,
    now: datetime,
) -> Opened:
    found = waiting(session, token, now=now)
    if found is None:
        raise NotWaiting
    audit.note(session, subject_id=found.person_id)
    here = SignIn.id == found.sign_in_id, SignIn.revoked_at.is_(None)
    if not changed(session, update(SignIn).where(*here).values(revoked_at=now)):
        raise NotWaiting
    by_recovery = take(session, found.person_id, typed, now)
    forget(session, tried)
    if by_recovery:
        audit.note(session, recovery_codes_left=codes_left(session, found.person_id))
        tell(session, person_id=found.person_id, change=Change.CODE_USED, now=now)
    return open_session(session, person_id=found.person_id, device=device, ends_at=ends_at, now=now)
