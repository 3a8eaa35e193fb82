"""What can be rung, and what is a slip of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.phones import plausible


@pytest.mark.parametrize(
    "number",
    [
        "07700 900111",
        "07700900111",
        "+44 7700 900111",
        "0044 7700 900111",
        "01632 960123",
        "(01632) 960-123",
        "+353 1 234 5678",
    ],
)
def test_a_number_that_can_be_rung(number: str) -> None:
    assert plausible(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        " ",
        "0",
        "0770",
        "07700 90011",
        "07700 9001112",
        "her mobile",
        "0800 FLOWERS",
        "999",
        "+999 1",
        "\u0660",
    ],
)
def test_a_number_that_cannot(number: str) -> None:
    assert not plausible(number)


@given(st.text(max_size=300))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    assert plausible(text) in (True, False)
