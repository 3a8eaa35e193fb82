"""Who may be at the door, for the tests of pages and of routes: every role, and everybody else whom there can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import update
from uuid6 import uuid7

from data import tokens
from data.models import SignIn
from data.queries import session as queries
from tests import staff as made
from tests.databases import SqliteFiles
from tests.examples.queries import Scene, scene
from tests.examples.world import SqliteWorlds
from tests.staff import NOW
from visits.permissions import Action, reach
from visits.words import GIVEN, Role


@dataclass(frozen=True)
class Who:
    """Somebody at the door, and the roles that count for them; None for whoever is not signed in."""

    name: str
    roles: frozenset[Role] | None

    @property
    def board(self) -> bool:
        return self.roles == {Role.BOARD}

    def may(self, action: Action) -> bool:
        """Whether the table lets them do it at any school, were it only with what is their own."""
        return reach(action, self.roles or frozenset()) is not None


ELSEWHERE: Final = Who("of another school", frozenset({Role.HEADTEACHER}))
NOBODY: Final = Who("without a role", frozenset())
STRANGER: Final = Who("stranger", None)
REVOKED: Final = Who("signed out elsewhere", None)
IDLE: Final = Who("idle", None)
EVERYBODY: Final = (
    *(Who(role.value, frozenset({role})) for role in Role),
    ELSEWHERE,
    NOBODY,
    STRANGER,
    REVOKED,
    IDLE,
)
"""Each role of the words, those that nobody is given too: a shared board, and what somebody holds for a time."""


@dataclass(frozen=True)
class Doors:
    """The scene of the examples, in which nothing changes, and the token of a session for each who comes to a door."""

    seen: Scene
    tokens: dict[Who, str]


@pytest.fixture(scope="module")
def doors(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    worlds = SqliteWorlds(sqlite_files, tmp_path_factory.mktemp("doors"))
    seen = scene(worlds.fresh())
    held: dict[UUID, frozenset[Role]] = {}
    found = {who: _token(seen, who, held) for who in EVERYBODY}
    roles_of = queries.roles_of

    def with_those_held_for_a_time(
        session: Any, person_id: UUID, *, today: date, now: datetime
    ) -> dict[UUID, frozenset[Role]]:
        if person_id in held:
            return {seen.school: held[person_id]}
        return roles_of(session, person_id, today=today, now=now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "roles_of", with_those_held_for_a_time)
        yield Doors(seen, found)
    worlds.close()


def _token(seen: Scene, who: Who, held: dict[UUID, frozenset[Role]]) -> str:
    db, staff = seen.world.db, seen.world.staff
    if who is STRANGER:
        return ""
    if who.board:
        return made.board(db, staff)
    if who is ELSEWHERE:
        return made.signed_in(db, staff.stranger)
    if who is REVOKED:
        return _ended(seen, revoked_at=NOW)
    if who is IDLE:
        return _ended(seen, used_at=NOW - timedelta(hours=11))
    role = next(iter(who.roles or ()), None)
    if role in GIVEN:
        return made.signed_in(db, staff.people[role])
    person_id = uuid7()
    with db.write() as session:
        session.add(made.person(person_id, "Nia Newcomer", f"{person_id}@school.example"))
    if role:
        held[person_id] = frozenset({role})
    return made.signed_in(db, person_id)


def _ended(seen: Scene, **how: datetime) -> str:
    """A session of the lead DSL that holds no more."""
    token = made.signed_in(seen.world.db, seen.world.staff.people[Role.LEAD_DSL])
    with seen.world.db.write() as session:
        session.execute(update(SignIn).where(SignIn.token_hash == tokens.kept(token)).values(**how))
    return token
