"""Log a visit: the policy answers while one types, and one form is one visit."""

import pytest

from data.models import AnswerRow, Draft, Pupil, RiskAssessment, StopRow, VisitorRow, VisitRow
from pages import guard
from tests import planning, trips
from tests.pages.conftest import Desk
from tests.pages.form_page import asked, filled, opened, plainly
from tests.planning import World
from tests.staff import NOW
from tests.trips import every, one
from visits.words import Role, VisitState

S = VisitState


@pytest.fixture
def world(desk: Desk) -> World:
    return planning.furnish(desk.db, desk.staff)


def test_the_policy_has_its_say_before_anything_is_typed(desk: Desk, world: World) -> None:
    page = opened(desk)
    assert "Choose a reason from the policy" in page.words
    assert "Add the address to go to." in page.words
    assert "Goes to Lead DSL: Lead Dsl Person" in page.words
    assert page.button("Ask for authorisation").disabled
    assert every(desk.db, Draft) == []


def test_a_form_without_a_stop_says_that_once_and_praises_no_stop(desk: Desk, world: World) -> None:
    page = opened(desk)
    assert "Add the address to go to. <small>BT-10, BT-11, BT-12</small>" in page.words
    for told_later in (
        "Give the address of every stop",
        "a time to be out",
        "Each stop ends",
        "after the last stop",
    ):
        assert told_later not in page.words
    page = page.pupils(world.home.pupil).run()
    assert "Each stop ends after it begins." in page.words


def test_a_pupil_brings_the_home_the_address_and_the_times(desk: Desk, world: World) -> None:
    page = opened(desk).pupils(world.home.pupil).run()
    assert "Ashdown household" in page.words
    assert "Ada Ash (mother, 07700 900555)" in page.words
    assert [t.value for t in page.app.text] == ["14 Mill Row, QM1 4ZZ"]
    (stop,) = page.form.stops
    assert (page.form.out, stop.arrive, stop.leave, page.form.back) == ("10:15", "10:30", "11:00", "11:15")
    assert "Risk assessment for 14 Mill Row, QM1 4ZZ is in date." in page.words


def test_who_else_lives_there_is_one_press_away(desk: Desk, world: World) -> None:
    with desk.db.write() as session:
        session.add(
            Pupil(
                school_id=world.staff.school,
                household_id=world.home.household,
                number="P2",
                given_name="Mia",
                family_name="Ash",
                year_group="7",
                on_roll_from=NOW.date(),
            )
        )
    page = opened(desk).pupils(world.home.pupil).run()
    page.press("Add Mia Ash, Year 7")
    assert len(page.form.pupils) == 2
    assert [len(s.pupils) for s in page.form.stops] == [2]


def test_a_visit_is_asked_for_and_the_form_is_empty_again(desk: Desk, world: World) -> None:
    page = filled(desk, world)
    assert "Nothing stops this visit." in page.words
    assert "Will be overdue at 11:30 if nobody calls" in page.words
    page.press("Ask for authorisation")
    row = one(desk.db, VisitRow)
    assert (row.state, row.reason, row.purpose) == (S.REQUESTED, "attendance", "Talk about mornings")
    assert row.vehicle_registration == "AB12 CDE"
    assert one(desk.db, StopRow).household_id == world.home.household
    assert [v.person_id for v in every(desk.db, VisitorRow)] == [
        world.staff.people[Role.SENDCO],
        world.staff.people[Role.FAMILY],
    ]
    assert "Asked for: Ashdown household, Mon 23 Nov, 10:15." in plainly(page.words)
    assert (page.form.pupils, page.form.purpose) == ([], "")
    assert every(desk.db, Draft) == []


def test_a_warning_takes_its_reason_right_there(desk: Desk, world: World) -> None:
    page = filled(desk, world).choose("person", None, "v2").run()
    assert "Only one on this visit" in page.words
    assert page.button("Ask for authorisation").disabled
    page.reason("company", "My colleague is ill, the Lead DSL knows").run()
    assert "Reason given." in page.words
    page.press("Ask for authorisation")
    row = one(desk.db, AnswerRow, key="company")
    assert (row.verdict, row.reason) == ("warn", "My colleague is ill, the Lead DSL knows")


def test_parents_who_were_not_told_ask_for_an_exception_or_another_reason(desk: Desk, world: World) -> None:
    page = filled(desk, world).pick("told", "no").run()
    assert "Parents not told. Tell them, choose the exception" in page.words
    page.pick("exception", "absent_no_answer").run()
    assert "as the policy allows: Absent child, calls and texts unanswered." in page.words
    page.pick("exception", "another").run()
    assert page.button("Ask for authorisation").disabled
    page.type("exception_other", "Their phone is cut off").run()
    assert not page.button("Ask for authorisation").disabled


