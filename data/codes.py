"""Codes of the second step as somebody types them: what they may be, and that each is taken once, by whoever is first.

What is typed is looked at outside the transaction, as a password is. That it counts is decided inside it: of two who send
the same code at the same moment one is let in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, Executable, delete, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import logs, second_step, throttle
from data.commands.core import Invalid, Refused
from data.database import Database
from data.models import RecoveryCode, SecondStep
from data.queries.second_step import has_step, step_of
from data.weakness import LONGEST_SECRET


class WrongCode(Refused):
    """It is no code of this person's, or it was taken before."""

    def __init__(self) -> None:
        super().__init__(
            "That code is not right, or it was used before. Wait for the next one in your app, then type that."
        )


class NoStep(Refused):
    """There is no second step to take off."""

    def __init__(self) -> None:
        super().__init__("There is no second step here.")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a typed code may be: the half-minute of an app's code, or the hash of a recovery code; or neither."""

    counter: int | None = None
    code_hash: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An attempt as it was written down, to be taken back after success."""

    reserved: tuple[UUID, ...] = ()
    subjects: tuple[str, ...] = ()


def typed_of(db: Database, person_id: UUID, code: str, key: str, now: datetime) -> Typed:
    """What the typed code may be. Whoever types nothing is told so, and it is no guess."""
    text = code.strip()[:LONGEST_SECRET]
    if not text:
        raise Invalid({"code": "Type the six digits that your app shows."})
    if len("".join(text.split())) != second_step.DIGITS:
        return Typed(code_hash=second_step.recovery_hash(text, person_id=person_id))
    with db.read() as session:
        row = step_of(session, person_id)
        sealed = row.secret if row is not None else None
    if sealed is None:
        return Typed()
    try:
        secret = second_step.unseal(sealed, person_id=person_id, key=key)
    except second_step.Unreadable:
        # A recovery code still helps, or whoever administers the school. The log says what is to be mended.
        logs.logger("sign_in").error("second_step.unreadable", person_id=str(person_id))
        return Typed()
    return Typed(counter=second_step.counter(secret, text, now=now))


def take(session: Session, person_id: UUID, typed: Typed, now: datetime) -> bool:
    """Take a code, once and for all; whether it was a recovery code. Raises WrongCode, or NoStep."""
    if not has_step(session, person_id):
        raise NoStep
    if typed.counter is not None:
        theirs = SecondStep.person_id == person_id, SecondStep.last_counter < typed.counter
        if changed(session, update(SecondStep).where(*theirs).values(last_counter=typed.counter)):
            return False
    if typed.code_hash is not None:
        unused = (
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == typed.code_hash,
            RecoveryCode.used_at.is_(None),
        )
        if changed(session, update(RecoveryCode).where(*unused).values(used_at=now)):
            return True
    raise WrongCode


def changed(session: Session, statement: Executable) -> bool:
    """Whether a conditional change found its row: of several at once it does so for one."""
    result = session.execute(statement, execution_options={"synchronize_session": "fetch"})
    assert isinstance(result, CursorResult)  # noqa: S101  (an UPDATE has no other)
    return result.rowcount == 1


def put_codes(session: Session, person_id: UUID, hashes: tuple[str, ...], now: datetime) -> None:
    """Keep these recovery codes, in place of all that were there."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.add_all(
        RecoveryCode(id=uuid7(), person_id=person_id, code_hash=code_hash, made_at=now)
        for code_hash in hashes
    )


def forget(session: Session, tried: Tried) -> None:
    """After success: take the attempt back."""
    throttle.forget(session, reserved=tried.reserved, subjects=tried.subjects)
