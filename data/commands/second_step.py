"""One's own second step: set up and taken off in one's account, and taken off by whoever administers the school."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, second_step, throttle, tokens
from data.account_told import tell
from data.codes import NoStep, Tried, Typed, WrongCode, changed, forget, put_codes, take, typed_of
from data.commands.core import Refused, command, require_person
from data.commands.credentials import prove
from data.commands.people import managed
from data.commands.session import revoke_all
from data.database import Database
from data.models import Person, RecoveryCode, SecondStep
from data.queries.second_step import has_step, step_of
from visits.account_notices import Change
from visits.permissions import Viewer

SET_UP_WITHIN: Final = timedelta(minutes=15)
"""How long a secret that was shown waits for its first code."""


class NotBegun(Refused):
    """There is no secret that waits to be confirmed."""

    def __init__(self) -> None:
        super().__init__("Too much time has passed since the picture was shown. Begin again.")


class SetUpAlready(Refused):
    """A second step is there."""

    def __init__(self) -> None:
        super().__init__("You have a second step already. Take it off first.")


def begin(db: Database, *, current: str, key: str, by: Viewer, now: datetime) -> None:
    """Make a secret for an app, knowing one's password. It counts once `confirm` had a code of it."""
    person_id = require_person(by)
    reserved, subject = prove(db, person_id, current, key, now)
    sealed = second_step.seal(second_step.new_secret(), person_id=person_id, key=key)
    tried = Tried(reserved=reserved, subjects=(subject,))
    _begin(db, sealed=sealed, tried=tried, by=by, now=now)


def confirm(db: Database, *, code: str, keep: str, key: str, by: Viewer, now: datetime) -> tuple[str, ...]:
    """The first code of the app came back: from now on it counts. Return the recovery codes, this once.

    Every session but that of the token `keep` ends. Raises WrongCode, NotBegun, SetUpAlready, or throttle.TooMany.
    """
    person_id = require_person(by)
    tried = _own_try(db, person_id, key, now)
    typed = typed_of(db, person_id, code, key, now)
    made = second_step.new_recovery_codes()
    hashes = second_step.recovery_hashes(made, person_id=person_id)
    _confirm(db, counter=typed.counter, hashes=hashes, keep=keep, tried=tried, by=by, now=now)
    return made


def take_off(
    db: Database, *, current: str, code: str, keep: str, key: str, by: Viewer, now: datetime
) -> None:
    """Take one's second step off, with the password and a code or recovery code. The other sessions end."""
    tried, typed = _proved(db, current, code, key, by, now)
    _take_off(db, typed=typed, keep=keep, tried=tried, by=by, now=now)


def new_codes(
    db: Database, *, current: str, code: str, key: str, by: Viewer, now: datetime
) -> tuple[str, ...]:
    """Make new recovery codes, with the password and a code; the old ones end. Return them, this once."""
    tried, typed = _proved(db, current, code, key, by, now)
    made = second_step.new_recovery_codes()
    hashes = second_step.recovery_hashes(made, person_id=require_person(by))
    _new_codes(db, typed=typed, hashes=hashes, tried=tried, by=by, now=now)
    return made


@command("people.reset_second_step")
def reset(session: Session, *, person_id: UUID, by: Viewer, now: datetime) -> None:
    """Take the second step off for somebody who lost both their phone and their recovery codes, and tell them.

    By whoever could make them a link for a new password: it takes both to sign in as somebody, and each is on record.
    """
    managed(session, person_id, by, now)
    if person_id == by.person_id:
        raise Refused("Take your own second step off in Your account.")
    if step_of(session, person_id) is None:
        raise NoStep
    _remove(session, person_id)
    audit.note(session, sessions_ended=revoke_all(session, person_id=person_id, now=now))
    tell(session, person_id=person_id, change=Change.RESET, now=now)


@command("second_step.begin")
def _begin(session: Session, *, sealed: str, tried: Tried, by: Viewer, now: datetime) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    # Whoever presses twice does one after the other.
    session.get(Person, person_id, with_for_update={"key_share": True})
    if has_step(session, person_id):
        raise SetUpAlready
    forget(session, tried)
    row = step_of(session, person_id) or SecondStep(id=uuid7(), person_id=person_id)
    row.secret, row.made_at, row.last_counter = sealed, now, 0
    session.add(row)


@command("second_step.confirm")
def _confirm(
    session: Session,
    *,
    counter: int | None,
    hashes: tuple[str, ...],
    keep: str,
    tried: Tried,
    by: Viewer,
    now: datetime,
) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    row = step_of(session, person_id)
    if row is None or row.made_at + SET_UP_WITHIN <= now:
        raise SetUpAlready if row is not None and row.confirmed_at is not None else NotBegun
    waits = SecondStep.id == row.id, SecondStep.confirmed_at.is_(None)
    if counter is None:
        raise WrongCode
    if not changed(session, update(SecondStep).where(*waits).values(confirmed_at=now, last_counter=counter)):
        raise SetUpAlready
    forget(session, tried)
    put_codes(session, person_id, hashes, now)
    audit.note(session, sessions_ended=revoke_all(session, person_id=person_id, now=now, keep=keep))
    tell(session, person_id=person_id, change=Change.STEP_SET_UP, now=now)


@command("second_step.take_off")
def _take_off(session: Session, *, typed: Typed, keep: str, tried: Tried, by: Viewer, now: datetime) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    take(session, person_id, typed, now)
    forget(session, tried)
    _remove(session, person_id)
    audit.note(session, sessions_ended=revoke_all(session, person_id=person_id, now=now, keep=keep))
    tell(session, person_id=person_id, change=Change.STEP_TAKEN_OFF, now=now)


@command("second_step.new_codes")
def _new_codes(
    session: Session, *, typed: Typed, hashes: tuple[str, ...], tried: Tried, by: Viewer, now: datetime
) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    take(session, person_id, typed, now)
    forget(session, tried)
    put_codes(session, person_id, hashes, now)
    tell(session, person_id=person_id, change=Change.NEW_CODES, now=now)


def _proved(
    db: Database, current: str, code: str, key: str, by: Viewer, now: datetime
) -> tuple[Tried, Typed]:
    """That whoever sits there knows the password; what to take back afterwards, and what their code may be."""
    person_id = require_person(by)
    reserved, subject = prove(db, person_id, current, key, now)
    tried = _own_try(db, person_id, key, now)
    both = Tried(reserved=(*reserved, *tried.reserved), subjects=(subject, *tried.subjects))
    return both, typed_of(db, person_id, code, key, now)


def _own_try(db: Database, person_id: UUID, key: str, now: datetime) -> Tried:
    """Write down that somebody who is signed in types a code. Nobody else's tries slow them down, nor theirs others."""
    subject = tokens.keyed(key, "own code", str(person_id))
    return Tried(reserved=throttle.reserve(db, {subject: throttle.PAIR}, now=now), subjects=(subject,))


def _remove(session: Session, person_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(SecondStep).where(SecondStep.person_id == person_id))
