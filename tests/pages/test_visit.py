"""One visit: what was planned, what happened, what is left to do."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from data.aftercare import tasks_on_return
from data.commands.concern import raise_concern
from data.models import Concern, Draft, Incident, StopRow, Task, VisitRow, WriteUp
from data.queries.snapshot import load_visit
from pages import guard
from tests import trips
from tests.pages.conftest import Desk
from tests.pages.test_guard import own_buttons, texts
from tests.trips import Home
from visits.aftercare import TaskKind
from visits.words import Role, StopOutcome, VisitState

S = VisitState


@dataclass
class Case:
    desk: Desk
    version_id: UUID
    home: Home

    def trip(self, state: VisitState = S.BACK, **more: object) -> UUID:
        desk = self.desk
        visit_id = trips.trip(desk.db, desk.staff, self.version_id, homes=[self.home], state=state, **more)
        if state is S.BACK:
            with desk.db.write() as session:
                tasks_on_return(session, loaded=load_visit(session, visit_id), now=desk.now)
        return visit_id

    def open(self, visit_id: UUID, role: Role = Role.VISITOR) -> AppTest:
        app = self.desk.open("visit", role=role, visit=str(visit_id))
        assert not app.exception
        return app


@pytest.fixture
def case(desk: Desk) -> Case:
    return Case(desk, trips.adopt(desk.db, desk.staff), trips.home(desk.db, desk.staff))


def errors(app: AppTest) -> list[str]:
    """What the page says went wrong; that nobody watches in a test is not its matter."""
    return [error.value for error in app.error if "watched" not in error.value]


def field(app: AppTest, kind: str, label: str) -> object:
    """The one widget of this kind whose label begins like this."""
    (found,) = [widget for widget in app.get(kind) if widget.label.startswith(label)]
    return found


def test_the_plan_stands_there_with_phones_and_what_to_know(case: Case) -> None:
    said = texts(case.open(case.trip(S.AUTHORISED, out_at=case.desk.now + timedelta(hours=1))))
    assert "Authorised, not signed out" in said
    assert "Ashdown household" in said
    assert "Zoë O'Neill\\-Ash" in said
    assert "[07700 900111](tel:07700900111)" in said
    assert "Risk assessment: **no assessment**" in said
    assert "A concern about attendance" in said
    assert "Authorised by: Lead Dsl Person" in said


@pytest.mark.parametrize("what", ["", "no-id", "0e75e2e3-34da-4b10-9949-8b012152d9bd"])
def test_an_address_that_leads_to_no_visit_says_so(case: Case, what: str) -> None:
    app = case.desk.open("visit", role=Role.LEAD_DSL, **({"visit": what} if what else {}))
    assert not app.exception
    assert "There is no such visit, or it is not yours to see." in texts(app)


def test_who_was_not_on_it_learns_nothing_of_it(case: Case) -> None:
    said = texts(case.open(case.trip(), Role.ATTENDANCE))
    assert "There is no such visit, or it is not yours to see." in said
    assert "Ashdown" not in said


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_a_governor_sees_no_visit(case: Case, role: Role) -> None:
    app = case.open(case.trip(), role)
    assert errors(app) == [guard.NOT_PERMITTED]
    assert "Ashdown" not in texts(app)


def test_a_visit_is_written_up_here(case: Case) -> None:
    visit_id = case.trip()
    app = case.open(visit_id)
    assert field(app, "text_input", "Kept in").value == "CPOMS"
    field(app, "selectbox", "Ashdown household").set_value(StopOutcome.ADULT_ONLY.value).run()
    field(app, "text_input", "Who was seen").set_value("The mother")
    field(app, "text_input", "Reference").set_value("4711")
    field(app, "checkbox", "SLT have been told").check()
    field(app, "button", "Write up").click().run()
    assert errors(app) == []
    assert trips.one(case.desk.db, VisitRow, id=visit_id).state is S.WRITTEN_UP
    assert trips.one(case.desk.db, WriteUp).reference == "4711"
    assert trips.one(case.desk.db, StopRow).who_was_seen == "The mother"
    assert trips.every(case.desk.db, Draft) == []
    said = texts(app)
    assert "The visit is written up." in [s.value for s in app.success]
    assert "**CPOMS, 4711**" in said
    assert "To do: all done" in said


def test_what_was_typed_stays_when_something_is_missing_and_after_a_reload(case: Case) -> None:
    visit_id = case.trip()
    app = case.open(visit_id)
    field(app, "text_area", "Actions").set_value("Ring on Monday").run()
    field(app, "button", "Write up").click().run()
    assert errors(app) == [
        "Stop 1: say how it ended.",
        "Give the record's reference, or the place in the folder.",
    ]
    assert field(app, "text_area", "Actions").value == "Ring on Monday"
    again = case.open(visit_id)
    assert field(again, "text_area", "Actions").value == "Ring on Monday"
    assert field(case.open(visit_id, Role.FAMILY), "text_area", "Actions").value == ""


def test_what_cannot_be_kept_is_said_and_stays_on_the_page(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", None, Exception("gone"))

    app = case.open(case.trip())
    monkeypatch.setattr("pages.keeping.save_draft", lost)
    field(app, "text_area", "Actions").set_value("Ring on Monday").run()
    assert not app.exception
    assert "could not be kept just now" in texts(app)
    assert field(app, "text_area", "Actions").value == "Ring on Monday"


def test_what_was_written_can_be_mended(case: Case) -> None:
    visit_id = case.trip()
    app = case.open(visit_id)
    field(app, "selectbox", "Ashdown household").set_value(StopOutcome.NOBODY_IN.value)
    field(app, "text_input", "Reference").set_value("1")
    field(app, "button", "Write up").click().run()
    app = case.open(visit_id, Role.FAMILY)
    assert field(app, "selectbox", "Ashdown household").value == StopOutcome.NOBODY_IN.value
    field(app, "text_input", "Reference").set_value("2")
    field(app, "button", "Save changes").click().run()
    assert trips.one(case.desk.db, WriteUp).reference == "2"


def test_a_concern_is_raised_from_here_and_seen_by_whom_it_concerns(case: Case) -> None:
    visit_id = case.trip(S.OUT)
    app = case.open(visit_id)
    field(app, "selectbox", "About whom").set_value(str(case.home.pupil))
    field(app, "button", "Raise the concern").click().run()
    assert len(errors(app)) == 1
    field(app, "text_area", "What it is about").set_value("A bruise").run()
    field(app, "button", "Raise the concern").click().run()
    assert trips.one(case.desk.db, Concern).pupil_id == case.home.pupil
    assert field(app, "text_area", "What it is about").value in ("", None)
    assert "not taken yet" in texts(app)
    assert "bruise" not in texts(case.open(visit_id, Role.SLT))
    lead = case.open(visit_id, Role.LEAD_DSL)
    assert "A bruise" in texts(lead)
    field(lead, "button", "I take it").click().run()
    assert "taken 10:00 by Lead Dsl Person" in texts(lead)


def test_an_incident_is_reported_with_its_time(case: Case) -> None:
    app = case.open(case.trip())
    field(app, "text_input", "Time").set_value("half nine")
    field(app, "button", "Report the incident").click().run()
    assert errors(app) == [
        "Choose what kind of incident it was.",
        "Give the day and the time, such as 14:05.",
    ]
    field(app, "selectbox", "What happened").set_value("animal")
    field(app, "text_input", "Time").set_value("8.20")
    field(app, "text_area", "What happened").set_value("Bitten in the hand")
    field(app, "button", "Report the incident").click().run()
    assert errors(app) == []
    kept = trips.one(case.desk.db, Incident)
    assert f"{kept.happened_at:%Y-%m-%d %H:%M}" == "2026-11-23 08:20"
    assert "Bitten in the hand" in texts(app)


def test_a_further_visit_gets_its_day(case: Case) -> None:
    visit_id = case.trip()
    app = case.open(visit_id)
    field(app, "button", "Set the further visit").click().run()
    task = trips.one(case.desk.db, Task, kind=TaskKind.FURTHER_VISIT)
    assert f"{task.due_at:%Y-%m-%d}" == "2026-12-07"


def test_before_leaving_there_is_nothing_to_tell_and_no_write_up(case: Case) -> None:
    app = case.open(case.trip(S.REQUESTED, out_at=case.desk.now + timedelta(hours=1)))
    assert set(own_buttons(app)) == {"I do not go", "Cancel the visit"}


def test_a_visitor_does_not_go_and_gives_no_reason(case: Case) -> None:
    visit_id = case.trip(S.REQUESTED, out_at=case.desk.now + timedelta(hours=1))
    field(case.open(visit_id), "button", "I do not go").click().run()
    assert trips.one(case.desk.db, VisitRow, id=visit_id).state is S.DECLINED


def test_a_planner_cancels(case: Case) -> None:
    visit_id = case.trip(S.REQUESTED, out_at=case.desk.now + timedelta(hours=1))
    app = case.open(visit_id, Role.SENDCO)
    assert "I do not go" not in {button.label for button in app.button}
    field(app, "button", "Cancel the visit").click().run()
    assert trips.one(case.desk.db, VisitRow, id=visit_id).state is S.CANCELLED
    assert "**Cancelled**" in texts(app)


def test_a_leader_looks_at_how_it_left_and_closes_it(case: Case) -> None:
    visit_id = case.trip(S.WRITTEN_UP, unauthorised=True)
    app = case.open(visit_id, Role.HEADTEACHER)
    assert "No leader has looked at that yet\\." in texts(app) or any(
        "No leader has looked" in w.value for w in app.warning
    )
    field(app, "button", "Close the visit").click().run()
    assert errors(app) == ["This visit left before it was authorised. A leader looks at that first."]
    field(app, "text_input", "This visit left").set_value("Spoke to both")
    field(app, "button", "I have looked").click().run()
    field(app, "button", "Close the visit").click().run()
    assert trips.one(case.desk.db, VisitRow, id=visit_id).state is S.CLOSED


def test_a_shared_board_shows_and_never_acts(case: Case) -> None:
    visit_id = case.trip()
    raise_concern(
        case.desk.db,
        visit_id=visit_id,
        note="A bruise",
        by=case.desk.staff.viewer(case.desk.db, Role.VISITOR),
        now=case.desk.now,
    )
    case.desk.open_board()
    app = case.desk.open("visit", visit=str(visit_id))
    assert not app.exception
    assert "Ashdown household" in texts(app)
    assert "bruise" not in texts(app)
    assert [button.label for button in app.button] == []


def test_a_lost_database_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr("data.queries.visit.visit", lost)
    app = case.open(case.trip())
    assert len(errors(app)) == 1
    assert "could not be read just now" in errors(app)[0]
