"""What is kept of staff, on their own pages: the notice that is in nobody's way, next of kin, and who sees it when."""

from sqlalchemy import select

from data.commands import alert, kin
from data.commands.core import SYSTEM
from data.commands.raising import raise_due
from data.models import AuditRow, NextOfKin, Person
from pages.menu import HERE
from tests.examples.world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.planning import furnish
from tests.repo.tree import ROOT
from tests.staff import NOW
from tests.trips import every, one
from visits.words import Role

LINE = "Read once what is kept of you"


def links(app: object) -> str:
    return " ".join(one.proto.label for one in app.get("page_link"))  # type: ignore[attr-defined]


def emergency(desk: Desk) -> World:
    """A visit of which nobody has heard; its lead gave a next of kin."""
    made = furnish(desk.db, desk.staff)
    world = World(db=made.db, staff=made.staff, version=made.version, home=made.home)
    kin.give(
        desk.db,
        name="Wren Sandford",
        relationship="sister",
        phone="07700 900666",
        by=world.who(Role.VISITOR),
        now=NOW,
    )
    return world


def test_the_notice_in_the_application_is_the_one_of_the_documents() -> None:
    here = HERE / "static" / "staff-notice.md"
    assert here.read_text(encoding="utf-8") == (ROOT / "docs" / "staff-notice.md").read_text(encoding="utf-8")


def test_the_line_stands_there_until_the_notice_is_read_and_never_where_somebody_watches(desk: Desk) -> None:
    for page, there in (("people", True), ("policies", True), ("live", False), ("briefing", False)):
        assert (LINE in links(desk.open(page, role=Role.HEADTEACHER))) is there, page
    desk.open_board()
    assert LINE not in links(desk.open("left"))
    app = desk.open("notice", role=Role.HEADTEACHER)
    assert "vital interests" in texts(app)
    app.button(key="notice_read").click().run()
    assert not app.exception
    with desk.db.read() as session:
        assert session.get_one(Person, desk.staff.people[Role.HEADTEACHER]).notice_read_at == NOW
    assert LINE not in links(desk.open("people", role=Role.HEADTEACHER))
    assert "13 people have not read" in texts(desk.open("people", role=Role.ADMINISTRATOR))
    assert "have not read" not in texts(desk.open("people", role=Role.OFFICE))


def test_next_of_kin_is_given_changed_and_taken_away(desk: Desk) -> None:
    app = desk.open("account", role=Role.VISITOR)
    app.text_input(key="kin_name").input("Wren Sandford")
    app.text_input(key="kin_phone").input("ring her")
    next(b for b in app.button if b.label == "Save").click().run()
    assert "area code" in texts(app)
    assert app.text_input(key="kin_name").value == "Wren Sandford"
    app.text_input(key="kin_phone").input("07700 900666")
    next(b for b in app.button if b.label == "Save").click().run()
    row = one(desk.db, NextOfKin)
    assert (row.name, row.phone, row.person_id) == (
        "Wren Sandford",
        "07700 900666",
        desk.staff.people[Role.VISITOR],
    )
    app = desk.open("account", role=Role.VISITOR)
    app.button(key="kin_remove").click().run()
    assert every(desk.db, NextOfKin) == []


def test_leaders_see_it_on_the_briefing_while_an_alert_is_open_and_each_look_is_kept(desk: Desk) -> None:
    world = emergency(desk)
    visit_id = world.silent()
    app = desk.open("briefing", role=Role.SLT, visit=str(visit_id))
    assert not [b for b in app.button if b.key == "kin_show"]
    alert_id = raise_due(desk.db, deadline_id=world.due(), by=SYSTEM, now=NOW)
    assert alert_id is not None
    for role, there in ((Role.OFFICE, False), (Role.SLT, True)):
        app = desk.open("briefing", role=role, alert=str(alert_id))
        assert bool([b for b in app.button if b.key == "kin_show"]) is there, role
        assert "Wren" not in texts(app)
    app.button(key="kin_show").click().run()
    assert "Wren Sandford" in texts(app)
    assert "gave nobody" in texts(app)
    looked = select(AuditRow.actor_id).where(AuditRow.command == "kin.read", AuditRow.outcome == "read")
    with desk.db.read() as session:
        assert session.scalars(looked).all() == [desk.staff.people[Role.SLT]]
    party = world.party(visit_id)
    by = world.who(Role.SLT)
    alert.stand_down(
        desk.db, alert_id=alert_id, closed_as="safe", cause="Both are back", known_safe=party, by=by, now=NOW
    )
    app = desk.open("briefing", role=Role.SLT, alert=str(alert_id))
    assert not [b for b in app.button if b.key == "kin_show"]
