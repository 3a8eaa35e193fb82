"""The policy answers a plan: a table with one row for each rule, met and not met, and what each response makes of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.visits.factories import NOW, ask, at, facts, lead, plan, policy, rule, second, stop_plan
from visits.compliance import Verdict, blocks, can_ask, open_warnings
from visits.policy_parts import Rule
from visits.visit import VisitorFacts
from visits.words import Response, Role, VisitKind

DUTY = "XX-09"
Changes = Mapping[str, Any]
NOTHING: Changes = MappingProxyType({})
KNOWN = VisitorFacts(trained=True, own_staff=True, reachable=True, roles=frozenset({Role.VISITOR}))


class Row(NamedTuple):
    """A rule of a policy; what leaves it unmet, what meets it, and the sentence that says what to do."""

    asks: Callable[[Rule], Changes]
    unmet: Changes
    sentence: str
    met: Changes = NOTHING
    unmet_facts: Changes = NOTHING


def departure(name: str) -> Callable[[Rule], Changes]:
    return lambda asked: {"departure": {name: asked}}


def hours(name: str, **more: Any) -> Callable[[Rule], Changes]:
    return lambda asked: {"hours": {name: asked, **more}}


def company(**more: Any) -> Callable[[Rule], Changes]:
    return lambda asked: {"company": {**asked.model_dump(), "minimum": 1, **more}}


def part(name: str) -> Callable[[Rule], Changes]:
    return lambda asked: {name: asked}


def reason(**more: Any) -> Callable[[Rule], Changes]:
    listed = {"key": "attendance", "label": "Attendance", "common": "attendance", "duties": ["XX-04"]}
    return lambda asked: {"reasons": [{**listed, **{k: v or asked for k, v in more.items()}}]}


NO_PLACE = {"stops": (stop_plan(address=" "),)}
BACKWARDS = {"stops": (stop_plan(due_out_at=at(20)),)}

RULES: dict[str, Row] = {
    "kind": Row(
        part("kinds_rule"), {"kind": VisitKind.DOORSTEP}, "Choose: emergency visit or procedural visit."
    ),
    "purpose": Row(part("purpose"), {"purpose": " "}, "Say what the visit is for."),
    "alternatives": Row(part("purpose"), {"alternatives": ""}, "could they come to school instead?"),
    "discussed_with_slt": Row(
        part("discussed_with_slt"),
        {},
        "Not discussed with SLT yet",
        {"confirmed": frozenset({"discussed_with_slt"})},
    ),
    "planned_through_line": Row(
        part("planned_through_line"), {}, "line manager", {"confirmed": frozenset({"planned_through_line"})}
    ),
    "who_to_see": Row(part("who_to_see"), {"who_to_see": ""}, "Say who needs to be seen"),
    "appointment": Row(part("appointment"), {}, "Make one", {"confirmed": frozenset({"appointment"})}),
    "know_the_family": Row(
        part("know_the_family"), {}, "family's circumstances", {"confirmed": frozenset({"know_the_family"})}
    ),
    "know_the_policy": Row(
        part("know_the_policy"), {}, "Let them read it", {"confirmed": frozenset({"know_the_policy"})}
    ),
    "agency_plan": Row(
        reason(plan_with_agency=None),
        {},
        "Write down the plan of the risks",
        {"agency_plan": "Agreed with them"},
    ),
    "told_beforehand": Row(
        lambda asked: {"announcement": {**asked.model_dump(), "mode": "if_possible"}},
        {"told": None},
        "Say whether the parents have been told.",
    ),
    "families": Row(
        departure("families"),
        {"stops": (stop_plan(household_id=None),), "who_to_see": ""},
        "Say which family lives at 14 Mill Row",
    ),
    "addresses": Row(departure("addresses"), NO_PLACE, "Give the address of every stop."),
    "time_out": Row(departure("time_out"), BACKWARDS, "Give a time to be out of each stop."),
    "back_at": Row(departure("back_at"), {"back_at": at(0)}, "expected back"),
    "mobile": Row(departure("mobile"), {"visitors": (lead(mobile=""),)}, "number of the mobile"),
    "vehicle": Row(departure("vehicle"), {"vehicle": None}, "make, model, colour, registration missing"),
    "schedule": Row(departure("schedule"), NO_PLACE, "every name, time and place"),
    "time_limit": Row(hours("time_limit"), BACKWARDS, "Set a time limit for each visit"),
    "longest_stay": Row(
        hours("time_limit", longest_stay_minutes=30),
        {"stops": (stop_plan(due_out_at=at(51)),)},
        "longer than 30 minutes",
    ),
    "latest_time": Row(
        hours("latest_rule", latest="13:49"),
        {},
        "runs past 13:49",
        {"stops": (stop_plan(due_out_at=at(49)),)},
    ),
    "school_hours": Row(
        hours("school_hours"), {}, "Outside school hours, 08:30 to 14:09", unmet_facts={"closes_at": at(69)}
    ),
    "closed_day": Row(
        hours("school_hours"), {}, "The school is closed that day", unmet_facts={"open_day": False}
    ),
    "company": Row(
        company(minimum=2), {"visitors": (lead(),)}, "Only one on this visit; the policy asks for two."
    ),
    "own_staff": Row(
        company(own_staff_only=True),
        {},
        "Not on its staff: B. Second.",
        unmet_facts={"visitors": (KNOWN, VisitorFacts(reachable=True))},
    ),
    "parts": Row(
        lambda asked: {"company": {"duties": ["XX-02"], "minimum": 1, "parts": asked}},
        {"visitors": (lead(), second(part=" "))},
        "Say what B. Second will do",
    ),
    "training": Row(
        part("training"),
        {},
        "Not trained in child protection: A. Visitor. Training not recorded: B. Second.",
        unmet_facts={"visitors": (VisitorFacts(trained=False, reachable=True), VisitorFacts(reachable=True))},
    ),
}

VERDICTS = {Response.BLOCK: Verdict.BLOCK, Response.WARN: Verdict.WARN, Response.RECORD: Verdict.RECORD}


@pytest.mark.parametrize("response", VERDICTS)
@pytest.mark.parametrize("key", RULES)
def test_a_rule_that_is_not_met_blocks_warns_or_is_recorded(key: str, response: Response) -> None:
    row = RULES[key]
    answer = ask(policy(**row.asks(rule(response, DUTY))), plan(**row.unmet), facts(**row.unmet_facts))[key]
    assert answer.verdict is VERDICTS[response]
    assert row.sentence in answer.sentence
    assert answer.duties == (DUTY,)
    assert not answer.ours
    assert answer.needs_reason == (response is Response.WARN)


@pytest.mark.parametrize("response", VERDICTS)
@pytest.mark.parametrize("key", RULES)
def test_a_rule_that_is_met_says_so_under_the_same_key(key: str, response: Response) -> None:
    row = RULES[key]
    answer = ask(policy(**row.asks(rule(response, DUTY))), plan(**row.met))[key]
    assert answer.verdict is Verdict.OK
    assert answer.duties == (DUTY,)
    assert answer.sentence.strip().endswith(".")
    assert not answer.needs_reason


@pytest.mark.parametrize("key", sorted(set(RULES) - {"addresses", "closed_day", "longest_stay"}))
def test_a_rule_that_only_advises_gives_no_answer(key: str) -> None:
    row = RULES[key]
    assert key not in ask(
        policy(**row.asks(rule(Response.GUIDE, DUTY))), plan(**row.unmet), facts(**row.unmet_facts)
    )


@pytest.mark.parametrize("key", RULES)
def test_a_warning_takes_a_reason_and_stays_a_warning(key: str) -> None:
    row = RULES[key]
    asked = policy(**row.asks(rule(Response.WARN, DUTY)))
    given = plan(**row.unmet, reasons_given={key: " It cannot wait "})
    answer = ask(asked, given, facts(**row.unmet_facts))[key]
    assert (answer.verdict, answer.reason, answer.needs_reason) == (Verdict.WARN, "It cannot wait", False)
    blank = plan(**row.unmet, reasons_given={key: "  "})
    assert ask(asked, blank, facts(**row.unmet_facts))[key].needs_reason


@pytest.mark.parametrize("response", [Response.BLOCK, Response.RECORD])
@pytest.mark.parametrize("key", RULES)
def test_a_reason_opens_no_block_and_is_not_kept_where_none_was_asked(key: str, response: Response) -> None:
    row = RULES[key]
    given = plan(**row.unmet, reasons_given={key: "It cannot wait"})
    answer = ask(policy(**row.asks(rule(response, DUTY))), given, facts(**row.unmet_facts))[key]
    assert (answer.verdict, answer.reason) == (VERDICTS[response], None)


OURS: dict[str, tuple[Verdict, Changes, Changes, str]] = {
    "stops": (Verdict.BLOCK, {"stops": ()}, {}, "Add the address"),
    "addresses": (Verdict.BLOCK, NO_PLACE, {}, "Give the address of every stop."),
    "out_before_in": (Verdict.BLOCK, {"out_at": at(21)}, {}, "before they leave school"),
    "stop_times": (Verdict.BLOCK, BACKWARDS, {}, "A stop has to end after it begins"),
    "stop_order": (
        Verdict.BLOCK,
        {"stops": (stop_plan(1), stop_plan(0))},
        {},
        "before the one above it has ended",
    ),
    "back_after_stops": (Verdict.BLOCK, {"back_at": at(49)}, {}, "back before the last stop has ended"),
    "still_to_come": (Verdict.BLOCK, {"back_at": NOW}, {}, "The time back has passed."),
    "long_trip": (Verdict.WARN, {"back_at": at(12 * 60 + 1)}, {}, "back at Tue 24 Nov, 01:01"),
    "closed_day": (Verdict.WARN, {}, {"open_day": False}, "The school is closed that day."),
    "visitors_named": (Verdict.BLOCK, {"visitors": (lead(name=" "),)}, {}, "Name everybody who goes."),
    "lead": (Verdict.BLOCK, {"visitors": (second(),)}, {}, "Choose who leads."),
    "visitor_twice": (
        Verdict.BLOCK,
        {"visitors": (lead(), second(person_id=lead().person_id))},
        {},
        "on the visit twice",
    ),
    "phone_plausible": (
        Verdict.BLOCK,
        {"visitors": (lead(mobile="07700 90011"),)},
        {},
        "Not a phone number that can be rung: A. Visitor.",
    ),
    "reachable": (
        Verdict.WARN,
        {"visitors": (lead(), second(mobile=""))},
        {"visitors": (KNOWN, VisitorFacts())},
        "Cannot be rung while out: B. Second.",
    ),
    "clashes": (
        Verdict.WARN,
        {},
        {"visitors": (KNOWN, VisitorFacts(reachable=True, clashes=True))},
        "On another visit at that time: B. Second.",
    ),
    "watched_to_the_end": (Verdict.WARN, {}, {"watched_until": at(69)}, "Nobody watches after 14:09"),
}


@pytest.mark.parametrize("key", OURS)
def test_what_plain_sense_asks_is_ours_and_asked_under_every_policy(key: str) -> None:
    verdict, changes, known, sentence = OURS[key]
    answer = ask(policy(), plan(**changes), facts(**known))[key]
    assert (answer.verdict, answer.ours, answer.duties) == (verdict, True, ())
    assert sentence in answer.sentence
    well = ask(policy(), plan())[key]
    assert (well.verdict, well.ours) == (Verdict.OK, True)


def test_nothing_stands_in_the_way_of_a_plan_that_is_complete() -> None:
    answers = ask(policy(), plan()).values()
    assert {a.verdict for a in answers} == {Verdict.OK}
    assert can_ask(answers)


def test_it_can_be_asked_once_nothing_blocks_and_each_warning_has_its_reason() -> None:
    asked = policy(
        company={"duties": ["XX-02"], "response": Response.WARN}, departure={"vehicle": rule(Response.BLOCK)}
    )
    alone = {"visitors": (lead(),)}
    stopped = ask(asked, plan(**alone, vehicle=None)).values()
    assert [a.key for a in blocks(stopped)] == ["vehicle"]
    assert not can_ask(stopped)
    waiting = ask(asked, plan(**alone)).values()
    assert [a.key for a in open_warnings(waiting)] == ["company"]
    assert not can_ask(waiting)
    assert can_ask(ask(asked, plan(**alone, reasons_given={"company": "My colleague is ill"})).values())
