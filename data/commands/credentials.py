"""Passwords, PINs, and the one-time links by which somebody sets their first password.

Hashing takes a moment on purpose, so it happens before the transaction begins.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import access, audit, passwords, throttle, tokens
from data.account_told import tell
from data.commands.core import SYSTEM, Invalid, NotPermitted, Refused, command, require_person
from data.commands.people import Details, checked, hold, managed
from data.commands.school import make_school
from data.commands.session import revoke_all
from data.database import Database
from data.models import Invitation, Person, School
from data.queries.invitation import invited, open_invitation
from data.queries.people import has_left, london_day
from data.weakness import LONGEST_SECRET, password_weakness, pin_weakness
from visits.account_notices import Change
from visits.permissions import Viewer
from visits.words import Role

LINK_LASTS = timedelta(hours=72)


class BadLink(Refused):
    """A one-time link that is unknown, used or too old; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("This link has been used or is too old. Ask your administrator for a new one.")


@command("people.invite")
def invite(session: Session, *, person_id: UUID, by: Viewer, now: datetime) -> str:
    """Make a one-time link for somebody to set their password; return its token. Earlier links of theirs end.

    Whoever has the link can be them: where they have a password already, they are told. The leads are where they see
    families, of a first link too: it makes its holder somebody whom nobody would miss.
    """
    person = managed(session, person_id, by, now)
    if not person.email:
        raise Invalid({"email": "Give this person an e-mail address first: it is what they sign in with."})
    if has_left(person, london_day(now)):
        raise Refused("This person has left.")
    earlier = Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.ends_at > now
    session.execute(update(Invitation).where(*earlier).values(ends_at=now))
    access.tell_of_link(session, person=person, by=by, now=now)
    return _link(session, person_id=person_id, now=now)


@command("people.first_administrator_link")
def first_administrator_link(session: Session, *, by: Viewer, now: datetime) -> str:
    """Make the one-time link of the first administrator, for whoever can run a program where Homeward runs."""
    if by is not SYSTEM:
        raise NotPermitted
    return _link(session, person_id=None, now=now)


def set_password_by_link(db: Database, *, token: str, password: str, now: datetime) -> None:
    """Set a password by a one-time link. Every session of the person ends. Raises Invalid, or BadLink (audited)."""
    with db.read() as session:
        found = invited(session, token, now=now)
        about = _about(session, found.name or "", found.email) if found else ()
    password_hash = _hash(password, about)
    _set_password_by_link(db, token=token, password_hash=password_hash, by=SYSTEM, now=now)


def become_first_administrator(
    db: Database, *, token: str, details: Details, password: str, school_name: str, now: datetime
) -> None:
    """Make the account of the first administrator, and the first school if there is none.

    Raises Invalid with a sentence for each thing that is missing, or BadLink (audited).
    """
    problems: dict[str, str] = {}
    try:
        details = checked(details)
        if not details.email:
            problems["email"] = "Give your e-mail address: it is what you sign in with."
    except Invalid as why:
        problems |= why.problems
    if sentence := password_weakness(password, (details.name, details.email, school_name)):
        problems["password"] = sentence
    if problems:
        raise Invalid(problems)
    _become_first_administrator(
        db,
        token=token,
        details=details,
        password_hash=passwords.hash_password(password),
        school_name=school_name,
        by=SYSTEM,
        now=now,
    )


def change_password(
    db: Database, *, current: str, new: str, keep: str, key: str, by: Viewer, now: datetime
) -> None:
    """Change one's own password, knowing the current one. Every session but that of the token `keep` ends."""
    person_id = require_person(by)
    reserved, subject = prove(db, person_id, current, key, now)
    with db.read() as session:
        person = session.get_one(Person, person_id)
        about = _about(session, person.name, person.email or "")
    password_hash = _hash(new, about)
    _change_password(
        db, password_hash=password_hash, keep=keep, reserved=reserved, subject=subject, by=by, now=now
    )


