"""Marks as they were read from a file, whatever its layout, with the row that each stands in."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from data.imports import cells
from data.imports.cells import BadCell, tidied
from data.imports.reading import SHOWN, Problem

EPOCH: Final = date(1970, 1, 1).toordinal()
AM, PM = 0, 1
SESSION_NAMES: Final = ("morning", "afternoon")
_HALF: Final = re.compile(r"(?<![A-Z])(AM|PM)(?![A-Z])")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
_WORDS: Final = {"MORNING": AM, "AFTERNOON": PM}

Key = tuple[str, int, int]
"""Pupil's number, day since 1970, session."""


@dataclass
class Marks:
    """What a file says: the mark of each pupil, day and session, as written; "" is a session not taken.

    `left_out` counts rows that are rightly not read, by why; `problems` are what cannot be taken.
    """

    layout: str
    codes: dict[Key, str] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    rows_read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0

    def refuse(self, row: int, column: str, sentence: str) -> None:
        """Keep a problem. A file that is wrong as a whole is not told a million times."""
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(row=row, column=column, sentence=sentence))
        else:
            self.more_problems += 1

    def add(self, row: int, *, pupil: str, day: int, session: int, code: str) -> None:
        """Keep a mark. The same twice is one; two that differ are a problem, since nobody can say which is right."""
        key = (pupil, day, session)
        written = code.strip()
        before = self.codes.setdefault(key, written)
        first = self.rows.setdefault(key, row)
        if before != written:
            self.refuse(
                row,
                "",
                f'Row {first} has "{before[:12]}" for the same pupil, day and {SESSION_NAMES[session]}; '
                f'this one has "{written[:12]}".',
            )


@lru_cache(maxsize=4_000)
def day_number(cell: str) -> int:
    """A day as days since 1970, a time after it left out. Raises BadCell."""
    text = at_school(tidied(cell))
    if not text:
        raise BadCell("The day is missing.")
    return cells.day(text).toordinal() - EPOCH


def at_school(text: str) -> str:
    """A moment that says how far from UTC it is, as a clock at school shows it; anything else as it stands.

    Midnight in summer is written 23:00Z of the day before: to read the day off it would move every mark by one.
    """
    if not _MOMENT.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/London"))
    except (ValueError, OverflowError):
        raise BadCell("There is no such day or time.") from None
    return f"{moment:%Y-%m-%d %H:%M}"


@lru_cache(maxsize=4_000)
def session_of(name: str) -> int | None:
    """Morning or afternoon, from a session's name such as "AM", "Mon PM" or "Afternoon"; None for another."""
    text = tidied(name).upper()
    for word, session in _WORDS.items():
        if word in text:
            return session
    spaced = re.sub(r"^(MON|TUE|WED|THU|FRI|SAT|SUN)(?=AM|PM)", r"\1 ", text)
    found = _HALF.search(spaced)
    return None if found is None else (AM if found[1] == "AM" else PM)


@lru_cache(maxsize=20_000)
def pupil_number(cell: str) -> str:
    """The number that the school knows a pupil by. Raises BadCell."""
    text = tidied(cell)
    if not text:
        raise BadCell("The pupil's number is missing.")
    return cells.number(text, most=40)
