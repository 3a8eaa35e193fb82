"""Who is told: those on duty, and where none of them can be reached, whoever else holds the role."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import outbox
from data.models import Person, PersonRole, School
from data.queries.calendar import local_day
from data.queries.people import Contact, has_left, in_force, on_duty
from data.ways import ways_of
from visits.words import Role


def told_by(
    session: Session,
    *,
    school_id: UUID,
    roles: Sequence[Role],
    at: datetime,
    not_these: Collection[UUID] = (),
) -> list[Contact]:
    """Who is told of a matter at that moment, in the roles' order, each once.

    Those on duty with an address or a confirmed way. If there is none, everybody who holds one of the roles, whatever
    their hours: a message to somebody at home is better than one to nobody (at least once, never zero).
    """
    roles = tuple(dict.fromkeys(roles))
    now_on = on_duty(session, school_id=school_id, roles=roles, at=at)
    return _reachable(session, now_on, not_these) or _reachable(
        session, holders(session, school_id=school_id, roles=roles, at=at), not_these
    )


def holders(session: Session, *, school_id: UUID, roles: Sequence[Role], at: datetime) -> list[Contact]:
    """Everybody who holds one of these roles on that day, on duty or not, in the roles' order, each once."""
    day = local_day(session.get_one(School, school_id), at)
    query = (
        select(Person, PersonRole.role)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, PersonRole.role.in_(roles), in_force(day))
        .order_by(Person.name, Person.id)
    )
    rows = [(person, role) for person, role in session.execute(query) if not has_left(person, day)]
    rows.sort(key=lambda found: roles.index(found[1]))
    first: dict[UUID, Contact] = {}
    for person, role in rows:
        contact = Contact(
            person_id=person.id,
            name=person.name,
            mobile=person.mobile,
            email=person.email or "",
            role=role,
            on_rota=False,
        )
        first.setdefault(person.id, contact)
    return list(first.values())


def _reachable(session: Session, people: list[Contact], not_these: Collection[UUID]) -> list[Contact]:
    others = [c for c in people if c.person_id not in not_these]
    # Where no channel is set up nobody is sent anything; who would be told is still to be said.
    can_be = ways_of(session, ((c.person_id, c.email) for c in others)) if outbox.channels() else {}
    return [c for c in others if (can_be[c.person_id] if can_be else c.email)]
