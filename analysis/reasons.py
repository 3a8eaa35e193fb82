"""Why visits were made: counts by reason, by month and by school, and their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from analysis.periods import Period, month_name

INK: Final = "#17212b"
BAR: Final = "#1d5c7a"
TABLES: Final = ("reason", "month", "school")
"""The tables by their key, which is also the name of their first column."""
_WRAP_AT: Final = 20
_ROW_PX: Final = 34
_TALL_ROW_PX: Final = 44


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A choice of schools over a period, for who knows the families.

    Each table has the columns of its key (text as people read it), `visits` (whole number) and `share` (0 to 1 of all
    visits in it, missing where there are none).
    """

    total: int
    tables: Mapping[str, pd.DataFrame]


def counted(
    visits: pd.DataFrame, *, period: Period, schools: Sequence[str], labels: Mapping[str, str]
) -> Counts:
    """Count the visits of these schools over the period.

    `visits` has the columns `school`, `month` ("2026-11"), `common_reason` (text) and `visits` (whole number), any number
    of rows a group; `labels` has the words for a reason.
    """
    chosen = visits[visits["school"].isin(schools) & visits["month"].isin(period.months)]
    total = int(chosen["visits"].sum())
    named = {
        "reason": _by(chosen, "common_reason"),
        "month": _by(chosen, "month").reindex(list(period.months), fill_value=0),
        "school": _by(chosen, "school").reindex(list(schools), fill_value=0),
    }
    words = {"reason": labels, "month": _months(period), "school": {}}
    return Counts(total=total, tables={key: _table(key, named[key], words[key], total) for key in TABLES})


def _months(period: Period) -> dict[str, str]:
    """The names of the months. The last is the one that runs: beside whole months its count is of less."""
    names = {month: month_name(month) for month in period.months}
    return {**names, period.months[-1]: f"{names[period.months[-1]]} (so far)"}


def _by(visits: pd.DataFrame, column: str) -> "pd.Series[int]":
    return visits.groupby(column)["visits"].sum()


def _table(key: str, counts: "pd.Series[int]", words: Mapping[str, str], total: int) -> pd.DataFrame:
    """The most first; months in order of time."""
    rows = [(words.get(str(name), str(name)), int(count)) for name, count in counts.items()]
    if key != "month":
        rows.sort(key=lambda row: (-row[1], row[0]))
    return pd.DataFrame(
        {
            key: pd.array([name for name, _ in rows], dtype="str"),
            "visits": pd.array([count for _, count in rows], dtype="Int64"),
            "share": pd.array([count / total if total else None for _, count in rows], dtype="Float64"),
        }
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as people read it: a share that means nothing is empty."""
    return table.assign(
        visits=[f"{count:,}" for count in table["visits"]],
        share=["" if pd.isna(share) else f"{share:.0%}" for share in table["share"]],
    )


def sentence(table: pd.DataFrame, *, what: str, unit: str = "visits") -> str:
    """What the figure says, for who cannot see it: the most first, and how many are not shown. `what` names the rows."""
    names, counts = table.columns[0], table["visits"]
    hidden = int(counts.isna().sum())
    shown = table[counts.notna() & (counts > 0)].sort_values("visits", ascending=False, kind="stable")
    parts = [f"{row[names]} {row['visits']:,}" for _, row in shown.head(3).iterrows()]
    if not parts and not hidden:
        return f"No {unit} by {what}."
    more = f", and {len(shown) - 3} more" if len(shown) > 3 else ""
    told = f"Most by {what}: {', '.join(parts)}{more}." if parts else f"By {what}: no number is shown."
    return told + (f" {hidden} not shown exactly." if hidden else "")


def bars(table: pd.DataFrame) -> go.Figure:
    """A bar a row, from zero, with its number at its end. One that is not shown has no bar: `shown` says so."""
    counts = table["visits"]
    shown = table.get("shown", pd.Series(["" if pd.isna(count) else f"{count:,}" for count in counts]))
    figure = go.Figure(
        go.Bar(
            x=counts.fillna(0).astype(int).tolist(),
            y=list(range(len(table))),
            orientation="h",
            text=shown.tolist(),
            textposition="outside",
            cliponaxis=False,
            marker={"color": BAR},
            hoverinfo="skip",
        )
    )
    names = ["<br>".join(wrap(str(name), _WRAP_AT)) for name in table[table.columns[0]]]
    most = max(1, int(counts.fillna(0).max()) if len(table) else 1)
    figure.update_xaxes(range=[0, most * 1.15], visible=False, fixedrange=True)
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
    row = _TALL_ROW_PX if any("<br>" in name for name in names) else _ROW_PX
    figure.update_layout(
        height=24 + row * max(1, len(table)),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        font={"color": INK, "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.4,
    )
    return figure
