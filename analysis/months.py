"""Attendance and visits side by side, month by month of school. Neither says why the other moves.

Frames of marks are narwhals LazyFrames: whoever opens the files chooses the engine. Months are the calendar's, "2026-11".
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import narwhals as nw
import pandas as pd
import plotly.graph_objects as go

from analysis.colours import GRID, scheme
from analysis.periods import month_name
from analysis.weeks import PROVISIONAL, Engine, Marked, monday
from visits.attendance_codes import ATTENDED, Category

HOW_MANY: Final = 24
EPOCH: Final = date(1970, 1, 1)
NOTE: Final = "provisional"
COLUMNS: Final = ("month", "attendance", "sessions", "visits", "provisional", "runs")
DASHES: Final = {"dot": "·····", "dash": "- -"}
"""How a published figure is drawn, and the sign for it beside its name."""
_LINE_PX: Final = 20
_FEW: Final = 4
DAY_COLUMNS: Final = ("school", "day", "attended", "possible")


def days(batches: Iterable[tuple[Collection[int], Marked]], *, pupils: pd.DataFrame) -> pd.DataFrame:
    """Attended and possible sessions by `school` and `day` (since 1970) of all pupils, a few schools at a time."""
    found = []
    for schools, engine in batches:
        here = pupils.loc[pupils["school"].isin(schools), ["pupil", "school"]]
        found.append(engine.frame(_by_day(engine, engine.marks(), here)))
    if not found:
        return pd.DataFrame(columns=list(DAY_COLUMNS)).astype("int64")
    return pd.concat(found, ignore_index=True)[list(DAY_COLUMNS)].astype("int64")


def _by_day(engine: Engine, marks: nw.LazyFrame[Any], pupils: pd.DataFrame) -> nw.LazyFrame[Any]:
    category = nw.col("category")
    came = (category == int(ATTENDED[0])) | (category == int(ATTENDED[1]))
    return (
        marks.filter(category != int(Category.NOT_POSSIBLE))
        .select("pupil", nw.col("day").cast(nw.Int64()), came.cast(nw.Int64()).alias("attended"))
        .join(engine.beside(pupils), on="pupil", how="inner")
        .group_by("school", "day")
        .agg(nw.col("attended").sum().cast(nw.Int64()), nw.len().cast(nw.Int64()).alias("possible"))
    )


def beside(marked: pd.DataFrame, visits: Mapping[str, int], *, today: date) -> pd.DataFrame:
    """The newest months in which somebody could attend, the oldest first.

    `marked` is as `days` makes it, `visits` how many went by month. Columns: `month`, `attendance` (0 to 1), `sessions`
    (possible ones), `visits`, `provisional` (a school's newest weeks, whose registers still change, are in it), `runs`.
    """
    months = marked["day"].map(lambda day: f"{EPOCH + timedelta(days=day):%Y-%m}")
    weeks = marked["day"].map(monday)
    newest = weeks.groupby(marked["school"]).transform(_first_provisional)
    counted = marked.assign(month=months, provisional=weeks >= newest).groupby("month", as_index=False)
    table = counted.agg(
        attended=("attended", "sum"), sessions=("possible", "sum"), provisional=("provisional", "any")
    ).sort_values("month", ignore_index=True)
    shown = table.tail(HOW_MANY).reset_index(drop=True)
    return shown.assign(
        attendance=shown["attended"] / shown["sessions"],
        visits=[int(visits.get(month, 0)) for month in shown["month"]],
        runs=shown["month"] == f"{today:%Y-%m}",
    )[list(COLUMNS)]


def _first_provisional(weeks: "pd.Series[int]") -> int:
    """The first of a school's newest weeks, of which the marks may still change."""
    return sorted(set(weeks))[-PROVISIONAL:][0]


def with_published(table: pd.DataFrame, figures: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """The same with a column for each published figure, by its name: the share over each month that it stands over.

    They are of a term or a year: over its months it is one and the same number. One that is of none of them is left out.
    """
    columns = {name: [own.get(month) for month in table["month"]] for name, own in figures.items()}
    known = {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)}
    return table.assign(**{name: pd.array(cells, dtype="Float64") for name, cells in known.items()})


def _published(table: pd.DataFrame) -> list[str]:
    return [str(name) for name in table.columns if name not in COLUMNS]


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table as people read it. A published figure is empty where it does not stand."""
    return pd.DataFrame(
        {
            "Month": [
                f"{month_name(row['month'])}{' (so far)' if row['runs'] else ''}"
                for _, row in table.iterrows()
            ],
            "Attendance, all pupils": [f"{share:.1%}" for share in table["attendance"]],
            "Possible sessions": [f"{count:,}" for count in table["sessions"]],
            **{
                name: ["" if pd.isna(share) else f"{share:.1%}" for share in table[name]]
                for name in _published(table)
            },
            "Visits": [f"{count:,}" for count in table["visits"]],
            "Note": [NOTE if one else "" for one in table["provisional"]],
        },
        dtype="str",
    )


def sentence(table: pd.DataFrame) -> str:
    """What the figure says, and never why. There is one month at least."""
    names = [month_name(str(month)) for month in table["month"]]
    shares, counts = table["attendance"].tolist(), table["visits"].tolist()
    high, low, most = shares.index(max(shares)), shares.index(min(shares)), counts.index(max(counts))
    told = (
        f"Attendance was highest in {names[high]} ({shares[high]:.1%}) and lowest in {names[low]} ({shares[low]:.1%})."
        if len(names) > 1
        else f"Attendance in {names[0]} was {shares[0]:.1%}."
    )
    if counts[most] == 0:
        return f"{told} No visit went in these months."
    if sum(counts) == 1:
        return f"{told} The one visit went in {names[most]}."
    return f"{told} Most visits went in {names[most]} ({counts[most]:,})."


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Attendance above, visits below, over the same months. Visits begin at zero; the other axis says where it does.

    Where no visit went there is no axis of visits.
    """
    colours, places = scheme(dark=dark), list(range(len(table)))
    shares, counts = table["attendance"].tolist(), table["visits"].tolist()
    open_ones = ["circle-open" if one else "circle" for one in table["provisional"]]
    drawn = go.Figure(
        go.Scatter(
            x=places,
            y=shares,
            mode="lines+markers",
            line={"color": colours.other, "width": 2},
            marker={
                "size": 8,
                "symbol": open_ones,
                "color": colours.other,
                "line": {"width": 2, "color": colours.other},
            },
            hoverinfo="skip",
            yaxis="y2",
        )
    )
    went = any(counts)
    if went:
        _bars(drawn, counts, colours.mark)
    beside = _steps(drawn, table, colours.ink)
    low, high = min([*shares, *beside]), max([*shares, *beside])
    room = max(0.01, (high - low) * 0.25)
    above = _LINE_PX * min(len(DASHES), len(_published(table)))
    newest = f"{shares[-1]:.1%} in {_short(table['month'].iloc[-1])}"
    _above(drawn, f"Attendance, all pupils: {newest}", colours.other, up=above)
    if went:
        _above(drawn, "Visits", colours.mark, y=0.46)
    drawn.update_layout(
        yaxis={
            "domain": [0, 0.42] if went else [0, 0],
            "visible": went,
            "range": [0, max(1, *counts) * 1.25],
            **_axis(),
            **_whole(max(counts)),
        },
        yaxis2={
            "domain": [0.56, 0.98] if went else [0, 0.98],
            "range": [max(0.0, low - room), min(1.0, high + room)],
            "tickformat": ".0%" if high - low > 0.04 else ".1%",
            **_axis(),
        },
        height=(400 if went else 240) + above,
        margin={"l": 4, "r": 8, "t": 24 + above, "b": 8},
        font={"color": colours.ink, "size": 13, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.3,
    )
    ticks = places[:: max(1, -(-len(places) // 6))]
    drawn.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[_short(table["month"].iloc[place]) for place in ticks],
        range=[-0.6, len(places) - 0.4],
        ticklabelstandoff=6,
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
        tickangle=0,
    )
    return drawn


def _bars(drawn: go.Figure, counts: list[int], colour: str) -> None:
    drawn.add_trace(
        go.Bar(
            x=list(range(len(counts))),
            y=counts,
            text=[f"{n:,}" if place in _labelled(counts) else "" for place, n in enumerate(counts)],
            textposition="outside",
            textangle=0,
            textfont={"size": 12},
            constraintext="none",
            cliponaxis=False,
            marker={"color": colour},
            hoverinfo="skip",
        )
    )


def _steps(drawn: go.Figure, table: pd.DataFrame, ink: str) -> list[float]:
    """Published figures, each level over the months of its term or year; their names stand above, a line for each."""
    levels: list[float] = []
    for place, (name, dash) in enumerate(zip(_published(table), DASHES, strict=False)):
        cells = [None if pd.isna(share) else float(share) for share in table[name]]
        known = [share for share in cells if share is not None]
        line = {"color": ink, "width": 1.5, "dash": dash, "shape": "hvh"}
        drawn.add_trace(
            go.Scatter(
                x=list(range(len(cells))), y=cells, mode="lines", line=line, yaxis="y2", hoverinfo="skip"
            )
        )
        told = f"{min(known):.1%}" if len(set(known)) == 1 else f"{min(known):.1%} to {max(known):.1%}"
        _above(
            drawn, f"{DASHES[dash]} {name} {told}", ink, up=_LINE_PX * (len(_published(table)) - 1 - place)
        )
        levels += known
    return levels


def _above(drawn: go.Figure, text: str, colour: str, *, up: int = 0, y: float = 1.0) -> None:
    drawn.add_annotation(
        x=0,
        xref="paper",
        y=y,
        yref="paper",
        yshift=up,
        text=text,
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"color": colour, "size": 14},
    )


def _axis() -> dict[str, Any]:
    return {"nticks": 4, "automargin": True, "fixedrange": True, "gridcolor": GRID, "zeroline": False}


def _whole(most: int) -> dict[str, Any]:
    """Of few visits an axis has every number: there is no half of one."""
    return {"dtick": 1} if most <= _FEW else {}


def _labelled(counts: list[int]) -> set[int]:
    """Where a bar carries its number: the highest and the newest; all of them where there are few."""
    return set(range(len(counts))) if len(counts) <= 8 else {counts.index(max(counts)), len(counts) - 1}


def _short(month: str) -> str:
    """ "Nov 26"."""
    return f"{month_name(month)[:3]} {month[2:4]}"
