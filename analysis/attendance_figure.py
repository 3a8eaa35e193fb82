"""The curve around visits as a figure, as sentences and as a table."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from analysis.around_visits import Study
from analysis.colours import GRID, scheme
from analysis.matching import Change

TITLES: Final = {
    "week": "Week",
    "attendance": "Attendance, all visits",
    "visits": "Visits",
    "pupils": "Pupils",
    "sessions": "Sessions",
    "matched": "Attendance, visits with similar pupils",
    "similar": "Attendance, similar pupils",
    "note": "Note",
}
PROVISIONAL: Final = "provisional"
_LINE_PX: Final = 18
_SHARES: Final = ("attendance", "matched", "similar")
_COUNTS: Final = ("visits", "pupils", "sessions")
_WORDS_WEEKS: Final = 7
"""How many weeks of the figure a line's name covers on a telephone."""
NO_MATCH: Final = (
    "Too few visits have similar pupils to stand beside them. That takes four school weeks of marks before a visit, "
    "eight after it that are final, and pupils of the same year group with the same attendance who were not visited then."
)
COUNTED: Final = (
    "Compared are the visits that have such similar pupils, the lines of the figure; the other columns below are of all "
    "visits. A visit to two pupils counts here as two, one for each."
)


def percent(share: float) -> str:
    """A share as people read it: "91.4%"."""
    return f"{share:.1%}"


def points(share: float, *, signed: bool = False) -> str:
    """A difference of shares in percentage points: "1.2 points"."""
    told = f"{share * 100:+.1f}" if signed else f"{abs(share) * 100:.1f}"
    return f"{told} point" if told.lstrip("+-") == "1.0" else f"{told} points"


def as_text(curve: pd.DataFrame, *, hidden: str = "") -> pd.DataFrame:
    """The curve as people read it; `hidden` stands where there is no figure."""
    words = {
        name: [
            hidden if pd.isna(one) else percent(one) if name in _SHARES else f"{int(one):,}"
            for one in curve[name]
        ]
        for name in TITLES
        if name in (*_COUNTS, *_SHARES)
    }
    weeks = [f"{week:+d}" if week else "0" for week in curve["week"]]
    notes = [PROVISIONAL if newest else "" for newest in curve["provisional"]]
    return pd.DataFrame({"week": weeks, **words, "note": notes}).rename(columns=TITLES)


def as_table(curve: pd.DataFrame, *, hidden: str) -> pd.DataFrame:
    """The same for a page: a column without any figure is left out."""
    shown = as_text(curve, hidden=hidden)
    return shown.loc[:, ~shown.isin(["", hidden]).all()]


def sentences(change: Change | None) -> list[str]:
    """What the figure says, never why. The first is its caption and its text for who cannot see it, the last says what it
    counts.
    """
    if change is None:
        return [NO_MATCH]
    first = (
        f"After {_many(change.visits, 'visit')} to {_many(change.pupils, 'pupil')}, attendance over eight school "
        f"weeks was {points(change.rose)} {'higher' if change.rose >= 0 else 'lower'} than over the four before."
    )
    # A fall beside them is no sign of what would have risen anyway.
    known = (
        "so part of any rise would have come anyway: similar pupils"
        if change.anyway >= 0
        else "and those are often followed by better ones, visit or not; here similar pupils"
    )
    second = (
        f"Visits follow poor weeks, {known} who were not visited then "
        f"went {'up' if change.anyway >= 0 else 'down'} by {points(change.anyway)}."
    )
    return [first, second, _beyond(change), COUNTED]


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _beyond(change: Change) -> str:
    told = f"The difference between the two is {points(change.beyond, signed=True)}{_rounded(change)}"
    if change.low is None or change.high is None:
        return f"{told}. With so few pupils that cannot be told from chance."
    interval = f"{told} (95% interval {change.low * 100:+.1f} to {change.high * 100:+.1f})"
    if change.low <= 0 <= change.high:
        return f"{interval}: that cannot be told apart from no difference."
    return f"{interval}. It is a difference between groups, and not proof of what brought it about."


