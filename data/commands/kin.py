"""Whom to ring for a member of staff who is missing or hurt: theirs to give, shown to leaders in an emergency alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require, require_person
from data.models import AlertRow, NextOfKin, Person
from data.phones import NotANumber, tidy
from data.queries.kin import Kin, kin_in_emergency
from visits.permissions import Action, Viewer


@command("kin.give")
def give(
    session: Session, *, name: str, relationship: str = "", phone: str, by: Viewer, now: datetime
) -> None:
    """Give one's next of kin, in place of who was there before. Raises Invalid for what cannot be taken."""
    person_id = require_person(by)
    audit.note(session, school_id=min(by.roles, default=None), subject_id=person_id)
    problems = {}
    if not name.strip():
        problems["name"] = "Say whom to ring."
    try:
        number = tidy(phone)
    except NotANumber as why:
        problems["phone"] = str(why)
    else:
        if not number:
            problems["phone"] = "Give the number under which they are reached."
    if problems:
        raise Invalid(problems)
    # Given twice at once it is one: a person's are kept one after the other.
    session.get_one(Person, person_id, with_for_update={"key_share": True})
    row = session.scalars(select(NextOfKin).where(NextOfKin.person_id == person_id)).one_or_none()
    given = (name.strip()[:120], relationship.strip()[:60], number)
    if row is None:
        row = NextOfKin(id=uuid7(), person_id=person_id)
        session.add(row)
    elif (row.name, row.relationship, row.phone) == given:
        raise Repeated(None)
    row.name, row.relationship, row.phone = given
    row.given_at = now


@command("kin.remove")
def remove(session: Session, *, by: Viewer, now: datetime) -> None:
    """Take one's next of kin away. Where none is given there is nothing to do."""
    person_id = require_person(by)
    audit.note(session, school_id=min(by.roles, default=None), subject_id=person_id)
    gone = session.scalars(
        delete(NextOfKin).where(NextOfKin.person_id == person_id).returning(NextOfKin.id)
    ).all()
    if not gone:
        raise Repeated(None)


@command("kin.read", outcome="read")
def read(session: Session, *, alert_id: UUID, by: Viewer, now: datetime) -> tuple[Kin, ...]:
    """Show whom to ring for those who are out and of whom an alert is open. Every look is kept."""
    require_person(by)
    alert = session.get(AlertRow, alert_id)
    if alert is None:
        raise NotPermitted
    audit.note(session, school_id=alert.school_id, subject_id=alert_id)
    require(by, Action.SEE_NEXT_OF_KIN, school_id=alert.school_id)
    if alert.drill or alert.closed_at is not None:
        raise Refused("A next of kin is shown while an alert is open in earnest, and not before or after.")
    return kin_in_emergency(session, by, alert_id)
