"""From a file's bytes to marks: recognise the layout, read every row. What is wrong stands in the problems."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from data.imports.attendance.layouts import Asked, Layout, Row, Sheet, plain, recognise
from data.imports.attendance.long import ARBOR, BROMCOM_PERIOD, PLAIN, SIMS, WONDE
from data.imports.attendance.marks import Marks
from data.imports.attendance.wide import BROMCOM_WEEK, WEEKLY_GRID
from data.imports.attendance.xporter import XPORTER
from data.imports.cells import BadCell, tidied
from data.imports.reading import HEADER, MOST_CELL, SEPARATORS, decoded

LAYOUTS: Final = (BROMCOM_WEEK, BROMCOM_PERIOD, XPORTER, WEEKLY_GRID, WONDE, ARBOR, SIMS, PLAIN)
MOST_BYTES: Final = 64 * 1024 * 1024
"""A million marks and more, one in a row."""
AT_A_TIME: Final = 10_000
"""After so many rows it is told how far the reading has come."""
Progress = Callable[[float], None]
"""Hears how much of a file has been read, 0 to 1. What it raises ends the reading, and then nothing was taken."""
TITLE_ROWS: Final = 20
"""So many rows may a title take above the header."""
LONG_CELLS: Final = frozenset({XPORTER.key})
"""Layouts in which a cell holds a whole year."""


def needed(content: bytes | str) -> tuple[str, ...]:
    """What somebody has to say beside this file ("week", "pupil"); nothing for a file that cannot be read."""
    try:
        rows = _rows(content)
        layout, _ = recognise(next(rows, []), LAYOUTS)
    except (BadCell, csv.Error):
        return ()
    return layout.needs


def unheard(_share: float) -> None:
    """Nobody wants to know how far it is."""


def read(content: bytes | str, asked: Asked, *, progress: Progress = unheard) -> Marks:
    """Read a file of any of the layouts. Of itself it never raises: what is wrong stands in the problems."""
    marks = Marks(layout="")
    try:
        rows = _rows(content)
        header = next(rows, None)
        if header is None:
            raise BadCell("The file is empty.")
        layout, places = _layout(header, rows)
        marks.layout = layout.key
        counted = _told(rows, _lines_in(content), progress)
        layout.read(Sheet(places=places, rows=_numbered(counted, len(header), marks, layout)), marks, asked)
    except BadCell as why:
        marks.refuse(HEADER, "", str(why))
    except csv.Error:
        marks.refuse(HEADER, "", "The file is not a table of cells. Save it as 'CSV UTF-8' and try again.")
    if not marks.rows_read and not marks.problems:
        marks.refuse(HEADER, "", "The file has a header and no rows.")
    return marks


def read_codes(content: bytes | str) -> dict[str, str]:
    """A second table that says which code an id means: two columns, the id first. Raises BadCell."""
    try:
        rows = list(_rows(content))
    except csv.Error:
        raise BadCell("The table of codes is not a table of cells.") from None
    pairs = [(tidied(row[0]), tidied(row[1])) for row in rows if len(row) > 1]
    if len(pairs) < 2:
        raise BadCell("The table of codes needs two columns, the id and its code, below a header.")
    return dict(pairs[1:])


def title(layout: str) -> str:
    """A layout's name as people read it; "" for none."""
    return next((one.title for one in LAYOUTS if one.key == layout), "")


def _rows(content: bytes | str) -> Iterator[list[str]]:
    """The cells row by row, parted by whatever makes most columns of the first row."""
    text = decoded(content, most=MOST_BYTES)

    def columns(separator: str) -> int:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))

    best = max(SEPARATORS, key=columns)
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=best))


def _layout(header: list[str], below: Iterator[list[str]]) -> tuple[Layout, Mapping[str, int]]:
    """The layout by its header. Raises BadCell, which says so where the header stands below a title."""
    try:
        return recognise(header, LAYOUTS)
    except BadCell:
        for row, cells in enumerate(islice(below, TITLE_ROWS), start=HEADER + 1):
            if _is_header(cells):
                raise BadCell(
                    f"The header stands in row {row}. Take away what is above it, such as a title, and choose the file "
                    "again."
                ) from None
        raise


def _is_header(cells: list[str]) -> bool:
    return any(layout.fits(frozenset(plain(cell) for cell in cells)) for layout in LAYOUTS)


def _lines_in(content: bytes | str) -> int:
    """About how many rows there are."""
    return content.count(b"\n" if isinstance(content, bytes) else "\n") or 1  # type: ignore[arg-type]


def _told(rows: Iterator[list[str]], about: int, progress: Progress) -> Iterator[list[str]]:
    """The rows, telling how far it is."""
    for number, cells in enumerate(rows):
        if number % AT_A_TIME == 0:
            progress(min(number / about, 1.0))
        yield cells


def _numbered(rows: Iterator[list[str]], width: int, marks: Marks, layout: Layout) -> Iterator[Row]:
    """Rows with something in them, each as wide as the header."""
    for row, cells in enumerate(rows, start=HEADER + 1):
        if not any(cell.strip() for cell in cells):
            continue
        marks.rows_read += 1
        if any(cell.strip() for cell in cells[width:]):
            marks.refuse(
                row, "", "This row has more cells than the header. Put a text with a comma into quotes."
            )
        elif layout.key not in LONG_CELLS and any(len(cell) > MOST_CELL for cell in cells):
            marks.refuse(row, "", "A cell is very long. Is a quotation mark missing in an earlier row?")
        else:
            yield row, cells + [""] * (width - len(cells))
