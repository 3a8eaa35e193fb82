"""Counts as bars, and in a sentence for who cannot see them: a row each, of one key.

A table has its key as the first column and `visits` (whole numbers, whatever their unit; missing where one is hidden).
One that was published has `shown` (each count as it is shown) and may have `least` and `most`, between which each lies.
"""

from math import inf
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from analysis.colours import scheme
from analysis.words import as_text_of_a_figure, in_lines

_NAMED: Final = 3
_WRAP_AT: Final = 20
_ROW_PX: Final = 34
_TALL_ROW_PX: Final = 44
_LINE_PX: Final = 18


def sentence(table: pd.DataFrame, *, what: str, unit: str = "visits") -> str:
    """What the figure says: the most first, and how many are not shown. `what` names the rows.

    A row that is hidden is named too where its room says that it comes before all that follow. Where that is not certain
    of the first, it may be the largest: then nothing is called the most.
    """
    hidden = int(table["visits"].isna().sum())
    names = [str(name) for name in table[table.columns[0]]]
    rows = [row for row in zip(names, _said(table), _rooms(table), strict=True) if row[2][1] > 0]
    if not rows:
        return f"No {unit} by {what}."
    rows.sort(key=lambda row: (-row[2][0], -row[2][1]))
    kept = _certain([room for *_, room in rows])
    if kept:
        named = ", ".join(f"{name} {said}" for name, said, _ in rows[:kept])
        more = f", and {len(rows) - kept} more" if len(rows) > kept else ""
        return f"Most by {what}: {named}{more}." + (f" {hidden} not shown exactly." if hidden else "")
    exact = [f"{name} {said}" for name, said, (least, most) in rows if least == most]
    more = f", and {len(exact) - _NAMED} more" if len(exact) > _NAMED else ""
    first = f"By {what}, of those that are shown exactly"
    told = f"{first}: {', '.join(exact[:_NAMED])}{more}." if exact else f"By {what}: no number is shown."
    return f"{told} {hidden} not shown exactly, and may be larger."


def _certain(rooms: list[tuple[int, float]]) -> int:
    """How many of the first rows, three at most, are each no smaller than any that follows."""
    for place, (least, _) in enumerate(rooms[:_NAMED]):
        if any(most > least for _, most in rooms[place + 1 :]):
            return place
    return min(_NAMED, len(rooms))


def _said(table: pd.DataFrame) -> list[str]:
    """Each count as it is shown."""
    if "shown" in table:
        return [str(said) for said in table["shown"]]
    return ["" if pd.isna(count) else f"{count:,}" for count in table["visits"]]


def _rooms(table: pd.DataFrame) -> list[tuple[int, float]]:
    """The least and the most that each row can be; of one that is hidden without a room, any number."""
    if "least" in table:
        return [(int(least), int(most)) for least, most in zip(table["least"], table["most"], strict=True)]
    return [(0, inf) if pd.isna(count) else (int(count), int(count)) for count in table["visits"]]


def bars(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """A bar a row, from zero, with its number at its end.

    Of a number that is hidden the bar is full to the least that it can be, and pale from there to the most: so the rows
    stand beside each other as they do in the table. One without a room has no bar, and its words alone.
    """
    colours = scheme(dark=dark)
    rooms = [(least, 0 if most == inf else int(most)) for least, most in _rooms(table)]
    said = [as_text_of_a_figure(one) for one in _said(table)]
    pale = {"color": colours.long_before, "line": {"color": colours.axis, "width": 1}}
    figure = go.Figure()
    has_pale = any(least != most for least, most in rooms)
    if has_pale:
        figure.add_trace(_bar([most for _, most in rooms], said, marker=pale))
    full = [least for least, _ in rooms]
    figure.add_trace(_bar(full, [] if has_pale else said, marker={"color": colours.mark}))
    names = [in_lines(str(name), width=_WRAP_AT) for name in table[table.columns[0]]]
    end = max([1, *(most for _, most in rooms)])
    # Words such as "185 to 189" take more room behind a bar than a number.
    room = 1.15 if max((len(one) for one in said), default=0) <= len("1,234") else 1.3
    figure.update_xaxes(range=[0, end * room], visible=False, fixedrange=True)
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(table))),
        ticktext=names,
        autorange="reversed",
        automargin=True,
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=6,
        fixedrange=True,
    )
    breaks = max((name.count("<br>") for name in names), default=0)
    row = _ROW_PX if breaks == 0 else _TALL_ROW_PX + (breaks - 1) * _LINE_PX
    figure.update_layout(
        barmode="overlay",
        height=24 + row * max(1, len(table)),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        font={"color": colours.ink, "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.4,
    )
    return figure


def _bar(lengths: list[int], said: list[str], *, marker: dict[str, Any]) -> go.Bar:
    return go.Bar(
        x=lengths,
        y=list(range(len(lengths))),
        orientation="h",
        text=said or None,
        textposition="outside" if said else "none",
        cliponaxis=False,
        marker=marker,
        hoverinfo="skip",
    )
