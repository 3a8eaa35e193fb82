"""Where a home's risk assessment stands, and which answers are a risk (BT-09, BT-25, FS-06, HA-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from visits.policy_parts import Question
from visits.words import AssessmentState

DUE_WITHIN = timedelta(days=30)
"""How long before its last day an assessment is due for review. Ours: no text says."""

WORST_FIRST = (
    AssessmentState.LAPSED,
    AssessmentState.NONE,
    AssessmentState.NOT_KNOWN,
    AssessmentState.DUE,
    AssessmentState.IN_DATE,
)
"""What most needs somebody, first."""


class FlagKind(StrEnum):
    """What whoever stands at the door must know."""

    ANIMAL = "animal"
    VIOLENCE = "violence"
    NO_SIGNAL = "no_signal"
    ACCESS = "access"
    ILLNESS = "illness"
    OTHER = "other"


FLAG_WORDS: dict[FlagKind, str] = {
    FlagKind.ANIMAL: "Dog or other animal",
    FlagKind.VIOLENCE: "Somebody known to be violent",
    FlagKind.NO_SIGNAL: "No mobile signal",
    FlagKind.ACCESS: "Hard to get in or out",
    FlagKind.ILLNESS: "Illness that can be caught",
    FlagKind.OTHER: "Something else",
}


class Answer(StrEnum):
    """What can be answered to a question of the form."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


ANSWER_WORDS: dict[Answer, str] = {Answer.YES: "Yes", Answer.NO: "No", Answer.NOT_KNOWN: "Not known"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """The newest assessment of a home. `valid_until` is its last good day; `not_known` was put off in an emergency."""

    assessed_on: date
    valid_until: date | None
    not_known: bool = False


def state(held: Held | None, on: date) -> AssessmentState:
    """Where it stands on a day. One without a last day never counts as in date: nobody could say that it is."""
    if held is None:
        return AssessmentState.NONE
    if held.not_known:
        return AssessmentState.NOT_KNOWN
    if held.valid_until is None or on > held.valid_until:
        return AssessmentState.LAPSED
    return AssessmentState.DUE if held.valid_until - on <= DUE_WITHIN else AssessmentState.IN_DATE


def is_risk(question: Question, answer: Answer) -> bool:
    """Whether the answer is the risky one: for some questions that is No (BT-25)."""
    return answer.value == question.risk_when


def risks(questions: tuple[Question, ...], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The keys of the questions whose answer is a risk, in the form's order."""
    return tuple(q.key for q in questions if q.key in answers and is_risk(q, answers[q.key]))


def unknown(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The keys that were answered with "not known"."""
    return tuple(key for key, answer in answers.items() if answer is Answer.NOT_KNOWN)
