"""Tables as CSV of which a spreadsheet runs nothing, and a file that no cache keeps."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV: a text that would be a formula gets an apostrophe."""
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
    return f"'{text}" if text.startswith(FORMULA) else text
