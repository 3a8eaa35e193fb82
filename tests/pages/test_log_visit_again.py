"""Log a visit once more, change one that waits, or log one that has ended."""

from datetime import timedelta

import pytest

from data.commands import visit
from data.models import AnswerRow, VisitRow
from tests import planning
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


def test_the_last_visit_is_made_once_more_with_new_times(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    desk.now = NOW + timedelta(hours=2)
    page = opened(desk, repeat=str(row.id))
    assert (page.form.out, page.form.back, page.form.told) == ("12:15", "13:25", "")
    assert (page.form.purpose, page.form.pupils) == ("Talk about mornings", [str(world.home.pupil)])
    page.pick("told", "yes").run().press("Ask for authorisation")
    assert len(every(desk.db, VisitRow)) == 2


def test_a_visit_to_a_child_that_the_address_names_begins_with_the_child(desk: Desk, world: World) -> None:
    page = opened(desk, pupil=str(world.home.pupil), at=str(desk.staff.school))
    assert page.form.pupils == [str(world.home.pupil)]
    assert [stop.household for stop in page.form.stops] == [str(world.home.household)]
    assert page.form.school == str(desk.staff.school)


@pytest.mark.parametrize("source", ["pupil", "repeat"])
def test_what_was_typed_into_it_is_there_when_the_page_is_loaded_again(
    desk: Desk, world: World, source: str
) -> None:
    which = str(world.home.pupil) if source == "pupil" else str(asked(desk, world).id)
    page = opened(desk, **{source: which}).type("purpose", "Bring the timetable").run()
    address = {name: values[0] for name, values in page.app.query_params.items()}
    again = opened(desk, **address)
    assert again.form.purpose == "Bring the timetable"
    assert again.form.pupils == [str(world.home.pupil)]


@pytest.mark.parametrize("pupil", ["01a20000-0000-7000-8000-000000000000", "nobody"])
def test_an_address_that_names_nobody_begins_an_empty_form(desk: Desk, world: World, pupil: str) -> None:
    page = opened(desk, pupil=pupil, at="nowhere")
    assert (page.form.pupils, page.form.stops) == ([], [])


def test_a_visit_that_waits_is_changed(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    page = opened(desk, visit=str(row.id))
    assert "You are changing it." in plainly(page.words)
    page.type("purpose", "Bring the timetable").run().press("Ask for authorisation")
    changed = one(desk.db, VisitRow)
    assert (changed.id, changed.purpose, changed.version) == (row.id, "Bring the timetable", 2)


def test_the_second_of_two_editors_is_told_and_loses_nothing(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    page = opened(desk, visit=str(row.id)).type("purpose", "Mine").run()
    visit.change(
        desk.db,
        visit_id=row.id,
        plan=world.plan(purpose="Theirs"),
        version=1,
        by=world.who(Role.LEAD_DSL),
        now=NOW,
    )
    page.press("Ask for authorisation")
    assert "Somebody has changed this since you opened it." in plainly(page.words)
    assert page.app.text_input(key=page.key("purpose")).value == "Mine"
    page.press("Go on with what I typed").press("Ask for authorisation")
    assert one(desk.db, VisitRow).purpose == "Mine"


def test_what_was_begun_to_be_changed_is_there_again(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    opened(desk, visit=str(row.id)).type("purpose", "Half a sen").run()
    assert opened(desk, visit=str(row.id)).form.purpose == "Half a sen"
    assert opened(desk).form.visit == ""


def test_a_visit_of_others_is_not_there_to_change_or_repeat(desk: Desk, world: World) -> None:
    row = asked(desk, world)
    for query in ({"visit": str(row.id)}, {"repeat": str(row.id)}):
        page = opened(desk, Role.ATTENDANCE, **query)
        assert "is not there, or is not yours to change" in page.words
        assert page.form.pupils == []


def test_a_visit_that_has_ended_is_logged_with_what_the_policy_says_of_it(desk: Desk, world: World) -> None:
    page = filled(desk, world).type("registration", "").run()
    page.app.toggle(key=page.key("ended")).set_value(True)
    page.run()
    assert page.form.back == "10:00"
    assert "Nothing stops this visit." in page.words
    assert "Recorded.</b> Describe the car: registration missing." in page.words
    assert "The time back has passed" not in page.words
    page.press("Log this visit")
    row = one(desk.db, VisitRow)
    assert (row.state, row.retrospective) == (S.BACK, True)
    assert one(desk.db, AnswerRow, key="vehicle").verdict == "block"


def test_of_a_visit_that_has_ended_only_what_cannot_have_been_stops(desk: Desk, world: World) -> None:
    page = filled(desk, world)
    page.app.toggle(key=page.key("ended")).set_value(True)
    page.run().type("back", "08:00").run()
    assert "Stops it.</b> They would be back before the last stop has ended." in page.words
    assert page.button("Log this visit").disabled
