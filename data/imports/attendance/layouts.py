"""The eight layouts, each known by its header, and the small reader of each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from data.imports.attendance.marks import Marks
from data.imports.cells import BadCell

Row = tuple[int, list[str]]
"""Its number, as a spreadsheet counts it, and its cells: one for each column of the header."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a file of some layouts does not say and somebody has to: the week's Monday, the one pupil's number, and what
    the ids of codes mean."""

    week: date | None = None
    pupil: str | None = None
    codes: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table: where each column stands, and its rows."""

    places: Mapping[str, int]
    rows: Iterator[Row]

    def cell(self, cells: list[str], column: str) -> str:
        return cells[self.places[column]]


Read = Callable[[Sheet, Marks, Asked], None]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one system writes marks. `needs` are what `Asked` has to say beside the file: "week", "pupil"."""

    key: str
    title: str
    header: tuple[str, ...]
    read: Read
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column for column in self.header if column not in self.optional)

    def fits(self, header: frozenset[str]) -> bool:
        return all(plain(column) in header for column in self.required)


def plain(header: str) -> str:
    """A header without what people write in different ways: capitals, spaces, underscores."""
    return "".join(c for c in header.casefold() if c.isalnum())


def recognise(header: list[str], layouts: tuple[Layout, ...]) -> tuple[Layout, Mapping[str, int]]:
    """Which layout this is, and where its columns stand. Raises BadCell with a sentence.

    Where several fit, it is the one of which most columns are there.
    """
    names = [plain(cell) for cell in header]
    known = frozenset(names)
    fitting = [layout for layout in layouts if layout.fits(known)]
    if not fitting:
        titles = ", ".join(layout.title for layout in layouts)
        raise BadCell(f"The header is of no layout that is known. Known are: {titles}.")
    best = max(fitting, key=lambda layout: sum(plain(column) in known for column in layout.header))
    places = {column: names.index(plain(column)) for column in best.header if plain(column) in known}
    twice = [column for column in places if names.count(plain(column)) > 1]
    if twice:
        raise BadCell(f"The column {twice[0]} is there twice. Take one of the two away.")
    return best, places


DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri")
