"""The emergency briefing: everything that the operator asks, on one page, and what is written down meanwhile."""

from datetime import time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.commands import word
from data.commands.alert import police_called, stand_down
from data.commands.emergency import raise_emergency
from data.database import Database
from data.models import AlertRow, AuditRow, VisitorRow
from data.queries.briefing import briefing
from pages import acting, guard, menu
from pages.emergency import sheet
from tests.data.alert_world import World
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.staff import NOW, PIN
from tests.trips import Home, adopt, every, home, trip
from visits.words import AlarmCause, Role, Via, VisitState


@pytest.fixture
def visit(desk: Desk) -> UUID:
    """A visit to one home, out for ten minutes."""
    version = adopt(desk.db, desk.staff)
    ash: Home = home(desk.db, desk.staff)
    return trip(
        desk.db,
        desk.staff,
        version,
        homes=[ash],
        state=VisitState.OUT,
        out_at=NOW - timedelta(minutes=10),
        second=Role.SLT,
    )


@pytest.fixture
def alert(desk: Desk, visit: UUID) -> UUID:
    return raise_emergency(
        desk.db,
        school_id=desk.staff.school,
        visit_id=visit,
        by=desk.staff.viewer(desk.db, Role.OFFICE),
        now=NOW,
    )


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label.startswith(label)]
    return button.click().run()


def problems(app: AppTest) -> str:
    return " ".join(str(e.value) for e in app.error)


def test_without_a_choice_it_lists_who_is_out_and_what_is_open(desk: Desk, visit: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE)
    way = next(b for b in app.button if b.label.replace("\\", "").startswith("Out since 09:50"))
    assert "Visitor Person and Slt Person, Quillmere High" in way.label.replace("\\", "")
    opened = way.click().run()
    assert str(visit) in opened.query_params["visit"]
    assert "14 Mill Row" in texts(opened)


def test_nobody_out_says_so(desk: Desk) -> None:
    assert "Nobody is out, and no alert is open." in texts(desk.open("briefing", role=Role.OFFICE))


def test_one_page_says_who_where_car_and_the_schools_number_to_ring_back(desk: Desk, alert: UUID) -> None:
    found = texts(desk.open("briefing", role=Role.OFFICE, alert=str(alert)))
    for wanted in (
        "Emergency, raised just now",
        'href="tel:01632960001"',
        "For the operator to ring back: the school, not the visitors",
        "nobody rings them unless told to",
        "Visitor Person",
        "07700 900111",
        "14 Mill Row, QM1 4ZZ",
        "Next: <strong>14 Mill Row",
        "By car; which one is not known",
        "Nothing is written down yet.",
        "Headteacher Person, Headteacher",
        "Homeward never rings the police: you do.",
    ):
        assert wanted in found
    # Of the two visitors one is SLT: not somebody to speak to at school.
    assert "Slt Person, SLT" not in found


def test_a_visit_without_an_alert_can_be_read_and_made_one(desk: Desk, visit: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, visit=str(visit))
    assert "No alert is open for this visit." in texts(app)
    app = press(app, "Raise an emergency: code phrase")
    assert "Emergency, raised just now" in texts(app)
    assert len(every(desk.db, AlertRow)) == 1


