"""One measure over the last terms: a point a term, or the room it has where small numbers are hidden."""

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from analysis.colours import GRID, Scheme, scheme
from analysis.oversight import UNWANTED, WORDS, Line, Term
from analysis.suppression import MARK
from analysis.words import as_text_of_a_figure

_HEIGHT_PX: Final = 150
_BEFORE_CHRISTMAS: Final = ("Aut", "Aut1", "Aut2", "Mic", "T1", "T2")
_NEARER: Final = (0.1, 0.2, 0.5)
_NARROW: Final = 0.05
"""Of the axis: a bar that is hardly longer than the point on it."""


def short(name: str) -> str:
    """ "Aut 25" of "Autumn term 2025/26": the term and the year in which it lies; "T4 26" of "Term 4 2025/26"."""
    words = name.split()
    year = next((word for word in words if "/" in word), "")
    number = next((word for word in words if word.isdigit()), "")
    first = ("T" if words[0] == "Term" else words[0][:3]) + number if words else ""
    if not year:
        return first
    begun, ended = year.split("/")[0][-2:], year.split("/")[1][-2:]
    return f"{first} {begun if first in _BEFORE_CHRISTMAS else ended}"


def figure(key: str, terms: Sequence[Term], *, dark: bool = False) -> go.Figure:
    """The share of visits from 0 to 100% by term. The last is labelled; a hidden one is a bar over the room it has."""
    colours = scheme(dark=dark)
    drawn = go.Figure()
    found = [(place, one.line(key)) for place, one in enumerate(terms)]
    shown = [(place, line) for place, line in found if line is not None and line.middle is not None]
    top = _top(key, [line for _, line in shown])
    exact = [
        (place, line) for place, line in shown if line.share is not None and line.share[0] == line.share[1]
    ]
    drawn.add_trace(
        _path(
            [place for place, _ in found],
            [line.middle if line is not None and _is_narrow(line, top) else None for _, line in found],
            colours,
        )
    )
    for place, line in shown:
        if (place, line) not in exact and line.share is not None:
            drawn.add_shape(
                type="line",
                x0=place,
                x1=place,
                y0=line.share[0],
                y1=line.share[1],
                line={"color": colours.mark, "width": 7},
            )
    drawn.add_trace(
        _points([place for place, _ in exact], [line.middle for _, line in exact], "circle", colours)
    )
    rest = [(place, line) for place, line in shown if (place, line) not in exact and _is_narrow(line, top)]
    drawn.add_trace(
        _points([place for place, _ in rest], [line.middle for _, line in rest], "circle-open", colours)
    )
    if shown:
        _label(drawn, *shown[-1], last=len(terms) - 1, top=top, colours=colours)
    for place, one in found:
        if one is None or one.withheld:
            drawn.add_annotation(
                x=place, y=0, text=MARK, showarrow=False, yshift=9, font={"color": colours.axis}
            )
    _axes(drawn, terms, top=top, colours=colours)
    return drawn


def _top(key: str, lines: Sequence[Line]) -> float:
    """Where the axis ends: at 100%, and nearer to zero for what nobody hopes for. It always begins at zero."""
    most = max((line.share[1] for line in lines if line.share is not None), default=0.0)
    if key not in UNWANTED:
        return 1.0
    return next((top for top in _NEARER if most <= 0.8 * top), 1.0)


def _is_narrow(line: Line, top: float) -> bool:
    """Whether the room of a share is so short that its middle is as good as known.

    Through longer ones no line is drawn: of 1 to 5 visits it would rise and fall with how many went in all.
    """
    return line.share is not None and line.share[1] - line.share[0] <= _NARROW * top


def _path(places: list[int], shares: list[float | None], colours: Scheme) -> go.Scatter:
    """A line that ends where a term's share is hidden, and goes on after it."""
    return go.Scatter(
        x=places, y=shares, mode="lines", line={"color": colours.axis, "width": 1.5}, hoverinfo="skip"
    )


def _points(places: list[int], shares: list[float | None], symbol: str, colours: Scheme) -> go.Scatter:
    """A full circle is a share that is shown, an open one the middle of the short room in which it lies."""
    marker = {"color": colours.mark, "size": 8, "symbol": symbol, "line": {"color": colours.mark, "width": 2}}
    return go.Scatter(x=places, y=shares, mode="markers", marker=marker, hoverinfo="skip")


def _label(drawn: go.Figure, place: int, line: Line, *, last: int, top: float, colours: Scheme) -> None:
    """The newest share in words beside its point, or its bar: above it where there is room."""
    least, most = line.share or (0.0, 0.0)
    is_above = most < 0.8 * top
    drawn.add_annotation(
        x=place,
        y=most if is_above else least,
        text=line.share_text if line.share_text != MARK else f"{MARK} of {line.asked[1]:,}",
        showarrow=False,
        font={"color": colours.ink, "size": 13},
        yshift=16 if is_above else -16,
        xanchor="right" if place == last else "center",
        xshift=8 if place == last else 0,
    )


def _axes(drawn: go.Figure, terms: Sequence[Term], *, top: float, colours: Scheme) -> None:
    drawn.update_yaxes(
        range=[-0.04 * top, 1.06 * top],
        tickmode="array",
        tickvals=[0, top / 2, top],
        ticktext=["0", f"{top / 2:.0%}", f"{top:.0%}"],
        fixedrange=True,
        gridcolor=GRID,
        zeroline=False,
    )
    drawn.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(terms))),
        ticktext=[as_text_of_a_figure(short(one.name)).replace(" ", "<br>") for one in terms],
        range=[-0.4, max(1, len(terms)) - 0.6],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        tickangle=0,
    )
    drawn.update_layout(
        height=_HEIGHT_PX,
        margin={"l": 40, "r": 6, "t": 6, "b": 34},
        font={"color": colours.ink, "size": 12, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
    )


def words(key: str, terms: Sequence[Term]) -> str:
    """What the figure says, for who cannot see it: each term's count, the oldest first."""
    told = []
    for one in terms:
        line = one.line(key)
        if one.total == 0:
            told.append(f"{one.name} no visit")
        elif line is None or line.withheld:
            told.append(f"{one.name} not shown")
        elif not line.is_asked:
            told.append(f"{one.name} not asked")
        else:
            told.append(f"{one.name} {line.count_text}")
    return f"{WORDS[key]}, by term: {'; '.join(told)}."
