"""The board of live visits: who is out, what is awaited, what can be recorded, and what it says when it cannot read."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.commands import word
from data.database import Database
from data.models import EventRow, StopRow, VisitorRow, VisitRow
from pages import menu
from tests.data.alert_world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.staff import PIN
from tests.trips import adopt, every, home, trip
from visits.words import EventKind, Role, Via, VisitState

AT_A_STOP = frozenset({EventKind.ARRIVE, EventKind.LEAVE, EventKind.NOT_MADE})


@pytest.fixture
def out(desk: Desk) -> World:
    """A visit of an hour that left at the desk's now, under Washwood Heath's text."""
    return board_world(desk, VisitState.OUT)


def board_world(desk: Desk, state: VisitState) -> World:
    """A visit of an hour that was to leave at the desk's now, in this state."""
    version = adopt(desk.db, desk.staff, "washwood_heath")
    ash = home(desk.db, desk.staff)
    visit = trip(desk.db, desk.staff, version, homes=[ash], state=state, out_at=desk.now)
    a, b = (r.id for r in sorted(every(desk.db, VisitorRow, visit_id=visit), key=lambda v: v.position))
    world = World(desk.db, desk.staff, version, ash, visit, a, b)
    world.refresh()
    return world


def press(app: AppTest, label: str) -> AppTest:
    """Press the one button with this label."""
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def labels(app: AppTest) -> list[str]:
    return [b.label for b in app.button]


