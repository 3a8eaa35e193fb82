"""Pages as somebody sees them: navigation.py run by AppTest, with a session of theirs in a database of the test's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from data.database import Database
from pages import guard
from tests import staff as made
from tests.staff import Staff
from visits.words import Role

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"


@dataclass
class Desk:
    """Opens pages as this or that person. `token` and `now` are what the guard finds; change them between two runs."""

    db: Database
    staff: Staff
    folder: Path
    now: datetime = made.NOW
    token: str = ""

    def sign_in(self, role: Role) -> None:
        self.token = made.signed_in(self.db, self.staff.people[role], now=self.now)

    def open_board(self) -> None:
        self.token = made.board(self.db, self.staff, now=self.now)

    def open(self, page: str = "", *, role: Role | None = None, **query: str) -> AppTest:
        """Run the page of this name, such as "live"; without one, what the bare address shows."""
        if role is not None:
            self.sign_in(role)
        app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
        app.query_params.update(query)
        app.run()
        if not page:
            return app
        app.switch_page(f"{page}.py")
        # The bare address leads on to the person's first page, without what stood behind it.
        app.query_params.update(query)
        return app.run()


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Each AppTest looks for components in all that is installed, a tenth of a second long: here the first does."""
    with pytest.MonkeyPatch.context() as patch:
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def desk(sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A school with one person in each role (`tests.staff`), and a way to open pages as any of them."""
    made_desk = Desk(sqlite_db, made.fill(sqlite_db), tmp_path / "attendance")
    answers: dict[str, Callable[[], object]] = {
        "db": lambda: made_desk.db,
        "now": lambda: made_desk.now,
        "attendance_folder": lambda: made_desk.folder,
        "_token": lambda: made_desk.token,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(guard, name, answer)
    return made_desk
