"""Authorise: everything on one screen, yes or no by whom the policy names, and nothing by anybody else."""

from datetime import time, timedelta

import pytest
from sqlalchemy import delete, update
from streamlit.testing.v1 import AppTest

from data.commands import visit
from data.models import AnswerRow, Duty, VisitRow
from tests.data.alert_world import every
from tests.pages.conftest import Desk
from tests.pages.test_guard import own_buttons, texts
from tests.planning import OUT_AT, World, delegate
from tests.planning import furnish as furnished
from tests.trips import trip
from visits.visit import VisitPlan
from visits.words import Role, VisitorRole, VisitState


@pytest.fixture
def world(desk: Desk) -> World:
    return furnished(desk.db, desk.staff)


def ask(world: World, plan: VisitPlan | None = None, *, by: Role = Role.SENDCO) -> VisitRow:
    visit_id = visit.log(
        world.db,
        plan=plan or world.plan(),
        idempotency_key="one",
        by=world.who(by),
        now=OUT_AT - timedelta(hours=1),
    )
    (row,) = every(world.db, VisitRow, id=visit_id)
    return row


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def test_nothing_waits(desk: Desk, world: World) -> None:
    assert "Nothing waits to be authorised." in texts(desk.open("authorise", role=Role.LEAD_DSL))


def test_one_screen_says_who_where_why_and_what_follows_silence(desk: Desk, world: World) -> None:
    ask(world)
    said = texts(desk.open("authorise", role=Role.LEAD_DSL))
    for wanted in (
        "Visitor Person",
        "14 Mill Row",
        "Talk about mornings",
        "You decide as Lead DSL.",
        "Overdue at **12:20**",
        "1. Ring both visitors",
        "this is the first",
    ):
        assert wanted in said


def test_yes_lets_it_go(desk: Desk, world: World) -> None:
    row = ask(world)
    app = press(desk.open("authorise", role=Role.LEAD_DSL), "Authorise")
    assert [s.value for s in app.success] == ["Authorised. The office signs them out when they leave."]
    (row,) = every(world.db, VisitRow, id=row.id)
    assert row.state is VisitState.AUTHORISED


def test_no_takes_a_reason(desk: Desk, world: World) -> None:
    row = ask(world)
    app = press(desk.open("authorise", role=Role.LEAD_DSL), "Decline")
    assert "Say why, so that the planner knows what to change." in texts(app)
    app.text_input(key=f"why-{row.id}").set_value("Ring the aunt first.")
    press(app, "Decline")
    (row,) = every(world.db, VisitRow, id=row.id)
    assert (row.state, row.declined_reason) == (VisitState.DECLINED, "Ring the aunt first.")


def test_who_the_text_does_not_name_sees_why_not_and_has_no_button(desk: Desk, world: World) -> None:
    ask(world)
    app = desk.open("authorise", role=Role.DEPUTY_DSL)
    assert any("only the Lead DSL authorises" in i.value for i in app.info)
    assert own_buttons(app) == []


def test_a_delegate_sees_that_the_text_does_not_foresee_it(desk: Desk, world: World) -> None:
    ask(world)
    delegate(world.db, world, Role.DEPUTY_DSL)
    app = desk.open("authorise", role=Role.DEPUTY_DSL)
    assert any("does not foresee" in w.value for w in app.warning)
    assert "Authorise" in [b.label for b in app.button]


def test_nobody_authorises_a_visit_that_they_are_on(desk: Desk, world: World) -> None:
    lead = world.visitor(Role.LEAD_DSL)
    second = world.visitor(Role.FAMILY, role=VisitorRole.SECOND, part="Takes notes")
    ask(world, world.plan(visitors=(lead, second)))
    app = desk.open("authorise", role=Role.LEAD_DSL)
    assert any("Nobody authorises a visit that they are on." in i.value for i in app.info)
    assert own_buttons(app) == []


