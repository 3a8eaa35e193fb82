"""The pages that there are: one line each. Navigation lists from here, and nothing else does.

A new page is a file in `pages/` and a line here. `action` is what it takes to open it; its file name is its address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from visits.permissions import LEADERS, PLANNERS, Action, Viewer, schools_where
from visits.words import Role

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Item:
    """A page. `listed` is False for one that is reached from another page and not from the menu.

    `on_board`: a shared board opens it too, whatever `action` says; a person's PIN then says who acts.
    """

    file: str
    title: str
    action: Action
    listed: bool = True
    on_board: bool = False

    @property
    def path(self) -> Path:
        return HERE / f"{self.file}.py"


ITEMS: Final = (
    Item("live", "Live visits", Action.SEE_LIVE),
    Item("watch", "Watch", Action.KEEP_WATCH),
    Item("authorise", "Authorise", Action.AUTHORISE),
    Item("log_visit", "Log a visit", Action.LOG_VISIT),
    Item("absent_child", "Absent child", Action.LOG_VISIT),
    Item("left", "Already left", Action.LOG_LEFT_UNAUTHORISED, on_board=True),
    Item("my_visits", "My visits", Action.DECLINE_TO_GO),
    Item("not_visited", "Not visited", Action.SEE_UNVISITED),
    Item("assessments", "Risk assessments", Action.ASSESS_RISK),
    Item("alerts", "Alerts", Action.SEE_ALERTS),
    Item("policies", "Policies", Action.SEE_POLICIES),
    Item("audit", "Audit", Action.SEE_AUDIT),
    Item("records", "Records", Action.DISPOSE_RECORDS),
    Item("oversight", "Oversight", Action.SEE_STATISTICS),
    Item("reasons", "Reasons", Action.SEE_STATISTICS),
    Item("attendance", "Attendance", Action.SEE_STATISTICS),
    Item("people", "People", Action.SEE_PEOPLE),
    Item("imports", "Import", Action.IMPORT_RECORDS),
    Item("import_staff", "Import staff", Action.IMPORT_STAFF),
    Item("briefing", "Emergency briefing", Action.SEE_LIVE, listed=False),
    Item("visit", "Visit", Action.SEE_VISIT, listed=False),
    Item("risk", "Home and its risks", Action.SEE_HOUSEHOLD, listed=False),
    Item("risk_figures", "Risk in figures", Action.SEE_SMALL_NUMBERS, listed=False),
    Item("in_an_emergency", "Open in an emergency", Action.BREAK_GLASS, listed=False),
    Item("opened_in_emergency", "Opened in an emergency", Action.SEE_BROKEN_GLASS, listed=False),
    Item("account", "Your account", Action.OWN_ACCOUNT, listed=False),
    Item("notice", "What is kept of you", Action.OWN_ACCOUNT, listed=False),
    Item("about", "About Homeward", Action.SEE_POLICIES, listed=False),
)

FIRST: Final[Sequence[tuple[frozenset[Role], str]]] = (
    (frozenset({*LEADERS, Role.OFFICE, Role.BOARD}), "live"),
    (frozenset({*PLANNERS, Role.VISITOR}), "my_visits"),
    (frozenset({Role.GOVERNOR, Role.TRUST_OFFICER}), "oversight"),
    (frozenset({Role.ADMINISTRATOR}), "people"),
)
"""The page that answers a role's own question without a click. Of several roles the first in this order decides."""


def items() -> tuple[Item, ...]:
    """Every page."""
    return ITEMS


def is_open(item: Item, viewer: Viewer) -> bool:
    """Whether the person may open the page at any school."""
    return bool(schools_where(viewer, item.action)) or (viewer.board and item.on_board)


def first_file(viewer: Viewer) -> str:
    """The file of the page that somebody sees first; their account when they hold no role today."""
    held = frozenset().union(*viewer.roles.values())
    return next((file for roles, file in FIRST if held & roles), "account")
