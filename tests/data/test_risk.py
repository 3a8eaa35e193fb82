"""Risk assessments: made, put off, signed, standing; and what whoever stands at the door must know."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from data.assessing import Assessed, RiskAction
from data.commands import risk
from data.commands.core import Invalid, NotPermitted, Refused
from data.database import Database
from data.models import RiskAnswer, RiskAssessment, Task
from data.queries.risk_pages import home_history, standing
from tests import staff as made
from tests import trips
from tests.homes import FORM, POLICY, SAFE, TODAY, HomeCase
from tests.staff import NOW
from visits.aftercare import TaskKind
from visits.assessments import Answer
from visits.words import AssessmentState, Role, VisitKind, VisitState


@pytest.fixture
def case(db: Database) -> HomeCase:
    people = made.fill(db)
    return HomeCase(db, people, trips.adopt(db, people), trips.home(db, people))


def test_a_home_is_assessed_for_as_long_as_the_policy_lets_it_stand(case: HomeCase) -> None:
    assert case.state() is AssessmentState.NONE
    case.assess()
    row = trips.one(case.db, RiskAssessment)
    assert (row.assessed_on, row.valid_until, row.risks) == (TODAY, date(2027, 11, 23), 0)
    assert row.signed_worker == "Sendco Person"
    assert len(trips.every(case.db, RiskAnswer)) == 8
    assert case.state() is AssessmentState.IN_DATE
    assert case.state(date(2027, 11, 1)) is AssessmentState.DUE
    assert case.state(date(2027, 11, 24)) is AssessmentState.LAPSED
    assert case.state(date(2026, 11, 22)) is AssessmentState.NONE
    assert trips.entries(case.db) == [("risk.assess", "change")]


def test_the_newest_of_a_home_is_in_force(case: HomeCase) -> None:
    case.assess(replace(FORM, review_on=TODAY))
    case.assess(now=NOW + timedelta(days=1))
    assert case.state(TODAY + timedelta(days=1)) is AssessmentState.IN_DATE
    assert case.state() is AssessmentState.DUE


def test_every_question_is_answered_and_no_other(case: HomeCase) -> None:
    with pytest.raises(Invalid, match="Still to answer: 1 of 8"):
        case.assess(Assessed(answers={k: a for k, a in SAFE.items() if k != "animals"}))
    with pytest.raises(Invalid, match="asks other questions"):
        case.assess(Assessed(answers={**SAFE, "weather": Answer.NO}))
    assert trips.every(case.db, RiskAssessment) == []


def test_a_risk_has_somebody_who_does_something_about_it(case: HomeCase) -> None:
    risky = replace(FORM, answers={**SAFE, "animals": Answer.YES, "way_out": Answer.NO})
    with pytest.raises(Invalid, match="2 answers are a risk"):
        case.assess(risky)
    with pytest.raises(Invalid, match="who does it"):
        case.assess(replace(risky, actions=(RiskAction(text="Ask to shut the dog away", due_on=TODAY),)))
    action = RiskAction(
        text="Ask to shut the dog away", due_on=TODAY, owner_id=case.staff.people[Role.FAMILY]
    )
    with pytest.raises(Invalid, match="passed"):
        case.assess(replace(risky, actions=(replace(action, due_on=date(2026, 11, 22)),)))
    with pytest.raises(Invalid, match="works at this school"):
        case.assess(replace(risky, actions=(replace(action, owner_id=case.staff.stranger),)))
    assessment_id = case.assess(replace(risky, actions=(action,)))
    task = trips.one(case.db, Task)
    assert (task.kind, task.about_id, task.note) == (
        TaskKind.RISK_ACTION,
        assessment_id,
        "Ask to shut the dog away",
    )
    assert task.owner_id == case.staff.people[Role.FAMILY]
    assert f"{task.due_at:%H:%M}" == "16:00"
    with case.db.read() as session:
        (one,) = home_history(session, case.staff.viewer(case.db, Role.SENDCO), case.home.household)
    assert one.risks == 2
    assert [line.text for line in one.lines if line.is_risk] == [
        "Are the ways in and out easy to reach?",
        "Are there animals, and could they be a threat?",
    ]
    assert [t.task_id for t in one.actions] == [task.id]


def test_not_known_is_an_answer_and_no_risk(case: HomeCase) -> None:
    case.assess(replace(FORM, answers={**SAFE, "threats": Answer.NOT_KNOWN}))
    assert trips.one(case.db, RiskAssessment).risks == 0


@pytest.mark.parametrize("days", [-1, 366])
def test_a_review_lies_within_what_the_policy_allows(case: HomeCase, days: int) -> None:
    with pytest.raises(Invalid, match="23 Nov 2027"):
        case.assess(replace(FORM, review_on=TODAY + timedelta(days=days)))


def test_a_form_sent_twice_is_one_assessment(case: HomeCase) -> None:
    assert case.assess() == case.assess()
    assert case.assess(replace(FORM, concerns="A narrow stair")) != case.assess()


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.OFFICE, Role.VISITOR, Role.ADMINISTRATOR])
def test_who_may_not_assess_does_not(case: HomeCase, role: Role) -> None:
    with pytest.raises(NotPermitted):
        case.assess(role=role)
    assert trips.entries(case.db) == [("risk.assess", "refused")]


def test_a_visitor_assesses_the_homes_that_they_go_to(case: HomeCase) -> None:
    other = trips.home(case.db, case.staff, name="Birch household", number="P2")
    visit_id = trips.trip(
        case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.AUTHORISED
    )
    case.assess(role=Role.VISITOR, visit_id=visit_id)
    with pytest.raises(NotPermitted):
        case.assess(role=Role.VISITOR, household_id=other.household)
    with pytest.raises(Invalid, match="does not go"):
        case.assess(household_id=other.household, visit_id=visit_id)


def test_a_home_of_another_school_is_refused_like_none(case: HomeCase) -> None:
    elsewhere = trips.home(case.db, case.staff, school=case.staff.other)
    for household_id in (elsewhere.household, case.version_id):
        with pytest.raises(NotPermitted):
            case.assess(household_id=household_id)


def test_in_an_emergency_it_may_be_put_off_for_a_day(case: HomeCase) -> None:
    with pytest.raises(Refused, match="done before"):
        case.put_off(VisitKind.PROCEDURAL)
    first = case.put_off()
    assert case.put_off() == first
    assert case.state() is AssessmentState.NOT_KNOWN
    task = trips.one(case.db, Task)
    assert (task.kind, task.due_at) == (TaskKind.ASSESS_HOME, NOW + timedelta(days=1))
    assert (task.owner_id, task.about_id) == (case.staff.people[Role.SENDCO], case.home.household)
    case.assess()
    assert case.state() is AssessmentState.IN_DATE
    assert trips.one(case.db, Task).done_at == NOW
    with pytest.raises(Refused, match="in date"):
        case.put_off()


def test_somebody_else_signs_as_manager(case: HomeCase) -> None:
    assessment_id = case.assess(role=Role.LINE_MANAGER)
    for role, why in ((Role.LINE_MANAGER, Refused), (Role.SENDCO, NotPermitted), (Role.OFFICE, NotPermitted)):
        with pytest.raises(why):
            risk.sign(case.db, assessment_id=assessment_id, by=case.staff.viewer(case.db, role), now=NOW)
    for role in (Role.SLT, Role.HEADTEACHER):
        risk.sign(case.db, assessment_id=assessment_id, by=case.staff.viewer(case.db, role), now=NOW)
    assert trips.one(case.db, RiskAssessment).signed_manager == "Slt Person"


def test_what_was_put_off_is_not_signed(case: HomeCase) -> None:
    assessment_id = case.put_off()
    with pytest.raises(Refused, match="put off"):
        risk.sign(case.db, assessment_id=assessment_id, by=case.staff.viewer(case.db, Role.SLT), now=NOW)


def test_the_standing_table_is_gone_through_hazard_by_hazard(case: HomeCase) -> None:
    sendco = case.staff.viewer(case.db, Role.SENDCO)
    controls = {h.key: Answer.YES for h in POLICY.risk.hazards}

    def go_through(form: Assessed) -> UUID:
        return risk.assess_standing(case.db, school_id=case.staff.school, form=form, by=sendco, now=NOW)

    with pytest.raises(Invalid):
        go_through(FORM)
    with pytest.raises(Invalid, match="not in place"):
        go_through(Assessed(answers={**controls, "driving": Answer.NO}))
    go_through(Assessed(answers={**controls, "driving": Answer.NO}, concerns="Join a breakdown service"))
    assert case.state() is AssessmentState.NONE
    with case.db.read() as session:
        found = standing(session, sendco, case.staff.school)
        assert standing(session, case.staff.viewer(case.db, Role.GOVERNOR), case.staff.school) is None
    assert found is not None
    assert [line.text for line in found.lines] == [h.hazard for h in POLICY.risk.hazards]
    assert [line.text for line in found.lines if line.is_risk] == ["Driving"]


def test_a_policy_without_a_table_has_none_to_go_through(db: Database) -> None:
    people = made.fill(db)
    trips.adopt(db, people, "fs2_primary")
    with pytest.raises(Refused, match="no standing table"):
        risk.assess_standing(
            db,
            school_id=people.school,
            form=Assessed(answers={}),
            by=people.viewer(db, Role.SLT),
            now=NOW,
        )


def test_a_school_without_a_policy_has_no_questions(db: Database) -> None:
    people = made.fill(db)
    case = HomeCase(db, people, people.school, trips.home(db, people))
    with pytest.raises(Refused, match="adopted no policy"):
        case.assess()
