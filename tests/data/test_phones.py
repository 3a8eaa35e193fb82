"""Numbers as people write them and as a telephone dials them."""

import pytest

from data.phones import NotANumber, dialled, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700900123", "07700 900123"),
        (" +44 (0)7700 900-123 ", "07700 900123"),
        ("01632 960 001", "01632 960001"),
        ("+353 1 234 5678", "+353 1 234 5678"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_number_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize("typed", ["12", "ring me", "07700", "077009001234567890", "+"])
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotANumber, match="such as 07700 900123"):
        tidy(typed)


def test_a_link_dials_it_from_anywhere() -> None:
    assert dialled("07700 900123") == "+447700900123"
    assert dialled("not a number") == ""
