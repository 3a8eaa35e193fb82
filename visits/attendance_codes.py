"""What an attendance mark counts as in England, from 19 August 2024 (Department for Education, "Working together to
improve school attendance"). A session that is not a possible attendance counts neither above nor below the line, and
a blank is a session that was not taken yet, never an absence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

NEVER_TAKEN: Final = frozenset({"", "-", "--"})
"""Marks that say that no mark was recorded."""


class Category(IntEnum):
    """The statistical category of a mark. The numbers are kept in files: they never change their meaning."""

    NOT_POSSIBLE = 0
    PRESENT = 1
    APPROVED = 2
    AUTHORISED = 3
    UNAUTHORISED = 4


ATTENDED: Final = (Category.PRESENT, Category.APPROVED)
ABSENT: Final = (Category.AUTHORISED, Category.UNAUTHORISED)

_BY_NAME: Final = {
    "Present": Category.PRESENT,
    "Approved educational activity": Category.APPROVED,
    "Authorised absence": Category.AUTHORISED,
    "Unauthorised absence": Category.UNAUTHORISED,
    "Not a possible attendance": Category.NOT_POSSIBLE,
}


class UnknownCode(ValueError):
    """A mark that no table knows. It is an error in its row, never "absent"."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code of the table. `ended` is said of one that was in use until July 2024: it counts as it did then."""

    code: str
    meaning: str
    category: Category
    ended: bool = False


class CodeTable:
    """The codes by what they are written as."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self.codes: dict[str, Code] = {}
        for one in codes:
            self.codes.setdefault(one.code, one)

    @classmethod
    def of(cls, current: Iterable[Mapping[str, str]], legacy: Iterable[Mapping[str, str]]) -> "CodeTable":
        """From the rows of the two published lists. A code that is in both counts as it does today."""
        now = [
            Code(code=row["code"], meaning=row["meaning"], category=_BY_NAME[row["statistical_category"]])
            for row in current
        ]
        before = [
            Code(code=row["code"], meaning=row["meaning"], category=category, ended=True)
            for row in legacy
            if (category := _BY_NAME.get(row["statistical_category_when_valid"])) is not None
        ]
        return cls([*now, *before])

    def find(self, mark: str) -> Code | None:
        """What a mark means; None where none was recorded. Raises UnknownCode."""
        written = mark.strip().upper()
        if written in NEVER_TAKEN:
            return None
        found = self.codes.get(written)
        if found is None:
            raise UnknownCode(f'There is no attendance code "{mark.strip()[:12]}".')
        return found


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """Sessions of one pupil, or of many. A share means little over a few sessions: `possible` is shown with it."""

    attended: int
    possible: int

    @classmethod
    def of(cls, categories: Iterable[Category]) -> "Attendance":
        """Count marks by the rules."""
        found = [category for category in categories if category is not Category.NOT_POSSIBLE]
        return cls(attended=sum(category in ATTENDED for category in found), possible=len(found))

    @property
    def absent(self) -> int:
        return self.possible - self.attended

    @property
    def share(self) -> float | None:
        """Attended of possible sessions, 0 to 1; None where there was no possible session."""
        return self.attended / self.possible if self.possible else None

    @property
    def is_persistent(self) -> bool:
        """Absent for 10% or more of their own possible sessions: exactly 90.0% attendance is persistent."""
        return self.possible > 0 and self.absent * 10 >= self.possible

    @property
    def is_severe(self) -> bool:
        """Absent for 50% or more of their own possible sessions."""
        return self.possible > 0 and self.absent * 2 >= self.possible