def test_a_reason_with_conditions_asks_for_each(desk: Desk, world: World) -> None:
    page = filled(desk, world).choose("reason", "child_safe").run()
    assert "Not confirmed: The child is absent from school." in page.words
    page.tick("absent").run()
    assert "Confirmed: The child is absent from school." in page.words
    page.press("Ask for authorisation")
    assert one(desk.db, VisitRow).confirmed == ["absent"]


def test_a_block_says_what_to_do_and_shuts_the_button(desk: Desk, world: World) -> None:
    page = filled(desk, world).type("registration", "").run()
    assert "Describe the car: registration missing." in page.words
    assert "Not yet: 1 thing stops it." in page.words
    assert page.button("Ask for authorisation").disabled


def test_a_home_without_an_assessment_can_be_put_off_in_an_emergency_only(desk: Desk) -> None:
    world = planning.furnish(desk.db, desk.staff, assessed=False)
    page = filled(desk, world)
    assert "No risk assessment for 14 Mill Row" in page.words
    assert not [b for b in page.app.button if b.label == "Not known yet"]
    page.pick("kind", "emergency").run().press("Not known yet")
    assert one(desk.db, RiskAssessment).not_known
    assert "The risk at 14 Mill Row, QM1 4ZZ is not known yet." in page.words
    page.press("Ask for authorisation")
    assert one(desk.db, VisitRow).kind == "emergency"


def test_a_time_that_is_none_is_said_beside_its_field_and_stays_as_typed(desk: Desk, world: World) -> None:
    page = filled(desk, world).type("out", "soon").run()
    assert "Write the time as 14:05." in page.words
    assert "1 field cannot be read" in page.words
    assert page.button("Ask for authorisation").disabled
    assert page.app.text_input(key=page.key("out")).value == "soon"


def test_leaving_later_moves_the_trip_on_the_page(desk: Desk, world: World) -> None:
    page = filled(desk, world).type("out", "11:00").run()
    assert page.app.text_input(key=page.key("back")).value == "12:00"
    page.type("arrive", "11:30", f"home:{world.home.household}").run()
    assert page.app.text_input(key=page.key("back")).value == "12:15"


def test_two_homes_are_two_stops_and_an_address_can_be_added(desk: Desk, world: World) -> None:
    far = trips.home(desk.db, desk.staff, name="Birch household", given="Cy", family="Birch", number="P7")
    planning.assess(desk.db, world, far)
    page = filled(desk, world).pupils(world.home.pupil, far.pupil).run()
    page.press("Add another address")
    page.type("address", "Harbour Cafe, Quay 2", "extra:1").run()
    page.press("Remove this address")
    page.press("Ask for authorisation")
    assert [s.household_id for s in every(desk.db, StopRow)] == [world.home.household, far.household]


def test_somebody_without_an_account_goes_by_name(desk: Desk, world: World) -> None:
    page = filled(desk, world).choose("person", "somebody_else", "v2").run()
    page.type("name", "Pat Early", "v2").type("organisation", "Early Help", "v2").run()
    page.type("mobile", "07700 900777", "v2").run().press("Ask for authorisation")
    second = every(desk.db, VisitorRow)[1]
    assert (second.name, second.organisation, second.person_id) == ("Pat Early", "Early Help", None)


def test_what_was_typed_is_never_markup(desk: Desk, world: World) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** [a](javascript:b)"
    page = filled(desk, world).pick("told", "no").run().pick("exception", "another").run()
    page.type("exception_other", nasty).run()
    assert "Parents not told: &lt;img src=x onerror=alert(1)&gt;" in page.words
    assert "<img" not in page.words
    page.press("Keep as draft")
    assert "<img" not in page.words.replace("\\<", "")


@pytest.mark.parametrize("role", [Role.OFFICE, Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_plans_no_visits_sees_no_form(desk: Desk, world: World, role: Role) -> None:
    app = desk.open("log_visit", role=role)
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert not app.multiselect


def test_a_visitor_finds_only_pupils_of_homes_that_they_go_to(desk: Desk, world: World) -> None:
    page = opened(desk, Role.VISITOR)
    assert page.app.multiselect(key=page.key("pupils")).options == []
    asked(desk, world)
    again = opened(desk, Role.VISITOR)
    assert len(again.app.multiselect(key=again.key("pupils")).options) == 1


def test_pupils_of_other_schools_are_not_offered(desk: Desk, world: World) -> None:
    trips.home(desk.db, desk.staff, name="Far household", number="P9", school=desk.staff.other)
    page = opened(desk)
    assert len(page.app.multiselect(key=page.key("pupils")).options) == 1


def test_an_empty_database_says_what_is_missing(desk: Desk) -> None:
    page = opened(desk)
    assert "has not adopted a policy yet" in page.words
    assert "No pupils to choose from." in page.words
    assert page.button("Ask for authorisation").disabled
