"""Import: what a file would do is shown first, and only what was shown is done."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from data.models import Base, Person, Pupil
from pages import guard
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from visits.words import Role

EXAMPLES = Path(__file__).resolve().parents[2] / "data/imports/examples"
PUPILS, STAFF = ((EXAMPLES / f"{name}.csv").read_bytes() for name in ("pupils", "staff"))


def count(desk: Desk, model: type[Base]) -> int:
    with desk.db.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def with_file(desk: Desk, content: bytes, *, role: Role = Role.SENDCO, staff: bool = False) -> AppTest:
    app = desk.open("import_staff" if staff else "imports", role=role)
    app.get("file_uploader")[0].set_value(("file.csv", content, "text/csv")).run()
    assert not app.exception
    return app


def button(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def test_before_a_file_is_chosen_the_page_says_what_will_happen(desk: Desk) -> None:
    app = desk.open("imports", role=Role.SENDCO)
    assert "Nothing is taken before you have seen it." in texts(app)
    assert "Take this file" not in button(app)


def test_a_file_is_shown_then_taken(desk: Desk) -> None:
    app = with_file(desk, PUPILS)
    assert "5 rows: **5** new, **0** changed, **0** the same" in texts(app)
    assert count(desk, Pupil) == 0
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert not app.exception
    assert [one.value for one in app.success] == ["The file is taken: 5 new, 0 changed, 0 left."]
    assert count(desk, Pupil) == 5
    assert "Take this file" not in button(app), "the field is empty again"


def test_a_broken_file_says_row_and_column_and_offers_nothing(desk: Desk) -> None:
    app = with_file(desk, PUPILS.replace(b"Dobrowska,11", b"Dobrowska,eleven"))
    assert "one problem" in texts(app)
    told = app.dataframe[0].value
    assert told.to_dict("records") == [
        {
            "Row": 5,
            "Column": "Year group",
            "What is wrong": "This is not a year group. Write Nursery, Reception, or a number from 1 to 14.",
        }
    ]
    assert "Take this file" not in button(app)


def test_leavers_are_named_before_they_leave(desk: Desk) -> None:
    app = with_file(desk, PUPILS)
    next(one for one in app.button if one.label == "Take this file").click().run()
    app.get("file_uploader")[0].set_value(("file.csv", b"\n".join(PUPILS.splitlines()[:3]), "text/csv")).run()
    app.checkbox[0].check().run()
    assert "**3** on the books and not in the file: they leave today" in texts(app)
    assert [one.value for one in app.header] == ["Leave today"]
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert [one.value for one in app.success] == ["The file is taken: 0 new, 0 changed, 3 left."]


def test_the_same_file_again_has_nothing_to_take(desk: Desk) -> None:
    app = with_file(desk, PUPILS)
    next(one for one in app.button if one.label == "Take this file").click().run()
    app.get("file_uploader")[0].set_value(("file.csv", PUPILS, "text/csv")).run()
    assert "There is nothing to take." in texts(app)
    assert "Take this file" not in button(app)


def test_staff_are_brought_in_by_who_may_manage_people(desk: Desk) -> None:
    there = count(desk, Person)
    app = with_file(desk, STAFF, role=Role.ADMINISTRATOR, staff=True)
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert not app.exception
    assert count(desk, Person) == there + 5


@pytest.mark.parametrize("role", [Role.SENDCO, Role.LEAD_DSL])
def test_who_may_not_manage_people_is_not_offered_staff(desk: Desk, role: Role) -> None:
    app = desk.open("imports", role=role)
    assert list(app.radio[0].options) == ["Pupils and their contacts", "Attendance marks"]
    assert guard.NOT_PERMITTED in texts(desk.open("import_staff", role=role))


def test_an_administrator_brings_no_family_in(desk: Desk) -> None:
    """A file of pupils that is compared with what is kept tells who is kept."""
    assert guard.NOT_PERMITTED in texts(desk.open("imports", role=Role.ADMINISTRATOR))


def test_what_was_shown_is_what_is_done(desk: Desk) -> None:
    """Somebody else brings a file in while this one is being looked at."""
    app = with_file(desk, PUPILS)
    other = with_file(desk, b"\n".join(PUPILS.splitlines()[:2]), role=Role.ATTENDANCE)
    next(one for one in other.button if one.label == "Take this file").click().run()
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert not app.exception
    assert count(desk, Pupil) == 1
    assert "5 rows: **4** new, **0** changed, **1** the same" in texts(app)
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert count(desk, Pupil) == 5
