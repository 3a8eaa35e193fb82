"""Who may let a visit go; and the tiny form for somebody who has left already."""

from datetime import datetime
from typing import Any

import pytest

from tests.visits.factories import LONDON, NOW, OUT_AT, policy
from visits.compliance import Verdict, authoriser_roles, blocks, check_left, may_authorise
from visits.policy import Policy
from visits.words import Role

DSL, DEPUTY, SLT = Role.LEAD_DSL, Role.DEPUTY_DSL, Role.SLT


def deciding(**more: Any) -> Policy:
    return policy(authorisation={"duties": ["XX-01"], "response": "block", "roles": [DSL], **more})


@pytest.mark.parametrize(
    ("asked", "roles", "delegate", "verdict", "departs", "sentence"),
    [
        (deciding(), {DSL}, False, Verdict.OK, False, "You decide as Lead DSL."),
        (deciding(), {DSL, SLT}, True, Verdict.OK, False, "You decide as Lead DSL."),
        (deciding(), {DEPUTY}, False, Verdict.BLOCK, False, "only the Lead DSL authorises"),
        (deciding(), set(), False, Verdict.BLOCK, False, "only the Lead DSL authorises"),
        (deciding(), {DEPUTY}, True, Verdict.RECORD, True, "The policy's text does not foresee one"),
        (deciding(delegates="in_text"), {DEPUTY}, True, Verdict.OK, False, "as the policy allows"),
        (deciding(delegates="none"), {DEPUTY}, True, Verdict.BLOCK, False, "allows no delegate"),
        (
            deciding(roles=[DSL, DEPUTY, SLT]),
            set(),
            False,
            Verdict.BLOCK,
            False,
            "Lead DSL, Deputy DSL or SLT",
        ),
        (deciding(roles=[], notify_only=True), set(), False, Verdict.OK, False, "has nobody authorise"),
        (deciding(notify_only=True), set(), False, Verdict.OK, False, "Lead DSL is told."),
    ],
)
def test_bt01_who_may_let_a_visit_go(
    asked: Policy, roles: set[Role], delegate: bool, verdict: Verdict, departs: bool, sentence: str
) -> None:
    say = may_authorise(asked, roles, on_the_visit=False, delegate=delegate)
    assert (say.verdict, say.departs, say.allowed) == (verdict, departs, verdict is not Verdict.BLOCK)
    assert sentence in say.sentence
    assert say.duties == ("XX-01",)


@pytest.mark.parametrize(
    "asked", [deciding(), deciding(delegates="in_text"), deciding(roles=[], notify_only=True)]
)
@pytest.mark.parametrize("roles", [{DSL}, set(Role), set[Role]()])
@pytest.mark.parametrize("delegate", [True, False])
def test_nobody_authorises_a_visit_that_they_are_on(asked: Policy, roles: set[Role], delegate: bool) -> None:
    say = may_authorise(asked, roles, on_the_visit=True, delegate=delegate)
    assert not say.allowed
    assert say.sentence == "Nobody authorises a visit that they are on."


def test_wh06_other_people_decide_out_of_hours() -> None:
    asked = deciding(roles=[Role.LINE_MANAGER, SLT], out_of_hours_roles=[SLT])
    assert authoriser_roles(asked, out_of_hours=False) == (Role.LINE_MANAGER, SLT)
    assert authoriser_roles(asked, out_of_hours=True) == (SLT,)
    assert authoriser_roles(deciding(), out_of_hours=True) == (DSL,)
    manager = {Role.LINE_MANAGER}
    by_day = may_authorise(asked, manager, on_the_visit=False, delegate=False)
    by_night = may_authorise(asked, manager, on_the_visit=False, delegate=False, out_of_hours=True)
    assert (by_day.allowed, by_night.allowed) == (True, False)
    assert "only the SLT authorises" in by_night.sentence


# --- already left -----------------------------------------------------------------------------------------------


def left(**more: Any) -> dict[str, Verdict]:
    given: dict[str, Any] = {
        "name": "A. Visitor",
        "mobile": "07700 900111",
        "address": "14 Mill Row",
        "due_at": OUT_AT,
        **more,
    }
    return {a.key: a.verdict for a in check_left(**given, now=NOW, tz=LONDON)}


def test_four_things_are_enough_to_be_watched() -> None:
    assert set(left().values()) == {Verdict.OK}
    assert set(left()) == {"left_name", "left_mobile", "left_address", "left_due"}


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("left_name", {"name": " "}),
        ("left_mobile", {"mobile": ""}),
        ("left_address", {"address": ""}),
        ("left_due", {"due_at": None}),
    ],
)
def test_only_what_is_empty_is_asked_for(key: str, given: dict[str, Any]) -> None:
    assert [k for k, verdict in left(**given).items() if verdict is Verdict.BLOCK] == [key]


@pytest.mark.parametrize("due_at", [NOW, datetime(2020, 1, 1, tzinfo=LONDON)])
def test_what_looks_wrong_never_keeps_anybody_from_being_watched(due_at: datetime) -> None:
    answers = check_left(
        name="?", mobile="her own", address="off the ring road", due_at=due_at, now=NOW, tz=LONDON
    )
    assert not blocks(answers)
    assert {a.key for a in answers if a.verdict is Verdict.RECORD} == {"left_mobile", "left_due"}
    sentences = " ".join(a.sentence for a in answers)
    assert "her own does not look like a phone number. It is kept as typed" in sentences
    assert "They are overdue at once" in sentences
