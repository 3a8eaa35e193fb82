"""From a file's bytes to rows of named cells, whatever program wrote it. Problems are gathered, not raised one by one."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from data.commands.core import Invalid
from data.imports.cells import BadCell, tidied

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_CELL: Final = 2_000
SHOWN: Final = 200
"""So many problems are told; with more, the file is wrong as a whole."""
SEPARATORS: Final = (",", ";", "\t")
HEADER: Final = 1


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that is read. `names` are what its header may be; the first is what people are told.

    `read` turns a cell that is not empty into its value, or raises BadCell.
    """

    key: str
    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = False

    @property
    def title(self) -> str:
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that cannot be taken: the row as a spreadsheet counts it (the header is 1), the column, a sentence."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}{f', {self.column}' if self.column else ''}: {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: its values by column key. A key is missing where the file lacks the column; None is an empty cell."""

    row: int
    values: Mapping[str, Any]

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def says(self, key: str) -> bool:
        """Whether something stands in that cell."""
        return self.values.get(key) is not None


@dataclass
class Sheet:
    """A file as it was understood. `ignored` are the headers of columns that are not read."""

    lines: list[Line] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: int, column: str, sentence: str) -> None:
        self.problems.append(Problem(row=row, column=column, sentence=sentence))

    def invalid(self) -> Invalid:
        """All problems as one error, by row and column."""
        told = {f"{p.row}:{p.column}:{n}": str(p) for n, p in enumerate(self.problems[:SHOWN])}
        if len(self.problems) > SHOWN:
            told["more"] = f"And {len(self.problems) - SHOWN:,} more like these."
        return Invalid(told)


def read(content: bytes | str, columns: tuple[Column, ...]) -> Sheet:
    """Read a file by these columns. Never raises: what is wrong stands in the sheet's problems."""
    sheet = Sheet()
    try:
        rows = _rows(decoded(content), columns)
        header = next(rows, None)
        if header is None:
            raise BadCell("The file is empty.")
        places = _places(sheet, header, columns)
        if not sheet.problems:
            _read_rows(sheet, rows, places, len(header))
    except BadCell as why:
        sheet.refuse(HEADER, "", str(why))
    except csv.Error:
        sheet.refuse(HEADER, "", "The file is not a table of cells. Save it as 'CSV UTF-8' and try again.")
    if not sheet.lines and not sheet.problems:
        sheet.refuse(HEADER, "", "The file has a header and no rows.")
    return sheet


def decoded(content: bytes | str, *, most: int = MOST_BYTES) -> str:
    """The file's text: UTF-8, UTF-16 or the Windows-1252 of older spreadsheets."""
    if len(content) > most:
        raise BadCell(f"The file is larger than {most // 1024 // 1024} MB. Split it into several.")
    if isinstance(content, str):
        text = content
    elif content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise BadCell("This is a spreadsheet, not a CSV file. Open it and save it as 'CSV UTF-8'.")
    else:
        text = _text(content)
    if "\0" in text:
        raise BadCell("This is not a text file. Save it as 'CSV UTF-8' and try again.")
    text = text.removeprefix("\ufeff")
    # A first line by which some programs tell a spreadsheet how cells are parted.
    return text.partition("\n")[2] if text[:4].lower() == "sep=" else text


def _text(content: bytes) -> str:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadCell("This is not a text file. Save it as 'CSV UTF-8' and try again.")


def _rows(text: str, columns: tuple[Column, ...]) -> Iterator[list[str]]:
    """The cells row by row, parted by whatever makes most known headers of the first row."""
    known = {_plain(name) for column in columns for name in column.names}

    def found(separator: str) -> int:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        return sum(_plain(cell) in known for cell in first)

    best = max(SEPARATORS, key=found)
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=best))


def _plain(header: str) -> str:
    """A header without what people write in different ways: capitals, spaces, dashes, stars."""
    return "".join(c for c in tidied(header).casefold() if c.isalnum())


def _places(sheet: Sheet, header: list[str], columns: tuple[Column, ...]) -> dict[int, Column]:
    """Which column stands at which place of a row."""
    by_name = {_plain(name): column for column in columns for name in column.names}
    places: dict[int, Column] = {}
    ignored = []
    for place, cell in enumerate(header):
        column = by_name.get(_plain(cell))
        if column is None:
            ignored += [tidied(cell)[:60]] if cell.strip() else []
        elif column in places.values():
            sheet.refuse(HEADER, column.title, "This column is there twice. Take one of the two away.")
        else:
            places[place] = column
    if not places:
        raise BadCell("None of the headers is known. The first row has to name the columns; see the layout.")
    for column in columns:
        if column.required and column not in places.values():
            sheet.refuse(HEADER, column.title, "This column is missing.")
    sheet.columns = frozenset(column.key for column in places.values())
    sheet.ignored = tuple(ignored)
    return places


def _read_rows(sheet: Sheet, rows: Iterator[list[str]], places: dict[int, Column], width: int) -> None:
    for row, cells in enumerate(rows, start=HEADER + 1):
        if row > MOST_ROWS + HEADER:
            sheet.refuse(row, "", f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
            return
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            sheet.refuse(
                row, "", "This row has more cells than the header. Put a text with a comma into quotes."
            )
            continue
        values = {
            column.key: _value(sheet, row, column, cells[place] if place < len(cells) else "")
            for place, column in places.items()
        }
        sheet.lines.append(Line(row=row, values=values))


def _value(sheet: Sheet, row: int, column: Column, cell: str) -> Any:
    """A cell's value; None for an empty one, and for one that is refused."""
    if len(cell) > MOST_CELL:
        sheet.refuse(
            row, column.title, "This cell is very long. Is a quotation mark missing in an earlier row?"
        )
        return None
    text = tidied(cell)
    if not text:
        if column.required:
            sheet.refuse(row, column.title, "This cannot be empty.")
        return None
    try:
        return column.read(text)
    except BadCell as why:
        sheet.refuse(row, column.title, str(why))
        return None
