"""The colours can be read, by day and by night, and stand in one place."""

import re
import tomllib
from dataclasses import asdict
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from analysis import attendance_figure, run_chart, term_tables
from analysis.bars import bars
from analysis.colours import DARK, LIGHT, Scheme, as_css
from tests.analysis.test_attendance_seen import change_of, study_of
from tests.analysis.test_oversight import many, whole
from tests.analysis.test_terms import COUNTS, seen

ROOT = Path(__file__).parents[2]
BEHIND = ("page", "soft", "pressed", "alarm_soft", "good_soft")
TEXT = ("ink", "quiet", "link", "alarm", "warn", "good")
MARKS = ("mark", "other", "axis")
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
DRAWN_BY_STREAMLIT = {
    "backgroundColor": "page",
    "secondaryBackgroundColor": "soft",
    "textColor": "ink",
    "linkColor": "link",
    "primaryColor": "fill",
    "borderColor": "line",
    "redTextColor": "alarm",
    "yellowTextColor": "warn",
    "orangeTextColor": "warn",
    "greenTextColor": "good",
    "blueTextColor": "link",
    "grayTextColor": "quiet",
}


def light_of(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


def too_close(colours: Scheme, front: tuple[str, ...], behind: tuple[str, ...], least: float) -> list[str]:
    return [
        f"{one} on {other}: {contrast(getattr(colours, one), getattr(colours, other)):.2f}"
        for one, other in product(front, behind)
        if contrast(getattr(colours, one), getattr(colours, other)) < least
    ]


def test_the_sum_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@BOTH
def test_text_and_lines_stand_out_from_whatever_is_behind_them(colours: Scheme) -> None:
    assert too_close(colours, TEXT, BEHIND, 4.5) == []
    assert too_close(colours, ("line", "focus"), BEHIND, 3) == []
    assert too_close(colours, MARKS, ("page",), 3) == []
    assert too_close(colours, ("fill", "alarm_fill"), ("page", "soft"), 3) == []
    assert [f for f in (colours.fill, colours.alarm_fill) if contrast(f, "#ffffff") < 4.5] == []
    assert too_close(colours, ("mark", "other"), ("page",), 4.5) == [], "a curve's name has its colour"


@BOTH
def test_bars_of_three_terms_differ_in_lightness_and_have_an_outline(colours: Scheme) -> None:
    assert contrast(colours.mark, colours.before) >= 2
    assert contrast(colours.before, colours.long_before) >= 1.9
    assert contrast(colours.ink, colours.page) >= 3


@pytest.mark.parametrize(("part", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_draws_with_the_same_colours(part: str, colours: Scheme) -> None:
    said = THEME[part]
    assert {name: said[name] for name in DRAWN_BY_STREAMLIT} == {
        name: getattr(colours, ours) for name, ours in DRAWN_BY_STREAMLIT.items()
    }
    for word in ("red", "yellow", "orange", "green", "blue", "gray"):
        assert contrast(said[f"{word}TextColor"], said[f"{word}BackgroundColor"]) >= 4.5
        assert contrast(said["textColor"], said[f"{word}BackgroundColor"]) >= 4.5


def test_no_other_place_defines_a_colour_and_each_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"(--hw-[a-z-]+):", as_css()))
    used: set[str] = set()
    for room in ("pages", "web"):
        for path in (ROOT / room).rglob("*"):
            if path.suffix in {".py", ".css", ".html"}:
                text = path.read_text(encoding="utf-8")
                used |= set(re.findall(r"var\((--hw-[a-z-]+)\)", text))
                if path.name not in OF_THEIR_OWN:
                    assert re.findall(r"[\s:(\"]#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?\b(?!\w)", text) == [], path
    assert used == defined


OF_THEIR_OWN = {"own_step.py"}
"""A picture that is scanned, black on white by night as well."""


@BOTH
def test_a_figure_is_drawn_in_the_colours_of_its_page(colours: Scheme) -> None:
    dark = colours is DARK
    other = LIGHT if dark else DARK
    known = set(asdict(colours).values())
    for drawn in (
        bars(pd.DataFrame({"school": ["Quillmere High"], "visits": pd.array([3], dtype="Int64")}), dark=dark),
        term_tables.figure(seen(*COUNTS), dark=dark),
        run_chart.figure("told", [whole(*many(9))], dark=dark),
        attendance_figure.figure(study_of(30, change=change_of(-0.01, 0.03)), dark=dark),
    ):
        told = drawn.to_dict()
        del told["layout"]["template"]
        used = set(re.findall(r"#[0-9a-fA-F]{6}", str(told)))
        assert used
        assert used <= known
        assert not used & set(asdict(other).values()) - known
        assert drawn.layout.paper_bgcolor == drawn.layout.plot_bgcolor == "rgba(0,0,0,0)"
