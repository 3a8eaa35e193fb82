"""Import of attendance marks: known by the header, shown, then taken."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.data.attendance_files import NUMBERS, WRITERS, plain, pupil, week_of
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from visits.words import Role

MARKS = week_of(["/", "\\"] * 15)


@pytest.fixture
def school(desk: Desk) -> Desk:
    with desk.db.write() as session:
        session.add_all([pupil(desk.staff.school, number) for number in NUMBERS])
    return desk


def with_file(desk: Desk, content: str) -> AppTest:
    app = desk.open("imports", role=Role.ATTENDANCE)
    app.radio[0].set_value("Attendance marks").run()
    assert "Nothing is taken before you have seen it." in texts(app)
    app.get("file_uploader")[0].set_value(("marks.csv", content.encode(), "text/csv")).run()
    assert not app.exception
    return app


def take(app: AppTest) -> None:
    next(one for one in app.button if one.label == "Take this file").click().run()
    assert not app.exception


def test_marks_are_shown_then_taken_and_the_same_again_is_nothing(school: Desk) -> None:
    app = with_file(school, plain(MARKS))
    assert "Homeward's own: 30 rows, 3 pupils, 9 Nov 2026 to 13 Nov 2026." in texts(app)
    assert "**30** new marks, **0** changed" in texts(app)
    assert not school.folder.exists()
    take(app)
    assert [one.value for one in app.success] == ["The file is taken: 30 new marks, 0 changed, 0 taken away."]
    assert len(list(school.folder.glob("quillmere-2026-27-*.parquet"))) == 1
    assert "There is nothing to take." in texts(with_file(school, plain(MARKS)))


def test_a_layout_without_a_week_asks_for_it(school: Desk) -> None:
    app = with_file(school, WRITERS["bromcom_week"](MARKS))
    assert "Take this file" not in [one.label for one in app.button]
    chosen = next(one for one in app.selectbox if "which week" in one.label)
    chosen.select_index(2).run()
    assert "9 Nov 2026 to 13 Nov 2026" in texts(app)
    take(app)
    assert app.success


def test_an_unknown_code_is_told_by_its_row(school: Desk) -> None:
    app = with_file(school, plain({**MARKS, (NUMBERS[0], next(iter(MARKS))[1], 0): "A"}))
    assert "one problem" in texts(app)
    assert app.dataframe[0].value["What is wrong"].tolist() == ['There is no attendance code "A".']
    assert "Take this file" not in [one.label for one in app.button]


def test_unknown_pupils_are_named_and_the_rest_can_be_taken(school: Desk) -> None:
    app = with_file(school, plain({**MARKS, ("Z9", next(iter(MARKS))[1], 0): "/"}))
    assert "One pupil is not known here" in texts(app)
    assert app.dataframe[0].value.to_dict("records") == [{"Pupil number": "Z9", "Marks": 1}]
    take(app)
    assert app.success
