"""Which pages somebody has, and which comes first."""

import ast
from pathlib import Path

import pytest

from pages import menu
from tests.pages.conftest import Desk
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
        (Role.GOVERNOR, "oversight"),
        (Role.TRUST_OFFICER, "oversight"),
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
    assert listed(desk, Role.GOVERNOR) == {"policies", "oversight", "reasons", "attendance"}


def test_an_administrator_is_listed_no_page_of_a_visit(desk: Desk) -> None:
    assert listed(desk, Role.ADMINISTRATOR) == {"policies", "people", "import_staff"}


def test_the_office_watches_and_plans_nothing(desk: Desk) -> None:
    assert listed(desk, Role.OFFICE) == {"live", "watch", "alerts", "left", "my_visits", "policies", "people"}


def test_every_page_is_a_file_and_stands_once_in_the_list() -> None:
    files = [item.file for item in menu.items()]
    assert len(set(files)) == len(files)
    assert [item.file for item in menu.items() if not item.path.is_file()] == []


def test_every_file_that_draws_a_page_by_itself_is_in_the_list() -> None:
    # A page's file draws when it is run: it calls something outside any function.
    drawing = {path.stem for path in menu.HERE.glob("*.py") if draws(path)} - {"navigation", "home"}
    assert drawing == {item.file for item in menu.items()}


def draws(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    calls = [node for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return bool(calls) or any(isinstance(node, ast.If | ast.With | ast.For) for node in body)


def test_the_about_page_says_which_version_it_is(desk: Desk) -> None:
    app = desk.open("about", role=Role.GOVERNOR)
    assert not app.exception
    assert "About Homeward" in [title.value for title in app.title]
