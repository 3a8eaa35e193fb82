"""What holds of the answers to any plan, however unfinished, under the five policies and under stricter ones."""

import dataclasses
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visits.factories import LONDON, NOW, OUT_AT, SCHOOL, facts, lead, plan, policy
from visits.compliance import OTHER, Answer, Verdict, blocks, can_ask, check, open_warnings, rule_of
from visits.policy import Policy
from visits.visit import Facts, StopFacts, StopPlan, Vehicle, VisitorFacts, VisitorPlan, VisitPlan
from visits.words import AssessmentState, Place, Response, Role, Travel, VisitKind, VisitorRole

FILES = sorted((Path(__file__).parents[2] / "data" / "policies").glob("*.toml"))
THE_FIVE = tuple(Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in FILES)


def strict(response: Response) -> Policy:
    """A sixth school that asks for everything there is to ask, and does the same about each."""
    rule = {"duties": ["XX-01"], "response": response}
    condition = {"key": "agreed", "label": "Agreed with them"}
    return policy(
        kinds_rule=rule,
        purpose=rule,
        discussed_with_slt=rule,
        who_to_see=rule,
        know_the_family=rule,
        know_the_policy=rule,
        appointment=rule,
        training=rule,
        planned_through_line=rule,
        kit=[{"key": "torch", "label": "A torch"}],
        reasons=[
            {
                "key": "attendance",
                "label": "Attendance",
                "common": "attendance",
                "duties": ["XX-04"],
                "conditions": [condition],
                "plan_with_agency": rule,
            }
        ],
        other_reason={**rule, "discussed_with": ["slt"]},
        company={
            **rule,
            "minimum": 4,
            "own_staff_only": True,
            "usual_roles": ["slt"],
            "parts": rule,
            "lead": rule,
        },
        announcement={
            **rule,
            "mode": "if_possible",
            "exceptions": [{"key": "no_answer", "label": "No answer"}],
        },
        risk={**rule, "stale": rule, "questions": [{"key": "dog", "text": "A dog?", "risk_when": "yes"}]},
        departure=dict.fromkeys(
            ("families", "addresses", "time_out", "back_at", "mobile", "vehicle", "schedule"), rule
        ),
        hours={
            "school_hours": rule,
            "latest": "16:00",
            "latest_rule": rule,
            "time_limit": rule,
            "longest_stay_minutes": 30,
        },
    )


POLICIES = (*THE_FIVE, *(strict(r) for r in (Response.BLOCK, Response.WARN, Response.RECORD, Response.GUIDE)))
TICKS = [
    "appointment",
    "agreed",
    "discussed_with_slt",
    "know_the_family",
    "know_the_policy",
    "other_reason_discussed",
    "planned_through_line",
    "torch",
]

times = st.integers(-24 * 60, 36 * 60).map(lambda minutes: OUT_AT + timedelta(minutes=minutes))
words = st.sampled_from(["", " ", "A few words", "ünïcode\n{braces} %s"])
numbers = st.sampled_from(["", "07700 900111", "+44 7700 900112", "12", "no phone"])
vehicles = st.none() | st.builds(Vehicle, make=words, model=words, colour=words, registration=words)
stops = st.builds(
    StopPlan,
    address=words,
    due_in_at=times,
    due_out_at=times,
    household_id=st.none() | st.just(UUID(int=5)),
    place=st.sampled_from(Place),
)
visitors = st.builds(
    VisitorPlan,
    name=words,
    role=st.sampled_from(VisitorRole),
    mobile=numbers,
    part=words,
    person_id=st.none() | st.sampled_from([UUID(int=7), UUID(int=8)]),
)
plans = st.builds(
    VisitPlan,
    school_id=st.just(SCHOOL),
    kind=st.sampled_from(VisitKind),
    reason=st.sampled_from(["", OTHER, "attendance", "referred", "child_safe", "not a reason"]),
    out_at=times,
    back_at=times,
    stops=st.lists(stops, max_size=4).map(tuple),
    visitors=st.lists(visitors, max_size=6).map(tuple),
    reason_other=words,
    purpose=words,
    alternatives=words,
    who_to_see=words,
    told=st.none() | st.booleans(),
    told_exception=words | st.just("no_answer"),
    travel=st.sampled_from(Travel),
    vehicle=vehicles,
    agency_plan=words,
    confirmed=st.frozensets(st.sampled_from(TICKS)),
    reasons_given=st.dictionaries(st.sampled_from(["company", "told_beforehand", "clashes"]), words),
)
known = st.builds(
    Facts,
    stops=st.lists(
        st.builds(StopFacts, assessment=st.sampled_from(AssessmentState), first_visit=st.booleans()),
        max_size=4,
    ).map(tuple),
    visitors=st.lists(
        st.builds(
            VisitorFacts,
            roles=st.frozensets(st.sampled_from(Role), max_size=2),
            trained=st.none() | st.booleans(),
            own_staff=st.booleans(),
            reachable=st.booleans(),
            clashes=st.booleans(),
        ),
        max_size=6,
    ).map(tuple),
    opens_at=st.none() | times,
    closes_at=st.none() | times,
    open_day=st.booleans(),
    watched_until=st.none() | times,
)
policies = st.sampled_from(POLICIES)
ORDER = [Verdict.OK, Verdict.RECORD, Verdict.WARN, Verdict.BLOCK]


