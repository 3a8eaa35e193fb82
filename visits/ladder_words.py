"""A ladder in plain words: who does what, and what follows from what came of it."""

from dataclasses import dataclass

from visits.labels import ROLE_WORDS, STEP_OUTCOME_WORDS
from visits.ladders import CLOSE, OUTCOMES, STAY, Ladder, Step
from visits.words import Role, StepOutcome

_POLICE = {
    "immediately_999": "At once, on 999.",
    "101": "On 101.",
    "decision": "A person decides. Homeward never rings the police.",
}


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """One step as people read it: "Step 2 of 3". `follows` has a sentence for each way on, in the outcomes' order."""

    number: int
    of: int
    text: str
    acts: str
    tells: str
    police: str
    follows: tuple[str, ...]
    duties: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"Step {self.number} of {self.of}: {self.text}"


def in_words(ladder: Ladder) -> tuple[StepWords, ...]:
    """Every step of the ladder, in its order."""
    return tuple(
        StepWords(
            number=number,
            of=len(ladder.steps),
            text=step.text,
            acts=roles_in_words(step.acts),
            tells=roles_in_words(step.tells, "and"),
            police=_POLICE[step.police] if step.police else "",
            follows=_follows(ladder, step),
            duties=step.duties,
        )
        for number, step in enumerate(ladder.steps, start=1)
    )


def roles_in_words(roles: tuple[Role, ...], joined_by: str = "or") -> str:
    """ "Office, SLT or Headteacher"; empty for none."""
    *most, last = [ROLE_WORDS[role] for role in roles] or [""]
    return f"{', '.join(most)} {joined_by} {last}" if most else last


def _follows(ladder: Ladder, step: Step) -> tuple[str, ...]:
    ways: dict[str, list[StepOutcome]] = {}
    for outcome in OUTCOMES[step.kind]:
        ways.setdefault(step.next[outcome], []).append(outcome)
    return tuple(
        f"{' / '.join(STEP_OUTCOME_WORDS[outcome] for outcome in outcomes)}: {_whither(ladder, step, target)}."
        for target, outcomes in ways.items()
    )


def _whither(ladder: Ladder, step: Step, target: str) -> str:
    if target == CLOSE:
        return "it ends once everybody is accounted for"
    if target in (STAY, step.key):
        return f"it stays here, with a reminder every {step.remind_minutes} minutes"
    return f"on to step {ladder.number(target)}"
