"""What is published of a term: all of it at once gives no small number away, by the best that a solver can do."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cubes import CUBES, OVERSIGHT, documents
from analysis.suppression import MARK, MORE, is_small
from tests.analysis.audit_by_lp import Documents, exposed, too_narrow
from tests.analysis.small_worlds import MONTHS, facts
from visits.counted import MEASURES, NO, NOT_ASKED, NOT_KNOWN, YES, Facts, VisitFact

NOTHING = Facts(months=MONTHS, visits=(), year_groups={}, homes=(), action_min=())


def visit(pupil: str = "p1", *, reason: str = "attendance", **answers: str) -> VisitFact:
    given = {**dict.fromkeys(MEASURES, YES), "overdue": NO, "incident": NO, **answers}
    return VisitFact(
        month="2026-05",
        reason=reason,
        kind="procedural",
        pupils=(pupil,),
        outcomes=("seen",),
        answers=given,
    )


def term(*visits: VisitFact) -> Facts:
    pupils = {pupil for one in visits for pupil in one.pupils}
    return replace(
        NOTHING, visits=visits, year_groups=dict.fromkeys(pupils, "8"), homes=("in_date",) * len(pupils)
    )


def many(count: int, start: int = 0, **answers: str) -> list[VisitFact]:
    return [visit(f"p{number}", **answers) for number in range(start, start + count)]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 70), st.sampled_from([0.6, 0.9, 0.98]))
def test_no_hidden_cell_of_any_term_has_less_room_than_from_1_to_5(
    seed: int, visits: int, kept: float
) -> None:
    assert too_narrow(facts(seed, visits=visits, kept=kept)) == []


def numbers(published: Documents) -> list[int]:
    """Every count that stands in what is published."""
    found: list[int] = []
    for cube, document in published.items():
        rows = (
            [count for row in document.get("measures", {}).values() if row for count in row.values()]
            if cube == OVERSIGHT
            else [row[1] for row in document.get("rows", [])]
        )
        found += [count for count in [document.get("total"), *rows] if isinstance(count, int)]
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60))
def test_no_small_number_is_published(seed: int, visits: int) -> None:
    published = documents(facts(seed, visits=visits), small_numbers=False)
    assert not any(map(is_small, numbers(published)))


def test_every_cube_of_the_list_is_published_of_every_term() -> None:
    for made in (NOTHING, term(*many(3)), term(*many(40))):
        for small_numbers in (True, False):
            assert list(documents(made, small_numbers=small_numbers)) == [cube.key for cube in CUBES]


def test_no_visit_is_a_true_zero() -> None:
    found = documents(NOTHING, small_numbers=False)
    assert found["reason"] == {"total": 0, "rows": []}
    assert found[OVERSIGHT]["total"] == 0


@pytest.mark.parametrize("made", [term(*many(5)), term(*many(4), *many(4), *many(4))])
def test_of_a_handful_of_visits_or_of_pupils_nothing_is_published(made: Facts) -> None:
    assert {str(table) for table in documents(made, small_numbers=False).values()} == {"{'too_few': True}"}
    assert documents(made, small_numbers=True)["reason"]["total"] == len(made.visits)


def test_visits_that_are_many_to_a_few_children_are_hidden() -> None:
    made = term(
        *many(40), *many(30, 40, reason="holiday"), *many(3, 80, reason="work"), *many(3, 80, reason="work")
    )
    found = documents(made, small_numbers=False)
    assert dict(found["reason"]["rows"]) == {"attendance": 40, "holiday": MORE, "work": MORE}
    assert dict(found["pupils"]["rows"]) == {"attendance": 40, "holiday": MORE, "work": MARK}


def test_pupils_are_counted_once_by_the_reason_of_their_first_visit() -> None:
    made = term(*many(12), *many(12, reason="holiday"), *many(7, 20, reason="holiday"))
    whole = documents(made, small_numbers=True)
    assert whole["pupils"] == {"total": 19, "rows": [["attendance", 12], ["holiday", 7]]}
    assert whole["reason"]["total"] == 31


def test_what_is_hidden_stands_last_in_the_order_of_the_list() -> None:
    made = term(
        *many(30, reason="work"), *many(12, 30), *many(2, 60, reason="refusing"), *many(3, 70, reason="other")
    )
    shown = documents(made, small_numbers=False)["reason"]["rows"]
    assert shown == [["attendance", 12], ["refusing", MARK], ["work", MORE], ["other", MARK]]


def test_97_of_100_is_hidden_with_the_3() -> None:
    measures = documents(term(*many(97), *many(3, 97, told=NO)), small_numbers=False)[OVERSIGHT]["measures"]
    assert measures["told"] == {YES: MORE, NO: MARK, NOT_ASKED: 0, NOT_KNOWN: 0}
    assert measures["company"] == {YES: 100, NO: 0, NOT_ASKED: 0, NOT_KNOWN: 0}


def test_what_two_measures_share_is_hidden_in_both() -> None:
    """Twenty are asked of neither, by the same policy: shown beside the one it would give the 2 of the other away."""
    stages = {"call_leave": NOT_ASKED, "call_home": NOT_ASKED}
    asked = [*many(6, 20, call_leave=YES, call_home=YES), *many(2, 30, call_leave=NO, call_home=YES)]
    found = documents(term(*many(20, **stages), *asked), small_numbers=False)[OVERSIGHT]["measures"]
    assert found["call_leave"][NOT_ASKED] == MORE
    assert found["call_home"] is None or found["call_home"][NOT_ASKED] == MORE


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        ((3.0,) * 12, {"known": 12, "not_known": 0, "median_min": 3}),
        ((3.0,) * 12 + (None,) * 2, {"known": MORE, "not_known": MARK, "median_min": 3}),
        ((3.0,) * 4 + (None,) * 12, {"known": MARK, "not_known": MORE, "median_min": None}),
        ((3.0,) * 6 + (None,), {"withheld": True}),
        ((3.0,) * 5, {"withheld": True}),
        ((), {"known": 0, "not_known": 0, "median_min": None}),
    ],
)
def test_the_middle_of_a_few_times_is_not_published(
    minutes: tuple[float | None, ...], shown: dict[str, object]
) -> None:
    late = many(len(minutes), 50, overdue=YES)
    made = replace(term(*many(40), *late), action_min=minutes)
    assert documents(made, small_numbers=False)[OVERSIGHT]["first_action"] == shown


def test_the_audit_finds_what_is_left_open() -> None:
    """A guard of the guard: a table in which only the small row is hidden is found."""
    made = term(*many(30), *many(3, 40, reason="holiday"))
    published = documents(made, small_numbers=False)
    published["reason"]["rows"] = [["attendance", 30], ["holiday", MARK]]
    assert [cell for cell, *_ in exposed(published, documents(made, small_numbers=True))] == [
        ("reason", "holiday")
    ]
