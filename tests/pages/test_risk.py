"""Risk assessments: which homes need one, one home whole, and the standing table."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from data.models import Draft, HouseholdFlag, RiskAnswer, RiskAssessment, Task
from pages import guard
from tests import trips
from tests.homes import POLICY, SAFE, HomeCase, assessed
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_visit import errors, field
from tests.trips import Home
from visits.aftercare import TaskKind
from visits.words import Role, VisitState


@dataclass
class Case:
    desk: Desk
    version_id: UUID
    home: Home

    def open(self, role: Role = Role.SENDCO, **query: str) -> AppTest:
        app = self.desk.open("risk" if query else "assessments", role=role, **query)
        assert not app.exception
        return app

    def open_home(self, role: Role = Role.SENDCO) -> AppTest:
        return self.open(role, home=str(self.home.household))

    def answer_all(self, app: AppTest, **other: str) -> None:
        for question in POLICY.risk.questions:
            field(app, "radio", question.text).set_value(other.get(question.key, SAFE[question.key].value))


@pytest.fixture
def case(desk: Desk) -> Case:
    return Case(desk, trips.adopt(desk.db, desk.staff), trips.home(desk.db, desk.staff))


def test_nothing_to_do_says_when_something_would_stand_here(case: Case) -> None:
    app = case.open()
    assert "No home needs an assessment." in texts(app)
    assert "Working alone" in [s.value for s in app.header]


def test_an_empty_database_is_no_error(desk: Desk) -> None:
    app = desk.open("assessments", role=Role.SENDCO)
    assert not app.exception
    assert "The policy in force has no standing table of hazards." in texts(app)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ADMINISTRATOR, Role.TRUST_OFFICER])
def test_who_sees_no_family_does_not_open_it(case: Case, role: Role) -> None:
    app = case.open_home(role)
    assert errors(app) == [guard.NOT_PERMITTED]
    assert "Ashdown" not in texts(app)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.OFFICE])
def test_a_home_out_of_reach_is_no_home(case: Case, role: Role) -> None:
    said = texts(case.open_home(role))
    assert "There is no such home, or it is not yours to see." in said
    assert "Ashdown" not in said


def test_a_home_that_is_not_there_is_no_home(case: Case) -> None:
    for address in (str(uuid4()), "no-id", ""):
        assert "There is no such home" in texts(case.open(home=address))


def test_planned_visits_come_first(case: Case) -> None:
    trips.trip(
        case.desk.db,
        case.desk.staff,
        case.version_id,
        homes=[case.home],
        state=VisitState.AUTHORISED,
        out_at=case.desk.now + timedelta(hours=3),
    )
    lapsed = trips.home(case.desk.db, case.desk.staff, name="Birch household", number="P2")
    home_case = HomeCase(case.desk.db, case.desk.staff, case.version_id, case.home)
    assessed(home_case, lapsed.household, date(2026, 11, 1))
    app = case.open()
    first = app.header[0].value
    assert first == "A visit is planned, the assessment is not in date: 1"
    assert "Lapsed or put off: 1" in [e.label for e in app.expander]
    said = texts(app)
    assert "**No assessment** · visit Mon 23 Nov, 13:00 (in 3 h 00 min)" in said
    assert "was good until 1 November 2026" in said
    assert "Homes that had or will have a visit: 1. No assessment: 1." in said.replace("  \n", " ")


def test_a_home_is_found_by_a_pupils_name(case: Case) -> None:
    app = case.open()
    field(app, "text_input", "Find a home").set_value("oneil").run()
    labels = [link.proto.label for link in app.get("page_link")]
    assert any("Ashdown household" in label for label in labels)
    field(app, "text_input", "Find a home").set_value("nobody").run()
    assert "No home of yours has that name." in texts(app)


def test_a_safe_home_is_eight_answers_and_one_press(case: Case) -> None:
    app = case.open_home()
    case.answer_all(app)
    field(app, "button", "Keep this assessment").click().run()
    assert errors(app) == []
    row = trips.one(case.desk.db, RiskAssessment)
    assert (row.household_id, row.risks, row.signed_worker) == (case.home.household, 0, "Sendco Person")
    assert row.valid_until == date(2027, 11, 23)
    assert "**Risk assessment: in date**" in texts(app)
    assert trips.every(case.desk.db, Draft) == []


def test_a_risk_says_so_and_asks_for_an_action_with_its_owner(case: Case) -> None:
    app = case.open_home()
    case.answer_all(app, animals="yes", way_out="no")
    app.run()
    assert texts(app).count("**This is a risk.**") == 2
    field(app, "button", "Keep this assessment").click().run()
    assert len(errors(app)) == 1
    field(app, "text_input", "Action 1").set_value("Ask to shut the dog away")
    field(app, "selectbox", "Who does it").set_value(str(case.desk.staff.people[Role.FAMILY]))
    field(app, "text_input", "What do you know of it? (Are there animals").set_value("Two dogs")
    field(app, "button", "Keep this assessment").click().run()
    assert errors(app) == []
    task = trips.one(case.desk.db, Task, kind=TaskKind.RISK_ACTION)
    assert (task.note, task.owner_id) == (
        "Ask to shut the dog away",
        case.desk.staff.people[Role.FAMILY],
    )
    assert trips.one(case.desk.db, RiskAnswer, question="animals").note == "Two dogs"
    assert "2 of 8 answers are a risk" in texts(app)


def test_what_is_missing_is_said_and_what_was_answered_stays(case: Case) -> None:
    app = case.open_home()
    field(app, "radio", "Are there animals").set_value("no").run()
    field(app, "button", "Keep this assessment").click().run()
    assert errors(app) == ["Still to answer: 7 of 8. 'Not known' is an answer too."]
    assert field(app, "radio", "Are there animals").value == "no"
    again = case.open_home()
    assert field(again, "radio", "Are there animals").value == "no"


def test_in_an_emergency_it_is_put_off(case: Case) -> None:
    app = case.open_home()
    field(app, "button", "Emergency: not known yet").click().run()
    assert trips.one(case.desk.db, RiskAssessment).not_known
    said = texts(app)
    assert "**Risk assessment: not known yet (emergency)**" in said
    assert "Emergency: not known yet" not in [b.label for b in app.button]


def test_a_leader_signs_what_somebody_else_made(case: Case) -> None:
    app = case.open_home()
    case.answer_all(app)
    field(app, "button", "Keep this assessment").click().run()
    assert "Sign as manager" not in [b.label for b in app.button]
    leader = case.open_home(Role.SLT)
    field(leader, "button", "Sign as manager").click().run()
    assert "by Slt Person as manager" in texts(leader)


def test_what_to_know_at_the_door_is_marked_and_ended(case: Case) -> None:
    app = case.open_home()
    field(app, "selectbox", "What is it").set_value("animal").run()
    field(app, "text_input", "In a few words").set_value("Two dogs in the yard")
    field(app, "button", "Mark it").click().run()
    flag = trips.one(case.desk.db, HouseholdFlag)
    assert "**Dog or other animal**: Two dogs in the yard" in texts(app)
    app.button(key=f"end-{flag.id}").click().run()
    assert "Nothing is marked." in texts(app)
    assert trips.one(case.desk.db, HouseholdFlag).ended_at == case.desk.now


def test_whom_to_speak_to_stands_there_with_a_number(case: Case) -> None:
    said = texts(case.open_home())
    assert "Ada Ash (mother): parental responsibility · [07700 900555](tel:07700900555)" in said


def test_visits_before_are_read_by_who_was_on_them(case: Case) -> None:
    trips.trip(case.desk.db, case.desk.staff, case.version_id, homes=[case.home])
    assert "A concern about attendance" in texts(case.open_home())
    said = texts(case.open_home(Role.ATTENDANCE))
    assert "1 more visit by others, the last on 23 November 2026" in said
    assert "A concern about attendance" not in said


def test_the_standing_table_is_gone_through(case: Case) -> None:
    app = case.open()
    assert "**Driving**, level low" in texts(app)
    for hazard in POLICY.risk.hazards:
        field(app, "radio", hazard.hazard).set_value("yes")
    field(app, "radio", "Driving").set_value("no")
    field(app, "button", "Keep this").click().run()
    assert errors(app) == ["Some controls are not in place. Say what is done about that."]
    field(app, "text_area", "What is done").set_value("Join a breakdown service")
    field(app, "button", "Keep this").click().run()
    assert trips.one(case.desk.db, RiskAssessment).household_id is None
    assert "Controls are lacking for 1 of 5 hazards." in texts(app)


def test_a_lost_database_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr("pages.assessing.all_homes.homes_to_assess", lost)
    app = case.open()
    assert len(errors(app)) == 1
    assert "could not be read just now" in errors(app)[0]
    assert "No home needs an assessment." not in texts(app)
