"""Made-up terms of made-up schools, of any size, for tests of what is published of them."""

import random

from visits.counted import ANSWERS, INCIDENT, MEASURES, NO, OVERDUE, YES, Facts, VisitFact
from visits.words import AssessmentState, CommonReason, StopOutcome, VisitKind

MONTHS = ("2026-04", "2026-05", "2026-06", "2026-07")


def facts(seed: int, *, visits: int, pupils: int = 30, kept: float = 0.8) -> Facts:
    """A term with so many visits to so many pupils at most. `kept` is how often the policy is."""
    dice = random.Random(seed)
    children = [f"p{number}" for number in range(pupils)]
    reasons = dice.sample(list(CommonReason), dice.randint(1, 6))
    went = tuple(_visit(dice, children, reasons, kept) for _ in range(visits))
    late = [visit for visit in went if visit.answers[OVERDUE] == YES]
    seen = sorted({pupil for visit in went for pupil in visit.pupils})
    return Facts(
        months=MONTHS,
        visits=went,
        year_groups={pupil: str(7 + int(pupil[1:]) % 5) for pupil in seen},
        homes=tuple(dice.choice(list(AssessmentState)).value for _ in seen),
        action_min=tuple(dice.choice([None, 3.0, 8.0]) for _ in late),
    )


def _visit(dice: random.Random, children: list[str], reasons: list[CommonReason], kept: float) -> VisitFact:
    return VisitFact(
        month=dice.choice(MONTHS[: dice.randint(1, 4)]),
        reason=dice.choice(reasons[: dice.randint(1, len(reasons))]).value,
        kind=dice.choices(list(VisitKind), (1, 8, 1))[0].value,
        pupils=tuple(dice.sample(children, dice.choice([0, 1, 1, 1, 2]))) if len(children) > 1 else ("p0",),
        outcomes=tuple(dice.choice(list(StopOutcome)).value for _ in range(dice.choice([1, 1, 2]))),
        answers={measure: _answer(dice, measure, kept) for measure in MEASURES},
    )


def _answer(dice: random.Random, measure: str, kept: float) -> str:
    if measure in (OVERDUE, INCIDENT):
        return YES if dice.random() < (1 - kept) / 3 else NO
    return YES if dice.random() < kept else dice.choice(ANSWERS)