def answers(planned: VisitPlan, asked: Policy, found: Facts) -> dict[str, Answer]:
    given = check(planned, asked, found, now=NOW, tz=LONDON)
    assert len({a.key for a in given}) == len(given)
    return {a.key: a for a in given}


def test_there_are_five_policies_to_ask() -> None:
    assert len(THE_FIVE) == 5


@given(plans, policies, known)
def test_any_plan_gets_answers_that_can_be_kept_and_shown(
    planned: VisitPlan, asked: Policy, found: Facts
) -> None:
    for key, answer in answers(planned, asked, found).items():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,79}", key)
        assert answer.sentence.strip()
        assert answer.ours or answer.duties
        assert set(answer.duties) <= {d.id for d in asked.duties}
        assert answer.needs_reason == (answer.verdict is Verdict.WARN and answer.reason is None)


@given(plans, policies, known, words)
def test_a_reason_changes_no_verdict_and_only_ever_closes_a_warning(
    planned: VisitPlan, asked: Policy, found: Facts, typed: str
) -> None:
    before = answers(planned, asked, found)
    reasons = {**planned.reasons_given, **dict.fromkeys(before, typed)}
    after = answers(dataclasses.replace(planned, reasons_given=reasons), asked, found)
    assert {k: a.verdict for k, a in after.items()} == {k: a.verdict for k, a in before.items()}
    if typed.strip():
        assert not open_warnings(after.values())
        assert can_ask(after.values()) == (not blocks(before.values()))


@given(plans, policies, known)
def test_confirming_more_never_makes_an_answer_worse(planned: VisitPlan, asked: Policy, found: Facts) -> None:
    before = answers(planned, asked, found)
    after = answers(dataclasses.replace(planned, confirmed=frozenset(TICKS)), asked, found)
    assert before.keys() == after.keys()
    for key, answer in after.items():
        assert ORDER.index(answer.verdict) <= ORDER.index(before[key].verdict)


@given(plans, known)
def test_who_only_advises_stops_nobody_but_for_plain_sense(planned: VisitPlan, found: Facts) -> None:
    """Under a policy that only gives advice, what blocks is ours, or what no trip can do without."""
    stopped = blocks(answers(planned, strict(Response.GUIDE), found).values())
    assert all(a.ours or a.key in {"lead", "reason"} for a in stopped)


@given(known, st.sampled_from([p for p in POLICIES if p is not POLICIES[-1]]), st.integers(0, 12 * 60))
def test_every_way_into_a_rule_has_a_way_out(found: Facts, asked: Policy, late: int) -> None:
    """A plan that answers all it is asked for is stopped by nothing but homes, staff, training and hours."""
    shift = timedelta(minutes=late)
    whole = plan(
        reason=asked.reasons[0].key,
        kind=asked.kinds[0],
        out_at=OUT_AT + shift,
        back_at=OUT_AT + shift + timedelta(minutes=70),
        stops=tuple(
            dataclasses.replace(s, due_in_at=s.due_in_at + shift, due_out_at=s.due_out_at + shift)
            for s in plan().stops
        ),
        visitors=(*plan().visitors, lead_like(3), lead_like(4)),
        agency_plan="Agreed",
        confirmed=frozenset(
            {*TICKS, *(c.key for r in asked.reasons for c in r.conditions), *(k.key for k in asked.kit)}
        ),
    )
    left = {rule_of(a.key) for a in blocks(answers(whole, asked, found).values())}
    assert left <= {"risk_assessment", "own_staff", "training", "latest_time", "school_hours", "closed_day"}


def lead_like(n: int) -> VisitorPlan:
    return lead(
        name=f"V. Number{n}", role=VisitorRole.SECOND, person_id=UUID(int=n), mobile=f"07700 90011{n}"
    )


KEYS = {
    *(
        "kind",
        "reason",
        "other_reason_discussed",
        "agency_plan",
        "purpose",
        "alternatives",
        "discussed_with_slt",
    ),
    *(
        "planned_through_line",
        "who_to_see",
        "told_beforehand",
        "appointment",
        "know_the_family",
        "know_the_policy",
    ),
    *("stops", "out_before_in", "stop_times", "stop_order", "back_after_stops", "still_to_come", "long_trip"),
    *("families", "addresses", "time_out", "back_at", "mobile", "vehicle", "schedule", "risk_assessment"),
    *("time_limit", "longest_stay", "latest_time", "school_hours", "closed_day", "watched_to_the_end"),
    *("visitors_named", "lead", "visitor_twice", "company", "own_staff", "usual_roles", "parts", "training"),
    *("clashes", "phone_plausible", "reachable"),
}
"""Stored with every visit and counted over years: to rename one is a migration."""


def test_the_keys_are_those_that_are_kept() -> None:
    found: set[str] = set()
    for asked in POLICIES:
        for chosen in ("attendance", OTHER):
            found |= {rule_of(key) for key in answers(plan(reason=chosen), asked, facts())}
    listed = {key for key in found if not key.startswith(("condition_", "kit_"))}
    assert listed == KEYS


@pytest.mark.parametrize("asked", THE_FIVE, ids=[path.stem for path in FILES])
def test_no_two_things_to_tick_share_a_word(asked: Policy) -> None:
    """What is ticked is kept in one set: a word for two things would confirm both."""
    rules = [tick for tick in TICKS if tick not in ("agreed", "torch")]
    for reason in asked.reasons:
        ticks = [*rules, *(item.key for item in asked.kit), *(c.key for c in reason.conditions)]
        assert len(set(ticks)) == len(ticks)
