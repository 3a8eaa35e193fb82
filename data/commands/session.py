"""Signing in and out, the shared board, and the PIN by which a person acts at it.

Passwords and PINs are looked at outside any transaction: argon2id takes a moment on purpose, and nobody else's write
waits for it. Whoever calls from an event loop does so in a thread.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data import audit, passwords, throttle, tokens
from data.commands.core import SYSTEM, NotPermitted, Refused, command, require, require_person
from data.database import Database
from data.models import Person, SignIn
from data.queries.people import has_left, london_day, viewer
from data.queries.second_step import has_step
from data.weakness import LONGEST_SECRET
from visits.permissions import Action, Viewer, may, without_glass

TOUCH_AFTER = timedelta(minutes=1)
CODE_WITHIN = timedelta(minutes=5)
"""How long the second step is waited for after the right password."""


class WrongPassword(Refused):
    """The address or the password is wrong; which of them, and whether there is such an account, is not said."""

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class WrongPin(Refused):
    """It is not that person's PIN, or they cannot act at this board."""

    def __init__(self) -> None:
        super().__init__("That is not the right PIN for this person.")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A new session: the token for the cookie, which nobody can read again, and when it ends at the latest.

    `waits`: the password was right, and nobody is signed in until the second step is done (`second_step.finish`).
    """

    token: str
    ends_at: datetime
    waits: bool = False


def sign_in(
    db: Database,
    *,
    email: str,
    password: str,
    origin: str,
    device: str,
    key: str,
    hours: int,
    now: datetime,
    known: str = "",
    earlier: str = "",
) -> Opened:
    """Sign a person in, or let them wait for their second step. `origin` is where the request comes from.

    `known` is the mark of a browser in which this very person has signed in before; empty for none. It is throttled by
    itself alone, so that guesses from elsewhere never slow it down. Both are kept only as keyed hashes. `earlier` is the
    token that this browser had until now, whose session ends.

    Raises WrongPassword (audited), or throttle.TooMany (nothing was looked at, nothing is written).
    """
    address = email.strip().lower()
    limits = throttle.guesses(key, "password", of=address, origin=origin, known=known)
    reserved = throttle.reserve(db, limits, now=now)
    person_id, better_hash = _recognise(db, address, password, now)
    return _sign_in(
        db,
        person_id=person_id,
        better_hash=better_hash,
        reserved=reserved,
        subjects=throttle.own(limits),
        device=device,
        ends_at=now + timedelta(hours=hours),
        earlier=earlier,
        by=SYSTEM,
        now=now,
    )


@command("session.sign_in")
def _sign_in(
    session: Session,
    *,
    person_id: UUID | None,
    better_hash: str | None,
    reserved: tuple[UUID, ...],
    subjects: tuple[str, ...],
    device: str,
    ends_at: datetime,
    by: Viewer,
    now: datetime,
    earlier: str = "",
) -> Opened:
    if person_id is None:
        raise WrongPassword
    audit.note(session, subject_id=person_id)
    if better_hash is not None:
        session.get_one(Person, person_id).password_hash = better_hash
    throttle.forget(session, reserved=reserved, subjects=subjects)
    session.execute(
        delete(SignIn).where(SignIn.person_id == person_id, SignIn.ends_at < now - timedelta(days=30))
    )
    waits = has_step(session, person_id)
    if waits:
        audit.note(session, second_step="waited for")
        ends_at = now + CODE_WITHIN
    return open_session(
        session,
        person_id=person_id,
        device=device,
        ends_at=ends_at,
        now=now,
        waits=waits,
        earlier=earlier,
    )


@command("session.sign_out")
def sign_out(session: Session, *, token: str, by: Viewer, now: datetime) -> None:
    """End the session of this token: one's own, or at a shared board the board's."""
    row = session.scalars(select(SignIn).where(SignIn.token_hash == tokens.kept(token))).one_or_none()
    if row is None or row.person_id != by.person_id or (row.board_school_id is not None) != by.board:
        raise NotPermitted
    audit.note(session, school_id=row.board_school_id, subject_id=row.id)
    row.revoked_at = row.revoked_at or now


@command("session.sign_out_device")
def sign_out_device(session: Session, *, sign_in_id: UUID, by: Viewer, now: datetime) -> None:
    """End one of a person's own sessions, such as the one on a lost phone."""
    person_id = require_person(by)
    row = session.get(SignIn, sign_in_id)
    if row is None or row.person_id != person_id:
        raise NotPermitted
    audit.note(session, subject_id=row.id)
    row.revoked_at = row.revoked_at or now


