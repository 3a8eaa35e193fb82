"""Finding a pupil by what somebody types, and whether a pupil is on roll."""

import unicodedata
from datetime import date
from enum import StrEnum
from functools import lru_cache


class Roll(StrEnum):
    """Whether a pupil is on roll on a day. HA-11 and FS-11 visit those who are not yet."""

    ON = "on_roll"
    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"


ROLL_WORDS: dict[Roll, str] = {
    Roll.ON: "On roll",
    Roll.NOT_YET: "Not on roll yet",
    Roll.NO_LONGER: "No longer on roll",
}
_SEPARATORS = str.maketrans({"-": " ", "\u2019": "", "'": "", ".": " ", ",": " "})


def roll(*, on_roll_from: date | None, on_roll_to: date | None, on: date) -> Roll:
    """Where the pupil stands on that day; the first and the last day count as on roll."""
    if on_roll_to is not None and on_roll_to < on:
        return Roll.NO_LONGER
    if on_roll_from is None or on_roll_from > on:
        return Roll.NOT_YET
    return Roll.ON


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """The text without accents, apostrophes, hyphens and capitals: "Zoë O'Neill-Smith" is "zoe oneill smith"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().translate(_SEPARATORS).split())


def matches(typed: str, *names: str) -> bool:
    """Whether each word that was typed begins a word of the names. Nothing typed matches nothing."""
    words = [word for name in names for word in folded(name).split()]
    wanted = folded(typed).split()
    return bool(wanted) and all(any(word.startswith(w) for word in words) for w in wanted)
