"""The page Watch, the offer above every page, and what the board says of who watches."""

import pytest
from streamlit.testing.v1 import AppTest

from data.commands.emergency import raise_emergency
from data.models import Closure, Handover, Person, School, VisitRow, WatchTurn
from tests.data.watchroom import Watchroom
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import every
from visits.words import Response, Role, VisitState

R = Role


@pytest.fixture
def room(desk: Desk) -> Watchroom:
    return Watchroom(desk.db, desk.staff)


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def field(app: AppTest, label: str, kind: str = "text_input"):  # type: ignore[no-untyped-def]
    return next(one for one in app.get(kind) if one.label == label)


def said(app: AppTest) -> list[str]:
    return [one.value for one in app.success]


def test_a_watch_is_taken_shown_on_the_board_and_ended(desk: Desk, room: Watchroom) -> None:
    app = desk.open("watch", role=R.OFFICE)
    assert not app.exception
    assert "Nobody has taken the watch at Quillmere High" in texts(app)
    app = press(app, "Take the watch")
    assert said(app) == ["You have the watch at Quillmere High."]
    assert "Office Person" in texts(app)
    board = texts(desk.open("live", role=R.SLT))
    assert "Watching: **Office Person** since 10:00." in board
    app = press(desk.open("watch", role=R.OFFICE), "Go off watch")
    assert said(app) == ["You are off watch at Quillmere High. Nobody is out."]
    assert "Nobody has taken the watch at Quillmere High" in texts(desk.open("live", role=R.SLT))


