"""No count of 1 to 5 can be worked out from what is shown beside it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.suppression import SMALL, Sum, is_small, suppressed

MOST = 9


def table(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum[str]]]:
    """A table with all its totals: cells "0.1", rows "0.", columns ".1", everything "."."""
    counts = {f"{r}.{c}": n for r, row in enumerate(rows) for c, n in enumerate(row)}
    wide = range(len(rows[0]))
    counts |= {f"{r}.": sum(row) for r, row in enumerate(rows)}
    counts |= {f".{c}": sum(row[c] for row in rows) for c in wide}
    counts["."] = sum(map(sum, rows))
    sums = [Sum(f"{r}.", tuple(f"{r}.{c}" for c in wide)) for r in range(len(rows))]
    sums += [Sum(f".{c}", tuple(f"{r}.{c}" for r in range(len(rows)))) for c in wide]
    sums += [
        Sum(".", tuple(f"{r}." for r in range(len(rows)))),
        Sum(".", tuple(f".{c}" for c in wide)),
    ]
    return counts, sums


def possible(rows: list[list[int]], hidden: frozenset[str]) -> dict[str, set[int]]:
    """What each cell can be in any table that would be shown in the same way: the same numbers, and a `c` is no zero."""
    counts, _ = table(rows)
    tall, wide = len(rows), len(rows[0])
    most = max(MOST, *(n for row in rows for n in row)) + 1
    choices = [
        np.arange(1, most) if f"{r}.{c}" in hidden else np.array([rows[r][c]])
        for r in range(tall)
        for c in range(wide)
    ]
    every = np.stack(np.meshgrid(*choices, indexing="ij")).reshape(tall, wide, -1)
    cells = {f"{r}.{c}": every[r, c] for r in range(tall) for c in range(wide)}
    cells |= {f"{r}.": every[r].sum(axis=0) for r in range(tall)}
    cells |= {f".{c}": every[:, c].sum(axis=0) for c in range(wide)}
    cells["."] = every.sum(axis=(0, 1))
    alike = np.all(
        [cells[key] == counts[key] for key in counts if key not in hidden] or [cells["."] >= 0], axis=0
    )
    return {key: set(found[alike].tolist()) for key, found in cells.items()}


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert suppressed(*table([[6, 20], [0, 9]])) == frozenset()


def test_a_true_zero_is_shown() -> None:
    assert not {"0.1", "1.0"} & suppressed(*table([[3, 0, 9], [0, 8, 12]]))


def test_the_cheapest_cell_is_hidden_beside_a_small_one() -> None:
    counts = {"all": 143, "a": 3, "b": 40, "c": 100}
    assert suppressed(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}


def test_two_small_ones_cover_each_other() -> None:
    counts = {"all": 107, "a": 3, "b": 4, "c": 100}
    assert suppressed(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}


def test_two_ones_do_not_cover_each_other_since_a_c_is_no_zero() -> None:
    counts = {"all": 102, "a": 1, "b": 1, "c": 100}
    assert suppressed(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}


def test_two_fives_do_not_cover_each_other_for_who_knows_the_rule() -> None:
    counts = {"all": 110, "a": 5, "b": 5, "c": 100}
    assert suppressed(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}


def test_a_total_that_would_give_it_away_goes_too() -> None:
    counts = {"all": 6, **dict.fromkeys("abcdef", 1)}
    assert suppressed(counts, [Sum("all", tuple("abcdef"))]) == frozenset(counts)


def test_two_tables_share_a_total() -> None:
    counts = {"all": 6, "x": 6, **dict.fromkeys("abcdef", 1)}
    assert suppressed(counts, [Sum("all", tuple("abcdef")), Sum("all", ("x",))]) == frozenset(counts)


def test_what_has_so_few_is_not_broken_down_and_its_zeros_say_nothing() -> None:
    counts = {"all": 5, "a": 5, "b": 0, "c": 0}
    assert suppressed(counts, [Sum("all", ("a", "b", "c"), has_table=True)]) == frozenset(counts)


def test_what_stands_in_no_sum_is_hidden_only_if_it_is_small() -> None:
    assert suppressed({"a": 5, "b": 6, "c": 0}, []) == {"a"}


def test_nothing_at_all() -> None:
    assert suppressed({}, []) == frozenset()


def test_what_nobody_is_shown_hides_no_number_that_is_in_no_table() -> None:
    counts = {"year": 23, "term": 20, "rest": 3}
    assert suppressed(counts, [Sum("year", ("term", "rest"))], unseen={"rest"}) == frozenset()


@pytest.mark.parametrize("rows", [[[1, 30], [40, 50]], [[3, 30, 8], [40, 50, 6]]])
def test_in_a_table_of_two_ways_a_ring_of_cells_is_hidden(rows: list[list[int]]) -> None:
    hidden = suppressed(*table(rows))
    assert len({key for key in hidden if not key.startswith(".") and not key.endswith(".")}) == 4


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=3))
def test_every_small_cell_of_any_table_can_be_at_least_two_numbers(rows: list[list[int]]) -> None:
    counts, sums = table(rows)
    hidden = suppressed(counts, sums)
    small = {key for key, count in counts.items() if is_small(count)}
    assert small <= hidden
    left = possible(rows, hidden)
    assert {key for key in small if len(left[key]) < 2} == set()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_one_column_with_its_total_is_protected(column: list[int]) -> None:
    """The interval that is left for each, known total or not, has more than one whole number in it."""
    counts = {"all": sum(column), **{str(place): count for place, count in enumerate(column)}}
    hidden = suppressed(counts, [Sum("all", tuple(str(place) for place in range(len(column))))])
    cells = [str(place) for place in range(len(column)) if str(place) in hidden]
    for cell in cells:
        if "all" in hidden or not is_small(counts[cell]):
            continue
        left = sum(counts[c] for c in cells)
        assert min(left - (len(cells) - 1), SMALL) > 1
        assert len(cells) > 1