def set_pin(db: Database, *, current: str, pin: str, key: str, by: Viewer, now: datetime) -> None:
    """Set one's own PIN for the shared board, knowing one's password."""
    person_id = require_person(by)
    with db.read() as session:
        mobile = session.get_one(Person, person_id).mobile
    if sentence := pin_weakness(pin, mobile=mobile):
        raise Invalid({"pin": sentence})
    reserved, subject = prove(db, person_id, current, key, now)
    _set_pin(db, pin_hash=passwords.hash_password(pin), reserved=reserved, subject=subject, by=by, now=now)


@command("people.set_password_by_link")
def _set_password_by_link(
    session: Session,
    *,
    token: str,
    password_hash: str,
    by: Viewer,
    now: datetime,
) -> None:
    row = open_invitation(session, token, now)
    if row is None or row.person_id is None:
        raise BadLink
    person = session.get_one(Person, row.person_id)
    audit.note(session, subject_id=person.id)
    if person.password_hash is not None:
        tell(session, person_id=person.id, change=Change.PASSWORD, now=now)
    row.used_at, person.password_hash = now, password_hash
    revoke_all(session, person_id=person.id, now=now)


@command("people.first_administrator")
def _become_first_administrator(
    session: Session,
    *,
    token: str,
    details: Details,
    password_hash: str,
    school_name: str,
    by: Viewer,
    now: datetime,
) -> UUID:
    row = open_invitation(session, token, now)
    if row is None or row.person_id is not None:
        raise BadLink
    if session.scalar(select(Person.id).where(Person.email == details.email)) is not None:
        raise Invalid({"email": "Somebody has this e-mail address already."})
    schools = list(session.scalars(select(School.id))) or [make_school(session, name=school_name).id]
    person = Person(
        id=uuid7(), name=details.name, email=details.email, mobile=details.mobile, password_hash=password_hash
    )
    session.add(person)
    session.flush()
    for school_id in schools:
        hold(
            session,
            person_id=person.id,
            school_id=school_id,
            role=Role.ADMINISTRATOR,
            from_on=london_day(now),
        )
    row.used_at = now
    audit.note(session, subject_id=person.id)
    return person.id


@command("people.change_password")
def _change_password(
    session: Session,
    *,
    password_hash: str,
    keep: str,
    reserved: tuple[UUID, ...],
    subject: str,
    by: Viewer,
    now: datetime,
) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    session.get_one(Person, person_id).password_hash = password_hash
    throttle.forget(session, reserved=reserved, subjects=(subject,))
    revoke_all(session, person_id=person_id, now=now, keep=keep)
    tell(session, person_id=person_id, change=Change.PASSWORD, now=now)


@command("people.set_pin")
def _set_pin(
    session: Session,
    *,
    pin_hash: str,
    reserved: tuple[UUID, ...],
    subject: str,
    by: Viewer,
    now: datetime,
) -> None:
    person_id = require_person(by)
    audit.note(session, subject_id=person_id)
    session.get_one(Person, person_id).pin_hash = pin_hash
    throttle.forget(session, reserved=reserved, subjects=(subject,))


def prove(
    db: Database, person_id: UUID, current: str, key: str, now: datetime
) -> tuple[tuple[UUID, ...], str]:
    """That whoever sits there knows the person's password; what to take back of the attempt afterwards."""
    subject = tokens.keyed(key, "own", str(person_id))
    reserved = throttle.reserve(db, {subject: throttle.PAIR}, now=now)
    with db.read() as session:
        kept = session.get_one(Person, person_id).password_hash
    if not passwords.verify(kept, current[:LONGEST_SECRET]):
        raise Invalid({"current": "That is not your present password."})
    return reserved, subject


def _about(session: Session, name: str, email: str) -> tuple[str, ...]:
    """What somebody would try first who knows the person: every school of the installation is among it."""
    return (name, email, *session.scalars(select(School.name)))


def _hash(password: str, about: tuple[str, ...]) -> str:
    if sentence := password_weakness(password, about):
        raise Invalid({"password": sentence})
    return passwords.hash_password(password)


def _link(session: Session, *, person_id: UUID | None, now: datetime) -> str:
    token = tokens.new()
    row = Invitation(
        id=uuid7(), token_hash=tokens.kept(token), person_id=person_id, made_at=now, ends_at=now + LINK_LASTS
    )
    session.add(row)
    audit.note(session, subject_id=person_id or row.id)
    return token
