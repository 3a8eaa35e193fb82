"""No count of 1 to 5 can be worked out from the table in which it stands."""

from itertools import product
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.suppression import MARK, MORE, SMALL, Row, Shown, bounds, hidden, in_words, is_small

FEWEST = SMALL + 1


def rows(*counts: int, people: dict[int, int] | None = None) -> list[Row]:
    """Rows named "a", "b" and so on; `people` says where fewer stand behind them, by place."""
    behind = people or {}
    return [
        Row(key=chr(97 + place), count=count, people=behind.get(place, count))
        for place, count in enumerate(counts)
    ]


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert hidden(rows(6, 20, 0, 9)) == {}


def test_97_of_100_gives_3_away() -> None:
    assert hidden(rows(97, 3)) == {"a": MORE, "b": MARK}
    assert bounds(100, {"a": MORE, "b": MARK}) == {"a": (95, 99), "b": (1, 5)}


def test_what_hides_another_is_chosen_by_its_place_and_not_by_its_size() -> None:
    assert hidden(rows(100, 3, 40)) == {"a": MORE, "b": MARK}
    assert hidden(rows(40, 3, 100)) == {"a": MORE, "b": MARK}
    assert hidden(rows(40, 3, 100), prefer=["c"]) == {"c": MORE, "b": MARK}


def test_one_that_would_leave_too_little_room_is_not_passed_over() -> None:
    assert hidden(rows(6, 2, 30)) == {"a": MORE, "b": MARK, "c": MORE}, (
        "with 6 shown the other were 4 or fewer"
    )
    assert hidden(rows(9, 1, 33)) == {"a": MORE, "b": MARK, "c": MORE}, "with 9 shown the other were 1"


def test_several_hide_one_where_none_is_large_enough() -> None:
    assert hidden(rows(7, 2, 9)) == {"a": MORE, "b": MARK, "c": MORE}


@pytest.mark.parametrize("counts", [(6, 2), (7, 2, 8), (1, 1, 1, 1, 1, 1), (5, 5)])
def test_where_nothing_is_left_no_row_is_shown(counts: tuple[int, ...]) -> None:
    assert hidden(rows(*counts)) is None


def test_many_visits_to_one_child_are_that_childs() -> None:
    found = hidden(rows(40, 8, 30, people={1: 1}))
    assert found == {"a": MORE, "b": MORE}
    assert bounds(78, {"a": MORE, "b": MORE, "c": 30})["b"] == (6, 42)


def test_what_is_hidden_elsewhere_is_hidden_here() -> None:
    assert set(hidden(rows(40, 8, 30), forced=["b"]) or {}) == {"a", "b"}


def test_a_true_zero_is_shown() -> None:
    assert "b" not in (hidden(rows(30, 0, 3)) or {})


@pytest.mark.parametrize(
    ("shown", "says"), [(1_200, "1,200"), (0, "0"), (MARK, "c"), (MORE, "1,195 to 1,199")]
)
def test_a_count_in_words(shown: Shown, says: str) -> None:
    assert in_words(shown, (1_195, 1_199)) == says


def possible(counts: list[int], shown: dict[str, Shown]) -> dict[str, set[int]]:
    """What each hidden row can be, by trying every table that would be marked in the same way."""
    left = sum(counts) - sum(count for count in shown.values() if isinstance(count, int))
    limits = {
        key: range(1, SMALL + 1) if count == MARK else range(FEWEST, left + 1)
        for key, count in shown.items()
        if not isinstance(count, int)
    }
    # How much the rows from the first on can add up to, and, the other way, those from the last on.
    found: dict[str, set[int]] = {}
    for key, own in limits.items():
        sums = {0}
        for other, room in limits.items():
            if other != key:
                sums = {total + one for total in sums for one in room if total + one <= left}
        found[key] = {one for one in own if left - one in sums}
    return found


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=1, max_size=7))
def test_every_small_row_can_be_anything_from_1_to_5(counts: list[int]) -> None:
    table = rows(*counts)
    away = hidden(table)
    if away is None or sum(counts) <= SMALL:
        return
    shown: dict[str, Shown] = {row.key: away.get(row.key, row.count) for row in table}
    assert not any(isinstance(count, int) and is_small(count) for count in shown.values())
    left = possible(counts, shown)
    for key, numbers in left.items():
        if shown[key] == MARK:
            assert numbers == {1, 2, 3, 4, 5}
        assert max(numbers) - min(numbers) >= SMALL - 1
        assert (min(numbers), max(numbers)) == bounds(sum(counts), shown)[key]


@given(st.lists(st.integers(0, 14), min_size=2, max_size=5), st.data())
def test_who_knows_how_rows_are_chosen_learns_no_more(counts: list[int], data: st.DataObject) -> None:
    keys = [str(place) for place in range(len(counts))]
    prefer = data.draw(st.sets(st.sampled_from(keys), max_size=1))
    away = chosen(dict(zip(keys, counts, strict=True)), prefer)
    if not away:
        return
    left = sum(count for key, count in zip(keys, counts, strict=True) if key in away)
    ranges = [range(1, SMALL + 1) if mark == MARK else range(SMALL + 1, left + 1) for mark in away.values()]
    assume(prod(map(len, ranges)) < 5_000)
    shown = dict(zip(keys, counts, strict=True))
    possible = [
        world
        for world in product(*ranges)
        if sum(world) == left and chosen(shown | dict(zip(away, world, strict=True)), prefer) == away
    ]
    for place, mark in enumerate(away.values()):
        if mark == MARK:
            assert {world[place] for world in possible} == set(range(1, SMALL + 1))


def chosen(counts: dict[str, int], prefer: set[str]) -> dict[str, str] | None:
    return hidden([Row(key=key, count=count, people=count) for key, count in counts.items()], prefer=prefer)
