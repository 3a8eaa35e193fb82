"""Which pages somebody has, and which comes first."""

import pytest

from pages import menu
from tests.pages.conftest import Desk
from visits.permissions import Action
from visits.words import Role


def listed(desk: Desk, role: Role) -> set[str]:
    viewer = desk.staff.viewer(desk.db, role)
    return {item.file for item in menu.items() if item.listed and menu.is_open(item, viewer)}


@pytest.mark.parametrize(
    ("role", "file"),
    [
        (Role.LEAD_DSL, "live"),
        (Role.DEPUTY_DSL, "live"),
        (Role.SLT, "live"),
        (Role.HEADTEACHER, "live"),
        (Role.OFFICE, "live"),
        (Role.SENDCO, "my_visits"),
        (Role.ATTENDANCE, "my_visits"),
        (Role.FAMILY, "my_visits"),
        (Role.VISITOR, "my_visits"),
        (Role.GOVERNOR, "reasons"),
        (Role.TRUST_OFFICER, "reasons"),
        (Role.ADMINISTRATOR, "people"),
    ],
)
def test_the_first_page_answers_the_roles_own_question(desk: Desk, role: Role, file: str) -> None:
    viewer = desk.staff.viewer(desk.db, role)
    assert menu.first_file(viewer) == file
    assert file in listed(desk, role)


def test_every_first_page_is_a_page() -> None:
    files = {item.file for item in menu.items()}
    assert {file for _, file in menu.FIRST} <= files


def test_a_governor_is_listed_no_page_of_a_visit(desk: Desk) -> None:
    assert listed(desk, Role.GOVERNOR) == {"policies", "reasons"}


def test_an_administrator_is_listed_no_page_of_a_visit(desk: Desk) -> None:
    assert listed(desk, Role.ADMINISTRATOR) == {"policies", "people"}


def test_the_office_watches_and_plans_nothing(desk: Desk) -> None:
    assert listed(desk, Role.OFFICE) == {"live", "left", "my_visits", "policies", "people"}


def test_no_action_is_asked_for_twice_by_one_file() -> None:
    files = [item.file for item in menu.items()]
    assert len(set(files)) == len(files)
    assert all(isinstance(item.action, Action) for item in menu.items())


def test_the_about_page_says_which_version_it_is(desk: Desk) -> None:
    app = desk.open("about", role=Role.GOVERNOR)
    assert not app.exception
    assert "About Homeward" in [title.value for title in app.title]