def _rounded(change: Change) -> str:
    """Said where the three numbers, as they are printed, do not add up."""
    rose, anyway, beyond = (round(share * 1000) for share in (change.rose, change.anyway, change.beyond))
    return "" if rose - anyway == beyond else ", each number rounded by itself"


def figure(study: Study, *, dark: bool = False) -> go.Figure:
    """Visited pupils and similar ones, week by week, each named beside its line. The axis shows where it begins."""
    colours = scheme(dark=dark)
    curve = study.curve
    drawn = go.Figure()
    has_match = bool(curve["matched"].notna().any())
    lines = (
        [
            ("matched", "Visited", colours.mark, "solid"),
            ("similar", "Similar, not visited", colours.other, "dash"),
        ]
        if has_match
        else [("attendance", "Visited", colours.mark, "solid")]
    )
    for name, _, colour, dash in lines:
        _line(drawn, curve, name, colour, dash)
    shares = [share for name, *_ in lines for share in curve[name].dropna().tolist()]
    low, high = (min(shares), max(shares)) if shares else (0.0, 1.0)
    room = max(0.01, (high - low) * 0.25)
    bottom, top = max(0.0, low - room), min(1.0, high + room)
    _names(drawn, curve, lines, bottom=bottom)
    drawn.add_vline(x=0, line={"color": colours.axis, "width": 1, "dash": "dot"})
    drawn.update_yaxes(
        range=[bottom, top],
        tickformat=".0%" if top - bottom > 0.04 else ".1%",
        automargin=True,
        fixedrange=True,
        gridcolor=GRID,
        zeroline=False,
    )
    drawn.update_xaxes(
        title={"text": "School weeks from the visit", "standoff": 12},
        automargin=True,
        tickmode="array",
        tickvals=[-8, -4, 0, 4, 8],
        ticktext=["-8", "-4", "0<br>week of the visit", "+4", "+8"],
        range=[-8.5, 8.5],
        ticklabelstandoff=4,
        fixedrange=True,
        showgrid=False,
        zeroline=False,
    )
    drawn.update_layout(
        height=360,
        margin={"l": 4, "r": 8, "t": 44, "b": 8},
        font={"color": colours.ink, "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
    )
    return drawn


def _line(drawn: go.Figure, curve: pd.DataFrame, name: str, colour: str, dash: str) -> None:
    seen = curve[curve[name].notna()]
    drawn.add_trace(
        go.Scatter(
            x=seen["week"].tolist(),
            y=seen[name].tolist(),
            mode="lines+markers",
            line={"color": colour, "width": 3 if dash == "solid" else 2, "dash": dash},
            marker={"size": 6, "symbol": "circle" if dash == "solid" else "diamond"},
            hoverinfo="skip",
        )
    )


def _names(
    drawn: go.Figure, curve: pd.DataFrame, lines: list[tuple[str, str, str, str]], *, bottom: float
) -> None:
    """Each line's name at its end, off every line: the upper one's above all that is drawn over its words, the lower
    one's below it, or above too where the axis is in the way. A line that ends before the visit has the room after it.
    """
    ends = [
        (seen[name].tolist()[-1], seen["week"].tolist()[-1], title, colour)
        for name, title, colour, _ in lines
        if not (seen := curve[curve[name].notna()]).empty
    ]
    last = max((week for _, week, *_ in ends), default=0)
    over = (last, last + _WORDS_WEEKS) if last < 0 else (last - _WORDS_WEEKS, last)
    near = curve.loc[curve["week"].between(*over), [name for name, *_ in lines]].stack()
    has_room = bool(near.min() > bottom)
    for place, (_, week, title, colour) in enumerate(sorted(ends, reverse=True)):
        is_below = place > 0 and has_room
        drawn.add_annotation(
            x=week,
            y=near.min() if is_below else near.max(),
            text=title,
            font={"color": colour, "size": 14},
            showarrow=False,
            yshift=-16 if is_below else 16 + _LINE_PX * (len(ends) - 1 - place) * (not has_room),
            xanchor="left" if last < 0 else "right",
        )
