"""Who has a second step, how many recovery codes are left, and who waits for a code with the password behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import tokens
from data.models import Person, PersonRole, RecoveryCode, SecondStep, SignIn
from data.queries.people import has_left, london_day
from data.queries.session import SignedIn
from data.settings import Settings
from visits.permissions import Action, Viewer, may

PASSWORD: Final = "password"  # noqa: S105  (a way to sign in, and no secret)


@dataclass(frozen=True, kw_only=True)
class OwnStep:
    """A person's second step. `since` is None while it has yet to be confirmed; `sealed` is then what the app needs."""

    made_at: datetime
    since: datetime | None
    sealed: str
    codes_left: int


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """What somebody's own page of the second step shows. `has_password` is False for whoever signs in elsewhere."""

    person_id: UUID
    email: str
    has_password: bool
    step: OwnStep | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody whose password was right and whose code is waited for. Nobody is signed in by it."""

    sign_in_id: UUID
    person_id: UUID
    email: str
    ends_at: datetime


def own_account(session: Session, person_id: UUID | None) -> OwnAccount | None:
    """One's own second step and what it is for; None for a shared board, which is nobody."""
    if person_id is None:
        return None
    person = session.get_one(Person, person_id)
    return OwnAccount(
        person_id=person.id,
        email=person.email or "",
        has_password=person.password_hash is not None,
        step=own_step(session, person.id),
    )


def staff_with_step(session: Session, viewer: Viewer, school_id: UUID) -> frozenset[UUID]:
    """Who of a school's people has a second step that counts: for whoever may take it off."""
    if viewer.board or not may(viewer, Action.MANAGE_PEOPLE, school_id=school_id):
        return frozenset()
    query = (
        select(SecondStep.person_id)
        .join(PersonRole, PersonRole.person_id == SecondStep.person_id)
        .where(PersonRole.school_id == school_id, SecondStep.confirmed_at.is_not(None))
    )
    return frozenset(session.scalars(query))


def own_step(session: Session, person_id: UUID) -> OwnStep | None:
    """The person's second step, or None."""
    row = step_of(session, person_id)
    if row is None:
        return None
    return OwnStep(
        made_at=row.made_at,
        since=row.confirmed_at,
        sealed=row.secret,
        codes_left=codes_left(session, person_id),
    )


def step_of(session: Session, person_id: UUID) -> SecondStep | None:
    """The row of a person's second step, confirmed or not."""
    return session.scalars(select(SecondStep).where(SecondStep.person_id == person_id)).one_or_none()


def has_step(session: Session, person_id: UUID) -> bool:
    """Whether a code is asked of this person."""
    query = select(SecondStep.id).where(
        SecondStep.person_id == person_id, SecondStep.confirmed_at.is_not(None)
    )
    return session.scalar(query) is not None


def codes_left(session: Session, person_id: UUID) -> int:
    """How many recovery codes of the person have not been used."""
    query = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def lacks_step(session: Session, sign_in_id: UUID) -> bool:
    """Whether this session was opened by a password alone, by somebody without a second step. A board never is."""
    query = (
        select(SignIn.id)
        .outerjoin(SecondStep, SecondStep.person_id == SignIn.person_id)
        .where(
            SignIn.id == sign_in_id,
            SignIn.person_id.is_not(None),
            SignIn.how == PASSWORD,
            SecondStep.confirmed_at.is_(None),
        )
    )
    return session.scalar(query) is not None


def is_due(session: Session, found: SignedIn, settings: Settings) -> bool:
    """Whether this session shows nothing until its person has set up a second step."""
    return settings.second_step == "required" and lacks_step(session, found.id)


def waiting(session: Session, token: str, *, now: datetime) -> Waiting | None:
    """Who waits behind this token; None when nobody does, or not any more."""
    if not token:
        return None
    query = (
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == tokens.kept(token),
            SignIn.waits_for_code.is_(True),
            SignIn.revoked_at.is_(None),
            SignIn.ends_at > now,
        )
    )
    found = session.execute(query).one_or_none()
    if found is None or has_left(found[1], london_day(now)):
        return None
    row, person = found
    return Waiting(sign_in_id=row.id, person_id=person.id, email=person.email or "", ends_at=row.ends_at)