def test_with_somebody_out_it_is_handed_over_and_theirs_once_they_accept(desk: Desk, room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.out()
    app = press(desk.open("watch", role=R.OFFICE), "Go off watch")
    assert any("1 visit is out, so you cannot go off watch yet" in e.value for e in app.error)
    field(app, "To whom", "selectbox").set_value(desk.staff.people[R.SLT])
    field(app, "What should they know? No family's details.").set_value("Back by <b>three</b>")
    app = press(app, "Offer the watch")
    assert not app.exception
    assert said(app) == ["Slt Person is asked: it stands above every page of theirs until they answer."]
    assert [b.label for b in app.button if b.label == "Accept the watch"] == []
    asked = desk.open("policies", role=R.SLT)
    assert "Office Person offers you the watch at Quillmere High" in texts(asked)
    assert "Office Person has it until you accept" in texts(asked)
    asked = press(asked, "Accept the watch")
    assert said(asked) == ["You have the watch at Quillmere High."]
    assert "Accept the watch" not in [b.label for b in asked.button]
    assert room.holder() is R.SLT
    assert len(every(desk.db, WatchTurn, ended_at=None)) == 1


def test_a_no_is_said_and_the_watch_stays(desk: Desk, room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    app = press(desk.open("live", role=R.SLT), "Decline it")
    assert said(app) == ["You declined. Whoever has the watch keeps it."]
    assert room.holder() is R.OFFICE
    no = "**Slt Person said no at 10:00** to the watch at Quillmere High."
    assert no not in texts(desk.open("live", role=R.SLT))
    said_there = texts(desk.open("watch", role=R.OFFICE))
    assert no in said_there
    assert "has not said yes yet" not in said_there
    room.offer(R.OFFICE, R.DEPUTY_DSL, minutes=1)
    assert no not in texts(desk.open("watch", role=R.OFFICE))


def test_who_is_out_is_told_why_they_cannot_accept(desk: Desk, room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    room.out(second=R.SLT)
    app = press(desk.open("my_visits", role=R.SLT), "Accept the watch")
    assert any("You are out on a visit yourself" in e.value for e in app.error)
    assert room.holder() is R.OFFICE


def test_an_offer_can_be_taken_back(desk: Desk, room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    app = press(desk.open("watch", role=R.OFFICE), "Take the offer back")
    assert said(app) == ["The watch is no longer offered to Slt Person."]
    assert every(desk.db, Handover, answered_at=None) == []


def test_who_has_the_watch_and_goes_out_is_shown(desk: Desk, room: Watchroom) -> None:
    room.take(R.SLT)
    room.out(second=R.SLT)
    board = desk.open("live", role=R.OFFICE)
    assert any("out on a visit themselves" in w.value for w in board.warning)


def test_a_school_is_closed_today_with_its_visits_in_sight(desk: Desk, room: Watchroom) -> None:
    room.out()
    app = desk.open("watch", role=R.HEADTEACHER)
    said_before = texts(app)
    assert "Out now: ring them" in said_before
    assert "Visitor Person" in said_before
    app = press(app, "Close the school for today")
    assert any("Say why the school is closed" in e.value for e in app.error)
    field(app, "Why is it closed?").set_value("Snow")
    field(app, "Who watches over those who are out?", "selectbox").set_value(desk.staff.people[R.DEPUTY_DSL])
    app = press(app, "Close the school for today")
    assert not app.exception
    (sentence,) = said(app)
    assert sentence.startswith(
        "Quillmere High is down as closed today. 1 visit is out and watched as before."
    )
    assert sentence.endswith("The watch is offered to the person whom you named.")
    assert [row.note for row in every(desk.db, Closure)] == ["Snow"]
    assert "The school is closed today" in texts(desk.open("live", role=R.DEPUTY_DSL))


def test_a_closed_school_is_said_on_reload_and_opened_again(desk: Desk, room: Watchroom) -> None:
    room.close(R.HEADTEACHER, "Snow")
    said_on_it = "**Quillmere High is closed today:** Snow, by Headteacher Person, 10:00"
    assert said_on_it in texts(desk.open("live", role=R.OFFICE))
    app = desk.open("watch", role=R.HEADTEACHER)
    assert said_on_it in texts(app)
    assert "Close the school for today" not in [b.label for b in app.button]
    app = press(app, "Open the school again today")
    assert not app.exception
    assert said(app) == ["Quillmere High is open again. What is due was worked out anew."]
    assert every(desk.db, Closure) == []
    assert "is closed today:" not in texts(app)


def test_without_a_reason_the_form_stays_open(desk: Desk, room: Watchroom) -> None:
    app = press(desk.open("watch", role=R.HEADTEACHER), "Close the school for today")
    (form,) = [e for e in app.expander if e.label == "The school is closed today"]
    assert form.proto.expanded
    assert "Say why the school is closed" in form.error[0].value


@pytest.mark.parametrize("known", [True, False])
def test_who_is_in_an_emergency_is_not_to_be_rung(desk: Desk, room: Watchroom, known: bool) -> None:
    visit = room.out()
    raise_emergency(
        desk.db,
        school_id=desk.staff.school,
        visit_id=visit if known else None,
        by=desk.staff.viewer(desk.db, R.OFFICE),
        now=desk.now,
    )
    app = desk.open("watch", role=R.HEADTEACHER)
    (form,) = [e for e in app.expander if e.label == "The school is closed today"]
    shown = " ".join(m.value for m in form.markdown)
    assert "**Emergency open: do not ring, see Live visits**" in shown
    assert "Visitor Person" in shown
    assert "ring them" not in shown
    assert "tel:" not in shown


def test_the_office_does_not_close_the_school(desk: Desk, room: Watchroom) -> None:
    labels = [b.label for b in desk.open("watch", role=R.OFFICE).button]
    assert "Offer the watch" in labels
    assert "Close the school for today" not in labels


def test_a_shared_board_shows_who_watches_and_is_offered_nothing(desk: Desk, room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    desk.open_board()
    app = desk.open("live")
    assert "Offered to Slt Person at 10:00" in texts(app)
    assert "Accept the watch" not in [b.label for b in app.button]


def test_at_sign_out_who_cannot_be_reached_is_named_and_nobody_is_kept_from_being_watched(
    desk: Desk, room: Watchroom
) -> None:
    visit = room.out(state=VisitState.AUTHORISED)
    with desk.db.write() as session:
        session.get_one(School, desk.staff.school).unreachable = Response.BLOCK
        session.get_one(Person, desk.staff.people[R.OFFICE]).mobile = ""
    app = press(desk.open("live", role=R.OFFICE), "Signed out")
    (said_there,) = [e.value for e in app.error if "arrange cover first" in e.value]
    assert "Office Person is on duty at" in said_there
    assert "no phone number or confirmed way" in said_there
    app = press(app, "Yes, now")
    assert not app.exception
    (row,) = every(desk.db, VisitRow, id=visit)
    assert row.state is VisitState.OUT
