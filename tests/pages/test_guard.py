"""Nobody sees a page who is not signed in at that moment, or may not open it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from data import settings
from data.database import Database
from data.models import Person, PersonRole, SignIn
from pages import guard, menu
from tests.pages.conftest import Desk
from visits.words import Role

FILES = sorted(item.file for item in menu.items() if item.path.exists())


def texts(app: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (
        app.title,
        app.header,
        app.subheader,
        app.markdown,
        app.text,
        app.caption,
        app.error,
        app.warning,
    )
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([*(str(one.value) for kind in kinds for one in kind), *html])


def own_buttons(app: AppTest) -> list[str]:
    """The labels of the page's buttons, without the one for an emergency that stands on every page."""
    return [button.label for button in app.button if not (button.key or "").startswith("anywhere-")]


def shows_sign_in_only(app: AppTest) -> bool:
    return (
        not app.exception
        and [warning.value for warning in app.warning] == [guard.SIGNED_OUT]
        and "/sign-in?next=" in texts(app)
        and not app.title
        and not app.button
    )


@pytest.mark.parametrize("file", ["", *FILES])
def test_a_stranger_sees_sign_in_at_every_page(desk: Desk, file: str) -> None:
    app = AppTest.from_file(str(menu.HERE / "navigation.py")).run()
    assert shows_sign_in_only(app)
    if file:
        # Straight at the page's own file, as if navigation had let it through.
        assert "Person" not in texts(AppTest.from_file(str(menu.HERE / f"{file}.py")).run())


def test_a_wrong_token_is_a_stranger(desk: Desk) -> None:
    desk.token = "x" * 43
    assert shows_sign_in_only(desk.open())


def test_who_is_signed_in_stands_on_every_page(desk: Desk) -> None:
    app = desk.open("about", role=Role.SLT)
    assert "Slt Person" in texts(app)
    assert "SLT" in texts(app)
    assert "/sign-out" in texts(app)


def test_signing_out_elsewhere_ends_the_page_at_its_next_run(desk: Desk) -> None:
    app = desk.open("about", role=Role.SLT)
    with desk.db.write() as session:
        session.execute(update(SignIn).values(revoked_at=desk.now))
    assert shows_sign_in_only(app.run())


def test_an_idle_session_ends(desk: Desk) -> None:
    app = desk.open("about", role=Role.SLT)
    desk.now += timedelta(minutes=settings.current().session_idle_minutes)
    assert shows_sign_in_only(app.run())


def test_a_run_of_the_whole_page_counts_as_use(desk: Desk) -> None:
    idle = timedelta(minutes=settings.current().session_idle_minutes)
    app = desk.open("about", role=Role.SLT)
    for _ in range(3):
        desk.now += idle - timedelta(minutes=1)
        assert "About Homeward" in [title.value for title in app.run().title]


def test_a_role_that_ended_is_gone_at_the_next_run(desk: Desk) -> None:
    app = desk.open("about", role=Role.SLT)
    with desk.db.write() as session:
        slt = PersonRole.person_id == desk.staff.people[Role.SLT]
        session.execute(update(PersonRole).where(slt).values(to_on=desk.now.date() - timedelta(days=1)))
    app.run()
    assert "no role at a school today" in texts(app)
    assert guard.NOT_PERMITTED in [error.value for error in app.error]
    assert not app.title


def test_somebody_who_left_is_a_stranger(desk: Desk) -> None:
    app = desk.open("about", role=Role.SLT)
    with desk.db.write() as session:
        session.execute(update(Person).values(left_on=desk.now.date()))
    assert shows_sign_in_only(app.run())


def test_a_shared_board_has_no_account(desk: Desk) -> None:
    desk.open_board()
    app = desk.open("about")
    assert guard.NOT_PERMITTED in [error.value for error in app.error]
    assert "/account" not in texts(app)
    assert "Close this board" in texts(app)


def test_a_lost_database_is_said_and_nothing_else_is_shown(desk: Desk, tmp_path: Path) -> None:
    desk.sign_in(Role.SLT)
    desk.db = Database(f"sqlite:///{tmp_path / 'nowhere' / 'gone.db'}")
    app = desk.open()
    assert not app.exception
    assert app.error[0].value.startswith(guard.LOST)
    assert "Person" not in texts(app)


def test_only_the_guard_reads_cookies() -> None:
    readers = [
        path.name for path in menu.HERE.rglob("*.py") if "context.cookies" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["guard.py"]


def test_the_session_is_found_by_the_tokens_hash_alone(desk: Desk) -> None:
    desk.sign_in(Role.SLT)
    with desk.db.read() as session:
        kept = session.scalars(select(SignIn.token_hash)).one()
    assert desk.token not in kept
    desk.token = kept
    assert shows_sign_in_only(desk.open())


def test_every_page_and_every_part_that_renews_itself_asks_the_guard() -> None:
    unguarded = [
        item.file for item in menu.items() if not asks_the_guard(ast.parse(item.path.read_text("utf-8")))
    ]
    for path in menu.HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "st.fragment" in ast.unparse(d) for d in node.decorator_list
            ):
                unguarded += [] if asks_the_guard(node) else [f"{path.name}:{node.name}"]
    assert unguarded == []


def asks_the_guard(node: ast.AST) -> bool:
    calls = {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    return bool(calls & {"guard.person", "guard.require", "guard.signed_in"})
