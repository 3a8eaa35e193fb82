"""A made-up school with one person in each role, and a second school, for tests of who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from uuid6 import uuid7

from data import passwords, tokens
from data.database import Database
from data.models import Person, PersonRole, School, SignIn
from data.queries.people import london_day, viewer
from visits.permissions import Viewer
from visits.words import GIVEN, Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday in term, in winter, so that the school's clock shows the same."""
PASSWORD, PIN, KEY = "two herons on a wall", "4826", "k" * 32
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id that takes no time: what guards a password from guessing would only slow the tests down."""
HELD = GIVEN


@dataclass(frozen=True)
class Staff:
    """`people` by role, all of `school`; `stranger` is the headteacher of `other`."""

    school: UUID
    other: UUID
    people: Mapping[Role, UUID]
    stranger: UUID
    names: Mapping[UUID, str] = field(default_factory=dict)

    def email(self, role: Role) -> str:
        return f"{role.value}@school.example"

    def viewer(self, db: Database, role: Role, *, now: datetime = NOW) -> Viewer:
        return self.viewer_of(db, self.people[role], now=now)

    def viewer_of(self, db: Database, person_id: UUID, *, now: datetime = NOW) -> Viewer:
        with db.read() as session:
            found = viewer(session, person_id, today=london_day(now), now=now)
        assert found is not None
        return found


@cache
def hashed(text: str) -> str:
    """A hash of the text that is quickly made and quickly proved."""
    return QUICK.hash(text)


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords and PINs be looked at in no time."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    monkeypatch.setattr(passwords, "_nobodys", lambda: hashed("nobody's"))


def fill(db: Database, *, from_on: date = date(2026, 9, 1)) -> Staff:
    """Put the two schools and their people into a database."""
    school, other, stranger = uuid7(), uuid7(), uuid7()
    people = {role: uuid7() for role in HELD}
    names = {people[role]: f"{role.value.replace('_', ' ').title()} Person" for role in HELD}
    with db.write() as session:
        session.add(
            School(
                id=school, name="Quillmere High", slug="quillmere", office_phone="01632 960001", made_up=True
            )
        )
        session.add(School(id=other, name="Tarrowby School", slug="tarrowby", made_up=True))
        for role in HELD:
            session.add(person(people[role], names[people[role]], f"{role.value}@school.example"))
        session.add(person(stranger, "Sol Stranger", "stranger@school.example"))
        session.flush()
        for role in HELD:
            session.add(PersonRole(school_id=school, person_id=people[role], role=role, from_on=from_on))
        session.add(PersonRole(school_id=other, person_id=stranger, role=Role.HEADTEACHER, from_on=from_on))
    return Staff(school=school, other=other, people=people, stranger=stranger, names=names)


def person(person_id: UUID, name: str, email: str) -> Person:
    """Somebody who can sign in with PASSWORD and act at a board with PIN."""
    return Person(
        id=person_id,
        name=name,
        email=email,
        mobile="07700 900111",
        password_hash=hashed(PASSWORD),
        pin_hash=hashed(PIN),
        made_up=True,
    )


def signed_in(db: Database, person_id: UUID, *, now: datetime = NOW, hours: int = 12) -> str:
    """Put a session of this person into the database; return its token."""
    return _session(db, now=now, hours=hours, person_id=person_id)


def board(db: Database, staff: Staff, *, now: datetime = NOW, hours: int = 14) -> str:
    """Put a shared board's session into the database; return its token."""
    opened_by = staff.people[Role.OFFICE]
    return _session(db, now=now, hours=hours, board_school_id=staff.school, opened_by_id=opened_by)


def _session(db: Database, *, now: datetime, hours: int, **whose: UUID) -> str:
    token = tokens.new()
    with db.write() as session:
        session.add(
            SignIn(
                token_hash=tokens.kept(token),
                made_at=now,
                used_at=now,
                ends_at=now + timedelta(hours=hours),
                **whose,
            )
        )
    return token
