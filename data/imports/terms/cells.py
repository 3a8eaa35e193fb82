"""Days as schools publish them: with weekdays that do not fit, years that slipped, and INSET days not known yet."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from data.imports import cells
from data.imports.cells import BadCell
from visits.times import day_said

_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_YEAR = re.compile(r"(20\d{2})\s*[/\-]\s*(?:20)?(\d{2})")  # 2025/26, 2025-2026
_SEPARATORS = re.compile(r"[;,]|\band\b|&")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Said:
    """A day, and what somebody should hear about how it was written; empty for nothing."""

    day: date
    note: str = ""


@dataclass(frozen=True)
class Insets:
    """The INSET days of a cell, and each text in it that is no day."""

    days: tuple[Said, ...]
    not_days: tuple[str, ...]


def day(cell: str) -> Said:
    """A day, with or without its weekday: "Monday 17th July 2026". A weekday that does not fit is told, the date counts.

    Raises BadCell.
    """
    named = _WEEKDAY.match(cell)
    written = _ORDINAL.sub("", cell[named.end() :] if named else cell)
    found = cells.day(" ".join(written.split()))
    if named and _DAYS.index(named[1].lower()) != found.weekday():
        return Said(found, f"{day_said(found)} is a {found:%A}, and the file says {named[0].strip(' ,.')}")
    return Said(found)


def insets(cell: str) -> Insets:
    """Several days in one cell, parted by semicolons or commas. What is no day, such as "TBC", is kept as it stands."""
    days, not_days = [], []
    for part in _SEPARATORS.split(cell):
        if not (text := part.strip()):
            continue
        try:
            days.append(day(text))
        except BadCell:
            not_days.append(text[:40])
    return Insets(tuple(days), tuple(not_days))


def term_name(cell: str) -> str:
    """The term's name without the word itself: "Autumn term" is "Autumn"."""
    name = cells.text(re.sub(r"\s*\bterm\b\s*", " ", cell, flags=re.IGNORECASE).strip(), 40)
    if not name:
        raise BadCell("Give the term's name, such as Autumn.")
    return name[0].upper() + name[1:]


def written_year(cell: str) -> str:
    """The school year as it is written, "2025/26"; "" where it is no school year, such as "20256"."""
    found = _YEAR.fullmatch(cell)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return ""
    return f"{found[1]}/{found[2]}"
