"""What holds on every page of the menu, the next one included: who finds nothing yet, and no database.

Who may not open one is in `tests/security/test_matrix_pages.py`.
"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.database import Database
from pages import guard, menu
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.staff import HELD
from tests.trips import adopt, home, trip
from visits.permissions import reach
from visits.words import Role, VisitState

FILES = [item.file for item in menu.items()]
ACTIONS = {item.file: item.action for item in menu.items()}


def open_to(file: str) -> Role:
    return next(role for role in HELD if reach(ACTIONS[file], frozenset({role})) is not None)


@pytest.mark.parametrize("file", FILES)
def test_there_is_a_file_for_each_line_of_the_menu(file: str) -> None:
    assert (menu.HERE / f"{file}.py").exists()


@pytest.mark.parametrize("file", FILES)
def test_a_page_before_anything_was_entered_says_what_would_be_here(desk: Desk, file: str) -> None:
    app = desk.open(file, role=open_to(file))
    assert not app.exception
    assert texts(app).strip()


@pytest.mark.parametrize("file", FILES)
def test_a_page_holds_with_the_first_visit_of_all(desk: Desk, file: str) -> None:
    version, one = adopt(desk.db, desk.staff), home(desk.db, desk.staff)
    visit = trip(desk.db, desk.staff, version, homes=[one], state=VisitState.OUT)
    app = desk.open(file, role=open_to(file), visit=str(visit), home=str(one.household))
    assert not app.exception


@pytest.mark.parametrize("file", FILES)
def test_a_page_without_its_database_says_so(
    desk: Desk, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sign_in(open_to(file))
    gone = Database(f"sqlite:///{tmp_path / 'no-such-folder' / 'homeward.db'}")
    monkeypatch.setattr(guard, "db", lambda: gone)
    app = AppTest.from_file(str(menu.HERE / f"{file}.py"), default_timeout=30).run()
    assert not app.exception
    said = " ".join(e.value for e in app.error)
    assert "cannot read its database" in said or "could not be read" in said


@pytest.mark.parametrize("file", FILES)
def test_a_page_asked_for_something_that_is_not_there_says_so(desk: Desk, file: str) -> None:
    wrong = dict.fromkeys(("visit", "household", "alert", "school", "repeat"), "not-an-id")
    app = desk.open(file, role=open_to(file), **wrong)
    assert not app.exception
