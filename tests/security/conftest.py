"""One running Homeward for the attacks that need one: the made-up schools, and the small school of `tests.staff`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select

from data.database import Database
from data.models import Person
from tests import staff as made
from tests.e2e.conftest import Server, running, with_made_up_data
from tests.pages.conftest import components_are_looked_for_once as components_are_looked_for_once
from tests.security.doors import doors as doors
from tests.staff import Staff
from visits.words import Role


@dataclass(frozen=True)
class Small:
    """A server that knows nothing yet but its database, as after a restart. `staff` is at a school of its own."""

    server: Server
    staff: Staff
    db: Database

    @property
    def url(self) -> str:
        return self.server.url

    def cookie(self, role: Role) -> str:
        """The cookie of a new session of that role's person."""
        return f"homeward={made.signed_in(self.db, self.staff.people[role], now=datetime.now(UTC))}"

    def http(self, role: Role | None = None) -> httpx.Client:
        """Plain HTTP as somebody, or as a stranger."""
        return self.http_with(self.cookie(role) if role else "")

    def http_as(self, account: str) -> httpx.Client:
        """Plain HTTP as one of the made-up schools' people, by the name of their account."""
        with self.db.read() as session:
            person_id = session.scalar(select(Person.id).where(Person.email == f"{account}@homeward.example"))
        assert person_id is not None
        return self.http_with(f"homeward={made.signed_in(self.db, person_id, now=datetime.now(UTC))}")

    def http_with(self, cookie: str) -> httpx.Client:
        """Plain HTTP with this cookie."""
        headers = {"Cookie": cookie} if cookie else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    var = with_made_up_data(tmp_path_factory.mktemp("attacked") / "var", tmp_path_factory)
    db = Database(f"sqlite:///{var / 'homeward.db'}")
    staff = made.fill(db)
    with running(var, HOMEWARD_DEMO="false") as started:
        yield Small(started, staff, db)
    db.close()
