"""Why a visit is made and who knows of it: the reason and its conditions, kit, being told."""

from typing import Any

import pytest

from tests.visits.factories import (
    ask,
    plan,
    policy,
    rule,
)
from visits.compliance import (
    OTHER,
    Verdict,
)
from visits.policy import Policy
from visits.words import Response, Role

CHILD_SAFE: dict[str, Any] = {
    "key": "child_safe",
    "label": "An absent child is safe",
    "common": "child_safe",
    "duties": ["XX-04"],
    "conditions": [
        {"key": "absent", "label": "The child is absent"},
        {"key": "concern", "label": "There is a concern", "duties": ["XX-05"]},
    ],
}


def test_bt04_each_condition_of_a_reason_is_confirmed_by_itself() -> None:
    asked = policy(reasons=[CHILD_SAFE])
    found = ask(asked, plan(reason="child_safe", confirmed=frozenset({"absent"})))
    assert found["reason"].verdict is Verdict.OK
    assert found["condition_absent"].verdict is Verdict.OK
    assert found["condition_concern"].verdict is Verdict.RECORD
    assert found["condition_absent"].duties == ("XX-04",)
    assert found["condition_concern"].duties == ("XX-05",)
    assert found["condition_concern"].choices[0].label == "There is a concern"


@pytest.mark.parametrize("chosen", ["", "holiday", OTHER])
def test_a_reason_that_is_not_on_a_closed_list_is_chosen_anew(chosen: str) -> None:
    answer = ask(policy(), plan(reason=chosen, reason_other="A good one"))["reason"]
    assert (answer.verdict, answer.ours) == (Verdict.BLOCK, True)
    assert [c.label for c in answer.choices] == ["Attendance"]


def open_list(*people: Role) -> Policy:
    return policy(other_reason={"duties": ["XX-04"], "response": Response.WARN, "discussed_with": people})


def test_rb04_another_reason_is_said_in_words_and_discussed_with_the_dsl_first() -> None:
    asked = open_list(Role.LEAD_DSL, Role.DEPUTY_DSL)
    wordless = ask(asked, plan(reason=OTHER))
    assert wordless["reason"].verdict is Verdict.BLOCK
    said = ask(asked, plan(reason=OTHER, reason_other="A birth in the family"))
    assert said["reason"].verdict is Verdict.OK
    assert said["other_reason_discussed"].verdict is Verdict.WARN
    assert "Lead DSL or Deputy DSL" in said["other_reason_discussed"].sentence
    confirmed = frozenset({"other_reason_discussed"})
    discussed = ask(asked, plan(reason=OTHER, reason_other="A birth in the family", confirmed=confirmed))
    assert discussed["other_reason_discussed"].verdict is Verdict.OK


def test_another_reason_that_nobody_need_hear_of_is_only_said() -> None:
    found = ask(open_list(), plan(reason=OTHER, reason_other="A birth in the family"))
    assert found["reason"].verdict is Verdict.OK
    assert "other_reason_discussed" not in found
    assert "other_reason_discussed" not in ask(open_list(Role.SLT), plan())


def test_kit_is_recorded_item_by_item() -> None:
    asked = policy(
        kit=[
            {"key": "card", "label": "A calling card", "duties": ["XX-08"]},
            {"key": "torch", "label": "A torch"},
        ]
    )
    found = ask(asked, plan(confirmed=frozenset({"torch"})))
    assert (found["kit_card"].verdict, found["kit_card"].duties) == (Verdict.RECORD, ("XX-08",))
    assert (found["kit_torch"].verdict, found["kit_torch"].ours) == (Verdict.OK, True)


# --- being told -------------------------------------------------------------------------------------------------


def telling(response: Response, mode: str, **listed: Any) -> Policy:
    exceptions = [] if mode == "always" else [{"key": "no_answer", "label": "Absent, no answer"}]
    reason = {
        "key": "attendance",
        "label": "Attendance",
        "common": "attendance",
        "duties": ["XX-04"],
        **listed,
    }
    announcement = {"duties": ["XX-03"], "response": response, "mode": mode, "exceptions": exceptions}
    return policy(announcement=announcement, reasons=[reason])


B, W, R = Response.BLOCK, Response.WARN, Response.RECORD


@pytest.mark.parametrize(
    ("asked", "said", "verdict", "kept"),
    [
        (telling(W, "if_possible"), {"told": True}, Verdict.OK, None),
        (telling(W, "if_possible"), {"told": None}, Verdict.WARN, None),
        (telling(W, "if_possible"), {"told": None, "told_exception": "no_answer"}, Verdict.WARN, None),
        (telling(W, "if_possible"), {"told": False}, Verdict.WARN, None),
        (telling(W, "if_possible"), {"told": False, "told_exception": "no_answer"}, Verdict.OK, None),
        (telling(W, "if_possible"), {"told": False, "told_exception": " A fire "}, Verdict.WARN, "A fire"),
        (telling(B, "if_possible"), {"told": False}, Verdict.BLOCK, None),
        (telling(B, "if_possible"), {"told": False, "told_exception": "A fire"}, Verdict.WARN, "A fire"),
        (telling(R, "if_possible"), {"told": False, "told_exception": "A fire"}, Verdict.RECORD, "A fire"),
        (telling(R, "always"), {"told": False, "told_exception": "A fire"}, Verdict.RECORD, None),
        (telling(W, "by_reason"), {"told": False}, Verdict.WARN, None),
        (telling(W, "by_reason", unannounced=True), {"told": False}, Verdict.OK, None),
        (telling(W, "by_reason", unannounced=True), {"told": None}, Verdict.WARN, None),
        (telling(W, "always", unannounced=True), {"told": False}, Verdict.WARN, None),
    ],
)
def test_bt02_parents_are_told_or_the_exception_is_kept(
    asked: Policy, said: dict[str, Any], verdict: Verdict, kept: str | None
) -> None:
    answer = ask(asked, plan(**said))["told_beforehand"]
    assert (answer.verdict, answer.reason) == (verdict, kept)
    assert answer.needs_reason == (verdict is Verdict.WARN and kept is None)
    assert answer.choices == asked.announcement.exceptions


def test_an_appointment_is_not_asked_of_a_visit_that_comes_unannounced() -> None:
    asked = policy(appointment=rule())
    assert "appointment" not in ask(asked, plan(told=False))
    assert ask(asked, plan(told=None))["appointment"].verdict is Verdict.RECORD