@command("session.sign_out_everywhere")
def sign_out_everywhere(session: Session, *, by: Viewer, now: datetime, keep: str = "") -> int:
    """End all of a person's sessions, but for the one whose token is `keep`; return how many ended."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    return revoke_all(session, person_id=person_id, now=now, keep=keep)


@command("session.open_board")
def open_board(
    session: Session, *, school_id: UUID, token: str, device: str, hours: int, by: Viewer, now: datetime
) -> Opened:
    """Turn this browser into the school's shared board. The session of `token`, by which it was opened, ends."""
    audit.note(session, school_id=school_id)
    require(by, Action.OPEN_BOARD, school_id=school_id)
    person_id = require_person(by)
    mine = SignIn.person_id == person_id, SignIn.token_hash == tokens.kept(token)
    session.execute(update(SignIn).where(*mine).values(revoked_at=now))
    opened = tokens.new()
    row = SignIn(
        token_hash=tokens.kept(opened),
        board_school_id=school_id,
        opened_by_id=person_id,
        made_at=now,
        used_at=now,
        ends_at=now + timedelta(hours=hours),
        device=device,
        how="board",
    )
    session.add(row)
    session.flush()
    audit.note(session, subject_id=row.id)
    return Opened(token=opened, ends_at=row.ends_at)


def use_pin(db: Database, *, board: Viewer, person_id: UUID, pin: str, key: str, now: datetime) -> Viewer:
    """Who acts at a shared board: the person, as what they are at the board's school, if it is their PIN.

    Raises WrongPin (audited), or throttle.TooMany. A board shows; it is a person who acts, each time with the PIN.
    """
    school_id = board_school(board)
    subject = tokens.keyed(key, "pin", str(school_id), str(person_id))
    reserved = throttle.reserve(db, {subject: throttle.PAIR}, now=now)
    with db.read() as session:
        person = session.get(Person, person_id)
        kept = None if person is None or has_left(person, london_day(now)) else person.pin_hash
    return _use_pin(
        db,
        person_id=person_id,
        right=passwords.verify(kept, pin[:LONGEST_SECRET]),
        reserved=reserved,
        subject=subject,
        by=board,
        now=now,
    )


@command("session.use_pin")
def _use_pin(
    session: Session,
    *,
    person_id: UUID,
    right: bool,
    reserved: tuple[UUID, ...],
    subject: str,
    by: Viewer,
    now: datetime,
) -> Viewer:
    school_id = board_school(by)
    audit.note(session, school_id=school_id, subject_id=person_id)
    person = viewer(session, person_id, today=london_day(now), now=now) if right else None
    if person is None or not person.roles_at(school_id):
        raise WrongPin
    throttle.forget(session, reserved=reserved, subjects=(subject,))
    # What they opened in an emergency is theirs alone: a shared board shows nothing of it.
    own = without_glass(person)
    return replace(own, roles={school_id: own.roles_at(school_id)})


def touch(db: Database, *, sign_in_id: UUID, used_at: datetime, now: datetime) -> None:
    """Remember that the person did something just now. Once a minute is enough, so that reading stays reading."""
    if now - used_at < TOUCH_AFTER:
        return
    with db.write() as session:
        earlier = SignIn.id == sign_in_id, SignIn.used_at <= now - TOUCH_AFTER
        session.execute(update(SignIn).where(*earlier).values(used_at=now))


def revoke_all(session: Session, *, person_id: UUID, now: datetime, keep: str = "") -> int:
    """End every session of a person inside another command, but for that of the token `keep`; return how many."""
    query = select(SignIn).where(
        SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.token_hash != tokens.kept(keep)
    )
    rows = list(session.scalars(query))
    for row in rows:
        row.revoked_at = now
    return len(rows)


def board_school(board: Viewer) -> UUID:
    """The school of a board's viewer; refuses for anybody who is not a board."""
    schools = tuple(board.roles)
    if not board.board or len(schools) != 1 or not may(board, Action.SEE_LIVE, school_id=schools[0]):
        raise NotPermitted
    return schools[0]


def open_session(
    session: Session,
    *,
    person_id: UUID,
    device: str,
    ends_at: datetime,
    now: datetime,
    waits: bool = False,
    how: str = "password",
    earlier: str = "",
) -> Opened:
    """A new session of a person, inside another command. `earlier` is the token that it takes the place of."""
    if earlier:
        before = SignIn.token_hash == tokens.kept(earlier), SignIn.revoked_at.is_(None)
        session.execute(update(SignIn).where(*before).values(revoked_at=now))
    token = tokens.new()
    session.add(
        SignIn(
            token_hash=tokens.kept(token),
            person_id=person_id,
            made_at=now,
            used_at=now,
            ends_at=ends_at,
            device=device,
            how=how,
            waits_for_code=waits,
        )
    )
    return Opened(token=token, ends_at=ends_at, waits=waits)


def _recognise(db: Database, address: str, password: str, now: datetime) -> tuple[UUID | None, str | None]:
    """Whose password it is, and a stronger hash of it where the kept one is of an older kind."""
    with db.read() as session:
        person = session.scalars(select(Person).where(Person.email == address)).one_or_none()
        gone = person is None or has_left(person, london_day(now))
        person_id = None if person is None or gone else person.id
        kept = None if person is None or gone else person.password_hash
    typed = password[:LONGEST_SECRET]
    if not passwords.verify(kept, typed) or kept is None:
        return None, None
    return person_id, passwords.hash_password(typed) if passwords.outdated(kept) else None
