"""A policy is data: a sixth school, unlike the five, says what it wants in its own file."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.policy_documents import changed, ladder, smallest, tell_step, without
from visits.policy import Policy, used_duties
from visits.policy_parts import Rule
from visits.words import LadderKind, Response, Role, Stage, VisitKind


def _read(document: dict[str, Any]) -> Policy:
    return Policy.model_validate(document)


def _refusals(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        _read(document)
    return [str(e["ctx"]["error"]) for e in refused.value.errors()]


def test_a_text_without_ladder_or_authoriser_is_valid_and_says_that_they_are_ours() -> None:
    policy = _read(smallest())
    assert policy.overdue.ours
    assert policy.authorisation.ours
    assert policy.authorisation.roles == (Role.HEADTEACHER,)


def test_what_a_text_does_not_say_is_absent_and_not_invented() -> None:
    policy = _read(smallest())
    assert policy.pupil_not_seen is None
    assert policy.code_phrase is None
    assert policy.other_reason is None
    assert policy.review.next is None
    assert policy.departure.vehicle is None
    assert policy.hours.latest is None


def test_no_word_is_expected_at_a_stage_that_is_not_listed() -> None:
    policy = _read(smallest())
    assert policy.check_in(Stage.ARRIVE) is None
    back = policy.check_in(Stage.BACK)
    assert back is not None
    assert back.grace_minutes == 10


def test_reasons_and_duties_are_found_by_their_keys() -> None:
    policy = _read(smallest())
    assert policy.duty("NF-01").text == "Go in pairs."
    found = policy.reason("attendance")
    assert found is not None
    assert found.label == "Attendance"
    assert policy.reason("holiday") is None
    with pytest.raises(KeyError):
        policy.duty("NF-02")


LATEST = {"duties": [], "response": "warn", "ours": True}
SIXTH: list[tuple[tuple[str | int, ...], Any]] = [
    (("check_ins", 0, "grace_minutes"), -15),
    (("authorisation",), {"ours": True, "notify_only": True}),
    (("authorisation", "delegates"), "in_text"),
    (("company", "minimum"), 3),
    (("company", "outside_agency"), True),
    (("announcement", "mode"), "always"),
    (("hours",), {"latest": "17:30:00", "latest_rule": LATEST, "longest_stay_minutes": 45}),
    (("overdue", "steps", 1, "police"), "101"),
    (("review",), {"owner": "Trust", "last": "2026-01-01", "last_is_month": True, "next": "2026-01-01"}),
    (("code_phrase",), {"ours": True, "police": "immediately_999", "tells": ["slt"]}),
    (("risk", "unknown_allowed"), []),
]


@pytest.mark.parametrize(("path", "value"), SIXTH, ids=[".".join(map(str, path)) for path, _ in SIXTH])
def test_a_sixth_school_has_its_own_way_without_a_line_of_code(
    path: tuple[str | int, ...], value: Any
) -> None:
    kept = _read(changed(smallest(), *path, to=value)).model_dump(mode="json")
    for part in path:
        kept = kept[part]
    assert kept == value if not isinstance(value, dict) else value.items() <= kept.items()


def test_a_second_ladder_may_watch_over_a_child_not_seen() -> None:
    policy = _read(changed(smallest(), "pupil_not_seen", to=ladder(kind="pupil_not_seen")))
    assert policy.pupil_not_seen is not None
    assert policy.pupil_not_seen.kind is LadderKind.PUPIL_NOT_SEEN


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            changed(smallest(), "purpose", to={"duties": ["NF-09"]}),
            "duty NF-09 is used but not listed under 'duties'",
        ),
        (
            changed(smallest(), "duties", to=smallest()["duties"] * 2),
            "duty NF-01 stands there twice",
        ),
        (
            changed(smallest(), "purpose", to={}),
            "a rule names the duties it comes from, or says 'ours = true'",
        ),
        (
            changed(smallest(), "review", to={"owner": "Head", "last": "2026-05-01", "next": "2026-04-30"}),
            "the next review (2026-04-30) is before the last (2026-05-01)",
        ),
        (
            changed(smallest(), "authorisation", to={"ours": True}),
            "nobody may authorise: name roles, or say 'notify_only = true'",
        ),
        (
            changed(smallest(), "hours", to={"latest": "16:00:00"}),
            "'latest' and 'latest_rule' come together",
        ),
        (
            changed(smallest(), "hours", to={"latest_rule": {"ours": True}}),
            "'latest' and 'latest_rule' come together",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(document: dict[str, Any], sentence: str) -> None:
    assert _refusals(document) == [sentence]


@pytest.mark.parametrize("change", [{"out_of_hours_only": True}, {"ladder": False}])
def test_being_back_raises_an_alert_at_every_hour(change: dict[str, Any]) -> None:
    back = {"ours": True, "stage": "back", "grace_minutes": 10, **change}
    assert _refusals(changed(smallest(), "check_ins", to=[back])) == [
        "check_ins: 'back' raises an alert at every hour; take out 'out_of_hours_only' and 'ladder'"
    ]


def test_two_check_ins_of_one_stage_are_refused_so_that_none_is_passed_over() -> None:
    back = {"ours": True, "stage": "back", "grace_minutes": 10}
    document = changed(smallest(), "check_ins", to=[back, {**back, "grace_minutes": 0}])
    assert _refusals(document) == ["check_ins: 'back' stands there twice"]


@pytest.mark.parametrize("change", [{"stage": "leave", "grace_minutes": 5}, {"stage": "back"}])
def test_a_policy_under_which_nobody_is_ever_overdue_is_refused(change: dict[str, Any]) -> None:
    document = changed(smallest(), "check_ins", to=[{"ours": True, **change}])
    assert _refusals(document) == [
        "check_ins: a 'back' check-in with grace_minutes is needed, or nobody is ever overdue"
    ]


@pytest.mark.parametrize(
    "path",
    [
        ("purpose", "duties"),
        ("review", "duties"),
        ("company", "duties"),
        ("reasons", 0, "duties"),
        ("risk", "stale", "duties"),
        ("check_ins", 0, "duties"),
        ("overdue", "duties"),
        ("overdue", "steps", 1, "duties"),
        ("after", "concern", "duties"),
    ],
)
def test_a_duty_that_is_not_listed_is_noticed_wherever_it_is_used(path: tuple[str | int, ...]) -> None:
    document = changed(smallest(), *path, to=["NF-77"])
    assert _refusals(document) == ["duty NF-77 is used but not listed under 'duties'"]


def test_duties_are_found_at_every_depth() -> None:
    steps = [*ladder()["steps"], {**tell_step("tell_slt", "police"), "duties": ["NF-05"]}]
    steps[0] = changed(steps[0], "next", "no_answer", to="tell_slt")
    document = changed(smallest(), "overdue", to=ladder(steps=steps, duties=["NF-06"]))
    document = changed(document, "kit", to=[{"key": "card", "label": "A card", "duties": ["NF-07"]}])
    document = changed(
        document,
        "findings",
        to=[{"key": "gap", "kind": "silent", "text": "Nothing is said.", "duties": ["NF-08"]}],
    )
    document["duties"] += [
        {"id": f"NF-0{n}", "says": "may", "text": "A duty.", "responses": ["guide"]} for n in range(2, 9)
    ]
    assert used_duties(_read(document)) == {"NF-01", "NF-05", "NF-06", "NF-07", "NF-08"}


def test_the_list_of_duties_is_no_use_of_them() -> None:
    document = changed(smallest(), "duties", to=[*smallest()["duties"], _unused()])
    assert used_duties(_read(document)) == {"NF-01"}


def _unused() -> dict[str, Any]:
    return {"id": "NF-99", "says": "silent", "text": "Nobody uses it.", "responses": ["finding"]}


@pytest.mark.parametrize("path", [("key",), ("overdue", "steps", 0, "text"), ("review", "owner")])
def test_what_has_to_be_there_is_missed(path: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        _read(without(smallest(), *path))
    assert [(e["type"], e["loc"]) for e in refused.value.errors()] == [("missing", path)]


def test_a_policy_cannot_be_changed_once_it_is_read() -> None:
    policy = _read(smallest())
    with pytest.raises(ValidationError):
        policy.title = "Another"  # type: ignore[misc]


def test_a_rule_is_recorded_unless_it_says_more() -> None:
    assert Rule(ours=True).response is Response.RECORD
    assert _read(smallest()).kinds == (VisitKind.PROCEDURAL,)
