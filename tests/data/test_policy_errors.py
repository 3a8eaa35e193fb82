"""What somebody reads whose own policy file cannot be used: the file, the key, and a sentence."""

import re

import pytest
from pydantic import TypeAdapter

from data import policy_errors, policy_files
from data.policy_files import PolicyFileError
from tests.policy_documents import Document, changed, ladder, smallest, tell_step, without
from visits.policy import Policy

EARLY = {"owner": "Head", "last": "2026-05-01", "next": "2026-04-30"}
LOST = ladder(steps=[*ladder()["steps"], tell_step("tell_slt", "police")])
REFUSED: list[tuple[Document, str, str]] = [
    (without(smallest(), "title"), "title", "is missing"),
    (without(smallest(), "overdue", "steps", 1, "text"), "overdue.steps.police.text", "is missing"),
    (
        changed(smallest(), "review", "ownr", to="Head"),
        "review.ownr",
        "'ownr' is a key that a policy does not know; did you mean 'owner'?",
    ),
    (
        changed(smallest(), "overdue", "steps", 0, "remind_minuts", to=5),
        "overdue.steps.ring.remind_minuts",
        "'remind_minuts' is a key that a policy does not know; did you mean 'remind_minutes'?",
    ),
    (
        changed(smallest(), "review", "xyz", to=1),
        "review.xyz",
        (
            "'xyz' is a key that a policy does not know; known here are duties, owner, approver, approved_on, last, "
            "last_is_month, next, next_is_month, cycle_months"
        ),
    ),
    (
        changed(smallest(), "reasons", 0, "duties", to=["NF-09"]),
        "reasons.attendance.duties",
        "duty NF-09 is used but not listed under 'duties'",
    ),
    (
        changed(smallest(), "duties", to=smallest()["duties"] * 2),
        "company.duties",
        "duty NF-01 stands there twice",
    ),
    (changed(smallest(), "overdue", to=LOST), "overdue", "nothing leads to step 'tell_slt'"),
    (
        changed(smallest(), "overdue", "steps", 0, "next", "no_answer", to="head"),
        "overdue",
        "step 'ring': 'no_answer' leads to 'head', which is no step",
    ),
    (
        changed(smallest(), "overdue", "steps", 0, "next", "silence", to="police"),
        "overdue.steps.ring.next.silence",
        (
            "'silence' is not known; possible: 'answered_well', 'answered_concern', 'no_answer', 'could_not_try', "
            "'told', 'not_reached', 'cause', 'no_cause', 'police_called' or 'police_not_needed'"
        ),
    ),
    (
        changed(smallest(), "review", to=EARLY),
        "review",
        "the next review (2026-04-30) is before the last (2026-05-01)",
    ),
    (
        changed(smallest(), "check_ins", 0, "grace_minutes", to="30"),
        "check_ins.back.grace_minutes",
        "must be a whole number, not '30'",
    ),
    (
        changed(smallest(), "check_ins", 0, "grace_minutes", to=True),
        "check_ins.back.grace_minutes",
        "must be a whole number, not true",
    ),
    (
        changed(smallest(), "check_ins", 0, "grace_minutes", to=1441),
        "check_ins.back.grace_minutes",
        "must be 1440 or less, not 1441",
    ),
    (
        changed(smallest(), "check_ins", 0, "grace_minutes", to=-241),
        "check_ins.back.grace_minutes",
        "must be -240 or more, not -241",
    ),
    (
        without(smallest(), "check_ins", 0, "grace_minutes"),
        "check_ins",
        "a 'back' check-in with grace_minutes is needed, or nobody is ever overdue",
    ),
    (
        changed(smallest(), "company", "response", to="forbid"),
        "company.response",
        (
            "'forbid' is not known; possible: 'block', 'warn', 'record', 'alert', 'task', 'guide', 'access', "
            "'remind', 'finding' or 'emergency'"
        ),
    ),
    (
        changed(smallest(), "announcement", "mode", to="never"),
        "announcement.mode",
        "'never' is not known; possible: 'always', 'if_possible', 'by_reason' or 'none'",
    ),
    (
        changed(smallest(), "announcement", "ours", to="yes"),
        "announcement.ours",
        "must be true or false, not 'yes'",
    ),
    (changed(smallest(), "title", to=5), "title", "must be text in quotes, not 5"),
    (
        changed(smallest(), "key", to="Our School"),
        "key",
        "'Our School' is no key; one has small letters, digits and underscores, a letter first",
    ),
    (
        changed(smallest(), "duties", 0, "id", to="NF1"),
        "duties.NF1.id",
        "'NF1' is no duty's id; one looks like BT-04",
    ),
    (
        changed(smallest(), "overdue", "steps", 0, "key", to="step 1"),
        "overdue.steps.step 1.key",
        "'step 1' is no step's key; one has small letters and underscores, a letter first",
    ),
    (
        changed(smallest(), "review", "next", to="soon"),
        "review.next",
        "must be a date such as 2026-09-30, not 'soon'",
    ),
    (
        changed(smallest(), "hours", "latest", to="four"),
        "hours.latest",
        "must be a time such as 16:00:00, not 'four'",
    ),
    (changed(smallest(), "kinds", to=[]), "kinds", "needs at least 1 in its list"),
    (changed(smallest(), "kinds", to="all"), "kinds", "must be a list, not 'all'"),
    (changed(smallest(), "hours", to=[]), "hours", "must be a table of keys, not a list"),
    (
        changed(smallest(), "overdue", "steps", 0, "next", to="police"),
        "overdue.steps.ring.next",
        "must be a table of keys, not 'police'",
    ),
    (changed(smallest(), "findings", to=["none"]), "findings.1", "must be a table of keys, not 'none'"),
]


@pytest.mark.parametrize(
    ("document", "key", "sentence"), REFUSED, ids=[f"{k}: {s[:40]}" for _, k, s in REFUSED]
)
def test_the_file_the_key_and_a_sentence_say_what_to_mend(
    document: Document, key: str, sentence: str
) -> None:
    with pytest.raises(PolicyFileError) as refused:
        policy_files.from_document(document, file="northfield.toml")
    assert (refused.value.file, refused.value.key, refused.value.sentence) == (
        "northfield.toml",
        key,
        sentence,
    )
    assert str(refused.value) == f"northfield.toml: {key}: {sentence}"


def test_every_problem_is_named_at_once() -> None:
    document = changed(without(smallest(), "title"), "kinds", to=["secret"])
    with pytest.raises(PolicyFileError) as refused:
        policy_files.from_document(document, file="northfield.toml")
    assert [problem.key for problem in refused.value.problems] == ["title", "kinds.1"]
    assert str(refused.value).count("northfield.toml: ") == 2


def test_a_long_value_is_shown_short() -> None:
    with pytest.raises(PolicyFileError) as refused:
        policy_files.from_document(changed(smallest(), "key", to="X" * 500), file="northfield.toml")
    assert len(refused.value.sentence) < 200


def test_every_way_of_writing_a_key_has_its_sentence() -> None:
    schema = str(TypeAdapter(Policy).json_schema())
    patterns = {found.replace("\\\\", "\\") for found in re.findall(r"'pattern': '(.*?)'", schema)}
    assert patterns == set(policy_errors._PATTERNS)


def test_only_a_list_that_is_short_by_itself_is_called_short() -> None:
    document = changed(smallest(), "kinds", to=["secret"])
    with pytest.raises(PolicyFileError) as refused:
        policy_files.from_document(document, file="northfield.toml")
    assert [problem.key for problem in refused.value.problems] == ["kinds.1"]
