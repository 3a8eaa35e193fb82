"""What somebody typed stands in a figure letter by letter: plotly draws some HTML in every text."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from analysis import run_chart, term_tables
from analysis.bars import bars
from analysis.words import as_text_of_a_figure, in_lines
from tests.analysis.test_oversight import many, whole
from tests.analysis.test_terms import COUNTS, seen

TYPED = '<a href="https://x.example">x</a><b>y</b>&lt;i&gt;'


def texts(drawn: go.Figure) -> list[str]:
    """Every text of a figure, as plotly is given it."""
    found: list[str] = []

    def walk(part: Any, name: str = "") -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                walk(value, key)
        elif isinstance(part, list | tuple):
            for value in part:
                walk(value, name)
        elif isinstance(part, str) and name in {"text", "ticktext", "name", "hovertext", "y", "x"}:
            found.append(part)

    walk(drawn.to_dict())
    return found


def test_it_is_shown_as_typed() -> None:
    assert unescape(as_text_of_a_figure(TYPED)) == TYPED
    assert "<" not in as_text_of_a_figure(TYPED)
    assert in_lines("Quillmere <b>High</b> School", width=12) == (
        "Quillmere<br>&lt;b&gt;High&lt;/b&gt;<br>School"
    )


@pytest.mark.parametrize("which", ["school", "compared", "over_time"])
def test_no_figure_draws_what_was_typed_as_markup(which: str) -> None:
    if which == "school":
        shown = pd.DataFrame({"school": [TYPED], "visits": pd.array([3], dtype="Int64"), "shown": [TYPED]})
        drawn = bars(shown)
    elif which == "compared":
        found = seen(*COUNTS)
        drawn = term_tables.figure(replace(found, beside=found.beside.assign(reason=TYPED)))
    else:
        drawn = run_chart.figure("told", [whole(*many(9), name=TYPED)])
    said = texts(drawn)
    assert {tag for text in said for tag in re.findall(r"<[^>]*>?", text)} <= {"<br>"}
    start = run_chart.short(TYPED) if which == "over_time" else TYPED
    letters = [unescape(text.replace("<br>", "")).replace(" ", "") for text in said]
    assert start.replace(" ", "") in letters
