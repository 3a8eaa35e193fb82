"""The script behind every address runs and shows a page."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from data.version import VERSION

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"


def test_the_first_page_says_what_homeward_is_and_which_version() -> None:
    app = AppTest.from_file(str(NAVIGATION)).run()
    assert not app.exception
    assert [title.value for title in app.title] == ["About Homeward"]
    assert [caption.value for caption in app.caption] == [f"Version {VERSION}"]
