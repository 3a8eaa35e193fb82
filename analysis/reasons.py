"""Why visits were made: counts by reason, by month and by school, and their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from analysis.colours import scheme
from analysis.periods import Period, middle, month_name
from analysis.rolls import on_roll, per_100, pupils_on_roll
from analysis.words import as_text_of_a_figure, in_lines
from visits.words import VisitKind

TABLES: Final = ("reason", "month", "kind", "school", "year_group", "policy")
"""The tables by their key, which is also the name of their first column."""
EMERGENCY, PLANNED = VisitKind.EMERGENCY.value, "planned"
URGENCY: Final = ("", EMERGENCY, PLANNED)
"""Every visit, emergency visits, all others."""
_IN_TIME: Final = frozenset({"month", "year_group"})
"""Tables whose rows have an order of their own; of the others the most stands first."""
_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}
_WRAP_AT: Final = 20
_ROW_PX: Final = 34
_TALL_ROW_PX: Final = 44
_LINE_PX: Final = 18


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which visits are counted: of one common reason, of one urgency. Empty is all."""

    reason: str = ""
    urgency: str = ""

    @property
    def emergency(self) -> bool | None:
        """Whether emergency visits alone are meant, or all others; None for every visit."""
        return None if not self.urgency else self.urgency == EMERGENCY

    def of(self, visits: pd.DataFrame) -> pd.DataFrame:
        """The rows that are meant; the frame has `common_reason` and `kind`."""
        meant = pd.Series([True] * len(visits), index=visits.index, dtype="bool")
        if self.reason:
            meant &= visits["common_reason"] == self.reason
        if self.emergency is not None:
            meant &= (visits["kind"] == EMERGENCY) == self.emergency
        return visits[meant]


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is counted of a period beside the months: `pupils` has `school`, `year_group` and `pupils` (each child once),
    `policies` has `school`, `policy` (its title), `common_reason`, `kind` and `visits`."""

    pupils: pd.DataFrame
    policies: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A choice of schools over a period, for who knows the families.

    Each table has the columns of its key (text as people read it), `visits` (whole number; of year groups: pupils),
    `share` (0 to 1 of all visits in it, missing where there are none) and `per_100` pupils on roll in the middle of the
    period (of months: of the month; of schools and year groups: their own pupils; missing where nobody was).
    """

    total: int
    pupils: int
    on_roll: int
    middle: date
    tables: Mapping[str, pd.DataFrame]


def counted(
    visits: pd.DataFrame,
    *,
    period: Period,
    today: date,
    schools: Sequence[str],
    labels: Mapping[str, Mapping[str, str]],
    roll: pd.DataFrame,
    details: Details,
    only: Filter,
) -> Counts:
    """Count the visits of these schools over the period.

    `visits` has the columns `school`, `month` ("2026-11"), `common_reason`, `kind` and `visits` (whole number), any
    number of rows a group; `labels` has the words for each value by table; `roll` is as in `analysis.rolls`. `details`
    were counted with the same filter.
    """
    chosen = only.of(visits[visits["school"].isin(schools) & visits["month"].isin(period.months)])
    total = int(chosen["visits"].sum())
    pupils = details.pupils[details.pupils["school"].isin(schools)]
    policies = only.of(details.policies[details.policies["school"].isin(schools)])
    at = middle(period, today=today)
    everybody = pupils_on_roll(roll, at, schools=schools)
    named = {
        "reason": _by(chosen, "common_reason"),
        "month": _by(chosen, "month").reindex(list(period.months), fill_value=0),
        "kind": _by(chosen, "kind"),
        "school": _by(chosen, "school").reindex(list(schools), fill_value=0),
        "year_group": pupils.groupby("year_group")["pupils"].sum(),
        "policy": policies.groupby("policy")["visits"].sum(),
    }
    each = on_roll(roll, at, schools=schools)
    own: dict[str, Mapping[str, int]] = {
        "month": {m: pupils_on_roll(roll, _mid_month(m, today), schools=schools) for m in period.months},
        "school": _sums(each, "school"),
        "year_group": _sums(each, "year_group"),
    }
    words = {"month": _months(period), "year_group": _years(named["year_group"].index), **labels}
    return Counts(
        total=total,
        pupils=int(pupils["pupils"].sum()),
        on_roll=everybody,
        middle=at,
        tables={
            key: _table(key, named[key], words.get(key, {}), rolls=own.get(key), everybody=everybody)
            for key in TABLES
        },
    )


def _mid_month(month: str, today: date) -> date:
    return min(date(int(month[:4]), int(month[5:]), 15), today)


