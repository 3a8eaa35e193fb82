"""What taking a file would do: shown as a preview, then carried out by the command. Both come from one comparison."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from data.imports.reading import Problem, Sheet
from data.models import Base

EMPTY = "empty"
T = TypeVar("T", bound=Base)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Somebody who is kept already, and what the file says otherwise, a line each."""

    who: str
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What was understood of a file, and what taking it would do. With problems, nothing is taken.

    `rows` counts those with something in them, `unchanged` those that say what is kept already. `leavers` are those
    who are not in the file; they leave only if asked. `notes` say what the file says and is not taken. `fingerprint`
    is of all that: a command that is given it refuses to do anything else.
    """

    rows: int
    problems: tuple[Problem, ...]
    new: tuple[str, ...]
    changed: tuple[Change, ...]
    unchanged: int
    leavers: tuple[str, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        told = repr((self.rows, self.new, self.changed, self.unchanged, self.leavers, self.notes))
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


@dataclass
class Plan:
    """Rows to add, in the order in which they refer to each other, and values to set. Nothing is done until `take`."""

    sheet: Sheet
    new: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    leavers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _adds: list[list[Base]] = field(default_factory=list)
    _sets: list[tuple[Base, str, Any]] = field(default_factory=list)
    _leaving: list[tuple[Base, str, Any]] = field(default_factory=list)

    def add(self, row: Base, *, rank: int) -> None:
        """Have a row added; those of a lower rank are there before it."""
        while len(self._adds) <= rank:
            self._adds.append([])
        self._adds[rank].append(row)

    def added(self, kind: type[T]) -> list[T]:
        """The rows of this kind that are to be added."""
        return [row for rank in self._adds for row in rank if isinstance(row, kind)]

    def change(self, row: Base, name: str, value: Any, *, title: str) -> list[str]:
        """Have a value set if it is another; what to tell of it."""
        before = getattr(row, name)
        if before == value:
            return []
        self._sets.append((row, name, value))
        return [f"{title}: {said(before)} → {said(value)}"]

    def end(self, row: Base, name: str, value: Any) -> None:
        """Have a value set if those who are not in the file leave."""
        self._leaving.append((row, name, value))

    def preview(self) -> Preview:
        return Preview(
            rows=len(self.sheet.lines),
            problems=tuple(self.sheet.problems),
            new=tuple(self.new),
            changed=tuple(self.changed),
            unchanged=self.unchanged,
            leavers=tuple(self.leavers),
            ignored=self.sheet.ignored,
            notes=tuple(self.notes),
        )

    def take(self, session: Session, *, leavers: bool) -> None:
        """Carry it out in the session's transaction. Raises Invalid with all problems, and then does nothing."""
        if self.sheet.problems:
            raise self.sheet.invalid()
        for rank in self._adds:
            session.add_all(rank)
            session.flush()
        for row, name, value in [*self._sets, *(self._leaving if leavers else [])]:
            setattr(row, name, value)
        session.flush()

    def counts(self, *, leavers: bool) -> Mapping[str, int]:
        """For the audit: how many, and of nobody by name."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "left": len(self.leavers) if leavers else 0,
        }


def said(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return str(value)
