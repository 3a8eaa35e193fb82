"""Why visits were made: counts by reason, by month, by school."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analysis.suppression import MARK, shown, suppressed, total_is_safe

INK = "#1b2733"
BAR = "#0b5fa5"
HIDDEN = "#c9d3dc"


def by_reason(counts: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Visits by common reason, most first.

    In: columns `common_reason` (text), `visits` (whole number), any number of rows a reason. Out: index 0..n-1, columns
    `reason` (as people read it), `visits`, `share` (of all visits, 0 to 1; missing when there are none).
    """
    table = _counted(counts, "common_reason", "reason")
    table["reason"] = [labels.get(key, key) for key in table["reason"]]
    return table


def by_school(counts: pd.DataFrame) -> pd.DataFrame:
    """Visits by school, most first: columns `school`, `visits`, `share`. In: `school`, `visits`."""
    return _counted(counts, "school", "school")


def by_month(counts: pd.DataFrame, *, months: list[str]) -> pd.DataFrame:
    """Visits by month in order of time, months without visits as 0: columns `month` ("2026-11"), `visits`.

    `months` are all those of the period: a month that nobody counted is not a month without visits, and is not in it.
    """
    totals = counts.groupby("month")["visits"].sum().reindex(months, fill_value=0)
    return totals.rename_axis("month").reset_index()


def hide_small(table: pd.DataFrame) -> pd.DataFrame:
    """The same table for those who may not see small numbers: `visits` and `share` as text, 1 to 5 as `c`."""
    hidden = suppressed(table["visits"])
    out = table.assign(visits=shown(table["visits"]))
    if "share" in table:
        shares = pd.Series([f"{s:.0%}" for s in table["share"]], index=table.index, dtype=str)
        out["share"] = shares.mask(hidden, MARK)
    return out


def total(table: pd.DataFrame, *, small_numbers: bool) -> str:
    """The number of visits as text; `c` where it would give away a cell that is not shown."""
    counts = table["visits"]
    if small_numbers or (total_is_safe(counts) and not 1 <= counts.sum() <= 5):
        return f"{int(counts.sum()):,}"
    return MARK


def _counted(counts: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    totals = counts.groupby(column)["visits"].sum().sort_values(ascending=False, kind="stable")
    table = totals.rename_axis(name).reset_index()
    whole = table["visits"].sum()
    return table.assign(share=table["visits"] / whole if whole else float("nan"))


def bars(table: pd.DataFrame, *, names: str, small_numbers: bool) -> go.Figure:
    """A bar a row with its number at its end. Suppressed bars are short, grey and say `c`: their length says nothing."""
    counts = table["visits"]
    hidden = suppressed(counts) if not small_numbers else pd.Series(data=False, index=table.index)
    lengths = counts.mask(hidden, max(1.0, float(counts.max()) * 0.02) if len(counts) else 1.0)
    figure = go.Figure(
        go.Bar(
            x=lengths,
            y=table[names],
            orientation="h",
            text=counts.astype(str).mask(hidden, MARK),
            textposition="outside",
            cliponaxis=False,
            marker={"color": [HIDDEN if h else BAR for h in hidden]},
            hoverinfo="skip",
        )
    )
    return _styled(figure, height=70 + 34 * max(1, len(table)))


def columns(table: pd.DataFrame, *, small_numbers: bool) -> go.Figure:
    """A column a month with its number on it; suppressed ones as in `bars`. Zero is where the columns stand."""
    counts = table["visits"]
    hidden = suppressed(counts) if not small_numbers else pd.Series(data=False, index=table.index)
    heights = counts.mask(hidden, max(1.0, float(counts.max()) * 0.02) if len(counts) else 1.0)
    labels = [pd.Period(m, "M").strftime("%b %Y") for m in table["month"]]
    figure = go.Figure(
        go.Bar(
            x=labels,
            y=heights,
            text=counts.astype(str).mask(hidden, MARK),
            textposition="outside",
            cliponaxis=False,
            marker={"color": [HIDDEN if h else BAR for h in hidden]},
            hoverinfo="skip",
        )
    )
    figure.update_yaxes(title="Visits", rangemode="tozero")
    return _styled(figure, height=320)


def sentence(table: pd.DataFrame, *, names: str, what: str) -> str:
    """What the figure says, for who cannot see it: the first rows in words, from a table that is fit to be shown."""
    if table.empty:
        return f"No {what}."
    parts = [f"{row[names]} {row['visits']}" for _, row in table.head(3).iterrows()]
    rest = f", and {len(table) - 3} more" if len(table) > 3 else ""
    return f"{what.capitalize()}: " + ", ".join(parts) + rest + "."


def _styled(figure: go.Figure, *, height: int) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 48, "t": 16, "b": 8},
        font={"color": INK, "size": 14},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.35,
    )
    figure.update_xaxes(showgrid=False, zeroline=True, rangemode="tozero", automargin=True)
    figure.update_yaxes(automargin=True, autorange="reversed" if height != 320 else None)
    return figure
