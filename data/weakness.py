"""Which passwords and PINs are too easy to guess. No rule on letters, digits or signs, and none that makes people change.

Passwords by zxcvbn's lists of leaked and common ones, names and words, and by what somebody would try who knows whose it
is (OWASP ASVS 5, 6.2). Its lists take 0.13 s and 15 MB to load, so they are loaded when a password is first chosen.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

SHORTEST_PASSWORD: Final = 10
LONGEST_SECRET: Final = 200
LOOKED_AT: Final = 24
"""How much of a password is weighed, in characters: with all 200 of one that is made for it, zxcvbn works for 20 s, and
with these for less than 1. More of a password never makes it easier to guess: what is strong so far is strong."""
STRONG_ENOUGH: Final = 3
"""zxcvbn's score, 0 to 4: from 3 on more than a hundred million guesses."""
OWN_WORD: Final = 4
"""Letters from which on a word of somebody's own counts for nothing; shorter ones stand inside others by chance."""
MADE_FOR_US: Final = ("homeward", "home visit", "school")
COMMON_PINS: Final = frozenset(
    {"2580", "0852", "1004", "1122", "1357", "2468", "5683", "112233", "147258", "159753"}
)
"""Those that are met most and that no rule here finds: down the keypad and up, angels and love, steps of two."""

TOO_EASY: Final = (
    "This password is too easy to guess. Three words that do not belong together make a good one."
)
EASY_PIN: Final = "This PIN is too easy to guess:"


def password_weakness(password: str, about: Iterable[str]) -> str:
    """Why a password cannot be taken, as a sentence; empty when it can.

    `about` is what somebody would try who knows the person: their name and address, their schools' names.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Choose a password of at least {SHORTEST_PASSWORD} characters; three words in a row are easy to keep."
    if len(password) > LONGEST_SECRET:
        return f"Choose a password of at most {LONGEST_SECRET} characters."
    from zxcvbn import zxcvbn

    known = _words([*MADE_FOR_US, *about])
    looked_at = password[:LOOKED_AT]
    texts = {looked_at, _without(looked_at, known)}
    return "" if all(zxcvbn(t, known)["score"] >= STRONG_ENOUGH for t in texts) else TOO_EASY


def pin_weakness(pin: str, *, mobile: str = "") -> str:
    """Why a PIN cannot be taken, as a sentence; empty when it can."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        return "A PIN is 4 to 8 digits."
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    half = len(pin) // 2
    if steps in ({0}, {1}, {-1}) or pin in COMMON_PINS or pin == pin[:half] * 2:
        return f"{EASY_PIN} not all the same digit, not digits in a row, and nothing twice."
    if len(pin) == 4 and pin[:2] in ("19", "20"):
        return f"{EASY_PIN} it looks like a year."
    if pin in "".join(c for c in mobile if c.isdigit()):
        return f"{EASY_PIN} it is part of your mobile number."
    return ""


def _without(password: str, known: list[str]) -> str:
    """What is left of a password without the words that somebody would try: it has to be strong by itself."""
    longest_first = sorted((word for word in known if len(word) >= OWN_WORD), key=len, reverse=True)
    rest = password.casefold()
    for word in longest_first:
        rest = rest.replace(word, "")
    return rest or "a"


def _words(texts: Iterable[str]) -> list[str]:
    """Each text as a whole, without its spaces, and its parts of three letters and more."""
    found: dict[str, None] = {}
    for text in texts:
        low = text.casefold()
        for word in (low, low.partition("@")[0], "".join(low.split()), *re.split(r"[\W_]+", low)):
            if len(word) >= 3:
                found[word] = None
    return list(found)
