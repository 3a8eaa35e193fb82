"""What the five files say."""

import json
from typing import Any

import pytest

from data import policy_files
from visits.policy import Policy, used_duties
from visits.words import Response, Role, Stage, Strength

POLICIES = policy_files.load_all()
BT, RB, WH, FS, HA = (
    POLICIES[key]
    for key in ("blessed_trinity", "red_balloon_norwich", "washwood_heath", "fs2_primary", "heather_avenue")
)


def _grace(policy: Policy, stage: Stage) -> int | str | None:
    check_in = policy.check_in(stage)
    return "not asked for" if check_in is None else check_in.grace_minutes


def test_a_file_is_named_after_its_policy() -> None:
    assert {path.stem for path in policy_files.FOLDER.iterdir()} == set(POLICIES)


@pytest.mark.parametrize(
    ("policy", "arrive", "leave", "back", "home"),
    [
        (BT, "not asked for", 30, 30, "not asked for"),
        (RB, "not asked for", "not asked for", 15, "not asked for"),
        (WH, "not asked for", "not asked for", 0, 60),
        (FS, None, None, 0, "not asked for"),
        (HA, "not asked for", "not asked for", 0, "not asked for"),
    ],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_words_are_due_when_the_text_has_them_due(
    policy: Policy, arrive: Any, leave: Any, back: Any, home: Any
) -> None:
    stages = (Stage.ARRIVE, Stage.LEAVE, Stage.BACK, Stage.HOME)
    assert tuple(_grace(policy, stage) for stage in stages) == (arrive, leave, back, home)


@pytest.mark.parametrize(
    ("policy", "ours"),
    [
        (BT, {Stage.DEPART}),
        (RB, {Stage.DEPART, Stage.BACK}),
        (WH, {Stage.DEPART, Stage.HOME}),
        (FS, {Stage.DEPART}),
        (HA, {Stage.DEPART}),
    ],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_minutes_that_the_text_does_not_give_are_ours(policy: Policy, ours: set[Stage]) -> None:
    assert {check_in.stage for check_in in policy.check_ins if check_in.grace_ours} == ours


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_never_signed_out_asks_and_raises_no_alarm(policy: Policy) -> None:
    depart = policy.check_in(Stage.DEPART)
    assert depart is not None
    assert (depart.grace_minutes, depart.ladder, depart.ours) == (15, False, True)


@pytest.mark.parametrize(
    ("policy", "roles", "ours"),
    [
        (BT, {Role.LEAD_DSL}, False),
        (RB, {Role.HEADTEACHER, Role.DEPUTY_HEAD}, False),
        (WH, {Role.LINE_MANAGER, Role.SLT, Role.HEADTEACHER, Role.DEPUTY_HEAD}, False),
        (FS, {Role.SLT, Role.HEADTEACHER, Role.DEPUTY_HEAD}, True),
        (HA, {Role.SLT, Role.HEADTEACHER, Role.DEPUTY_HEAD}, True),
    ],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_who_authorises(policy: Policy, roles: set[Role], ours: bool) -> None:
    assert set(policy.authorisation.roles) == roles
    assert policy.authorisation.ours is ours


@pytest.mark.parametrize(
    ("policy", "last", "upcoming"),
    [
        (BT, "2025-09", "2026-09"),
        (RB, "2021-10-18", "2024-10-18"),
        (WH, None, None),
        (FS, None, None),
        (HA, "2022-05", "2024-05"),
    ],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_reviews_are_a_date_a_month_or_missing(
    policy: Policy, last: str | None, upcoming: str | None
) -> None:
    review = policy.review
    assert [last, upcoming] == [
        on and on.isoformat()[: 7 if month else 10]
        for on, month in ((review.last, review.last_is_month), (review.next, review.next_is_month))
    ]


@pytest.mark.parametrize(
    ("policy", "pairs", "told", "latest", "phrase"),
    [
        (BT, Response.WARN, "if_possible", None, "decision"),
        (RB, Response.WARN, "if_possible", None, "decision"),
        (WH, Response.BLOCK, "if_possible", "16:00", None),
        (FS, Response.WARN, "by_reason", None, "immediately_999"),
        (HA, Response.BLOCK, "always", None, "immediately_999"),
    ],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_company_announcement_hours_and_phrase(
    policy: Policy, pairs: Response, told: str, latest: str | None, phrase: str | None
) -> None:
    assert policy.company.response is pairs
    assert policy.announcement.mode == told
    assert (policy.hours.latest and policy.hours.latest.isoformat("minutes")) == latest
    assert (policy.code_phrase and policy.code_phrase.police) == phrase


@pytest.mark.parametrize(
    ("policy", "reasons", "open_list"),
    [(BT, 10, False), (RB, 7, True), (WH, 6, True), (FS, 3, True), (HA, 1, True)],
    ids=lambda value: value.key if isinstance(value, Policy) else None,
)
def test_reasons(policy: Policy, reasons: int, open_list: bool) -> None:
    assert len(policy.reasons) == reasons
    assert (policy.other_reason is not None) is open_list


def test_a_child_is_safe_only_where_three_things_hold() -> None:
    for policy in (BT, RB):
        reason = policy.reason("child_safe")
        assert reason is not None
        assert [condition.key for condition in reason.conditions] == [
            "absent",
            "no_response",
            "welfare_concern",
        ]


def test_to_two_of_the_eight_questions_no_is_the_risk() -> None:
    assert len(BT.risk.questions) == 8
    assert [q.key for q in BT.risk.questions if q.risk_when == "no"] == ["way_out", "measures"]
    assert len(BT.risk.hazards) == 5


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_sentence_of_the_text_is_held_somewhere(policy: Policy) -> None:
    assert used_duties(policy) == {duty.id for duty in policy.duties}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_what_all_five_leave_open_is_among_the_findings_with_our_default(policy: Policy) -> None:
    by_key = {finding.key: finding for finding in policy.findings}
    for key in ("no_cover", "phone_dead", "stand_down"):
        assert by_key[key].kind == "silent"
        assert by_key[key].ours
    assert len(by_key) == len(policy.findings)


def test_only_a_finding_is_silent() -> None:
    silent = {d.id for p in POLICIES.values() for d in p.duties if d.says is Strength.SILENT}
    assert silent == {"WH-15", "FS-13", "HA-15"}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_what_is_kept_in_the_database_reads_back_as_it_was(policy: Policy) -> None:
    kept = json.loads(policy.model_dump_json())
    assert policy_files.from_document(kept, file="kept") == policy
    assert Policy.model_validate(kept) == policy
