"""Signing in by the school's own provider (OpenID Connect), and which of its accounts is whose.

Who somebody is there is issuer and subject together. An e-mail address in it proves nothing by itself: at some providers
anybody who runs a tenant can put any address there ("nOAuth"). `web.oidc` has proved what comes here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, throttle, tokens
from data.account_told import tell
from data.commands.core import NotPermitted, Refused, command, require_person
from data.commands.credentials import BadLink, prove
from data.commands.people import managed
from data.commands.session import Opened, open_session, revoke_all
from data.database import Database
from data.models import Identity, Person, SignIn
from data.queries.invitation import open_invitation
from data.queries.people import has_left, london_day
from data.queries.second_step import has_step
from visits.account_notices import Change
from visits.permissions import Viewer

PROVIDER = "provider"
"""How a session was opened that the school's own sign-in vouches for (`data.models.SignIn.how`)."""


class UnknownIdentity(Refused):
    """The provider knows who it is, and nobody here is connected to that account."""

    def __init__(self) -> None:
        super().__init__(
            "That account is not connected to anybody in Homeward. Sign in with your password and connect it under "
            "Your account, or ask whoever administers Homeward at your school for a one-time link."
        )


class TakenIdentity(Refused):
    """Somebody else is connected to that account."""

    def __init__(self) -> None:
        super().__init__("That account is connected to somebody else in Homeward. Nothing was changed.")


class OneIsEnough(Refused):
    """A person is connected to one account of a provider at a time."""

    def __init__(self) -> None:
        super().__init__("Another account is connected to yours already. Disconnect that one first.")


class SecondStepFirst(Refused):
    """Whoever has set a second step connects an account by themselves: no link goes past it."""

    def __init__(self) -> None:
        super().__init__(
            "There is a second step to this account. Sign in with the password and the code, then connect it under "
            "Your account."
        )


@dataclass(frozen=True, kw_only=True)
class Proven:
    """Who somebody is at the provider, as its signed answer says it.

    `email` is empty unless the provider says that it has verified it, and it is in a domain that the school has named.
    """

    issuer: str
    subject: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Where a session is opened: what it is called, until when at the latest, and the token that it had until now.

    `reserved` are the tries that were written down before the provider was asked; success takes them back.
    """

    device: str
    ends_at: datetime
    earlier: str = ""
    reserved: tuple[UUID, ...] = ()


@command("session.sign_in_by_provider")
def sign_in_by_provider(
    session: Session, *, proven: Proven, browser: Browser, by: Viewer, now: datetime
) -> Opened:
    """Sign in whoever is connected to this account, or by a proven address whoever has that address here.

    The address counts once, at the first sign-in: from then on it is the account that is known. Raises UnknownIdentity.
    """
    row = _known(session, proven)
    if row is None:
        person_id = _by_address(session, proven, now)
        if person_id is None:
            raise UnknownIdentity
        row = _connect(session, person_id=person_id, proven=proven, now=now)
        audit.note(session, connected="by address")
    audit.note(session, subject_id=row.person_id)
    if has_left(session.get_one(Person, row.person_id), london_day(now)):
        raise UnknownIdentity
    return _open(session, row, browser, now)


@command("people.connect_by_link")
def connect_by_link(
    session: Session, *, token: str, proven: Proven, browser: Browser, by: Viewer, now: datetime
) -> Opened:
    """Connect an account by a person's one-time link, in place of a password, and sign them in.

    The link is used up, every other session of theirs ends, and an account that was connected before is taken off: the
    link is also how somebody comes back who has lost theirs. Raises BadLink, TakenIdentity, or SecondStepFirst.
    """
    invitation = open_invitation(session, token, now)
    if invitation is None or invitation.person_id is None:
        raise BadLink
    person = session.get_one(Person, invitation.person_id)
    audit.note(session, subject_id=person.id)
    if has_left(person, london_day(now)):
        raise BadLink
    if has_step(session, person.id):
        raise SecondStepFirst
    known = _known(session, proven)
    if known is None:
        session.execute(delete(Identity).where(*_at(person.id, proven.issuer)))
        known = _connect(session, person_id=person.id, proven=proven, now=now)
    elif known.person_id != person.id:
        raise TakenIdentity
    invitation.used_at = now
    revoke_all(session, person_id=person.id, now=now)
    return _open(session, known, browser, now)


def prove_self(db: Database, *, current: str, key: str, by: Viewer, now: datetime) -> None:
    """That whoever sits at an open screen is the person: asked before an account is connected that lets in for good.

    Raises Invalid for a wrong password, or throttle.TooMany.
    """
    reserved, subject = prove(db, require_person(by), current, key, now)
    with db.write() as session:
        throttle.forget(session, reserved=reserved, subjects=(subject,))


@command("people.connect_identity")
def connect(session: Session, *, proven: Proven, by: Viewer, now: datetime) -> None:
    """Connect an account to one's own. Raises TakenIdentity, or OneIsEnough where another is connected."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    known = _known(session, proven)
    if known is not None and known.person_id != person_id:
        raise TakenIdentity
    if known is None:
        _connect(session, person_id=person_id, proven=proven, now=now)


