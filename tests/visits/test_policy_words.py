"""What a policy asks for, in words: of the five texts, and of the least that a policy may say."""

import pytest

from data.policy_files import load_all
from tests.policy_documents import ladder, smallest, tell_step
from visits.ladder_words import in_words
from visits.ladders import Ladder
from visits.policy import Policy
from visits.policy_changes import What, changes
from visits.policy_words import Aspect, aspects, review_day

POLICIES = load_all()


def aspect(key: str, of: str) -> Aspect:
    (found,) = [a for a in aspects(POLICIES[of]) if a.key == key]
    return found


def test_every_policy_has_the_same_aspects_in_the_same_order() -> None:
    (order,) = {tuple(a.key for a in aspects(policy)) for policy in POLICIES.values()}
    assert len(set(order)) == len(order) == 13


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_aspect_is_empty_and_each_has_a_source_or_is_ours(policy: Policy) -> None:
    for one in aspects(policy):
        assert one.text.endswith(".")
        assert ".." not in one.text
        assert one.duties or one.ours or one.text.startswith("The text "), one


@pytest.mark.parametrize(
    ("key", "of", "words", "ours"),
    [
        ("authoriser", "blessed_trinity", "Lead DSL. A dated delegate may, which the text does not", False),
        ("authoriser", "fs2_primary", "SLT, Headteacher or Deputy head", True),
        ("authoriser", "washwood_heath", "Out of hours: SLT, Headteacher or Deputy head", False),
        ("pairs", "washwood_heath", "Two go; Homeward does not let it go otherwise", False),
        ("pairs", "blessed_trinity", "Two go; otherwise it takes a reason", False),
        ("announcement", "heather_avenue", "Parents are always told before", False),
        ("announcement", "washwood_heath", "if possible", True),
        ("overdue_after", "blessed_trinity", "30 minutes after the time back", False),
        ("overdue_after", "washwood_heath", "At the minute of the time back", False),
        ("overdue_after", "red_balloon_norwich", "15 minutes after the time back", True),
        ("ladder", "washwood_heath", "4 steps. 1. Ring both visitors; 2. Ring the pupil's home", False),
        ("ladder", "red_balloon_norwich", "3 steps", True),
        ("code_phrase", "washwood_heath", "The text has none", False),
        ("code_phrase", "blessed_trinity", "prints it, so it is no secret", False),
        ("code_phrase", "heather_avenue", "then 999 at once", False),
        ("risk", "blessed_trinity", "8 questions", False),
        ("hours", "washwood_heath", "Not after 16:00", False),
        ("nudges", "washwood_heath", "The visitor is reminded 10 minutes before their time and at it", True),
        ("nudges", "heather_avenue", "The visitor is reminded 10 minutes before their time", True),
        ("check_ins", "fs2_primary", "To arrive: no time is set", False),
        (
            "check_ins",
            "washwood_heath",
            "out of hours: 60 minutes late at most (the minutes are ours)",
            False,
        ),
        ("reasons", "heather_avenue", "One on the list. Another after talking to SLT (that is ours)", False),
        ("reasons", "blessed_trinity", "10 on the list. No other", False),
        ("write_up", "red_balloon_norwich", "In MyConcern", False),
        ("review", "heather_avenue", "Last: May 2022. Next: May 2024. Every 24 months", False),
        ("review", "washwood_heath", "Next: no date given. No cycle given", False),
    ],
)
def test_what_the_five_texts_say(key: str, of: str, words: str, *, ours: bool) -> None:
    found = aspect(key, of)
    assert words in found.text
    assert found.ours is ours


def test_the_least_that_a_policy_may_say_can_be_said_in_words() -> None:
    assert all(a.text for a in aspects(Policy.model_validate(smallest())))


def test_a_policy_that_only_wants_people_told() -> None:
    document = {**smallest(), "authorisation": {"ours": True, "notify_only": True}}
    (first, *_) = aspects(Policy.model_validate(document))
    assert first.text == "Nobody has to; they are told."


def test_a_day_or_a_month_or_none() -> None:
    review = POLICIES["red_balloon_norwich"].review
    assert review_day(review.next, is_month=False) == "18 October 2024"
    assert review_day(review.next, is_month=True) == "October 2024"
    assert review_day(None, is_month=False) == "no date given"


def test_each_step_says_what_follows_each_outcome() -> None:
    ring, police = in_words(Ladder.model_validate(ladder()))
    assert ring.title == "Step 1 of 2: Ring both visitors"
    assert ring.follows == (
        "Answered, well: it ends once everybody is accounted for.",
        "Answered, concern / No answer / Could not try: on to step 2.",
    )
    assert police.acts == "SLT or Office"
    assert police.follows == (
        "Police called / Police not needed now: it stays here, with a reminder every 5 minutes.",
    )
    assert police.police.startswith("A person decides.")


def test_who_is_told_at_a_step() -> None:
    steps = [{**ladder()["steps"][0], "next": dict.fromkeys(ladder()["steps"][0]["next"], "tell")}]
    found = in_words(
        Ladder.model_validate({**ladder(steps=[*steps, tell_step("tell", "police"), ladder()["steps"][1]])})
    )
    assert [step.tells for step in found] == ["", "SLT", ""]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_way_on_of_the_five_ladders_is_said(policy: Policy) -> None:
    for step, words in zip(policy.overdue.steps, in_words(policy.overdue), strict=True):
        told = " ".join(words.follows)
        assert sum(told.count(" / ") + 1 for told in words.follows) == len(step.next)
        assert told


def test_the_same_text_changes_nothing() -> None:
    policy = POLICIES["blessed_trinity"]
    assert changes(policy, policy) == ()


def test_the_first_text_is_new_in_every_line() -> None:
    found = changes(None, POLICIES["heather_avenue"])
    assert {change.what for change in found} == {What.NEW}
    assert "HA-01" in {change.name for change in found}


def test_what_changes_is_said_before_and_after() -> None:
    old = POLICIES["blessed_trinity"]
    document = old.model_dump(mode="json")
    document["authorisation"]["roles"] = ["lead_dsl", "deputy_dsl"]
    document["duties"][1]["text"] = "Parents hear of it."
    document["findings"] = document["findings"][1:]
    document["review"]["next"] = "2027-09-01"
    found = {change.name: change for change in changes(old, Policy.model_validate(document))}
    assert found["Who authorises"].before.startswith("Lead DSL.")
    assert found["Who authorises"].after.startswith("Lead DSL or Deputy DSL.")
    assert found[old.duties[1].id].after.startswith("Parents hear of it.")
    assert "Next: September 2027" in found["Review"].after
    assert [c.what for c in found.values()].count(What.GONE) == 1


def test_a_difference_without_words_of_its_own_is_never_passed_over() -> None:
    old = POLICIES["blessed_trinity"]
    document = old.model_dump(mode="json")
    document["risk"]["questions"][0]["text"] = "Another question?"
    (found,) = changes(old, Policy.model_validate(document))
    assert (found.what, found.after) == (What.CHANGED, "risk")
