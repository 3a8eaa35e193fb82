"""Who may open which page: every page of the menu, by everybody who may come to its door, worked out from the table.

Each page's own script runs, by itself and behind navigation, as far as its title, which it has only once it is open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from pages import guard, menu
from pages.menu import Item
from tests.pages.conftest import NAVIGATION
from tests.pages.test_guard import texts
from tests.security.doors import EVERYBODY, STRANGER, Doors, Who
from tests.security.sent import recorded
from tests.staff import NOW

FAMILY = ("Ash", "Mill Row", "QM1", "07700 900555", "Zoë")
"""Words of the one family of the scene."""


@dataclass
class Door:
    """Opens pages for this or that person. `titles` are those at which a run ended."""

    doors: Doors
    titles: list[str] = field(default_factory=list)
    who: Who = STRANGER

    def run(self, app: AppTest) -> str:
        """What became of it: the page opened, or which sentence stands there instead of it, and nothing else."""
        self.titles.clear()
        app.run()
        assert not app.exception
        if self.titles:
            return "opens"
        said = [element.value for element in (*app.error, *app.warning)]
        assert not [button for button in app.button if not (button.key or "").startswith("anywhere-")]
        assert not [word for word in FAMILY if word in texts(app)]
        return next(one for one in (guard.NOT_PERMITTED, guard.SIGNED_OUT) if one in said)

    def file(self, path: Path) -> AppTest:
        return AppTest.from_file(str(path), default_timeout=30)


@pytest.fixture
def door(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    made = Door(doors)

    def ends(body: object, *_args: object, **_more: object) -> None:
        made.titles.append(str(body))
        st.stop()

    monkeypatch.setattr(st, "title", ends)
    monkeypatch.setattr(guard, "db", lambda: doors.seen.world.db)
    monkeypatch.setattr(guard, "now", lambda: NOW)
    monkeypatch.setattr(guard, "_token", lambda: doors.tokens[made.who])
    return made


def expected(item: Item, who: Who) -> str:
    if who.roles is None:
        return guard.SIGNED_OUT
    return "opens" if who.may(item.action) or (who.board and item.on_board) else guard.NOT_PERMITTED


@pytest.mark.parametrize("item", menu.items(), ids=lambda item: item.file)
def test_a_page_opens_to_whom_the_table_says(door: Door, item: Item) -> None:
    for door.who in EVERYBODY:
        # Straight at the file, as if navigation had let it through.
        app = door.file(item.path)
        assert door.run(app) == expected(item, door.who), door.who.name
        assert [error.value for error in app.error] == [guard.NOT_PERMITTED] * (
            expected(item, door.who) == guard.NOT_PERMITTED
        )


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_navigation_lists_and_lets_by_what_the_table_says(door: Door, who: Who) -> None:
    door.who = who
    app = door.file(NAVIGATION)
    with recorded() as sent:
        first = door.run(app)
    if who.roles is None:
        assert first == guard.SIGNED_OUT
        assert listed(sent) is None
        return
    assert listed(sent) == {
        item.file for item in menu.items() if item.listed and expected(item, who) == "opens"
    }
    for item in menu.items():
        app.switch_page(f"{item.file}.py")
        assert door.run(app) == expected(item, who), item.file


def listed(sent: list[ForwardMsg]) -> set[str] | None:
    """The pages that stand in the menu; None where no menu was sent."""
    menus = [message.navigation for message in sent if message.WhichOneof("type") == "navigation"]
    if not menus:
        return None
    return {page.url_pathname for page in menus[-1].app_pages if not page.is_hidden}
