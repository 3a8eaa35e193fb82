"""Tables as CSV of which a spreadsheet runs nothing, and a file that no cache keeps."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

FORMULA: Final = "=+-@|%"
"""What a spreadsheet takes for the beginning of a formula."""
ANOTHER_CELL: Final = "\t\r\n\0"
"""What it takes for the end of a cell, and reads on behind it."""
QUOTES: Final = "'\"`"
NUMBER: Final = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
"""-5 stays a number: it begins nothing. +44 does not: a telephone number is text."""


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180): a text that would be a formula gets an apostrophe."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[_safe(str(cell)) for cell in row] for row in rows])
    return buffer.getvalue()


def as_file(text: str, *, name: str) -> Response:
    """The text as a CSV file to download; the mark at its start tells a spreadsheet that it is UTF-8."""
    return sent(text.encode("utf-8-sig"), name=name, media_type="text/csv; charset=utf-8")


def sent(content: bytes, *, name: str, media_type: str) -> Response:
    """A file to download, which no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _safe(text: str) -> str:
    """The text as a cell that is text."""
    formula = _begins(text) in FORMULA or text[:1] in ANOTHER_CELL
    return f"'{text}" if text and formula and not NUMBER.fullmatch(text) else text


def _begins(text: str) -> str:
    """The first letter that a program would go by; a space for none.

    Wide letters are made narrow, and spaces, quotes and what cannot be seen are passed over: programs drop those.
    """
    narrow = unicodedata.normalize("NFKC", text)
    return next((c for c in narrow if c.isprintable() and not c.isspace() and c not in QUOTES), " ")