def test_what_was_heard_is_added_and_read_out(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    app.text_area[0].set_value("A man shouting, a door <b>slammed</b>").run()
    app = press(app, "Add what was heard")
    assert "A man shouting, a door &lt;b&gt;slammed&lt;/b&gt;" in texts(app)
    assert app.text_area[0].value == ""
    app.text_area[0].set_value("It is quiet now").run()
    press(app, "Add what was heard")
    (row,) = every(desk.db, AlertRow)
    assert row.heard.splitlines() == ["A man shouting, a door <b>slammed</b>", "It is quiet now"]


def test_nothing_written_is_a_sentence(desk: Desk, alert: UUID) -> None:
    app = press(desk.open("briefing", role=Role.OFFICE, alert=str(alert)), "Add what was heard")
    assert "Write down what was heard." in problems(app)


def test_that_the_police_were_called_is_kept_with_time_and_reference(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    app.time_input[0].set_value(time(9, 58))
    app.text_input[0].set_value("CAD 1234")
    app = press(app, "Police called")
    assert "Police called 09:58, reference CAD 1234" in texts(app)
    (row,) = every(desk.db, AlertRow)
    assert row.police_called_at == NOW - timedelta(minutes=2)
    assert "Correct the time or the reference" in [b.label for b in app.button]


def test_a_time_that_is_still_to_come_is_refused_and_stays_typed(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    app.time_input[0].set_value(time(10, 30))
    app.text_input[0].set_value("CAD 1234")
    app = press(app, "Police called")
    assert "still to come" in problems(app)
    assert (app.time_input[0].value, app.text_input[0].value) == (time(10, 30), "CAD 1234")
    assert every(desk.db, AlertRow)[0].police_called_at is None


def test_just_after_midnight_a_time_before_it_is_of_the_day_before(desk: Desk, alert: UUID) -> None:
    desk.now = NOW.replace(hour=0, minute=3) + timedelta(days=1)
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    app.time_input[0].set_value(time(23, 58))
    press(app, "Police called")
    assert every(desk.db, AlertRow)[0].police_called_at == NOW.replace(hour=23, minute=58)


def test_a_time_of_the_clock_before_the_alert_is_not_taken_for_yesterday(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    app.time_input[0].set_value(time(23, 50))
    app = press(app, "Police called")
    assert "still to come" in problems(app)
    assert every(desk.db, AlertRow)[0].police_called_at is None


def test_a_reference_is_added_without_moving_the_time(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    by, called_at = desk.staff.viewer(desk.db, Role.OFFICE), NOW + timedelta(seconds=20)
    desk.now = NOW + timedelta(minutes=40)
    police_called(desk.db, alert_id=alert, called_at=called_at, by=by, now=desk.now)
    app = app.run()
    assert app.time_input[0].value == time(10, 0)
    app.text_input[0].set_value("CAD 1234")
    app = press(app, "Correct the time or the reference")
    (row,) = every(desk.db, AlertRow)
    assert (row.police_called_at, row.police_reference) == (called_at, "CAD 1234")
    assert app.text_input[0].value == "CAD 1234"
    app.time_input[0].set_value(time(10, 5))
    press(app, "Correct the time or the reference")
    (row,) = every(desk.db, AlertRow)
    assert (row.police_called_at, row.police_reference) == (NOW + timedelta(minutes=5), "CAD 1234")


def test_whoever_is_on_the_visit_reads_and_records_nothing(desk: Desk, alert: UUID) -> None:
    app = desk.open("briefing", role=Role.SLT, alert=str(alert))
    assert "Visitor Person" in texts(app)
    assert [b.label for b in app.button] == ["Read again"]
    assert any("somebody else records" in str(i.value) for i in app.info)


def test_once_it_is_over_it_says_so_and_takes_nothing_more(desk: Desk, alert: UUID) -> None:
    stand_down(
        desk.db,
        alert_id=alert,
        closed_as="false_alarm",
        cause="Sat on the phone",
        cause_kind=AlarmCause.PHRASE_BY_MISTAKE,
        by=desk.staff.viewer(desk.db, Role.OFFICE),
        now=NOW,
    )
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    assert "Stood down 10:00. It is over." in texts(app)
    assert not app.text_area


def test_a_shared_board_shows_it_and_a_pin_says_who_writes(desk: Desk, alert: UUID) -> None:
    desk.open_board()
    app = desk.open("briefing", alert=str(alert))
    assert "Visitor Person" in texts(app)
    app.text_area[0].set_value("A man shouting").run()
    app = press(app, "Add what was heard")
    assert every(desk.db, AlertRow)[0].heard == ""
    app.selectbox(key=acting.WHO).set_value(desk.staff.people[Role.OFFICE])
    app.text_input(key=acting.PIN).set_value(PIN)
    press(app, "Add what was heard")
    assert every(desk.db, AlertRow)[0].heard == "A man shouting"


def test_who_read_it_is_kept(desk: Desk, alert: UUID) -> None:
    for _ in range(2):
        desk.open("briefing", role=Role.OFFICE, alert=str(alert))
    with desk.db.read() as session:
        query = select(AuditRow.actor_id).where(AuditRow.command == "briefing.read")
        assert session.scalars(query).all() == [desk.staff.people[Role.OFFICE]]


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.SENDCO, Role.VISITOR])
def test_who_does_not_watch_reads_nothing(desk: Desk, alert: UUID, role: Role) -> None:
    app = desk.open("briefing", role=role, alert=str(alert))
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert "14 Mill Row" not in texts(app)


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000"])
def test_what_there_is_not_is_a_sentence_and_the_list(desk: Desk, visit: UUID, asked: str) -> None:
    app = desk.open("briefing", role=Role.OFFICE, alert=asked)
    assert not app.exception
    assert [b for b in app.button if b.key.startswith("within-visit-")]


def test_a_lost_database_is_said(
    desk: Desk, alert: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sign_in(Role.OFFICE)
    monkeypatch.setattr(guard, "db", lambda: Database(f"sqlite:///{tmp_path / 'nowhere' / 'gone.db'}"))
    app = AppTest.from_file(str(menu.HERE / "briefing.py"), default_timeout=30).run()
    assert not app.exception
    assert app.error


def test_who_has_rung_since_is_not_read_out_as_unheard_of(desk: Desk) -> None:
    version = adopt(desk.db, desk.staff, "washwood_heath")
    ash = home(desk.db, desk.staff)
    out = trip(desk.db, desk.staff, version, homes=[ash], state=VisitState.OUT, out_at=NOW)
    first, second = sorted(every(desk.db, VisitorRow, visit_id=out), key=lambda v: v.position)
    world = World(desk.db, desk.staff, version, ash, out, first.id, second.id)
    world.refresh()
    world.watch(60)
    desk.now = NOW + timedelta(minutes=62)
    (overdue,) = every(desk.db, AlertRow)
    app = desk.open("briefing", role=Role.OFFICE, alert=str(overdue.id))
    assert "nobody has heard from the visitors." in texts(app)
    by = desk.staff.viewer(desk.db, Role.OFFICE, now=desk.now)
    word.well(desk.db, visit_id=out, visitor_ids=frozenset({first.id}), via=Via.CALL, by=by, now=desk.now)
    found = texts(app.run())
    assert f"nobody has heard from {second.name}." in found
    assert "last heard of 11:02" in found


def test_what_the_policy_says_next_stands_there_with_its_sentence(desk: Desk, alert: UUID) -> None:
    found = texts(desk.open("briefing", role=Role.OFFICE, alert=str(alert)))
    assert "What the policy says next" in found
    assert "Decide now whether the police are needed, and ring them" in found


def test_it_can_be_copied_as_words_without_markup(desk: Desk, alert: UUID) -> None:
    viewer = desk.staff.viewer(desk.db, Role.OFFICE)
    with desk.db.read() as session:
        found = briefing(session, viewer, alert_id=alert, now=NOW)
    assert found is not None
    text = sheet.as_text(found, now=NOW)
    for words in (
        "Visitor Person",
        "07700 900111",
        "14 Mill Row",
        "to ring back: the school",
        "01632 960001",
    ):
        assert words in text
    assert not {"<", ">", "&"} & set(text)
    assert "Decide now whether the police" not in text
