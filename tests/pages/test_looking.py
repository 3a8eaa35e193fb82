"""Every page that shows a family keeps who looked; a page that is new says here what it shows."""

from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import select

from data import looks
from data.commands import visit
from data.commands.looking import LISTS
from data.database import Database
from data.models import AuditPayload, AuditRow
from pages import guard, menu
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.planning import OUT_AT, World
from tests.planning import furnish as furnished
from tests.trips import trip
from visits.words import Role, VisitState

SHOWS: Final = {
    "live": "list.read",
    "alerts": "list.read",
    "my_visits": "list.read",
    "assessments": "list.read",
    "not_visited": "list.read",
    "log_visit": "list.read",
    "absent_child": "list.read",
    "audit": "list.read",
    "records": "list.read",
    "opened_in_emergency": "list.read",
    "authorise": "visit.read",
    "visit": "visit.read",
    "risk": "household.read",
    "briefing": "briefing.read",
}
"""Pages that show families, and what is kept of a look."""
SHOW_NONE: Final = {
    "watch": "who has the watch",
    "left": "a form that nothing is filled into",
    "policies": "texts of policies",
    "oversight": "counts",
    "reasons": "counts",
    "risk_figures": "counts",
    "attendance": "figures of many pupils, nobody's name",
    "people": "staff",
    "imports": "the file that its reader brought, and counts",
    "import_staff": "the file that its reader brought, and counts",
    "in_an_emergency": "a form that nothing is filled into",
    "account": "the reader",
    "notice": "what is kept of the reader, and why",
    "about": "Homeward",
}
"""Pages that show none, and what they show."""


@pytest.fixture
def world(desk: Desk) -> World:
    return furnished(desk.db, desk.staff)


def kept(db: Database) -> set[tuple[str, str, str]]:
    query = select(AuditRow.command, AuditRow.outcome, AuditPayload.payload).join(
        AuditPayload, AuditPayload.entry_id == AuditRow.id
    )
    assert looks.of(db).settle(10)
    with db.read() as session:
        found = session.execute(query.where(AuditRow.outcome != "change")).all()
    return {(command, outcome, facts.get("page", "")) for command, outcome, facts in found}


def test_every_page_says_whether_it_shows_families() -> None:
    assert {item.file for item in menu.items()} <= {*SHOWS, *SHOW_NONE}
    assert not SHOWS.keys() & SHOW_NONE.keys()
    assert {page for page, command in SHOWS.items() if command == "list.read"} <= LISTS.keys()


@pytest.mark.parametrize("page", sorted(p for p, command in SHOWS.items() if command == "list.read"))
def test_a_page_of_many_families_is_kept_once(desk: Desk, world: World, page: str) -> None:
    role = Role.LEAD_DSL
    app = desk.open(page, role=role)
    app.run()
    assert not app.exception
    assert ("list.read", "read", page) in kept(desk.db)
    with desk.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.command == "list.read")).all()
        pages = [session.get_one(AuditPayload, row.id).payload["page"] for row in rows]
        assert {row.actor_id for row in rows} == {desk.staff.people[role]}
    assert pages.count(page) == 1


def test_a_visit_and_one_that_is_not_theirs(desk: Desk, world: World) -> None:
    visit_id = trip(desk.db, desk.staff, world.version, homes=[world.home], state=VisitState.BACK)
    desk.open("visit", role=Role.VISITOR, visit=str(visit_id))
    assert kept(desk.db) >= {("visit.read", "read", "visit")}
    app = desk.open("visit", role=Role.ATTENDANCE, visit=str(visit_id))
    assert "not yours to see" in texts(app)
    assert kept(desk.db) >= {("visit.read", "read", "visit"), ("visit.read", "refused", "")}


def test_a_home(desk: Desk, world: World) -> None:
    desk.open("risk", role=Role.SENDCO, home=str(world.home.household))
    assert ("household.read", "read", "risk") in kept(desk.db)


def test_what_waits_to_be_authorised(desk: Desk, world: World) -> None:
    visit.log(
        world.db,
        plan=world.plan(),
        idempotency_key="one",
        by=world.who(Role.SENDCO),
        now=OUT_AT - timedelta(hours=1),
    )
    desk.open("authorise", role=Role.LEAD_DSL)
    assert ("visit.read", "read", "authorise") in kept(desk.db)


def test_a_briefing(desk: Desk, world: World) -> None:
    visit_id = trip(desk.db, desk.staff, world.version, homes=[world.home], state=VisitState.OUT)
    desk.open("briefing", role=Role.OFFICE, visit=str(visit_id))
    assert ("briefing.read", "read", "") in kept(desk.db)


def test_a_search(desk: Desk, world: World) -> None:
    app = desk.open("assessments", role=Role.SENDCO)
    app.text_input(key="find_home").set_value("ash").run()
    app.run()
    assert ("household.search", "read", "") in kept(desk.db)
    with desk.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.command == "household.search")).all()
    assert len(rows) == 1


def test_a_page_shows_the_home_also_where_the_look_cannot_be_kept(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is read-only: the page shows what it shows, and says nothing of a look."""
    desk.sign_in(Role.SENDCO)
    only_read = Database(f"sqlite:///file:{desk.db.path}?mode=ro&uri=true")
    monkeypatch.setattr(guard, "db", lambda: only_read)
    app = desk.open("risk", home=str(world.home.household))
    assert not app.exception
    assert "Ashdown household" in [t.value for t in app.title]
    assert not [e.value for e in app.error if "watched" not in e.value]
    assert kept(desk.db) == set()
