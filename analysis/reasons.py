"""Why visits were made: counts by reason, by month and by school, and their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from analysis.periods import Period, month_name
from analysis.protected import Protected
from analysis.suppression import MARK, is_small

INK: Final = "#17212b"
BAR: Final = "#1d5c7a"
TABLES: Final = ("reason", "month", "school")
"""The tables by their key, which is also the name of their first column."""
_WRAP_AT: Final = 20
_ROW_PX: Final = 34
_TALL_ROW_PX: Final = 44


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Everything that one may see of a choice of schools over a period.

    Each table has the columns of its key (text as people read it), `visits` (whole number, missing where it is not shown)
    and `share` (0 to 1 of all visits in it, missing where it is not shown). `total` is None where it is not shown.
    `too_few`: there are 1 to 5 visits in all, and nothing is broken down.
    """

    total: int | None
    too_few: bool
    tables: Mapping[str, pd.DataFrame]


def seen(
    visits: pd.DataFrame,
    *,
    all_schools: Sequence[str],
    chosen: str | None,
    every_period: Sequence[Period],
    period: Period,
    labels: Mapping[str, str],
    small_numbers: bool,
) -> Counts:
    """What somebody sees who may count the visits of `all_schools` and has chosen one of them, or None for all.

    Without `small_numbers`, what is hidden is the same whatever they choose (`analysis.protected`).
    """
    schools = [chosen] if chosen else list(all_schools)
    if small_numbers or not all_schools:
        return counted(visits, period=period, schools=schools, labels=labels)
    protected = _protected(tuple(visits.itertuples(index=False)), tuple(all_schools), tuple(every_period))
    return counted(visits, period=period, schools=schools, labels=labels, protected=protected)


@lru_cache(maxsize=32)
def _protected(
    rows: tuple[tuple[object, ...], ...], schools: tuple[str, ...], every_period: tuple[Period, ...]
) -> Protected:
    """Worked out once for the same counts: over several schools it takes a second."""
    visits = pd.DataFrame(rows, columns=["school", "month", "common_reason", "visits"]).astype(
        {"visits": int}
    )
    return Protected(visits, schools=schools, periods=every_period)


def counted(
    visits: pd.DataFrame,
    *,
    period: Period,
    schools: Sequence[str],
    labels: Mapping[str, str],
    protected: Protected | None = None,
) -> Counts:
    """Count the visits of these schools over the period.

    `visits` has the columns `school`, `month` ("2026-11"), `common_reason` (text) and `visits` (whole number), any number
    of rows a group; `labels` has the words for a reason. With `protected` what it hides is left out.
    """
    chosen = visits[visits["school"].isin(schools) & visits["month"].isin(period.months)]
    hides = protected.hides(schools=schools, period=period) if protected else frozenset()
    total = int(chosen["visits"].sum())
    shown_total = None if ("total", "") in hides else total
    named = {
        "reason": _by(chosen, "common_reason"),
        "month": _by(chosen, "month").reindex(list(period.months), fill_value=0),
        "school": _by(chosen, "school").reindex(list(schools), fill_value=0),
    }
    words = {"reason": labels, "month": _months(period), "school": {}}
    return Counts(
        total=shown_total,
        too_few=protected is not None and is_small(total),
        tables={
            key: _table(
                key, named[key], words[key], {name for kind, name in hides if kind == key}, shown_total
            )
            for key in TABLES
        },
    )


def _months(period: Period) -> dict[str, str]:
    """The names of the months. The last is the one that runs: beside whole months its count is of less."""
    names = {month: month_name(month) for month in period.months}
    return {**names, period.months[-1]: f"{names[period.months[-1]]} (so far)"}


def _by(visits: pd.DataFrame, column: str) -> "pd.Series[int]":
    return visits.groupby(column)["visits"].sum()


def _table(
    key: str, counts: "pd.Series[int]", words: Mapping[str, str], hidden: set[str], total: int | None
) -> pd.DataFrame:
    """The most first, hidden ones last by name: their order would say which is larger. Months in order of time."""
    rows = [
        (words.get(str(name), str(name)), None if str(name) in hidden else int(count))
        for name, count in counts.items()
    ]
    if key != "month":
        rows.sort(key=lambda row: (row[1] is None, -(row[1] or 0), row[0]))
    shares = [None if count is None or not total else count / total for _, count in rows]
    return pd.DataFrame(
        {
            key: pd.array([name for name, _ in rows], dtype="str"),
            "visits": pd.array([count for _, count in rows], dtype="Int64"),
            "share": pd.array(shares, dtype="Float64"),
        }
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as people read it: what is not shown is `c`, a share that means nothing is empty."""
    hidden = table["visits"].isna()
    shares = ["" if pd.isna(s) else f"{s:.0%}" for s in table["share"]]
    return table.assign(
        visits=["" if h else f"{v:,}" for v, h in zip(table["visits"], hidden, strict=True)],
        share=shares,
    ).assign(visits=lambda t: t["visits"].mask(hidden, MARK), share=lambda t: t["share"].mask(hidden, MARK))


def sentence(table: pd.DataFrame, *, what: str) -> str:
    """What the figure says, for who cannot see it: the most first, and how many are not shown."""
    names, counts = table.columns[0], table["visits"]
    hidden = int(counts.isna().sum())
    shown = table[counts.notna() & (counts > 0)].sort_values("visits", ascending=False, kind="stable")
    parts = [f"{row[names]} {row['visits']:,}" for _, row in shown.head(3).iterrows()]
    if not parts and not hidden:
        return f"No visits by {what}."
    more = f", and {len(shown) - 3} more" if len(shown) > 3 else ""
    told = f"Most by {what}: {', '.join(parts)}{more}." if parts else f"By {what}: no number is shown."
    return told + (f" {hidden} not shown ({MARK})." if hidden else "")


def bars(table: pd.DataFrame) -> go.Figure:
    """A bar a row, from zero, with its number at its end. What is not shown has no bar and says `c`."""
    counts = table["visits"]
    figure = go.Figure(
        go.Bar(
            x=counts.fillna(0).astype(int).tolist(),
            y=list(range(len(table))),
            orientation="h",
            text=[MARK if pd.isna(count) else f"{count:,}" for count in counts],
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
