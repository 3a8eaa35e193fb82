"""A ladder advances on what came of a step, never on minutes, and never leaves anybody stuck."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data import policy_files
from tests.policy_documents import changed, ladder, tell_step
from visits.ladders import CLOSE, OUTCOMES, STAY, WORST_FIRST, Ladder, Step, worst
from visits.words import Role, StepKind, StepOutcome

POLICIES = policy_files.load_all()
STEPS = [(key, step) for key, policy in POLICIES.items() for step in policy.overdue.steps]
IDS = [f"{key}-{step.key}" for key, step in STEPS]

WALKS = {
    "blessed_trinity": """
        ring_visitors: answered_well close, answered_concern tell_slt, no_answer tell_slt, could_not_try tell_slt
        tell_slt: told police, not_reached police
        police: police_called stay, police_not_needed stay""",
    "red_balloon_norwich": """
        ring_visitors: answered_well close, answered_concern tell_head, no_answer tell_head, could_not_try tell_head
        tell_head: told police, not_reached police
        police: police_called stay, police_not_needed stay""",
    "washwood_heath": """
        ring_visitors: answered_well close, answered_concern tell_slt, no_answer ring_home, could_not_try ring_home
        ring_home: answered_well close, answered_concern tell_slt, no_answer tell_slt, could_not_try tell_slt
        tell_slt: told police, not_reached police
        police: police_called stay, police_not_needed stay""",
    "fs2_primary": """
        ring_visitors: answered_well close, answered_concern judge_cause, no_answer judge_cause, could_not_try judge_cause
        judge_cause: cause police, no_cause stay
        police: police_called stay, police_not_needed stay""",
    "heather_avenue": """
        ring_visitors: answered_well close, answered_concern judge_cause, no_answer judge_cause, could_not_try judge_cause
        judge_cause: cause police, no_cause stay
        police: police_called stay, police_not_needed stay""",
}


def _walk(text: str) -> list[tuple[str, dict[str, str]]]:
    steps = [line.strip().split(": ") for line in text.strip().splitlines()]
    return [(key, dict(pair.split(" ") for pair in pairs.split(", "))) for key, pairs in steps]


@pytest.mark.parametrize("key", WALKS)
def test_every_outcome_of_the_five_ladders_leads_where_its_text_says(key: str) -> None:
    steps = [(step.key, dict(step.next)) for step in POLICIES[key].overdue.steps]
    assert steps == _walk(WALKS[key])


@pytest.mark.parametrize(
    ("key", "target"),
    [
        ("blessed_trinity", "tell_slt"),
        ("red_balloon_norwich", "tell_head"),
        ("washwood_heath", "tell_slt"),
        ("fs2_primary", "police"),
        ("heather_avenue", "police"),
    ],
)
def test_cause_for_concern_jumps_over_the_calls(key: str, target: str) -> None:
    assert POLICIES[key].overdue.concern_jumps_to == target


@pytest.mark.parametrize(
    ("key", "police"),
    [
        ("blessed_trinity", "decision"),
        ("red_balloon_norwich", "decision"),
        ("washwood_heath", "decision"),
        ("fs2_primary", "immediately_999"),
        ("heather_avenue", "immediately_999"),
    ],
)
def test_the_police_step_is_a_decision_or_at_once_as_the_text_has_it(key: str, police: str) -> None:
    assert POLICIES[key].overdue.step("police").police == police


@pytest.mark.parametrize(("key", "step"), STEPS, ids=IDS)
def test_somebody_who_cannot_be_had_never_holds_a_step_up(key: str, step: Step) -> None:
    waiting = {StepOutcome.NO_ANSWER, StepOutcome.COULD_NOT_TRY, StepOutcome.NOT_REACHED}
    assert [outcome for outcome in waiting if step.next.get(outcome) in (STAY, CLOSE)] == []
    assert Role.OFFICE in step.acts


@pytest.mark.parametrize(("key", "step"), STEPS, ids=IDS)
def test_the_police_can_be_reached_from_every_step(key: str, step: Step) -> None:
    found, waiting = set(), [step.key]
    while waiting:
        here = waiting.pop()
        if here not in found | {CLOSE, STAY}:
            found.add(here)
            waiting.extend(POLICIES[key].overdue.step(here).next.values())
    assert "police" in found


@pytest.mark.parametrize(("key", "step"), STEPS, ids=IDS)
def test_only_being_well_closes_an_alert(key: str, step: Step) -> None:
    assert {outcome for outcome, target in step.next.items() if target == CLOSE} <= {
        StepOutcome.ANSWERED_WELL
    }


@pytest.mark.parametrize("key", ["blessed_trinity", "washwood_heath", "fs2_primary", "heather_avenue"])
def test_a_ladder_of_the_text_names_its_duty_at_every_step(key: str) -> None:
    overdue = POLICIES[key].overdue
    assert not overdue.ours
    assert [step.key for step in overdue.steps if not step.duties] == []


def test_a_ladder_that_the_text_does_not_have_is_ours() -> None:
    overdue = POLICIES["red_balloon_norwich"].overdue
    assert overdue.ours
    assert not any(step.duties for step in overdue.steps)


@pytest.mark.parametrize("kind", StepKind)
def test_every_kind_of_step_has_its_outcomes(kind: StepKind) -> None:
    assert len(OUTCOMES[kind]) >= 2


def test_every_outcome_belongs_to_a_kind_of_step() -> None:
    assert {outcome for outcomes in OUTCOMES.values() for outcome in outcomes} == set(StepOutcome)


def test_steps_are_counted_from_one_as_people_do() -> None:
    overdue = POLICIES["washwood_heath"].overdue
    assert [overdue.number(step.key) for step in overdue.steps] == [1, 2, 3, 4]


def test_a_step_that_is_not_there_is_not_found() -> None:
    with pytest.raises(KeyError):
        POLICIES["washwood_heath"].overdue.step("tell_nobody")


LOOP = {"steps": [*ladder()["steps"], tell_step("tell_slt", "police")]}
REFUSED: list[tuple[dict[str, Any], str]] = [
    (ladder(concern_jumps_to="slt"), "concern_jumps_to is 'slt', which is no step"),
    (ladder(steps=[ladder()["steps"][0]] * 2), "two steps of a ladder have the same key"),
    (ladder(**LOOP), "nothing leads to step 'tell_slt'"),
    (
        changed(ladder(), "steps", 0, "next", "no_answer", to="head"),
        "step 'ring': 'no_answer' leads to 'head', which is no step",
    ),
    (
        changed(ladder(), "steps", 0, "next", to={"answered_well": "close"}),
        "step 'ring': nothing says what follows answered_concern, no_answer, could_not_try",
    ),
    (
        changed(ladder(), "steps", 1, "next", "told", to="close"),
        "step 'police': a police step cannot end in told",
    ),
    (
        changed(ladder(), "steps", 1, "police", to=None),
        "step 'police': 'police' belongs to a police step, and to every one",
    ),
    (
        changed(ladder(), "steps", 0, "police", to="101"),
        "step 'ring': 'police' belongs to a police step, and to every one",
    ),
]


@pytest.mark.parametrize(("document", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_a_ladder_that_would_fail_in_use_is_refused(document: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Ladder.model_validate(document)
    assert [str(e["ctx"]["error"]) for e in refused.value.errors()] == [sentence]


def test_a_step_that_only_a_concern_leads_to_counts_as_reachable() -> None:
    calm = changed(ladder(), "steps", 0, "next", to=dict.fromkeys(OUTCOMES[StepKind.RING_VISITORS], "stay"))
    assert [step.key for step in Ladder.model_validate(calm).steps] == ["ring", "police"]


@pytest.mark.parametrize("outcomes", list(permutations(WORST_FIRST)))
def test_the_worst_answer_decides_in_whatever_order_they_come(outcomes: tuple[StepOutcome, ...]) -> None:
    assert worst(list(outcomes)) is StepOutcome.ANSWERED_CONCERN


@pytest.mark.parametrize(
    ("one", "other", "decides"),
    [
        ("answered_well", "answered_well", "answered_well"),
        ("answered_well", "no_answer", "no_answer"),
        ("answered_well", "could_not_try", "could_not_try"),
        ("no_answer", "answered_concern", "answered_concern"),
        ("could_not_try", "no_answer", "no_answer"),
    ],
)
def test_one_visitor_answering_well_does_not_speak_for_the_other(one: str, other: str, decides: str) -> None:
    pair = [StepOutcome(one), StepOutcome(other)]
    assert worst(pair) is worst(pair[::-1]) is StepOutcome(decides)


@given(st.lists(st.sampled_from(WORST_FIRST), min_size=1, max_size=4))
def test_all_must_be_well_for_the_calls_to_close_an_alert(outcomes: list[StepOutcome]) -> None:
    for policy in POLICIES.values():
        closes = policy.overdue.steps[0].next[worst(outcomes)] == CLOSE
        assert closes == (set(outcomes) == {StepOutcome.ANSWERED_WELL})
