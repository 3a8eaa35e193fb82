"""Already left, not authorised: four things, from any screen, and the watch begins."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.commands import visit
from data.models import DeadlineRow, Draft, VisitorRow, VisitRow
from pages import guard
from pages.visit_form.leaving import due_at
from tests import planning
from tests.pages.conftest import Desk
from tests.pages.form_page import lost, plainly
from tests.pages.test_guard import texts
from tests.planning import World
from tests.staff import NOW, PIN
from tests.trips import every, one
from visits.words import Role, VisitState

S = VisitState
PRESS = "They are out: watch them now"


@pytest.fixture
def world(desk: Desk) -> World:
    return planning.furnish(desk.db, desk.staff)


def field(app: AppTest, name: str) -> Any:
    """The field whose widget ends in that name."""
    every_one = (*app.text_input, *app.selectbox)
    return next(f for f in every_one if str(f.key).split(":")[-1] == name)


def press(app: AppTest, label: str = PRESS) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return plainly(texts(app) + "\n".join(s.value for s in (*app.success, *app.info)))


def fill(app: AppTest, world: World, role: Role = Role.VISITOR) -> AppTest:
    field(app, "who").set_value(str(world.staff.people[role])).run()
    field(app, "where").set_value("3 Weir Lane")
    return app.run()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.SENDCO, Role.LEAD_DSL])
def test_whoever_is_on_the_staff_can_say_that_somebody_has_left(desk: Desk, world: World, role: Role) -> None:
    app = fill(desk.open("left", role=role), world)
    field(app, "mobile").set_value("07700 900111")
    field(app, "due").set_value("10:45")
    press(app.run())
    row = one(desk.db, VisitRow)
    assert (row.state, row.unauthorised, row.left_at) == (S.OUT, True, NOW)
    assert row.back_at == NOW + timedelta(minutes=45)
    assert every(desk.db, DeadlineRow, visit_id=row.id)
    assert "Watched since 10:00: Visitor Person, 3 Weir Lane, due back 10:45." in said(app)


def test_a_colleague_brings_their_number_and_is_known_as_themselves(desk: Desk, world: World) -> None:
    app = fill(desk.open("left", role=Role.OFFICE), world)
    assert field(app, "mobile").value == "07700 900111"
    press(app)
    visitor = one(desk.db, VisitorRow)
    assert (visitor.person_id, visitor.mobile) == (world.staff.people[Role.VISITOR], "07700 900111")


def test_a_visitor_need_not_know_a_colleagues_number_and_does_not_read_it(desk: Desk, world: World) -> None:
    app = fill(desk.open("left", role=Role.VISITOR), world, Role.FAMILY)
    assert field(app, "mobile").value == ""
    assert field(app, "mobile").placeholder == "the number on record"
    assert "does not look like a phone number" not in said(app)
    press(app)
    assert one(desk.db, VisitorRow).mobile == "07700 900111"


def test_only_what_nobody_could_be_looked_for_without_is_asked_for(desk: Desk, world: World) -> None:
    app = press(desk.open("left", role=Role.OFFICE))
    for sentence in ("Say who is out", "Give the mobile number", "Say where they went"):
        assert sentence in said(app)
    field(app, "where").set_value("3 Weir Lane").run()
    assert "Say where they went" not in said(app)
    assert every(desk.db, VisitRow) == []


def test_a_time_that_is_none_stays_as_typed(desk: Desk, world: World) -> None:
    app = fill(desk.open("left", role=Role.OFFICE), world)
    field(app, "due").set_value("soon").run()
    press(app)
    assert "Write the time as 14:05." in said(app)
    assert field(app, "due").value == "soon"


def test_a_number_that_looks_wrong_is_said_and_stops_nothing(desk: Desk, world: World) -> None:
    app = fill(desk.open("left", role=Role.OFFICE), world)
    field(app, "mobile").set_value("0770").run()
    assert "0770 does not look like a phone number." in said(app)
    press(app)
    assert one(desk.db, VisitorRow).mobile == "0770"


def test_no_rule_of_any_policy_stops_it(desk: Desk) -> None:
    world = planning.furnish(desk.db, desk.staff, assessed=False, policy="washwood_heath")
    press(fill(desk.open("left", role=Role.OFFICE), world))
    assert one(desk.db, VisitRow).state is S.OUT


def test_two_presses_are_one_visit(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fill(desk.open("left", role=Role.OFFICE), world)
    other = desk.open("left")
    press(first)
    press(other)
    assert len(every(desk.db, VisitRow)) == 1


def test_what_was_typed_is_there_after_a_reload_and_gone_once_it_is_sent(desk: Desk, world: World) -> None:
    fill(desk.open("left", role=Role.OFFICE), world)
    app = desk.open("left")
    assert field(app, "where").value == "3 Weir Lane"
    press(app)
    assert every(desk.db, Draft) == []
    assert field(app, "where").value == ""


def test_a_lost_database_says_that_nobody_is_watched_yet(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = fill(desk.open("left", role=Role.OFFICE), world)
    with monkeypatch.context() as gone:
        gone.setattr("pages.visit_form.leaving.left.leave_unauthorised", lost)
        press(app)
        assert any("nobody is watching them yet" in e.value for e in app.error)
    assert field(app, "where").value == "3 Weir Lane"
    press(app)
    assert one(desk.db, VisitRow).state is S.OUT


def test_at_a_shared_board_a_persons_pin_says_who_it_was(desk: Desk, world: World) -> None:
    desk.open_board()
    app = press(desk.open("left"), "Somebody is with them")
    field(app, "who").set_value("Rhona Vale")
    field(app, "second").set_value("Ewan Marsh")
    field(app, "mobile").set_value("07700 900333")
    field(app, "where").set_value("3 Weir Lane")
    press(app.run())
    assert any("type your PIN" in e.value for e in app.error)
    app.selectbox(key="acting_who").set_value(world.staff.people[Role.OFFICE])
    app.text_input(key="acting_pin").set_value(PIN)
    press(app.run())
    assert one(desk.db, VisitRow).created_by_id == world.staff.people[Role.OFFICE]
    assert [(v.name, v.person_id) for v in every(desk.db, VisitorRow)] == [
        ("Rhona Vale", None),
        ("Ewan Marsh", None),
    ]
    assert field(app, "where").value == ""


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_is_not_on_the_staff_sees_no_form(desk: Desk, world: World, role: Role) -> None:
    app = desk.open("left", role=role)
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert PRESS not in [b.label for b in app.button]


def test_without_a_policy_they_are_watched_all_the_same(desk: Desk) -> None:
    app = desk.open("left", role=Role.OFFICE)
    field(app, "who").set_value(str(desk.staff.people[Role.VISITOR])).run()
    field(app, "where").set_value("3 Weir Lane")
    press(app.run())
    assert one(desk.db, VisitRow).state is VisitState.OUT


# --- A visit that is known -----------------------------------------------------------------------------------------


def asked(desk: Desk, world: World) -> VisitRow:
    visit.log(desk.db, plan=world.plan(), idempotency_key="k", by=world.who(Role.SENDCO), now=NOW)
    return one(desk.db, VisitRow)


def test_a_visit_that_waits_is_watched_with_one_press(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    app = press(desk.open("left", role=Role.OFFICE, visit=str(row.id)))
    left = one(desk.db, VisitRow)
    assert (left.state, left.unauthorised, left.back_at) == (S.OUT, True, row.back_at)
    assert "Watched since 10:00." in said(app)
    assert "They are out and watched." in said(app)
    assert PRESS not in [b.label for b in app.button]


def test_a_time_back_that_has_passed_is_asked_for(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    desk.now = NOW + timedelta(hours=3)
    app = press(desk.open("left", role=Role.OFFICE, visit=str(row.id)))
    assert "Write the time as 14:05." in said(app)
    app.text_input(key="left_known_due").set_value("12:30").run()
    press(app)
    assert "Give a time that is still to come." in said(app)
    app.text_input(key="left_known_due").set_value("13:30").run()
    press(app)
    assert one(desk.db, VisitRow).back_at == NOW + timedelta(hours=3, minutes=30)


@pytest.mark.parametrize("asked_for", ["nonsense", "0192d0c5-6f1e-7c1a-9d53-2f0b8f5b7a11"])
def test_a_visit_that_is_not_there_leads_to_the_other_form(desk: Desk, world: World, asked_for: str) -> None:
    app = desk.open("left", role=Role.OFFICE, visit=asked_for)
    assert any("is not there, or you may not see it" in w.value for w in app.warning)
    assert PRESS not in [b.label for b in app.button]


def test_bt26_a_colleague_who_is_not_involved_reads_nothing_of_it(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    app = desk.open("left", role=Role.ATTENDANCE, visit=str(row.id))
    assert any("you may not see it" in w.value for w in app.warning)
    assert "Mill Row" not in said(app)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("10:45", NOW, NOW + timedelta(minutes=45)),
        ("09:30", NOW, NOW - timedelta(minutes=30)),
        ("00:15", NOW.replace(hour=23, minute=30), NOW.replace(day=24, hour=0, minute=15)),
        ("later", NOW, None),
    ],
)
def test_a_time_due_is_of_today_or_just_past_midnight(typed: str, now: Any, meant: Any) -> None:
    from data.queries.people import LONDON

    assert due_at(typed, now=now, tz=LONDON) == meant
