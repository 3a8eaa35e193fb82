"""A running Homeward with the made-up schools, and what an attacker might hold of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

import httpx2
from sqlalchemy import String, func, literal, select, union_all, update

from data.database import Database
from data.models import Base, Household, Person, Pupil, SignIn
from tests import staff as made
from tests.demo_db import DEMO_PASSWORD
from tests.e2e.conftest import Server, running


@dataclass(frozen=True)
class Attacked:
    """The server, and whatever an attacker might hold. People are named by their account: dsl, governor, admin …"""

    server: Server
    db: Database

    @property
    def url(self) -> str:
        return self.server.url

    def cookie(self, account: str) -> str:
        """The cookie of a new session of theirs."""
        return f"homeward={made.signed_in(self.db, self._person(account), now=datetime.now(UTC))}"

    def end_sessions(self, account: str) -> None:
        """End every session of theirs, as signing out everywhere does."""
        with self.db.write() as session:
            theirs = SignIn.person_id == self._person(account)
            session.execute(update(SignIn).where(theirs).values(revoked_at=datetime.now(UTC)))

    def http(self, account: str = "") -> httpx2.Client:
        """Plain HTTP as somebody, or as a stranger."""
        return self.http_with(self.cookie(account) if account else "")

    def http_with(self, cookie: str) -> httpx2.Client:
        headers = {"Cookie": cookie} if cookie else {}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=30)

    def _person(self, account: str) -> UUID:
        with self.db.read() as session:
            found = session.scalar(select(Person.id).where(Person.email == f"{account}@homeward.example"))
        assert found is not None
        return found

    @cached_property
    def families(self) -> frozenset[str]:
        """The names of all pupils and the addresses of all homes."""
        with self.db.read() as session:
            names = session.scalars(select(Pupil.given_name + " " + Pupil.family_name)).all()
            addresses = session.scalars(select(Household.address)).all()
            staff = set(session.scalars(select(Person.name)))
        return frozenset(text for text in (*names, *addresses) if len(text) > 6 and text not in staff)

    def families_in(self, said: str) -> set[str]:
        """Which of them stand in an answer."""
        return {text for text in self.families if text in said}

    @property
    def password(self) -> str:
        """Everybody's."""
        return DEMO_PASSWORD

    def ids(self, table: str) -> list[UUID]:
        """Some ids of a table, as somebody might know them from a link."""
        with self.db.read() as session:
            return list(session.scalars(select(Base.metadata.tables[table].c.id).limit(5)))

    def count(self, table: str) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0

    def hashes(self) -> list[str]:
        """How passwords and PINs are kept."""
        with self.db.read() as session:
            rows = session.execute(select(Person.password_hash, Person.pin_hash)).all()
        return [text for row in rows for text in row if text]

    def holds(self, text: str) -> bool:
        """Whether the text stands somewhere in the database as it is."""
        columns = [
            select(literal(1)).where(column == text)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if type(column.type) is String
        ]
        with self.db.read() as session:
            return session.execute(union_all(*columns)).first() is not None


@contextmanager
def started() -> Iterator[Attacked]:
    """One that makes its own data, for a run by hand."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "var") as server:
        db = server.database()
        yield Attacked(server, db)
        db.close()