def test_whoever_comes_second_is_told(desk: Desk, world: World) -> None:
    row = ask(world)
    app = desk.open("authorise", role=Role.LEAD_DSL)
    visit.change(
        world.db,
        visit_id=row.id,
        plan=world.plan(purpose="Something else"),
        version=row.version,
        by=world.who(Role.SENDCO),
        now=OUT_AT - timedelta(minutes=50),
    )
    assert "Somebody has changed this since you opened it" in texts(press(app, "Authorise"))
    (row,) = every(world.db, VisitRow, id=row.id)
    assert row.state is VisitState.REQUESTED


def test_what_came_up_since_it_was_asked_for_is_shown_and_does_not_stop_the_yes(
    desk: Desk, world: World
) -> None:
    row = ask(world)
    with world.db.write() as session:
        session.execute(delete(Duty))
    app = desk.open("authorise", role=Role.LEAD_DSL)
    assert "Nobody is down to watch that day" in texts(app)
    press(app, "Authorise")
    (row,) = every(world.db, VisitRow, id=row.id)
    assert row.state is VisitState.AUTHORISED
    (answer,) = every(world.db, AnswerRow, visit_id=row.id, key="watched_to_the_end")
    assert answer.reason == "Accepted by whoever authorised the visit"


def test_wh02_a_line_manager_who_decides_sees_the_visit_though_they_see_no_others(desk: Desk) -> None:
    world = furnished(desk.db, desk.staff, policy="washwood_heath")
    row = ask(world, world.plan(confirmed=frozenset({"planned_through_line"})))
    app = desk.open("authorise", role=Role.LINE_MANAGER)
    assert "14 Mill Row" in texts(app)
    press(app, "Authorise")
    (row,) = every(world.db, VisitRow, id=row.id)
    assert (row.state, row.authorised_by_id) == (VisitState.AUTHORISED, desk.staff.people[Role.LINE_MANAGER])


def test_who_neither_decides_nor_sees_visits_is_shown_none(desk: Desk, world: World) -> None:
    ask(world)
    said = texts(desk.open("authorise", role=Role.LINE_MANAGER))
    assert "Nothing waits to be authorised." in said
    assert "14 Mill Row" not in said


def test_each_step_says_who_takes_it_and_who_hears_of_it(desk: Desk, world: World) -> None:
    ask(world)
    said = texts(desk.open("authorise", role=Role.LEAD_DSL))
    assert "1. Ring both visitors: Office Person (Office)" in said
    assert "2. Tell a member of SLT: Office Person (Office)" in said
    assert "Told: Slt Person (SLT)" in said


def test_a_step_without_anybody_on_duty_says_so(desk: Desk, world: World) -> None:
    with world.db.write() as session:
        mine = Duty.person_id == desk.staff.people[Role.OFFICE]
        session.execute(update(Duty).where(mine).values(ends=time(11)))
    ask(world, world.plan(reasons_given={"steps_reachable": "The head rings instead"}))
    said = texts(desk.open("authorise", role=Role.LEAD_DSL))
    assert "1. Ring both visitors: **nobody is on duty then**" in said
    assert "Nobody of Office is on duty when they leave" in said
    assert "Reason given: The head rings instead" in said


def test_visits_to_the_home_before_are_told_and_those_one_may_not_see_are_counted(desk: Desk) -> None:
    world = furnished(desk.db, desk.staff, policy="washwood_heath")
    for days in (9, 30):
        out_at = OUT_AT - timedelta(days=days)
        trip(desk.db, desk.staff, world.version, homes=[world.home], state=VisitState.CLOSED, out_at=out_at)
    ask(world, world.plan(confirmed=frozenset({"planned_through_line"})))
    assert "Sat 14 Nov 2026, 11:00" in texts(desk.open("authorise", role=Role.HEADTEACHER))
    said = texts(desk.open("authorise", role=Role.LINE_MANAGER))
    assert "2 that you were not on, the last on Sat 14 Nov 2026, 11:00." in said
