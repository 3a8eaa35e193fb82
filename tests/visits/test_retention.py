"""How long each kind is kept: from which day it counts, and what is never due because a date is missing."""

from datetime import date

import pytest

from tests.repo.tree import ROOT
from visits.retention import (
    RULES,
    Kept,
    RuleKey,
    attendance_kept,
    child_kept,
    counted,
    household_kept,
    later_by,
    staff_kept,
    table,
    visit_kept,
)
from visits.words import RecordKind

BORN, LEFT, SEEN = date(2008, 2, 29), date(2019, 7, 19), date(2019, 9, 2)


def child(**more: object) -> date | None:
    given = {"protected": False, "born_on": BORN, "last_on_roll": LEFT, "last_visit_on": None}
    return child_kept(**{**given, **more}).until  # type: ignore[arg-type]


def test_a_child_with_a_matter_of_child_protection_is_kept_to_25_years_from_birth() -> None:
    assert child(protected=True) == date(2033, 3, 1)
    assert child(protected=True, last_visit_on=date(2030, 1, 7)) == date(2036, 1, 7)


def test_without_a_birth_date_it_is_never_due() -> None:
    assert child(protected=True, born_on=None) is None
    assert not Kept(RuleKey.CHILD_PROTECTED, None).is_over(date(2200, 1, 1))


def test_any_other_child_is_kept_six_years_from_the_last_day_here() -> None:
    assert child() == date(2025, 7, 19)
    assert child(last_visit_on=SEEN) == date(2025, 9, 2)
    assert child(born_on=None) == date(2025, 7, 19)
    assert child(last_on_roll=None) is None


def test_a_visit_is_kept_six_years_or_as_its_youngest_child() -> None:
    assert visit_kept(protected=False, back_on=SEEN, children_born=[None]).until == date(2025, 9, 2)
    older = date(2001, 1, 1)
    assert visit_kept(protected=True, back_on=SEEN, children_born=[older, BORN]).until == date(2033, 3, 1)
    assert visit_kept(protected=True, back_on=SEEN, children_born=[date(1999, 1, 1)]).until == date(
        2029, 9, 2
    )
    assert visit_kept(protected=True, back_on=SEEN, children_born=[BORN, None]).until is None


def test_a_home_goes_with_the_last_of_its_children_and_visits() -> None:
    early, late, unknown = (Kept(RuleKey.VISIT, on) for on in (LEFT, SEEN, None))
    assert household_kept([early, late]).until == SEEN
    assert household_kept([early, unknown]).until is None
    assert household_kept([]).until is None


def test_staff_and_marks() -> None:
    assert staff_kept(LEFT).until == date(2025, 7, 19)
    assert staff_kept(None).until is None
    assert attendance_kept(LEFT).until == date(2025, 7, 19)


def test_a_day_at_its_end_is_over() -> None:
    assert Kept(RuleKey.STAFF, LEFT).is_over(LEFT)
    assert not Kept(RuleKey.STAFF, LEFT).is_over(date(2019, 7, 18))
    assert later_by(date(2020, 2, 29), 1) == date(2021, 3, 1)


def test_every_kind_of_record_has_a_rule_with_its_reason() -> None:
    assert {rule.kind for rule in RULES.values()} == set(RecordKind)
    assert all(rule.why and rule.kept and rule.counts_from for rule in RULES.values())


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({RecordKind.VISIT: 1}, "1 visit"),
        (
            {RecordKind.VISIT: 1_200, RecordKind.CHILD: 1, RecordKind.STAFF: 2},
            "1 child, 1,200 visits and 2 members of staff",
        ),
    ],
)
def test_counts_in_words(counts: dict[RecordKind, int], said: str) -> None:
    assert counted(counts) == said


def test_the_page_of_the_documentation_says_what_the_code_does() -> None:
    assert table() in (ROOT / "docs/retention.md").read_text(encoding="utf-8")
