"""One running Homeward with the made-up schools, for the attacks that need one. It knows nothing but its database yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import httpx2
import pytest
from sqlalchemy import select, update

from data.database import Database
from data.models import Household, Person, Pupil, SignIn
from tests import staff as made
from tests.e2e.conftest import Server, running, with_made_up_data


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

    def _person(self, account: str):  # type: ignore[no-untyped-def]
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
        return frozenset(text for text in (*names, *addresses) if text and len(text) > 6)

    def families_in(self, said: str) -> set[str]:
        """Which of them stand in an answer."""
        return {text for text in self.families if text in said}


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    var = with_made_up_data(tmp_path_factory.mktemp("attacked") / "var", tmp_path_factory)
    db = Database(f"sqlite:///{var / 'homeward.db'}")
    with running(var, HOMEWARD_DEMO="false") as started:
        yield Attacked(started, db)
    db.close()
