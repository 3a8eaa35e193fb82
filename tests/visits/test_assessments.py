"""Where a home's assessment stands, to the day; which answers are a risk."""

from datetime import date, timedelta

import pytest

from data.policy_files import load_all
from visits.assessments import DUE_WITHIN, Answer, Held, is_risk, risks, state, unknown
from visits.words import AssessmentState

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days_left", "stands"),
    [
        (-1, AssessmentState.LAPSED),
        (0, AssessmentState.DUE),
        (DUE_WITHIN.days, AssessmentState.DUE),
        (DUE_WITHIN.days + 1, AssessmentState.IN_DATE),
    ],
)
def test_the_last_good_day_counts(days_left: int, stands: AssessmentState) -> None:
    held = Held(assessed_on=date(2026, 1, 1), valid_until=DAY + timedelta(days=days_left))
    assert state(held, DAY) is stands


def test_what_is_not_done_never_counts_as_done() -> None:
    put_off = Held(assessed_on=DAY, valid_until=date(2027, 11, 1), not_known=True)
    undated = Held(assessed_on=DAY, valid_until=None)
    assert state(None, DAY) is AssessmentState.NONE
    assert state(put_off, DAY) is AssessmentState.NOT_KNOWN
    assert state(undated, DAY) is AssessmentState.LAPSED


def test_for_some_questions_no_is_the_risk() -> None:
    questions = load_all()["blessed_trinity"].risk.questions
    by_key = {q.key: q for q in questions}
    assert is_risk(by_key["animals"], Answer.YES)
    assert not is_risk(by_key["animals"], Answer.NO)
    assert is_risk(by_key["way_out"], Answer.NO)
    assert not is_risk(by_key["way_out"], Answer.YES)
    assert not is_risk(by_key["way_out"], Answer.NOT_KNOWN)
    answers = {"way_out": Answer.NO, "animals": Answer.YES, "threats": Answer.NOT_KNOWN}
    assert risks(questions, answers) == ("way_out", "animals")
    assert unknown(answers) == ("threats",)
    assert len(questions) == 8
