"""What stands in one cell of a file: a name, a day, a yes or a no. Each function raises BadCell with a sentence.

A cell that begins with = + - or @ is text like any other: nothing in Homeward works it out.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from data.phones import NotANumber, tidy
from visits.labels import ROLE_WORDS
from visits.words import GIVEN, Role

YES: Final = frozenset({"yes", "y", "true", "1", "x"})
NO: Final = frozenset({"no", "n", "false", "0"})
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BRITISH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3,9})[ \-](\d{4})")
_MIDNIGHT = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}")
_YEAR = re.compile(r"(?:year|yr|y)?\s*0?(\d{1,2})")
_ROUNDED = re.compile(r"\d+(\.\d+)?E[+-]?\d+", re.IGNORECASE)
_YOUNGEST = {
    "nursery": "Nursery",
    "n": "Nursery",
    "n1": "Nursery",
    "n2": "Nursery",
    "fs1": "Nursery",
    "reception": "Reception",
    "r": "Reception",
    "fs2": "Reception",
}
_ROLES = {ROLE_WORDS[role].casefold(): role for role in GIVEN} | {role.value: role for role in GIVEN}


class BadCell(ValueError):
    """A cell that cannot be taken. `str()` is a sentence for whoever made the file."""


def tidied(cell: str) -> str:
    """The cell's text in one line, without the apostrophe by which a spreadsheet marks text."""
    text = unicodedata.normalize("NFC", cell)
    lines = (" ".join(line.split()) for line in text.splitlines())
    joined = ", ".join(line for line in lines if line)
    if len(joined) > 1 and joined[0] == "'" and joined[1] in "=+-@0123456789":
        joined = joined[1:]
    return joined


def text(cell: str, most: int) -> str:
    """Any text of so many characters at the most."""
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in cell):
        raise BadCell("This cell holds characters that cannot be read. Save the file as 'CSV UTF-8'.")
    if len(cell) > most:
        raise BadCell(f"This is too long: {len(cell)} characters, {most} at the most.")
    return cell


def number(cell: str, most: int) -> str:
    """A number that people are known by: kept as it stands, so one that a spreadsheet has rounded is refused."""
    if _ROUNDED.fullmatch(cell):
        raise BadCell(
            "A spreadsheet has rounded this number. Set its column to 'Text' and save the file again."
        )
    return text(cell, most)


def day(cell: str) -> date:
    """A day, written 2015-09-03, 03/09/2015 or 3 Sep 2015. The day stands before the month."""
    written = _MIDNIGHT.sub("", cell)
    if found := _ISO.fullmatch(written):
        year, month, of_month = (int(part) for part in found.groups())
    elif found := _BRITISH.fullmatch(written):
        of_month, month, year = (int(part) for part in found.groups())
    elif found := _NAMED.fullmatch(written):
        of_month, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise BadCell("This is not a date. Write it as 03/09/2015 or 2015-09-03.")
    try:
        result = date(year, month, of_month)
    except ValueError:
        raise BadCell("There is no such day. Write the day before the month, such as 03/09/2015.") from None
    if not EARLIEST <= result <= LATEST:
        raise BadCell("This year cannot be right.")
    return result


def _month(word: str) -> int:
    start = word[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def yes_or_no(cell: str) -> bool:
    word = cell.casefold()
    if word not in YES | NO:
        raise BadCell("Write Yes or No, or leave it empty.")
    return word in YES


def phone(cell: str) -> str:
    """A telephone number with the usual spaces; the 0 that a spreadsheet took away is put back."""
    try:
        return tidy(cell)
    except NotANumber as why:
        raise BadCell(str(why)) from None


def postcode(cell: str) -> str:
    letters = re.sub(r"\s", "", cell).upper()
    spaced = f"{letters[:-3]} {letters[-3:]}"
    if not _POSTCODE.fullmatch(spaced):
        raise BadCell("This is not a postcode, such as AB1 2CD.")
    return spaced


def year_group(cell: str) -> str:
    """The year group as Homeward writes it: Nursery, Reception, or a number from 1 to 14."""
    word = cell.casefold()
    if word in _YOUNGEST:
        return _YOUNGEST[word]
    found = _YEAR.fullmatch(word)
    if not found or not 1 <= int(found[1]) <= 14:
        raise BadCell("This is not a year group. Write Nursery, Reception, or a number from 1 to 14.")
    return str(int(found[1]))


def roles(cell: str) -> frozenset[Role]:
    """Roles in the words that Homeward uses, parted by semicolons, commas or bars."""
    words = [word.strip().casefold() for word in re.split(r"[;,|]", cell) if word.strip()]
    if not words:
        raise BadCell("Give at least one role.")
    unknown = [word for word in words if word not in _ROLES]
    if unknown:
        known = ", ".join(sorted(ROLE_WORDS[role] for role in set(_ROLES.values())))
        raise BadCell(f"'{unknown[0][:40]}' is not a role. The roles are: {known}.")
    return frozenset(_ROLES[word] for word in words)
