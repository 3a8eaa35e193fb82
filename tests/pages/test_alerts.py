"""The page of alerts: the list with its figures, one alert whole, drills apart, and what is still to do."""

import pytest
from streamlit.testing.v1 import AppTest

from data.commands import word
from data.commands.alert import police_called
from data.commands.emergency import raise_emergency
from data.models import AlertRow, NotMonitored, VisitorRow
from tests.data.alert_world import SILENT, WELL, World, at
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_live import press
from tests.trips import adopt, every, home, one, trip
from visits.words import AlarmCause, LadderKind, Role, VisitState


@pytest.fixture
def out(desk: Desk) -> World:
    """A visit of an hour that left at the desk's now, under Washwood Heath's text."""
    version = adopt(desk.db, desk.staff, "washwood_heath")
    ash = home(desk.db, desk.staff)
    visit = trip(desk.db, desk.staff, version, homes=[ash], state=VisitState.OUT, out_at=desk.now)
    a, b = (r.id for r in sorted(every(desk.db, VisitorRow, visit_id=visit), key=lambda v: v.position))
    made = World(desk.db, desk.staff, version, ash, visit, a, b)
    made.refresh()
    return made


def ended(made: World) -> None:
    made.watch(60)
    made.acknowledge(61)
    made.ring(63, a=WELL, b=SILENT)
    word.back(made.db, visit_id=made.visit, visitor_ids=[made.b], by=made.who(Role.OFFICE), now=at(70))
    made.stand_down(
        72, closed_as="false_alarm", cause_kind=AlarmCause.NO_SIGNAL, cause="The hills by the river"
    )


def html(app: AppTest) -> str:
    return " ".join(h.proto.body for h in app.get("html"))


