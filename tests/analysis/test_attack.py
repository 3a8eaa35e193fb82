"""What somebody can work out: it must be seen, or nothing is protected against it."""

import numpy as np
import pytest

from analysis.attack import only_fit, solved

MATRIX = np.array([[1.0, 1.0, 1.0, -1.0]])


def marks(*which: int, of: int = 4) -> np.ndarray:
    found = np.zeros(of, dtype=np.bool_)
    found[list(which)] = True
    return found


def test_a_cell_alone_in_a_sum_is_solved() -> None:
    assert solved(MATRIX, marks(1)).tolist() == [False, True, False, False]


def test_two_in_the_same_sum_are_not() -> None:
    assert not solved(MATRIX, marks(1, 2)).any()


def test_one_that_only_two_sums_together_decide_is_solved() -> None:
    # a + b = 9 and a + b + c = 12: c is 3, a and b stay open.
    matrix = np.array([[1.0, 1.0, 0.0, -1.0, 0.0], [1.0, 1.0, 1.0, 0.0, -1.0]])
    assert solved(matrix, marks(0, 1, 2, of=5)).tolist() == [False, False, True, False, False]


@pytest.mark.parametrize("ring", [2, 40, 300])
def test_a_ring_of_cells_is_open_however_long_it_is(ring: int) -> None:
    matrix = np.zeros((ring, ring))
    for row in range(ring):
        matrix[row, [row, (row + 1) % ring]] = 1.0
    everything = np.ones(ring, dtype=np.bool_)
    assert np.linalg.matrix_rank(matrix) == ring - 1
    assert not solved(matrix, everything).any()


def test_nothing_hidden_is_nothing_solved() -> None:
    assert not solved(MATRIX, marks()).any()


def test_ones_that_add_up_to_as_many_are_the_only_fit() -> None:
    low, high = np.array([1.0, 1.0, 1.0, 3.0]), np.array([9.0, 9.0, 9.0, 3.0])
    assert only_fit(MATRIX, low, high, marks(0, 1, 2)).tolist() == [True, True, True, False]


def test_with_one_to_spare_nothing_is_certain() -> None:
    low, high = np.array([1.0, 1.0, 1.0, 4.0]), np.array([9.0, 9.0, 9.0, 4.0])
    assert not only_fit(MATRIX, low, high, marks(0, 1, 2)).any()


def test_limits_are_carried_through_a_hidden_total() -> None:
    low, high = np.array([1.0, 1.0, 1.0, 1.0]), np.array([9.0, 9.0, 9.0, 3.0])
    assert only_fit(MATRIX, low, high, marks(0, 1, 2, 3)).all()
