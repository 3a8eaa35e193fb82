"""An absent child: the pupil's name, two questions, ask."""

import pytest

from data.models import AnswerRow, Draft, RiskAssessment, Vehicle, VisitorRow, VisitRow
from pages import guard
from tests import planning, trips
from tests.pages.conftest import Desk
from tests.pages.form_page import Page, lost, plainly
from tests.planning import CAR, World
from tests.trips import every, one
from visits.words import Role, VisitKind, VisitState


def opened(desk: Desk, role: Role = Role.SENDCO, **query: str) -> Page:
    page = Page(desk.open("absent_child", role=role, **query), "absent_child")
    assert not page.app.exception
    return page


def drives(desk: Desk, world: World, role: Role) -> None:
    """Give somebody a car that the school knows."""
    with desk.db.write() as session:
        session.add(
            Vehicle(
                school_id=world.staff.school,
                person_id=world.staff.people[role],
                make=CAR.make,
                model=CAR.model,
                colour=CAR.colour,
                registration=CAR.registration,
            )
        )


@pytest.fixture
def world(desk: Desk) -> World:
    made = planning.furnish(desk.db, desk.staff)
    drives(desk, made, Role.SENDCO)
    return made


def test_from_the_name_everything_that_can_be_known_is_filled_in(desk: Desk, world: World) -> None:
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    for said in (
        "Ashdown household",
        "Ada Ash (mother, 07700 900555)",
        "Emergency visit",
        "Establish that an absent child is safe",
        "Sendco Person leads, 07700 900111",
        "silver Corsa Life AB12 CDE",
        "as the policy allows: Absent child, calls and texts unanswered.",
    ):
        assert said in page.words
    assert (page.form.out, page.form.back) == ("10:05", "11:05")
    assert page.button("Ask for authorisation").disabled


def test_two_questions_and_it_is_asked_for(desk: Desk, world: World) -> None:
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    page.choose("person", str(world.staff.people[Role.FAMILY]), "v2")
    page.tick("absent").tick("no_response").tick("welfare_concern").run()
    page.press("Ask for authorisation")
    row = one(desk.db, VisitRow)
    assert (row.state, row.kind, row.reason) == (VisitState.REQUESTED, VisitKind.EMERGENCY, "child_safe")
    assert row.confirmed == ["absent", "no_response", "welfare_concern"]
    assert (row.told, row.told_exception) == (False, "absent_no_answer")
    assert [v.person_id for v in every(desk.db, VisitorRow)] == [
        world.staff.people[Role.SENDCO],
        world.staff.people[Role.FAMILY],
    ]
    assert "Asked for: Ashdown household" in plainly(page.words)
    assert page.form.pupil == ""


def test_an_assessment_is_put_off_right_there(desk: Desk) -> None:
    world = planning.furnish(desk.db, desk.staff, assessed=False)
    drives(desk, world, Role.SENDCO)
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    page.choose("person", str(world.staff.people[Role.FAMILY]), "v2").run()
    assert page.button("Ask for authorisation").disabled
    page.press("Not known yet").press("Ask for authorisation")
    assert one(desk.db, RiskAssessment).not_known
    assert one(desk.db, AnswerRow, key="risk_assessment_1").verdict == "record"


def test_what_still_stops_it_is_shown_and_the_full_form_has_everything(desk: Desk) -> None:
    world = planning.furnish(desk.db, desk.staff)
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    page.choose("person", str(world.staff.people[Role.FAMILY]), "v2").tick("absent").run()
    assert "Describe the car: make, model, colour, registration missing." in page.words
    app = page.app
    next(b for b in app.button if "full form" in b.label).click().run()
    assert [t.value for t in app.title] == ["Log a visit"]
    # The test's browser does not follow by itself.
    full = Page(app.switch_page("log_visit.py"))
    full.app.query_params["draft"] = full.form.key
    full.run()
    assert (full.form.pupils, full.form.reason) == ([str(world.home.pupil)], "child_safe")
    assert full.form.ticks == {"absent": True}
    for field in ("make", "model", "colour", "registration"):
        full.type(field, "AB12")
    full.run().press("Ask for authorisation")
    assert one(desk.db, VisitRow).vehicle_registration == "AB12"
    assert every(desk.db, Draft) == []


@pytest.mark.parametrize("law", ["red_balloon_norwich", "washwood_heath", "fs2_primary", "heather_avenue"])
def test_every_policy_lets_an_absent_child_be_asked_for(desk: Desk, law: str) -> None:
    world = planning.furnish(desk.db, desk.staff, policy=law)
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    page.choose("person", str(world.staff.people[Role.FAMILY]), "v2")
    for box in page.app.checkbox:
        box.check()
    page.run()
    for wanted in [t for t in page.app.text_input if "|reason|" in str(t.key)]:
        wanted.set_value("There is no other way")
    page.run().press("Ask for authorisation")
    assert one(desk.db, VisitRow).kind is VisitKind.EMERGENCY


def test_another_child_begins_anew(desk: Desk, world: World) -> None:
    far = trips.home(desk.db, desk.staff, name="Birch household", given="Cy", family="Birch", number="P7")
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    page.choose("pupil", str(far.pupil)).run()
    assert [s.household for s in page.form.stops] == [str(far.household)]
    assert "Birch household" in page.words
    assert "Ashdown household" not in page.words


def test_a_reload_finds_it_again_and_another_day_does_not(desk: Desk, world: World) -> None:
    opened(desk).choose("pupil", str(world.home.pupil)).run()
    assert opened(desk).form.pupil == str(world.home.pupil)
    desk.now = desk.now.replace(day=24)
    assert opened(desk).form.pupil == ""
    assert len(every(desk.db, Draft)) == 1


def test_before_there_are_pupils_it_says_where_they_come_from(desk: Desk) -> None:
    assert "No pupils to choose from." in opened(desk).words


def test_without_a_policy_it_says_so(desk: Desk) -> None:
    home = trips.home(desk.db, desk.staff)
    page = opened(desk).choose("pupil", str(home.pupil)).run()
    assert any("has not adopted a policy yet" in e.value for e in page.app.error)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.GOVERNOR, Role.ADMINISTRATOR])
def test_who_plans_no_visits_sees_no_form(desk: Desk, world: World, role: Role) -> None:
    app = desk.open("absent_child", role=role)
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert not app.selectbox


def test_a_lost_database_is_said(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(desk).choose("pupil", str(world.home.pupil)).run()
    with monkeypatch.context() as gone:
        gone.setattr("pages.visit_form.quick.read", lost)
        page.run()
        assert any("cannot be shown just now" in e.value for e in page.app.error)
    page.run()
    assert page.form.pupil == str(world.home.pupil)
