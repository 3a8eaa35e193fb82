"""Answers that depend on more than one thing: cars, leads, homes, company, hours."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.visits.factories import (
    HOURS_TO_FOUR,
    LONDON,
    NOW,
    ask,
    at,
    facts,
    lead,
    plan,
    policy,
    rule,
    second,
    stop_plan,
)
from visits.compliance import (
    Verdict,
    is_out_of_hours,
    rule_of,
)
from visits.policy import Policy
from visits.visit import StopFacts, Vehicle, VisitorFacts
from visits.words import AssessmentState, Response, Role, Travel, VisitKind, VisitorRole

DUTY = "XX-09"


def test_vehicle_is_only_asked_of_a_car_and_says_what_is_missing() -> None:
    asked = policy(departure={"vehicle": rule(Response.BLOCK)})
    car = Vehicle(make="Corsa", model="Life", colour="silver", registration="")
    assert "Describe the car: registration missing." in ask(asked, plan(vehicle=car))["vehicle"].sentence
    for travel in (Travel.FOOT, Travel.PUBLIC):
        assert "vehicle" not in ask(asked, plan(vehicle=None, travel=travel))


def test_two_leads_and_a_nameless_lead_are_no_lead() -> None:
    both = ask(policy(), plan(visitors=(lead(), second(role=VisitorRole.LEAD))))["lead"]
    nameless = ask(policy(), plan(visitors=(lead(name=""),)))["lead"]
    assert both.verdict is nameless.verdict is Verdict.BLOCK


def test_fs09_a_policy_that_wants_one_lead_is_answered_by_its_duty() -> None:
    asked = policy(company={"duties": ["XX-02"], "minimum": 1, "lead": rule(Response.RECORD, DUTY)})
    answer = ask(asked, plan(visitors=(second(),)))["lead"]
    assert (answer.verdict, answer.duties, answer.ours) == (Verdict.BLOCK, (DUTY,), False)


@pytest.mark.parametrize(
    ("key", "rule_key"),
    [("risk_assessment_2", "risk_assessment"), ("company", "company"), ("kit_car_2_go", "kit_car_2_go")],
)
def test_answers_are_counted_by_their_rule(key: str, rule_key: str) -> None:
    assert rule_of(key) == rule_key


# --- homes ------------------------------------------------------------------------------------------------------

A = AssessmentState


def assessing(**more: Any) -> Policy:
    risk = {
        "duties": ["XX-06"],
        "response": Response.BLOCK,
        "stale": rule(Response.WARN, "XX-07"),
        "questions": [{"key": "dog", "text": "Is there a dog?", "risk_when": "yes"}],
    }
    return policy(risk={**risk, **more})


@pytest.mark.parametrize(
    ("state", "kind", "verdict", "sentence"),
    [
        (A.IN_DATE, VisitKind.PROCEDURAL, Verdict.OK, "Risk assessment for 14 Mill Row is in date."),
        (A.DUE, VisitKind.PROCEDURAL, Verdict.OK, "is due for review soon."),
        (A.LAPSED, VisitKind.PROCEDURAL, Verdict.WARN, "has lapsed. Update it, or say why it still holds."),
        (
            A.NONE,
            VisitKind.PROCEDURAL,
            Verdict.BLOCK,
            "No risk assessment for 14 Mill Row. Do it now, or mark it not known yet if this is an emergency.",
        ),
        (A.NONE, VisitKind.EMERGENCY, Verdict.BLOCK, "Do it now, or mark it not known yet."),
        (A.NOT_KNOWN, VisitKind.EMERGENCY, Verdict.RECORD, "Do the assessment as soon as you are back."),
        (
            A.NOT_KNOWN,
            VisitKind.PROCEDURAL,
            Verdict.BLOCK,
            "which this kind of visit does not allow. Do it now.",
        ),
    ],
)
def test_bt09_a_home_is_assessed_or_not_known_yet_in_an_emergency(
    state: AssessmentState, kind: VisitKind, verdict: Verdict, sentence: str
) -> None:
    known = facts(stops=(StopFacts(assessment=state, first_visit=True),))
    answer = ask(assessing(), plan(kind=kind), known)["risk_assessment_1"]
    assert answer.verdict is verdict
    assert sentence in answer.sentence
    assert answer.duties == (("XX-07",) if state is A.LAPSED else ("XX-06",))


def test_each_stop_is_answered_for_by_itself() -> None:
    known = facts(stops=(StopFacts(assessment=A.IN_DATE), StopFacts(assessment=A.LAPSED)))
    trip = plan(
        stops=(stop_plan(), stop_plan(1)),
        back_at=at(120),
        reasons_given={"risk_assessment_2": "Seen on Monday"},
    )
    found = ask(assessing(), trip, known)
    assert found["risk_assessment_1"].verdict is Verdict.OK
    assert found["risk_assessment_2"].reason == "Seen on Monday"
    assert "15 Mill Row" in found["risk_assessment_2"].sentence
    unread = ask(assessing(), trip, facts(stops=()))
    assert unread["risk_assessment_1"].verdict is Verdict.BLOCK


@pytest.mark.parametrize(("first", "verdict"), [(True, Verdict.BLOCK), (False, Verdict.RECORD)])
def test_fs06_asked_for_at_the_first_visit_it_is_missed_and_counted_at_later_ones(
    first: bool, verdict: Verdict
) -> None:
    known = facts(stops=(StopFacts(assessment=A.NONE, first_visit=first),))
    assert ask(assessing(applies="first_visit"), plan(), known)["risk_assessment_1"].verdict is verdict


def test_a_policy_without_an_emergency_exit_offers_none() -> None:
    known = facts(stops=(StopFacts(assessment=A.NONE),))
    sentence = ask(assessing(unknown_allowed=()), plan(), known)["risk_assessment_1"].sentence
    assert sentence == "No risk assessment for 14 Mill Row. Do it now."


# --- company and hours ------------------------------------------------------------------------------------------


def test_bt06_alone_says_whom_to_tell_and_wh01_only_asks_for_another() -> None:
    pairs: dict[str, Any] = {"duties": ["XX-02"], "minimum": 2}
    warned = policy(company={**pairs, "response": "warn", "tell_when_alone": ["lead_dsl"]})
    blocked = policy(company={**pairs, "response": "block"})
    alone = plan(visitors=(lead(),))
    assert "say why that is not possible and tell the Lead DSL." in ask(warned, alone)["company"].sentence
    assert ask(blocked, alone)["company"].sentence.endswith("asks for two. Add a visitor.")
    assert ask(blocked, plan(visitors=()))["company"].sentence.startswith("Nobody on this visit")


def test_fs01_somebody_from_an_agency_may_come_along_but_does_not_lead() -> None:
    asked = policy(company={"duties": ["XX-02"], "response": "warn", "outside_agency": True})
    own, other = VisitorFacts(own_staff=True, reachable=True), VisitorFacts(reachable=True)
    assert ask(asked, plan(), facts(visitors=(own, other)))["own_staff"].verdict is Verdict.OK
    assert ask(asked, plan(), facts(visitors=(other, own)))["own_staff"].verdict is Verdict.WARN
    assert "own_staff" not in ask(policy(), plan(), facts(visitors=(other, other)))


def test_ha01_who_usually_goes_is_counted_and_stops_nobody() -> None:
    asked = policy(company={"duties": ["XX-02"], "response": "block", "usual_roles": ["sendco", "slt"]})
    assert ask(asked, plan())["usual_roles"].verdict is Verdict.RECORD
    sendco = VisitorFacts(roles=frozenset({Role.SENDCO}), reachable=True)
    assert ask(asked, plan(), facts(visitors=(sendco, sendco)))["usual_roles"].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("name", "person_id", "twice"),
    [("a.  visitor", None, True), ("A. Visitor", UUID(int=99), False), ("B. Second", None, False)],
)
def test_the_same_name_without_an_account_is_the_same_person(
    name: str, person_id: UUID | None, twice: bool
) -> None:
    visitors = (lead(), second(name=name, person_id=person_id))
    assert (ask(policy(), plan(visitors=visitors))["visitor_twice"].verdict is Verdict.BLOCK) == twice


@pytest.mark.parametrize(("day", "utc_hour"), [((2026, 11, 23), 16), ((2026, 6, 15), 15)])
@pytest.mark.parametrize(("after", "verdict"), [(0, Verdict.OK), (1, Verdict.WARN)])
def test_wh06_the_latest_time_is_by_the_clock_on_the_wall(
    day: tuple[int, int, int], utc_hour: int, after: int, verdict: Verdict
) -> None:
    ends_at = datetime(*day, utc_hour, 0, tzinfo=UTC) + timedelta(minutes=after)
    stop = stop_plan(due_in_at=ends_at - timedelta(minutes=30), due_out_at=ends_at)
    trip = plan(out_at=ends_at - timedelta(hours=1), stops=(stop,), back_at=ends_at + timedelta(hours=1))
    assert ask(policy(hours=HOURS_TO_FOUR), trip)["latest_time"].verdict is verdict


def test_hours_that_nobody_entered_meet_no_rule() -> None:
    asked = policy(hours={"school_hours": rule(Response.WARN, DUTY)})
    answer = ask(asked, plan(), facts(opens_at=None))["school_hours"]
    assert (answer.verdict, answer.duties) == (Verdict.RECORD, (DUTY,))
    assert "school_hours" not in ask(policy(), plan(), facts(opens_at=None))


def test_no_hours_of_duty_is_nobody_watching() -> None:
    answer = ask(policy(), plan(), facts(watched_until=None))["watched_to_the_end"]
    assert answer.verdict is Verdict.WARN
    assert "Nobody is down to watch that day." in answer.sentence


@pytest.mark.parametrize(
    ("known", "late"),
    [({}, False), ({"open_day": False}, True), ({"opens_at": at(1)}, True), ({"closes_at": at(69)}, True)],
)
def test_wh06_out_of_hours_is_before_opening_after_closing_or_a_closed_day(
    known: dict[str, Any], late: bool
) -> None:
    assert is_out_of_hours(plan(), policy(), facts(**known), now=NOW, tz=LONDON) is late


def test_wh06_after_the_latest_time_is_out_of_hours() -> None:
    asked = policy(hours={**HOURS_TO_FOUR, "latest": "13:49"})
    assert is_out_of_hours(plan(), asked, facts(), now=NOW, tz=LONDON)
