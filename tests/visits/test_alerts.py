"""What decides a step, where silence leads, and the ladder of an emergency."""

from itertools import permutations
from uuid import UUID

import pytest

from data import policy_files
from tests.visits.factories import A, B, policy
from visits.alerts import after_silence, by_name, decided, emergency_ladder, ladder_of, reference, takes_names
from visits.ladders import STAY
from visits.not_seen import OURS
from visits.words import LadderKind, Role, StepKind, StepOutcome

POLICIES = policy_files.load_all()
WELL, CONCERN = StepOutcome.ANSWERED_WELL, StepOutcome.ANSWERED_CONCERN
SILENT, COULD_NOT = StepOutcome.NO_ANSWER, StepOutcome.COULD_NOT_TRY


@pytest.mark.parametrize("results", [{}, {A: WELL}, {B: SILENT}])
def test_nothing_is_decided_while_somebody_who_is_due_has_no_outcome(
    results: dict[UUID | None, StepOutcome],
) -> None:
    assert decided(due={A, B}, results=results) is None


@pytest.mark.parametrize("pair", list(permutations([WELL, CONCERN, SILENT, COULD_NOT], 2)))
def test_the_worst_of_the_two_decides_whoever_gave_it(pair: tuple[StepOutcome, StepOutcome]) -> None:
    one, other = pair
    found = decided(due={A, B}, results={A: one, B: other})
    assert found is decided(due={A, B}, results={A: other, B: one})
    assert found is min(pair, key=[CONCERN, SILENT, COULD_NOT, WELL].index)


def test_who_was_accounted_for_elsewhere_decides_nothing() -> None:
    assert decided(due={B}, results={A: SILENT, B: WELL}) is WELL


def test_one_outcome_for_all_decides_at_once() -> None:
    assert decided(due={A, B}, results={None: StepOutcome.TOLD}) is StepOutcome.TOLD


def test_with_nobody_due_nothing_is_decided_by_names() -> None:
    assert decided(due=set(), results={A: SILENT}) is None


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("washwood_heath", ["ring_visitors", "ring_home", "tell_slt", "police"]),
        ("blessed_trinity", ["ring_visitors", "tell_slt", "police"]),
        ("red_balloon_norwich", ["ring_visitors", "tell_head", "police"]),
        ("fs2_primary", ["ring_visitors", "judge_cause", "police"]),
        ("heather_avenue", ["ring_visitors", "judge_cause", "police"]),
    ],
)
def test_silence_leads_through_every_step_of_each_ladder(key: str, steps: list[str]) -> None:
    ladder = POLICIES[key].overdue
    found = [ladder.steps[0].key]
    while (step := after_silence(ladder, found[-1])) is not None:
        found.append(step.key)
    assert found == steps


def test_only_visitors_who_are_rung_are_recorded_by_name_alone() -> None:
    assert {kind for kind in StepKind if by_name(kind)} == {StepKind.RING_VISITORS}
    assert {kind for kind in StepKind if takes_names(kind)} == {
        StepKind.RING_VISITORS,
        StepKind.RING_HOME,
    }


@pytest.mark.parametrize("key", POLICIES)
def test_an_emergency_asks_for_the_police_as_the_text_does_and_stays_until_stood_down(key: str) -> None:
    found = POLICIES[key]
    ladder = emergency_ladder(found)
    (step,) = ladder.steps
    phrase = found.code_phrase
    assert step.police == (phrase.police if phrase else "decision")
    assert ladder.ours == (phrase is None)
    assert set(step.next.values()) == {STAY}
    assert {Role.HEADTEACHER, Role.SLT, Role.LEAD_DSL} <= {*step.acts, *step.tells}
    assert after_silence(ladder, step.key) is None


def test_an_emergency_needs_no_policy_and_a_silence_does() -> None:
    own = OURS.model_copy(update={"ours": False})
    assert ladder_of(LadderKind.EMERGENCY, None).ours
    with pytest.raises(ValueError, match="no ladder"):
        ladder_of(LadderKind.OVERDUE, None)
    assert (
        ladder_of(LadderKind.PUPIL_NOT_SEEN, policy()) == OURS == ladder_of(LadderKind.PUPIL_NOT_SEEN, None)
    )
    assert ladder_of(LadderKind.PUPIL_NOT_SEEN, policy(pupil_not_seen=own)) == own
    assert ladder_of(LadderKind.OVERDUE, policy()) == policy().overdue


def test_a_visit_is_called_by_six_signs_that_tell_nothing() -> None:
    assert reference(UUID(int=0xABCDEF123456)) == "123456"
    assert reference(None) == "not known yet"
