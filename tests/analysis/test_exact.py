"""Exact intervals beside scipy's, and what an exact interval promises: that it covers the truth often enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, chi2

from analysis.exact import rate, share


@pytest.mark.parametrize(
    ("found", "of"),
    [(0, 12), (1, 12), (12, 12), (3, 40), (39, 40), (17, 1_000), (900, 1_000), (40, 1_000_000)],
)
def test_a_share_lies_where_scipy_says(found: int, of: int) -> None:
    wanted = binomtest(found, of).proportion_ci(method="exact")
    assert share(found, of) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@pytest.mark.parametrize("found", [0, 1, 2, 7, 30, 200, 5_000])
def test_a_rate_lies_where_the_chi_squared_distribution_says(found: int) -> None:
    low = chi2.ppf(0.025, 2 * found) / 2 if found else 0.0
    assert rate(found) == pytest.approx((low, chi2.ppf(0.975, 2 * found + 2) / 2), rel=1e-9)


def test_of_none_it_may_be_anything() -> None:
    assert share(0, 0) == (0.0, 1.0)


@given(found=st.integers(0, 60), more=st.integers(0, 60), level=st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_what_was_counted_lies_within_and_a_wider_level_is_wider(found: int, more: int, level: float) -> None:
    of = found + more
    low, high = share(found, of, level=level)
    assert 0.0 <= low <= (found / of if of else 0.0) <= high <= 1.0
    below, above = rate(found, level=level)
    assert 0.0 <= below <= found <= above
    wide = share(found, of, level=0.999)
    assert wide[0] <= low
    assert high <= wide[1]


@pytest.mark.parametrize("truth", [0.01, 0.07, 0.3, 0.5])
def test_it_covers_the_truth_at_least_as_often_as_it_says(truth: float) -> None:
    of = 40
    covered = sum(
        binom.pmf(found, of, truth)
        for found in range(of + 1)
        if (interval := share(found, of))[0] <= truth <= interval[1]
    )
    assert covered >= 0.95
