"""No spreadsheet runs what somebody typed: every CSV that leaves goes through web/csv_text.py, and that is safe."""

import ast
import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web import csv_text
from web.csv_text import as_csv

ROOT = Path(__file__).parents[2]
ROOMS = ("web", "pages", "reports", "data", "watcher")
HEADERS_ONLY = {"pages/importing/files.py", "pages/importing/marks.py", "pages/administration/term_dates.py"}
"""They hand out example files of Homeward's own, with nothing in them that anybody typed."""


def one(text: str) -> str:
    """The cell as a spreadsheet reads it."""
    ((cell,),) = csv.reader(io.StringIO(as_csv([[text]]), newline=""))
    return cell


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://elsewhere.example")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "   @SUM(A1)",
        "\u00a0=1",
        "\u200b=1",
        "\u202e=1",
        "\ufeff=1",
        '"=1',
        "'=1",
        "'' =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1+1",
        "\uff20SUM(A1)",
        "\0=1",
        "\v=1",
        "+447700900123",
        "-",
        "-cmd|' /C calc'!A0",
    ],
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert one(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5",
        "-1,204.5",
        "-3%",
        "12",
        "Amy O'Brien",
        "3 = 3",
        "a@b.example",
        "\u201c=1\u201d",
        "\u2013",
        "(3)",
    ],
)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert one(text) == text


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("=+-@\t\r\n\0 '\"`,;\u00a0\u200b\uff1d\uff0d\uff111a"), max_size=8)
    | st.text(max_size=12)
)
def test_whatever_is_typed_comes_out_as_text_and_whole(text: str) -> None:
    cell = one(text)
    assert cell in (text, f"'{text}")
    visible = "".join(c for c in unicodedata.normalize("NFKC", cell) if c.isprintable() and c not in " `\"'")
    if cell == text and visible[:1] in ("=", "+", "-", "@"):
        assert csv_text.NUMBER.fullmatch(text)
    assert cell[:1] not in ("\t", "\r", "\n", "\0")


def test_no_other_way_leads_to_a_csv_file() -> None:
    """Nobody else writes one, and whoever names the type takes the text from there."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT).as_posix()
        if place == "web/csv_text.py":
            continue
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
        assert not called & {"csv.writer", "csv.DictWriter"}, place
        assert not [name for name in called if name.endswith((".to_csv", ".to_excel"))], place
        assert "text/csv" not in text or place in HEADERS_ONLY, place
