"""Which passwords and PINs are refused."""

import pytest
import zxcvbn

from data.weakness import LOOKED_AT, TOO_EASY, password_weakness, pin_weakness

ABOUT = ("Ada Ashdown", "ada.ashdown@quillmere.example", "Quillmere High")


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "P@ssw0rd123",
        "qwertyuiop",
        "1234567890",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "Welcome123",
        "Summer2026!",
        "liverpool1",
        "teacher2026",
        "Homeward2026",
        "Quillmere2026",
        "quillmerehigh1",
        "AdaAshdown1",
        "ada.ashdown1",
    ],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    assert password_weakness(password, ABOUT) == TOO_EASY


@pytest.mark.parametrize(
    "password",
    [
        "a kettle in the reeds",
        "two herons on a wall",
        "seven swans on a lake",
        "kbrqzwvhtp",
        "пять лебедей на озере",
        "🦢 swans on a cold lake 🦢",
        "x" * 9 + " kettle heron reeds " + "y" * 100,
    ],
)
def test_any_letters_spaces_and_length_are_taken(password: str) -> None:
    assert password_weakness(password, ABOUT) == ""


def test_ten_characters_and_two_hundred() -> None:
    assert "at least 10" in password_weakness("kbrqzwvht", ())
    assert "at most 200" in password_weakness("kettle heron " * 16, ())


def test_of_a_long_password_only_the_beginning_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one that is made for it zxcvbn would weigh all 200 characters for 20 seconds."""
    weighed: list[str] = []
    weigh = zxcvbn.zxcvbn

    def watched(password: str, *given: object) -> object:
        weighed.append(password)
        return weigh(password, *given)

    monkeypatch.setattr(zxcvbn, "zxcvbn", watched)
    assert password_weakness("seven swans on a lake " * 9, ABOUT) == ""
    assert weighed
    assert max(map(len, weighed)) == LOOKED_AT < 30


@pytest.mark.parametrize(
    "pin",
    ["123", "123456789", "12a4", "١٢٣٤", "1111", "1234", "9876", "2580", "1212", "123123", "1998", "2011"],
)
def test_a_pin_that_many_have_is_refused(pin: str) -> None:
    assert pin_weakness(pin)


def test_a_pin_of_ones_own_number_is_refused() -> None:
    assert "mobile" in pin_weakness("0456", mobile="07700 900456")
    assert pin_weakness("0456", mobile="07700 900123") == ""
    assert pin_weakness("4826", mobile="") == ""
