"""A ladder: the steps a school takes when nobody has heard from its visitors.

A step advances only on what somebody recorded of it. Minutes remind, they never advance (WH-05, FS-08, HA-10:
the next step depends on what came of the last).
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from visits.words import LadderKind, Role, StepKind, StepOutcome

CLOSE = "close"
STAY = "stay"

OUTCOMES: dict[StepKind, tuple[StepOutcome, ...]] = {
    StepKind.RING_VISITORS: (
        StepOutcome.ANSWERED_WELL,
        StepOutcome.ANSWERED_CONCERN,
        StepOutcome.NO_ANSWER,
        StepOutcome.COULD_NOT_TRY,
    ),
    StepKind.RING_HOME: (
        StepOutcome.ANSWERED_WELL,
        StepOutcome.ANSWERED_CONCERN,
        StepOutcome.NO_ANSWER,
        StepOutcome.COULD_NOT_TRY,
    ),
    StepKind.TELL: (StepOutcome.TOLD, StepOutcome.NOT_REACHED),
    StepKind.JUDGE_CAUSE: (StepOutcome.CAUSE, StepOutcome.NO_CAUSE),
    StepKind.POLICE: (StepOutcome.POLICE_CALLED, StepOutcome.POLICE_NOT_NEEDED),
}
"""The outcomes that can be recorded for a step of each kind."""

WORST_FIRST = (
    StepOutcome.ANSWERED_CONCERN,
    StepOutcome.NO_ANSWER,
    StepOutcome.COULD_NOT_TRY,
    StepOutcome.ANSWERED_WELL,
)


class Step(BaseModel):
    """One step: who acts, what they do, and where each outcome leads.

    `next` maps an outcome to the key of another step, to "close" (everybody is accounted for) or to "stay"
    (remind). `acts` are the roles who take the step; `tells` are the roles who are told at that moment.
    `police` says what the text asks for at a police step: a human's decision, or immediately (999) or 101.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    kind: StepKind
    text: str
    acts: tuple[Role, ...] = Field(min_length=1)
    tells: tuple[Role, ...] = ()
    duties: tuple[str, ...] = ()
    next: dict[StepOutcome, str]
    remind_minutes: Annotated[int, Field(ge=1, le=120)] = 5
    police: Literal["decision", "immediately_999", "101"] | None = None

    @model_validator(mode="after")
    def _outcomes_fit_the_kind(self) -> Self:
        possible = OUTCOMES[self.kind]
        if strange := [o.value for o in self.next if o not in possible]:
            raise ValueError(f"step '{self.key}': a {self.kind} step cannot end in {', '.join(strange)}")
        if missing := [o.value for o in possible if o not in self.next]:
            raise ValueError(f"step '{self.key}': nothing says what follows {', '.join(missing)}")
        if (self.police is not None) != (self.kind is StepKind.POLICE):
            raise ValueError(f"step '{self.key}': 'police' belongs to a police step, and to every one")
        return self


class Ladder(BaseModel):
    """An ordered set of steps; the first is where an alert starts.

    `concern_jumps_to` is where "cause for concern now" leads from any step (WH-05: at any time).
    `ours` marks a ladder that the policy's text does not have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: LadderKind = LadderKind.OVERDUE
    duties: tuple[str, ...] = ()
    ours: bool = False
    steps: tuple[Step, ...] = Field(min_length=1)
    concern_jumps_to: str

    @model_validator(mode="after")
    def _every_step_can_be_reached(self) -> Self:
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys):
            raise ValueError("two steps of a ladder have the same key")
        for step in self.steps:
            for outcome, target in step.next.items():
                if target not in {*keys, CLOSE, STAY}:
                    raise ValueError(f"step '{step.key}': '{outcome}' leads to '{target}', which is no step")
        if self.concern_jumps_to not in keys:
            raise ValueError(f"concern_jumps_to is '{self.concern_jumps_to}', which is no step")
        if lost := [key for key in keys if key not in self._reachable()]:
            raise ValueError(f"nothing leads to step '{lost[0]}'")
        return self

    def _reachable(self) -> set[str]:
        seen: set[str] = set()
        waiting = [self.steps[0].key, self.concern_jumps_to]
        while waiting:
            key = waiting.pop()
            if key in seen or key in (CLOSE, STAY):
                continue
            seen.add(key)
            waiting.extend(self.step(key).next.values())
        return seen

    def step(self, key: str) -> Step:
        """The step of that key; KeyError when the ladder has none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def number(self, key: str) -> int:
        """The step's place as people count it, from 1."""
        return [step.key for step in self.steps].index(key) + 1


def worst(outcomes: list[StepOutcome]) -> StepOutcome:
    """The outcome that decides when each visitor gave one: concern, then silence, then well (BT-15: both)."""
    for outcome in WORST_FIRST:
        if outcome in outcomes:
            return outcome
    return outcomes[0]
