"""Who gains sight of families, and who is told of it: nobody gives it to themselves, and nobody gives it in silence.

An administrator manages people and sees no family. By giving a role, or by making a link for somebody's password, they
could see one after all: so the designated leads are told each time, at once and by the ways that they confirmed.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, outbox
from data.commands.core import Refused
from data.models import Cover, Person, PersonRole, School
from data.queries.identity import can_sign_in
from data.queries.people import in_force, london_day
from data.settings import current
from data.telling import tell_leads
from data.ways import recipients
from visits.access_notices import (
    address_notice,
    cover_notice,
    first_link_notice,
    link_notice,
    own_address_notice,
    own_link_notice,
    role_ended_notice,
    role_notice,
    staff_file_notice,
)
from visits.notices import Notice
from visits.permissions import Viewer, reads_families
from visits.words import Role

GIVEN: Final = "people.role_given"
ENDED: Final = "people.role_ended"
TOLD: Final = frozenset({Role.LEAD_DSL, Role.DEPUTY_DSL, Role.HEADTEACHER})
"""Who is told when somebody gains sight of families (`data.telling.tell_leads`)."""
COVER: Final = "cover.given"
LINK: Final = "people.link_made"
ADDRESS: Final = "people.address_changed"
JUST_GIVEN: Final = timedelta(days=3)
"""How long what was told of a role stands for the first link that follows it."""
TO_ONESELF: Final = "You cannot give a role to yourself. Ask the headteacher, or another administrator."


def not_to_oneself(by: Viewer, *, person_id: UUID, school_id: UUID) -> None:
    """Refuse whoever gives themselves a role. The headteacher may, who sees every family of the school anyway."""
    if gives_to_oneself(by, person_id=person_id, school_id=school_id):
        raise Refused(TO_ONESELF)


def gives_to_oneself(by: Viewer, *, person_id: UUID, school_id: UUID) -> bool:
    """Whether this would be somebody's own doing, and more than they are."""
    return person_id == by.person_id and Role.HEADTEACHER not in by.roles_at(school_id)


def tell_of_roles(
    session: Session, *, person: Person, school_id: UUID, roles: Collection[Role], by: Viewer, now: datetime
) -> None:
    """Tell the leads of roles that were given and with which families are seen; of others nobody."""
    seeing = [role for role in Role if role in roles and reads_families(role)]
    if not seeing:
        return
    school = session.get_one(School, school_id)
    notice = role_notice(school=school.name, by_name=by.name, to_name=person.name, roles=seeing)
    _tell(session, notice, topic=GIVEN, school=school, by=by, about=[person.id], now=now)


def tell_of_end(
    session: Session, *, person_id: UUID, school_id: UUID, role: Role, by: Viewer, now: datetime
) -> None:
    """Tell those who are told of all this that the role of one of them is about to end, them too: before it has."""
    if role not in TOLD:
        return
    school, person = session.get_one(School, school_id), session.get_one(Person, person_id)
    words = role_ended_notice(school=school.name, by_name=by.name, to_name=person.name, role=role)
    _tell(session, words, topic=ENDED, school=school, by=by, about=[], now=now)


def tell_of_file(session: Session, *, school_id: UUID, by: Viewer, now: datetime, people: set[UUID]) -> None:
    """The same of a whole file of staff, in one message."""
    if not people:
        return
    school = session.get_one(School, school_id)
    notice = staff_file_notice(school=school.name, by_name=by.name, count=len(people))
    _tell(session, notice, topic=GIVEN, school=school, by=by, about=people, now=now)


def tell_of_cover(session: Session, *, cover: Cover, by: Viewer, now: datetime) -> None:
    """Tell the leads that somebody is to stand in for a role with which families are seen."""
    if not reads_families(cover.role):
        return
    school = session.get_one(School, cover.school_id)
    notice = cover_notice(
        school=school.name,
        timezone=school.timezone,
        by_name=by.name,
        to_name=session.get_one(Person, cover.person_id).name,
        role=cover.role,
        until=cover.to_at,
    )
    _tell(session, notice, topic=COVER, school=school, by=by, about=[cover.person_id], now=now)


def tell_of_link(session: Session, *, person: Person, by: Viewer, now: datetime) -> None:
    """A link lets its holder in as somebody: tell them if they can sign in, and the leads where they see families.

    Of a first link the leads are told too, but for a role that was just given: they have been told of that.
    """
    first = not can_sign_in(session, person)
    if not first:
        _tell_person(session, person, own_link_notice(by_name=by.name), topic=LINK, now=now)
    words = first_link_notice if first else link_notice
    before = london_day(now) - JUST_GIVEN if first else london_day(now)
    for school in _where_they_see_families(session, person, now, given_by=before):
        notice = words(school=school.name, by_name=by.name, to_name=person.name)
        _tell(session, notice, topic=LINK, school=school, by=by, about=[person.id], now=now)


def tell_of_address(session: Session, *, person: Person, address: str, by: Viewer, now: datetime) -> None:
    """Somebody's address is about to change to `address`: told where they were reached until now, before it is changed.

    The leads are told as of a link where the school's own sign-in proves such an address: its holder is let in by it.
    """
    if person.id == by.person_id:
        return
    if can_sign_in(session, person):
        _tell_person(session, person, own_address_notice(by_name=by.name), topic=ADDRESS, now=now)
    if address.rpartition("@")[2] not in current().oidc_domains:
        return
    for school in _where_they_see_families(session, person, now):
        notice = address_notice(school=school.name, by_name=by.name, to_name=person.name)
        _tell(session, notice, topic=ADDRESS, school=school, by=by, about=[person.id], now=now)


def _where_they_see_families(
    session: Session, person: Person, now: datetime, *, given_by: date | None = None
) -> Sequence[School]:
    """The schools at which they see families today, by a role that had begun on the day `given_by`."""
    held = select(PersonRole.school_id, PersonRole.role).where(
        PersonRole.person_id == person.id,
        in_force(london_day(now)),
        PersonRole.from_on <= (given_by or london_day(now)),
    )
    seeing = {school_id for school_id, role in session.execute(held) if reads_families(role)}
    return session.scalars(select(School).where(School.id.in_(seeing)).order_by(School.name)).all()


def _tell(
    session: Session,
    notice: Notice,
    *,
    topic: str,
    school: School,
    by: Viewer,
    about: Collection[UUID],
    now: datetime,
) -> None:
    """The leads, but for whoever did it and whoever it is about."""
    own = {*about, *([by.person_id] if by.person_id else [])}
    told = tell_leads(session, notice, topic=topic, about_id=uuid7(), school=school, now=now, but_not=own)
    audit.note(session, told=told)


def _tell_person(session: Session, person: Person, notice: Notice, *, topic: str, now: datetime) -> None:
    outbox.put(
        session,
        recipients(session, [(person.id, person.email or "")]),
        topic=topic,
        key=f"{topic}:{uuid7()}",
        notice=notice,
        now=now,
        school_id=None,
    )