@command("people.disconnect_identity")
def disconnect(session: Session, *, identity_id: UUID, keep: str, by: Viewer, now: datetime) -> None:
    """Take one's own account off. Sessions that it opened end, but for that of the token `keep`."""
    person_id = require_person(by)
    row = session.get(Identity, identity_id)
    if row is None or row.person_id != person_id:
        raise NotPermitted
    audit.note(session, subject_id=person_id)
    if session.get_one(Person, person_id).password_hash is None:
        raise Refused(
            "It is your only way to sign in. Ask whoever administers Homeward for a link, and set a password first."
        )
    _take_off(session, row, keep=keep, now=now)


@command("people.take_identity_off")
def take_off(session: Session, *, identity_id: UUID, by: Viewer, now: datetime) -> None:
    """Take somebody's account off, for who manages people. Every session that it opened ends."""
    row = session.get(Identity, identity_id)
    if row is None:
        raise NotPermitted
    managed(session, row.person_id, by, now)
    _take_off(session, row, keep="", now=now)


def _known(session: Session, proven: Proven) -> Identity | None:
    query = select(Identity).where(Identity.issuer == proven.issuer, Identity.subject == proven.subject)
    return session.scalars(query).one_or_none()


def _by_address(session: Session, proven: Proven, now: datetime) -> UUID | None:
    """Who has this proven address. Nobody who is connected already: the address may have been given to somebody new."""
    if not proven.email:
        return None
    person = session.scalars(select(Person).where(Person.email == proven.email)).one_or_none()
    if person is None or has_left(person, london_day(now)) or has_step(session, person.id):
        return None
    return None if _has_one(session, person.id, proven.issuer) else person.id


def _at(person_id: UUID, issuer: str) -> tuple[ColumnElement[bool], ...]:
    return Identity.person_id == person_id, Identity.issuer == issuer


def _has_one(session: Session, person_id: UUID, issuer: str) -> bool:
    return session.scalar(select(Identity.id).where(*_at(person_id, issuer)).limit(1)) is not None


def _connect(session: Session, *, person_id: UUID, proven: Proven, now: datetime) -> Identity:
    if _has_one(session, person_id, proven.issuer):
        raise OneIsEnough
    row = Identity(
        id=uuid7(), person_id=person_id, issuer=proven.issuer, subject=proven.subject, linked_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as why:
        # Somebody connected it at this very moment.
        raise TakenIdentity from why
    tell(session, person_id=person_id, change=Change.CONNECTED, now=now)
    return row


def _open(session: Session, row: Identity, browser: Browser, now: datetime) -> Opened:
    row.used_at = now
    throttle.forget(session, reserved=browser.reserved, subjects=())
    return open_session(
        session,
        person_id=row.person_id,
        device=browser.device,
        ends_at=browser.ends_at,
        now=now,
        how=PROVIDER,
        earlier=browser.earlier,
    )


def _take_off(session: Session, row: Identity, *, keep: str, now: datetime) -> None:
    opened = (
        SignIn.person_id == row.person_id,
        SignIn.how == PROVIDER,
        SignIn.revoked_at.is_(None),
        SignIn.token_hash != tokens.kept(keep),
    )
    session.execute(update(SignIn).where(*opened).values(revoked_at=now))
    session.delete(row)
    tell(session, person_id=row.person_id, change=Change.DISCONNECTED, now=now)