def test_nothing_yet_says_how_an_alert_comes_here(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    said = texts(desk.open("alerts", role=Role.OFFICE))
    assert "No alert in this choice." in said
    assert "when somebody is overdue" in said
    assert "Due for a drill" in said


def test_the_list_has_its_figures_and_no_family(desk: Desk, out: World) -> None:
    ended(out)
    desk.now = at(80)
    app = desk.open("alerts", role=Role.LEAD_DSL)
    said = texts(app)
    assert not app.exception
    assert "1 alert" in said
    assert "Visitor Person and Family Person" in said
    assert "**False alarm**, said by Office Person 11:12: No signal. The hills by the river" in said
    assert "noticed after 1.0 min · first action after 3.0 min · safe after 10 min" in said
    assert "unaccounted for 13 min" in said
    assert "1.0 min (n 1)" in html(app)
    assert "False alarms and what set them off" in html(app)
    for never in ("Ash", "Mill Row", "Zoë"):
        assert never not in said + html(app)


def test_an_open_alert_stands_above_what_all_of_them_come_to(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now = at(80)
    app = desk.open("alerts", role=Role.LEAD_DSL)
    order = [e.key if e.type == "button" else e.proto.body for e in app.main if e.type in ("button", "html")]
    opens = next(place for place, key in enumerate(order) if str(key).startswith("open-"))
    assert opens < next(place for place, body in enumerate(order) if "How long it took" in str(body))


def test_filters_stand_in_the_address_and_come_from_it(desk: Desk, out: World) -> None:
    ended(out)
    desk.now = at(80)
    app = desk.open("alerts", role=Role.OFFICE, state="open")
    assert app.selectbox(key="alerts_state").value == "open"
    assert "No alert in this choice." in texts(app)
    app.selectbox(key="alerts_state").set_value("ended").run()
    assert app.query_params["state"] == "ended"
    assert "False alarm" in texts(app)
    app.selectbox(key="alerts_what").set_value("emergency").run()
    assert (app.query_params["what"], app.query_params["state"]) == ("emergency", "ended")
    assert "No alert in this choice." in texts(app)


def test_one_alert_tells_everything_in_order_and_by_name(desk: Desk, out: World) -> None:
    ended(out)
    desk.now = at(80)
    app = desk.open("alerts", role=Role.HEADTEACHER, alert=str(out.alert().id))
    said = texts(app)
    assert not app.exception
    for words in (
        "raised in time",
        "Acknowledged by Office Person, 1 min 00 s after the step came",
        "Recorded by Office Person: Visitor Person: answered, well",
        "Word of them: Family Person, back by Office Person",
        "Everybody has been heard of",
        "Stood down by Office Person: The hills by the river",
        "**Visitor Person**: word was due 11:00, accounted for 11:03, after 3 min",
        "**Family Person**: word was due 11:00, accounted for 11:10, after 10 min",
        "No message was sent.",
    ):
        assert words in said, words
    assert "Mill Row" not in said


def test_who_raised_an_emergency_is_said_where_it_was_raised(desk: Desk, out: World) -> None:
    by = out.who(Role.OFFICE)
    alert_id = raise_emergency(desk.db, school_id=desk.staff.school, heard="The hills", by=by, now=at(20))
    desk.now = at(21)
    said = texts(desk.open("alerts", role=Role.HEADTEACHER, alert=str(alert_id)))
    assert "Alert raised by Office Person. Heard: The hills" in said


def test_an_alert_that_is_not_theirs_is_not_there(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.token = ""
    desk.sign_in(Role.GOVERNOR)
    assert "You do not have permission" in texts(desk.open("alerts", alert=str(out.alert().id)))
    app = desk.open("alerts", role=Role.OFFICE, alert="not-an-id")
    assert "There is no such alert" in texts(app)


def test_police_who_are_still_to_be_told_are_to_do_until_recorded(desk: Desk, out: World) -> None:
    out.watch(60)
    alert_id = out.alert().id
    police_called(desk.db, alert_id=alert_id, called_at=at(61), by=out.who(Role.SLT), now=at(61))
    out.stand_down(65, cause="Both are in the car park")
    desk.now = at(70)
    assert "To do: tell the police that it is over." in texts(desk.open("alerts", role=Role.OFFICE))
    app = press(desk.open("alerts", alert=str(alert_id)), "The police have been told")
    assert [s.value for s in app.success] == ["Recorded: the police have been told that it is over."]
    assert "Police told that it is over by Office Person" in texts(app)
    assert one(desk.db, AlertRow).police_told_at == at(70)


def test_an_alert_opened_from_the_list_stays_open_over_a_press(desk: Desk, out: World) -> None:
    out.watch(60)
    alert_id = out.alert().id
    police_called(desk.db, alert_id=alert_id, called_at=at(61), by=out.who(Role.SLT), now=at(61))
    out.stand_down(65, cause="Both are in the car park")
    desk.now = at(70)
    app = press(desk.open("alerts", role=Role.OFFICE, state="ended"), "Open alert")
    assert (app.query_params["alert"], app.query_params["state"]) == (str(alert_id), "ended")
    app = press(app, "The police have been told")
    assert [s.value for s in app.success] == ["Recorded: the police have been told that it is over."]
    assert one(desk.db, AlertRow).police_told_at == at(70)
    assert app.query_params["alert"] == str(alert_id)
    app = press(app, "All alerts")
    assert "alert" not in app.query_params
    assert app.selectbox(key="alerts_state").value == "ended"
    assert "**1 alert**, 0 open" in texts(app)


def test_when_nobody_watched_is_said_in_words(desk: Desk, out: World) -> None:
    out.watch(85)
    with desk.db.write() as session:
        session.add(NotMonitored(from_at=at(50), to_at=at(85), raised_late=2))
    desk.now = at(90)
    said = texts(desk.open("alerts", role=Role.OFFICE))
    assert (
        "Nobody watched from Mon 23 Nov, 10:50 to Mon 23 Nov, 11:25, 35 min. 1 alert of your schools" in said
    )
    assert "raised 25 min late: nobody watched when it fell due" in said


def test_a_drill_is_begun_here_and_stands_apart(desk: Desk, out: World) -> None:
    app = desk.open("alerts", role=Role.SLT)
    app.radio[0].set_value(LadderKind.EMERGENCY)
    app = press(app, "Begin the drill now")
    assert [s.value for s in app.success] == ["The drill has begun. It stands on Live visits; end it there."]
    drill = one(desk.db, AlertRow)
    assert (drill.drill, drill.kind) == (True, LadderKind.EMERGENCY)
    assert "A drill goes on." in texts(app)
    assert "No alert in this choice." in texts(app)
    said = texts(desk.open("alerts", what="drills"))
    assert "**Drill: Code phrase or danger**" in said
    assert "This is a drill. Nobody is missing." in said
    assert "Begin the drill now" not in [b.label for b in desk.open("alerts", role=Role.OFFICE).button]


def test_no_drill_is_offered_while_a_real_alert_is_open(desk: Desk, out: World) -> None:
    out.watch(60)
    desk.now = at(61)
    app = desk.open("alerts", role=Role.SLT)
    assert not app.exception
    assert "A real alert is open at Quillmere High: hold the drill once it is over." in texts(app)
    assert "Begin the drill now" not in [b.label for b in app.button]
