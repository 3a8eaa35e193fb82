"""Tables as CSV of which a spreadsheet runs nothing, and a file that no cache keeps."""

import csv
import io
import re
import unicodedata
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

FORMULA: Final = "=+-@|%\t\r\n\0"
"""What a spreadsheet takes for the beginning of a formula, or of another cell."""
SKIPPED: Final = " \u00a0\u200b\u2060\ufeff\v\f'\"`"
NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
"""-5 stays a number: it begins nothing."""


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
    """The text as a cell that is text. Spaces before it, quotes and wide letters hide nothing: programs drop those."""
    begins = unicodedata.normalize("NFKC", text).lstrip(SKIPPED)
    formula = begins[:1] in FORMULA if begins else text[:1] in FORMULA
    return f"'{text}" if text and formula and not NUMBER.fullmatch(text) else text
