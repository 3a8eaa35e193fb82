"""What an alert does with its ladder: which step follows, what silence leads to, and the ladder of an emergency."""

from collections.abc import Collection, Mapping
from uuid import UUID

from visits.ladders import CLOSE, OUTCOMES, STAY, Ladder, Step, worst
from visits.not_seen import OURS as NOT_SEEN_OURS
from visits.policy import Policy
from visits.words import LadderKind, Role, StepKind, StepOutcome

EMERGENCY_STEP = "emergency"
EMERGENCY_ACTS = (Role.SLT, Role.HEADTEACHER, Role.DEPUTY_HEAD, Role.LEAD_DSL, Role.DEPUTY_DSL, Role.OFFICE)
EMERGENCY_REMIND_MINUTES = 2

DRILL_POLICE = "In a drill nobody rings the police: say what you would do"

_BY_NAME = frozenset({StepKind.RING_VISITORS})
_UNLUCKY = (
    StepOutcome.NO_ANSWER,
    StepOutcome.TOLD,
    StepOutcome.CAUSE,
    StepOutcome.POLICE_CALLED,
)
_POLICE_TEXT = {
    "immediately_999": "Ring the police now, on 999",
    "decision": "Decide now whether the police are needed, and ring them",
}


def ladder_of(kind: LadderKind, policy: Policy | None) -> Ladder:
    """The ladder that an alert of this kind walks. For a pupil who was not seen it is ours where the policy has none.

    Raises ValueError for a silence without a policy: only an emergency, or what is ours, can do without one.
    """
    if kind is LadderKind.EMERGENCY:
        return emergency_ladder(policy)
    if kind is LadderKind.PUPIL_NOT_SEEN:
        return (policy.pupil_not_seen if policy else None) or NOT_SEEN_OURS
    if policy is None:
        raise ValueError("there is no ladder for a silence without a policy")
    return policy.overdue


def emergency_ladder(policy: Policy | None) -> Ladder:
    """One step that stays until somebody stands it down: tell everybody who leads, and the police as the text says.

    FS-07, HA-06: police immediately; BT-16, RB-11: a person decides. Where the text has no phrase the step is ours.
    """
    phrase = policy.code_phrase if policy else None
    police = phrase.police if phrase else "decision"
    step = Step(
        key=EMERGENCY_STEP,
        kind=StepKind.POLICE,
        text=_POLICE_TEXT[police],
        acts=EMERGENCY_ACTS,
        tells=phrase.tells if phrase else (),
        duties=phrase.duties if phrase else (),
        next=dict.fromkeys(OUTCOMES[StepKind.POLICE], STAY),
        remind_minutes=EMERGENCY_REMIND_MINUTES,
        police=police,
    )
    return Ladder(
        kind=LadderKind.EMERGENCY,
        duties=step.duties,
        ours=phrase is None,
        steps=(step,),
        concern_jumps_to=EMERGENCY_STEP,
    )


def after_silence(ladder: Ladder, key: str) -> Step | None:
    """The step to which this one leads if it brings no word; None where nothing further stands in the ladder."""
    step = ladder.step(key)
    for outcome in _UNLUCKY:
        target = step.next.get(outcome)
        if target is not None and target not in (CLOSE, STAY, key):
            return ladder.step(target)
    return None


def by_name(kind: StepKind, *, drill: bool = False) -> bool:
    """Whether the step's outcome is recorded of each visitor (BT-15: attempt to contact both). A drill has no visitor."""
    return kind in _BY_NAME and not drill


def asked(step: Step, *, drill: bool) -> str:
    """What a step asks. In a drill none asks for the police."""
    return DRILL_POLICE if drill and step.kind is StepKind.POLICE else step.text


def outcomes_of(kind: StepKind, *, drill: bool) -> tuple[StepOutcome, ...]:
    """What can be recorded of a step. In a drill nobody has called the police."""
    return tuple(o for o in OUTCOMES[kind] if not (drill and o is StepOutcome.POLICE_CALLED))


def leads_in_drill(step: Step, outcome: StepOutcome) -> str:
    """Where an outcome leads in a drill: as in earnest, but that it is at its end once the police have been spoken of."""
    target = step.next[outcome]
    return CLOSE if step.kind is StepKind.POLICE and target == STAY else target


def takes_names(kind: StepKind) -> bool:
    """Whether visitors may be named in the step's outcome: whoever is met at the home may be one of the two."""
    return kind in (StepKind.RING_VISITORS, StepKind.RING_HOME)


def decided(*, due: Collection[UUID], results: Mapping[UUID | None, StepOutcome]) -> StepOutcome | None:
    """What came of a step as a whole, or None while somebody who is due has no outcome yet.

    `results` holds the latest outcome of each visitor, or one under None for all. The worst decides. Whoever was
    accounted for elsewhere is no longer due, and what was recorded of them before decides nothing.
    """
    if None in results:
        return results[None]
    if any(visitor not in results for visitor in due):
        return None
    return worst([results[visitor] for visitor in due]) if due else None


def reference(visit_id: UUID | None) -> str:
    """What people call a visit in a message or on the telephone, without a word about the family."""
    return visit_id.hex[-6:].upper() if visit_id else "not known yet"
