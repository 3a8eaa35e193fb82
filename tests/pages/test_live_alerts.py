"""Alerts on the board: who rings next, what came of it, danger, drills, and how it ends."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.commands.alert import police_called
from data.commands.drill import hold_drill
from data.commands.emergency import raise_emergency
from data.models import AlertRow, School
from tests.data.alert_world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_live import board_world, labels, press
from tests.trips import entries, every
from visits.words import AlarmCause, LadderKind, Role, StepOutcome, VisitState


@pytest.fixture
def out(desk: Desk) -> World:
    """A visit of an hour that left at the desk's now, under Washwood Heath's text."""
    return board_world(desk, VisitState.OUT)


def ticked(app: AppTest) -> AppTest:
    """Of everybody who was not heard of somebody says that they know them safe."""
    names = ("Visitor Person", "Family Person")
    asked = [f"**{name} has not been heard of.** I know that they are safe." for name in names]
    assert [c.label for c in app.checkbox if "not been heard of" in c.label] == asked
    for one in app.checkbox:
        if one.label in asked:
            one.set_value(True)
    return app


def test_what_was_recorded_of_an_alert_is_said(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=61)
    app = press(desk.open("live", role=Role.OFFICE), "I have it")
    assert [s.value for s in app.success] == ["Recorded at 11:01. I have it."]
    app = press(app, "No answer :small[Visitor Person]")
    assert [s.value for s in app.success] == ["Recorded at 11:01. Visitor Person: no answer."]


def test_what_is_recorded_again_takes_the_place_of_what_was_and_says_so(desk: Desk, out: World) -> None:
    out.watch(60)
    out.ring(61, a=StepOutcome.COULD_NOT_TRY)
    out.ring(63, a=StepOutcome.NO_ANSWER)
    desk.now += timedelta(minutes=64)
    found = texts(desk.open("live", role=Role.OFFICE))
    assert (
        "- 11:03 Ring both visitors: Visitor Person, no answer (Office Person). Before that, and no longer counted: "
        "11:01 could not try (Office Person)"
    ) in found
    assert found.count("11:01") == 1


def test_an_overdue_visit_says_that_an_emergency_without_a_visit_may_be_about_it(
    desk: Desk, out: World
) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=61)
    raise_emergency(desk.db, school_id=desk.staff.school, by=out.who(Role.OFFICE), now=desk.now)
    found = texts(desk.open("live", role=Role.OFFICE))
    assert "may be about this one: find out which visit it is before anybody is rung." in found


def test_police_who_have_been_called_are_not_to_be_decided_on_again(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=61)
    app = desk.open("live", role=Role.LEAD_DSL)
    for turn in range(8):
        if "Police called now" in labels(app):
            break
        answers = [b for b in app.button if b.label.startswith(("No answer", "Told"))]
        app = answers[turn % len(answers)].click().run()
        desk.now += timedelta(seconds=5)
    app = press(app, "Police called now")
    assert "Police called now" not in labels(app)
    assert "The police have been called." in texts(app)


def test_overdue_is_first_with_its_step_and_each_visitor_by_name(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=74)
    app = desk.open("live", role=Role.OFFICE)
    said = texts(app)
    assert "Overdue 14 min" in said
    # The planned time stands beside the later one at which it is overdue: only one of them is called due.
    assert "planned until " in said
    assert "due out" not in said
    assert "Step 1 of 4" in said
    for name in ("Visitor Person", "Family Person"):
        assert labels(app).count(f"No answer :small[{name}]") == 1
        assert labels(app).count(f"Answered, well :small[{name}]") == 1


def test_nothing_that_can_wait_stands_above_the_card(desk: Desk, out: World) -> None:
    said = texts(desk.open("live", role=Role.OFFICE))
    assert said.index("Nobody has taken the watch") < said.index("14 Mill Row")
    out.watch(60)
    desk.now += timedelta(minutes=74)
    said = texts(desk.open("live", role=Role.OFFICE))
    assert said.index("Step 1 of 4") < said.index("Nobody has taken the watch")


def test_the_ladder_goes_on_when_both_have_an_outcome(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=61)
    app = desk.open("live", role=Role.OFFICE)
    for name in ("Visitor Person", "Family Person"):
        app = press(app, f"No answer :small[{name}]")
    assert "Step 2 of 4" in texts(app)


def test_everybody_heard_of_is_stood_down_by_a_person(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=65)
    app = press(press(desk.open("live", role=Role.OFFICE), "Back"), "Both together")
    assert "Everybody has been heard of" in texts(app)
    press(app, "Stand down: everybody is safe")
    (alert,) = every(desk.db, AlertRow)
    assert alert.closed_as == "safe"
    assert alert.closed_by_id == desk.staff.people[Role.OFFICE]


def test_danger_is_one_press(desk: Desk, out: World) -> None:
    app = press(desk.open("live", role=Role.OFFICE), "Raise an emergency: code phrase heard or danger")
    (alert,) = every(desk.db, AlertRow)
    assert (alert.kind, alert.visit_id) == (LadderKind.EMERGENCY, out.visit)
    assert "Emergency, raised just now" in texts(app)
    assert "in danger, or may be" in texts(app)
    assert "heard of" not in texts(app)


def test_with_no_visit_known_nobody_is_told_to_ring_the_visitors(desk: Desk, out: World) -> None:
    raise_emergency(desk.db, school_id=desk.staff.school, by=out.who(Role.OFFICE), now=desk.now)
    app = desk.open("live", role=Role.OFFICE)
    asked = next(m.value for m in app.markdown if "Which visit is it?" in m.value)
    assert "ring none of the visitors" in asked
    assert "tel:" not in asked
    assert "ring everybody who is out" not in texts(app)


def test_a_visit_that_was_named_by_mistake_is_asked_for_anew(desk: Desk, out: World) -> None:
    raise_emergency(desk.db, school_id=desk.staff.school, by=out.who(Role.OFFICE), now=desk.now)
    app = press(desk.open("live", role=Role.OFFICE), "Visitor Person and Family Person")
    assert "Which visit is it?" not in texts(app)
    app = press(app, "It is another visit")
    assert "Which visit is it?" in texts(app)
    assert "It is another visit" not in labels(app)


def test_whom_a_step_tells_stands_on_the_card_with_the_number(desk: Desk, out: World) -> None:
    out.watch(60)
    out.ring(61, a=StepOutcome.NO_ANSWER, b=StepOutcome.NO_ANSWER)
    out.record(62, "ring_home", StepOutcome.NO_ANSWER)
    desk.now += timedelta(minutes=63)
    step = out.card(63).step
    assert step is not None
    assert step.tells
    said = texts(desk.open("live", role=Role.OFFICE))
    told = said[said.index("To be told, ") :]
    for contact in step.tells_people[:3]:
        assert contact.name in told
    assert step.tells_people


def test_a_visit_with_an_alert_stands_once_with_its_words(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now += timedelta(minutes=60)
    app = desk.open("live", role=Role.OFFICE)
    said = texts(app)
    assert "Out now" not in said
    assert said.count("14 Mill Row") == 1
    assert "**Due now**, to be back by 11:00" in " ".join(e.value for e in app.error)
    assert {"Back", "Call taken, well", "More time"} <= set(labels(app))
    app = press(press(app, "Back"), "Both together")
    assert "Everybody has been heard of" in texts(app)


def test_a_false_alarm_takes_a_cause_and_the_police_are_to_be_told(desk: Desk, out: World) -> None:
    out.watch(60)
    alert_id = out.alert().id
    now = desk.now + timedelta(minutes=61)
    police_called(desk.db, alert_id=alert_id, called_at=now, by=out.who(Role.SLT), now=now)
    desk.now += timedelta(minutes=62)
    app = press(desk.open("live", role=Role.OFFICE), "False alarm")
    assert "What set the false alarm off? Choose what comes nearest." in texts(app)
    app.selectbox(key=f"kind-{alert_id}").set_value(AlarmCause.NO_SIGNAL)
    app.text_input(key=f"cause-{alert_id}").set_value("The valley behind the mill")
    app = press(app, "False alarm")
    assert "Visitor Person and Family Person have not been heard of." in texts(app)
    app = press(ticked(app), "False alarm")
    (alert,) = every(desk.db, AlertRow)
    assert (alert.closed_as, alert.cause_kind, alert.cause) == (
        "false_alarm",
        AlarmCause.NO_SIGNAL,
        "The valley behind the mill",
    )
    assert "To do: tell the police that it is over." in texts(app)
    app = press(app, "The police have been told")
    assert "To do" not in texts(app)
    (alert,) = every(desk.db, AlertRow)
    assert alert.police_told_by_id == desk.staff.people[Role.OFFICE]


def test_police_who_were_told_at_once_are_not_to_do(desk: Desk, out: World) -> None:
    out.watch(60)
    alert_id = out.alert().id
    now = desk.now + timedelta(minutes=61)
    police_called(desk.db, alert_id=alert_id, called_at=now, by=out.who(Role.SLT), now=now)
    desk.now += timedelta(minutes=62)
    app = desk.open("live", role=Role.OFFICE)
    app.radio(key=f"told-{alert_id}").set_value(True)
    app.text_input(key=f"cause-{alert_id}").set_value("Both are beside me")
    app = press(ticked(app), "Stand down: everybody is safe")
    assert "To do" not in texts(app)
    (alert,) = every(desk.db, AlertRow)
    assert (alert.closed_as, alert.police_told_at) == ("safe", desk.now)


def test_the_phrase_is_shown_to_who_asks_for_half_a_minute_and_that_is_kept(desk: Desk, out: World) -> None:
    with desk.db.write() as session:
        session.get_one(School, desk.staff.school).code_phrase = "Is the kettle still broken"
    out.watch(60)
    desk.now += timedelta(minutes=61)
    app = desk.open("live", role=Role.OFFICE)
    assert "You hear the phrase." in texts(app)
    assert "kettle" not in texts(app)
    app = press(app, "Show the phrase (who looks is recorded)")
    assert "The phrase: **Is the kettle still broken**" in texts(app)
    assert entries(desk.db).count(("school.read_code_phrase", "read")) == 1
    desk.now += timedelta(seconds=31)
    assert "kettle" not in texts(app.run())


def test_a_drill_stands_on_the_board_as_one_and_is_ended_there(desk: Desk, out: World) -> None:
    given = {"school_id": desk.staff.school, "kind": LadderKind.EMERGENCY}
    hold_drill(desk.db, **given, by=out.who(Role.SLT), now=desk.now)
    app = desk.open("live", role=Role.OFFICE)
    said = texts(app) + " ".join(i.value for i in app.info)
    assert "DRILL. Emergency" in said
    assert "This is a drill. Nobody is missing." in said
    assert "In a drill nobody rings the police" in said
    assert "Police called now" not in labels(app)
    app = press(app, "Said what we would do")
    assert "The ladder has been walked" in " ".join(i.value for i in app.info)
    press(app, "End the drill")
    (drill,) = every(desk.db, AlertRow)
    assert (drill.closed_as, drill.police_called_at) == ("safe", None)