def test_nobody_out_says_so(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    app = desk.open("live", role=Role.OFFICE)
    assert not app.exception
    assert "Nobody is out." in texts(app)
    assert "None is planned. A visit stands here from the moment somebody asks for it." in texts(app)


def test_who_is_out_stands_there_with_phones_place_and_what_is_awaited(desk: Desk, out: World) -> None:
    said = texts(desk.open("live", role=Role.OFFICE))
    assert "Out now: 1" in said
    assert "Visitor Person" in said
    assert "tel:" in said
    assert "Stop 1 of 1: 14 Mill Row" in said
    assert "Next: to be back by 11:00, in 1 h 00 min" in said


def test_one_visitor_back_leaves_the_other_out(desk: Desk, out: World) -> None:
    app = press(desk.open("live", role=Role.OFFICE), "Back")
    assert "Who is back?" in texts(app)
    app = press(app, "Only Visitor Person")
    assert [s.value for s in app.success] == ["Recorded at 10:00. Back: Only Visitor Person."]
    (row,) = every(desk.db, VisitRow, id=out.visit)
    assert row.state is VisitState.OUT
    back = [e for e in every(desk.db, EventRow, visit_id=out.visit) if e.kind is EventKind.BACK]
    assert [e.visitor_ids for e in back] == [[str(out.a)]]


def test_both_back_takes_two_presses(desk: Desk, out: World) -> None:
    app = press(press(desk.open("live", role=Role.OFFICE), "Back"), "Both together")
    (row,) = every(desk.db, VisitRow, id=out.visit)
    assert row.state is VisitState.BACK
    assert "Nobody is out." in texts(app)


def test_a_question_can_be_left_unanswered(desk: Desk, out: World) -> None:
    app = press(press(desk.open("live", role=Role.OFFICE), "Left"), "Do not record")
    assert "Left" in labels(app)
    assert EventKind.LEAVE not in [e.kind for e in every(desk.db, EventRow, visit_id=out.visit)]


def test_a_question_is_dropped_when_the_visit_goes_on_to_another_stop_meanwhile(desk: Desk) -> None:
    version = adopt(desk.db, desk.staff, "washwood_heath")
    homes = [home(desk.db, desk.staff), home(desk.db, desk.staff, name="Oak household", number="P2")]
    visit = trip(desk.db, desk.staff, version, homes=homes, state=VisitState.OUT, out_at=desk.now)
    app = press(desk.open("live", role=Role.OFFICE), "Left")
    assert "Who has left 14 Mill Row" in texts(app)
    by = desk.staff.viewer(desk.db, Role.OFFICE, now=desk.now)
    (first, _) = sorted(every(desk.db, StopRow, visit_id=visit), key=lambda s: s.position)
    whom = frozenset(v.id for v in every(desk.db, VisitorRow, visit_id=visit))
    word.leave(
        desk.db, visit_id=visit, stop_id=first.id, visitor_ids=whom, via=Via.BOARD, by=by, now=desk.now
    )
    said = texts(app.run())
    assert "Who has left" not in said
    assert "Nothing was recorded: somebody else has recorded that they are through with that stop." in said
    left = [e for e in every(desk.db, EventRow, visit_id=visit) if e.kind is EventKind.LEAVE]
    assert [e.stop_id for e in left] == [first.id]


@pytest.mark.parametrize("label", ["Arrived", "Left", "Not made"])
def test_one_visitor_s_word_at_a_stop_is_not_the_other_s(desk: Desk, label: str) -> None:
    version = adopt(desk.db, desk.staff, "washwood_heath")
    homes = [home(desk.db, desk.staff), home(desk.db, desk.staff, name="Oak household", number="P2")]
    visit = trip(desk.db, desk.staff, version, homes=homes, state=VisitState.OUT, out_at=desk.now)
    app = press(press(desk.open("live", role=Role.OFFICE), label), "Only Visitor Person")
    app = press(app, label)
    other = "Family Person" if label == "Arrived" else "Family Person, stop 1"
    assert "Both together" not in labels(app)
    app = press(app, other)
    said = [e for e in every(desk.db, EventRow, visit_id=visit) if e.kind in AT_A_STOP]
    assert len({e.stop_id for e in said}) == 1
    assert len({name for e in said for name in e.visitor_ids}) == len(said) == 2
    assert ("Stop 1 of 2" in texts(app)) == (label == "Arrived")
    assert (label in labels(app)) == (label != "Arrived")


def test_two_who_are_at_different_stops_are_each_spoken_of_at_their_own(desk: Desk) -> None:
    version = adopt(desk.db, desk.staff, "washwood_heath")
    homes = [home(desk.db, desk.staff), home(desk.db, desk.staff, name="Oak household", number="P2")]
    visit = trip(desk.db, desk.staff, version, homes=homes, state=VisitState.OUT, out_at=desk.now)
    first, second = sorted(every(desk.db, StopRow, visit_id=visit), key=lambda s: s.position)
    app = press(press(desk.open("live", role=Role.OFFICE), "Left"), "Only Visitor Person")
    assert "Visitor Person: stop 2 of 2" in texts(app)
    assert "Family Person: stop 1 of 2" in texts(app)
    app = press(app, "Arrived")
    assert "Who has arrived at their stop?" in texts(app)
    app = press(app, "Visitor Person, stop 2")
    app = press(press(app, "Left"), "Family Person, stop 1")
    assert "Stop 2 of 2" in texts(app)
    lead, _ = sorted(every(desk.db, VisitorRow, visit_id=visit), key=lambda v: v.position)
    said = [e for e in every(desk.db, EventRow, visit_id=visit) if e.kind in AT_A_STOP]
    assert [(e.kind, e.stop_id, e.visitor_ids == [str(lead.id)]) for e in said] == [
        (EventKind.LEAVE, first.id, True),
        (EventKind.ARRIVE, second.id, True),
        (EventKind.LEAVE, first.id, False),
    ]


def test_a_stop_is_over_for_whoever_is_back_or_was_heard_of_at_the_next(desk: Desk) -> None:
    version = adopt(desk.db, desk.staff, "washwood_heath")
    homes = [home(desk.db, desk.staff), home(desk.db, desk.staff, name="Oak household", number="P2")]
    visit = trip(desk.db, desk.staff, version, homes=homes, state=VisitState.OUT, out_at=desk.now)
    by = desk.staff.viewer(desk.db, Role.OFFICE, now=desk.now)
    _, second = sorted(every(desk.db, StopRow, visit_id=visit), key=lambda s: s.position)
    one, other = sorted(every(desk.db, VisitorRow, visit_id=visit), key=lambda v: v.position)
    word.arrive(desk.db, visit_id=visit, stop_id=second.id, visitor_ids={one.id}, by=by, now=desk.now)
    assert f"{other.name}: stop 1 of 2" in texts(desk.open("live", role=Role.OFFICE))
    desk.now += timedelta(minutes=1)
    word.back(desk.db, visit_id=visit, visitor_ids={other.id}, by=by, now=desk.now)
    assert "Stop 2 of 2" in texts(desk.open("live", role=Role.OFFICE))


def test_more_than_the_policy_allows_is_refused_with_a_sentence(desk: Desk, out: World) -> None:
    app = desk.open("live", role=Role.OFFICE)
    for _ in range(2):
        app = press(press(app, "More time"), "30 minutes")
        desk.now += timedelta(minutes=1)
    app = press(press(app, "More time"), "30 minutes")
    assert "The policy allows 60 minutes more in all; 0 are left." in texts(app)


def test_an_authorised_visit_is_signed_out(desk: Desk) -> None:
    world = board_world(desk, VisitState.AUTHORISED)
    app = desk.open("live", role=Role.OFFICE)
    assert "Not signed out: 1" in texts(app)
    press(press(app, "Signed out"), "Yes, now")
    (row,) = every(desk.db, VisitRow, id=world.visit)
    assert row.state is VisitState.OUT


def test_a_board_shows_and_a_pin_acts(desk: Desk, out: World) -> None:
    desk.open_board()
    app = desk.open("live")
    app = press(press(app, "Back"), "Both together")
    assert "Choose your name and type your PIN first." in texts(app)
    (row,) = every(desk.db, VisitRow, id=out.visit)
    assert row.state is VisitState.OUT
    app.selectbox(key="acting_who").set_value(desk.staff.people[Role.OFFICE])
    app.text_input(key="acting_pin").set_value(PIN)
    press(app, "Both together")
    (row,) = every(desk.db, VisitRow, id=out.visit)
    assert row.state is VisitState.BACK
    back = [e for e in every(desk.db, EventRow, visit_id=out.visit) if e.kind is EventKind.BACK]
    assert {e.by_id for e in back} == {desk.staff.people[Role.OFFICE]}


def test_who_only_plans_does_not_see_the_board(desk: Desk, out: World) -> None:
    desk.sign_in(Role.GOVERNOR)
    app = AppTest.from_file(str(menu.HERE / "live.py"), default_timeout=30).run()
    assert "You do not have permission to see this page." in texts(app)
    assert "Mill Row" not in texts(app)


def test_a_list_that_cannot_be_read_is_not_an_empty_list(
    desk: Desk, out: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.open("live", role=Role.OFFICE)
    desk.now += timedelta(seconds=30)
    monkeypatch.setattr(Database, "answers", lambda _self: False)
    said = texts(app.run())
    assert "This list could not be read at 10:00:30." in said
    assert "It shows 10:00:00." in said
    assert "Visitor Person" in said
    assert "Nobody is out." not in said
    assert "Back" not in labels(app)


def test_what_came_of_a_press_is_said_where_one_looks_and_for_a_minute(desk: Desk, out: World) -> None:
    app = press(press(desk.open("live", role=Role.OFFICE), "Back"), "Only Visitor Person")
    assert [t.value for t in app.toast] == ["Recorded at 10:00. Back: Only Visitor Person."]
    desk.now += timedelta(seconds=5)
    app.run()
    assert not app.toast
    assert app.success
    desk.now += timedelta(minutes=1)
    assert not app.run().success


def test_the_same_sentence_twice_is_told_twice(desk: Desk, out: World) -> None:
    app = desk.open("live", role=Role.OFFICE)
    for _ in range(3):
        app = press(press(app, "More time"), "30 minutes")
        desk.now += timedelta(minutes=1)
    refused = "The policy allows 60 minutes more in all; 0 are left."
    assert [t.value for t in app.toast] == [refused]
    app = press(app, "30 minutes")
    assert [t.value for t in app.toast] == [refused]
    assert not app.run().toast
