"""Messages to the people who hold a role at a school, laid in the outbox; the watcher sends them.

A message says that something waits and where to read it. It never says anything of a family.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from data import logs
from data.models import Cover, OutboxRow, Person, PersonRole, School
from data.queries.calendar import local_day
from data.queries.people import covering, has_left, in_force
from data.settings import current
from visits.words import Role

EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What to say. `key` with the recipient makes the message unique; `page` is where it leads, without the host."""

    topic: str
    key: str
    subject: str
    text: str
    page: str


def mail_is_set_up() -> bool:
    """Whether there is a mail server; without one nobody is told by e-mail and pages say so."""
    return bool(current().smtp_host)


def tell_roles(
    session: Session,
    letter: Letter,
    *,
    school: School,
    roles: Sequence[Role],
    now: datetime,
    but_not: frozenset[UUID] = frozenset(),
) -> int:
    """Lay one e-mail for each person who holds one of the roles today; return how many. None without a mail server."""
    if not mail_is_set_up():
        return 0
    people = [p for p in _holders(session, school, roles, now) if p.id not in but_not]
    for person in people:
        session.add(_row(letter, school=school, person=person, now=now))
    return len(people)


def _holders(session: Session, school: School, roles: Sequence[Role], now: datetime) -> list[Person]:
    """Everybody with an address who holds or covers one of the roles, on duty or not: a message can wait for them."""
    day = local_day(school, now)
    holds = exists().where(
        PersonRole.person_id == Person.id,
        PersonRole.school_id == school.id,
        PersonRole.role.in_(roles),
        in_force(day),
    )
    covers = exists().where(
        Cover.person_id == Person.id, Cover.school_id == school.id, Cover.role.in_(roles), covering(now)
    )
    query = select(Person).where(or_(holds, covers), Person.email.is_not(None)).order_by(Person.name)
    return [person for person in session.scalars(query) if not has_left(person, day)]


def _row(letter: Letter, *, school: School, person: Person, now: datetime) -> OutboxRow:
    return OutboxRow(
        school_id=school.id,
        unique_key=f"{letter.key}:{EMAIL}:{person.id}",
        topic=letter.topic,
        channel=EMAIL,
        person_id=person.id,
        recipient=person.email,
        subject=letter.subject,
        body=f"{letter.text}\n\n{_where(letter.page)}\n",
        correlation=logs.correlation_id(),
        made_at=now,
        not_before=now,
    )


def _where(page: str) -> str:
    address = current().public_url
    if address is None:
        return "Sign in to Homeward to read it. This message says nothing of the family on purpose."
    return f"Read it here: {str(address).rstrip('/')}/{page}\nThis message says nothing of the family on purpose."