def _sums(each: "pd.Series[int]", level: str) -> dict[str, int]:
    return {} if each.empty else {str(k): int(v) for k, v in each.groupby(level=level).sum().items()}


def _months(period: Period) -> dict[str, str]:
    """The names of the months. The last is the one that runs: beside whole months its count is of less."""
    names = {month: month_name(month) for month in period.months}
    return {**names, period.months[-1]: f"{names[period.months[-1]]} (so far)"}


def _years(groups: "pd.Index[str]") -> dict[str, str]:
    return {str(group): year_words(str(group)) for group in groups}


def year_words(group: str) -> str:
    """ "Year 8", "Reception"; one that was erased is not known."""
    return f"Year {group}" if group.isdigit() else group or "Not known"


def age(group: str) -> tuple[int, str]:
    """Sorts year groups, the youngest first."""
    return (int(group) if group.isdigit() else _YOUNGEST.get(group, 99), group)


def _by(visits: pd.DataFrame, column: str) -> "pd.Series[int]":
    return visits.groupby(column)["visits"].sum()


def _table(
    key: str,
    counts: "pd.Series[int]",
    words: Mapping[str, str],
    *,
    rolls: Mapping[str, int] | None,
    everybody: int,
) -> pd.DataFrame:
    """The most first; months and year groups in their order."""
    rows = [(str(name), words.get(str(name), str(name)), int(count)) for name, count in counts.items()]
    if key not in _IN_TIME:
        rows.sort(key=lambda row: (-row[2], row[1]))
    if key == "year_group":
        rows.sort(key=lambda row: age(row[0]))
    total = sum(count for *_, count in rows)
    return pd.DataFrame(
        {
            key: pd.array([name for _, name, _ in rows], dtype="str"),
            "visits": pd.array([count for *_, count in rows], dtype="Int64"),
            "share": pd.array([count / total if total else None for *_, count in rows], dtype="Float64"),
            "per_100": pd.array(
                [per_100(n, everybody if rolls is None else rolls.get(own, 0)) for own, _, n in rows],
                dtype="Float64",
            ),
        }
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as people read it: a share that means nothing is empty."""
    shown = table.assign(
        visits=[f"{count:,}" for count in table["visits"]],
        share=["" if pd.isna(share) else f"{share:.0%}" for share in table["share"]],
    )
    if "per_100" in table:
        shown["per_100"] = ["" if pd.isna(rate) else f"{rate:.1f}" for rate in table["per_100"]]
    return shown


def sentence(table: pd.DataFrame, *, what: str, unit: str = "visits") -> str:
    """What the figure says, for who cannot see it: the most first, and how many are not shown. `what` names the rows.

    Where a number is hidden it may be the largest: then nothing is called the most.
    """
    names, counts = table.columns[0], table["visits"]
    hidden = int(counts.isna().sum())
    shown = table[counts.notna() & (counts > 0)].sort_values("visits", ascending=False, kind="stable")
    parts = [f"{row[names]} {row['visits']:,}" for _, row in shown.head(3).iterrows()]
    if not parts and not hidden:
        return f"No {unit} by {what}."
    more = f", and {len(shown) - 3} more" if len(shown) > 3 else ""
    first = f"By {what}, of those that are shown exactly" if hidden else f"Most by {what}"
    told = f"{first}: {', '.join(parts)}{more}." if parts else f"By {what}: no number is shown."
    return told + (f" {hidden} not shown exactly, and may be larger." if hidden else "")


def bars(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """A bar a row, from zero, with its number at its end. One that is not shown has no bar: `shown` says so."""
    colours = scheme(dark=dark)
    counts = table["visits"]
    shown = table.get("shown", pd.Series(["" if pd.isna(count) else f"{count:,}" for count in counts]))
    figure = go.Figure(
        go.Bar(
            x=counts.fillna(0).astype(int).tolist(),
            y=list(range(len(table))),
            orientation="h",
            text=[as_text_of_a_figure(str(one)) for one in shown],
            textposition="outside",
            cliponaxis=False,
            marker={"color": colours.mark},
            hoverinfo="skip",
        )
    )
    names = [in_lines(str(name), width=_WRAP_AT) for name in table[table.columns[0]]]
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
    breaks = max((name.count("<br>") for name in names), default=0)
    row = _ROW_PX if breaks == 0 else _TALL_ROW_PX + (breaks - 1) * _LINE_PX
    figure.update_layout(
        height=24 + row * max(1, len(table)),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        font={"color": colours.ink, "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.4,
    )
    return figure
