"""Risk in figures: homes and visits by assessment, flags, incidents per 100 visits with exact intervals, going alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from analysis import exact, reasons
from analysis.colours import GRID, scheme
from analysis.rolls import PER
from analysis.words import in_lines
from visits.aftercare import INCIDENT_WORDS, IncidentKind
from visits.assessments import FLAG_WORDS, WORST_FIRST, FlagKind
from visits.labels import ASSESSMENT_WORDS, COMMON_REASON_WORDS

HOMES, PLANNED, FLAGS, INCIDENTS, SCHOOLS, ALONE = (
    "homes",
    "planned",
    "flags",
    "incidents",
    "schools",
    "alone",
)
TABLES: Final = (HOMES, PLANNED, FLAGS, INCIDENTS, SCHOOLS, ALONE)
TITLES: Final = {
    HOMES: "Homes by assessment",
    PLANNED: "Planned visits by the home's assessment",
    FLAGS: "What to know at the door",
    INCIDENTS: "Incidents per 100 visits",
    SCHOOLS: "Incidents by school",
    ALONE: "Going alone",
}
FIRST: Final = {
    HOMES: "Assessment",
    PLANNED: "Assessment",
    FLAGS: "Kind",
    INCIDENTS: "Incident",
    SCHOOLS: "School",
}
"""The name of a table's first column."""
UNITS: Final = {HOMES: "homes", PLANNED: "visits", FLAGS: "homes"}
ALL_KINDS: Final = "All incidents"
NO_VISIT: Final = "no visit"
YEAR: Final = timedelta(days=365)
"""Over how long incidents and visits alone are counted."""
_ROW_PX: Final = 40
_LINE_PX: Final = 18
_WRAP_AT: Final = 20


def bars_table(
    counted: pd.DataFrame, *, key: str, count: str, order: Sequence[Any], words: Mapping[Any, str]
) -> pd.DataFrame:
    """Counts by `key` in this order, zeros too, as `analysis.reasons.bars` draws them: `key`, `visits` and `share`."""
    sums = counted.groupby(key)[count].sum()
    numbers = [int(sums.get(one, 0)) for one in order]
    total = sum(numbers)
    return pd.DataFrame(
        {
            key: pd.array([words[one] for one in order], dtype="str"),
            "visits": pd.array(numbers, dtype="Int64"),
            "share": pd.array([number / total if total else None for number in numbers], dtype="Float64"),
        }
    )


def rates(rows: Iterable[tuple[str, int, int]]) -> pd.DataFrame:
    """Incidents per 100 visits: each row a name, how many incidents, and on how many visits.

    Columns `name`, `incidents`, `visits`, `per_100`, `low` and `high`: the ends of the exact 95% interval of the rate,
    each per 100 visits. Of no visits there is no rate.
    """
    found = []
    for name, incidents, visits in rows:
        low, high = exact.rate(incidents)
        per = PER / visits if visits else None
        found.append(
            (name, incidents, visits, *(None if per is None else end * per for end in (incidents, low, high)))
        )
    table = pd.DataFrame(found, columns=["name", "incidents", "visits", "per_100", "low", "high"])
    return table.astype(
        {"incidents": "Int64", "visits": "Int64", **dict.fromkeys(("per_100", "low", "high"), "Float64")}
    )


def by_kind(
    incidents: pd.DataFrame, visits: int, *, order: Sequence[Any], words: Mapping[Any, str]
) -> pd.DataFrame:
    """Rates of every kind, all of them first."""
    sums = incidents.groupby("kind")["incidents"].sum()
    kinds = [(words[kind], int(sums.get(kind, 0)), visits) for kind in order]
    return rates([(ALL_KINDS, int(sums.sum()), visits), *kinds])


def by_school(incidents: pd.DataFrame, visits: pd.DataFrame, schools: Collection[str]) -> pd.DataFrame:
    """Rates of all incidents together, school by school."""
    sums, went = incidents.groupby("school")["incidents"].sum(), visits.groupby("school")["visits"].sum()
    return rates((school, int(sums.get(school, 0)), int(went.get(school, 0))) for school in schools)


def share_words(found: int, of: int) -> str:
    """ "3 of 120 visits had an incident: 2.5% of visits (95% interval 0.5% to 7.1%)."; of one visit at least."""
    low, high = exact.share(found, of)
    visits = f"{of:,} visit{'' if of == 1 else 's'}"
    return f"{found:,} of {visits} had an incident: {found / of:.1%} of visits (95% interval {low:.1%} to {high:.1%})."


def interval_words(row: "pd.Series[Any]") -> str:
    """ "2.5 (0.5 to 7.3)"; "no visit" of none."""
    if pd.isna(row["per_100"]):
        return NO_VISIT
    return f"{row['per_100']:.1f} ({row['low']:.1f} to {row['high']:.1f})"


def rates_text(table: pd.DataFrame, *, first: str) -> pd.DataFrame:
    """Rates as people read them."""
    return pd.DataFrame(
        {
            first: table["name"].astype("str"),
            "Incidents": [f"{n:,}" for n in table["incidents"]],
            "Visits": [f"{n:,}" for n in table["visits"]],
            "Per 100 visits (95% interval)": [interval_words(row) for _, row in table.iterrows()],
        }
    )


def rates_words(table: pd.DataFrame) -> str:
    """What the figure says, row by row."""
    told = [f"{row['name']} {interval_words(row)}" for _, row in table.iterrows()]
    return f"Incidents per 100 visits, with the 95% interval: {'; '.join(told)}."


def alone(visits: pd.DataFrame, *, words: Mapping[Any, str]) -> pd.DataFrame:
    """Visits on which one person went, by the reason of the visit, the most first, with all of them last.

    Columns `reason`, `visits`, `alone`, `explained` (those of them for which it was written down why) and `share`.
    """
    sums = visits.groupby("common_reason")[["visits", "alone", "alone_explained"]].sum()
    rows = [
        (words.get(str(reason), str(reason)), int(own[0]), int(own[1]), int(own[2]))
        for reason, own in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    went, one, why = (int(sums[column].sum()) for column in sums)
    rows.append(("All", went, one, why))
    table = pd.DataFrame(rows, columns=["reason", "visits", "alone", "explained"])
    shares = [one / of if of else None for one, of in zip(table["alone"], table["visits"], strict=True)]
    return table.assign(share=pd.array(shares, dtype="Float64"))


def alone_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same as people read it."""
    return pd.DataFrame(
        {
            "Reason of the visit": table["reason"].astype("str"),
            "Visits": [f"{n:,}" for n in table["visits"]],
            "Alone": [f"{n:,}" for n in table["alone"]],
            "Of these visits": ["" if pd.isna(share) else f"{share:.0%}" for share in table["share"]],
            "Why was written down": [f"{n:,}" for n in table["explained"]],
        }
    )


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """A point a row with its interval, from zero, each with its numbers."""
    drawn, colours = go.Figure(), scheme(dark=dark)
    shown = table[table["per_100"].notna()].reset_index(drop=True)
    for place, row in shown.iterrows():
        drawn.add_shape(
            type="line",
            x0=row["low"],
            x1=row["high"],
            y0=place,
            y1=place,
            line={"color": colours.axis, "width": 4},
        )
    most = float(max([0.1, *shown["high"]]))
    names = [in_lines(str(name), width=_WRAP_AT) for name in shown["name"]]
    row_px = max(_ROW_PX, *(_LINE_PX * (2 + name.count("<br>")) for name in names), 0)
    drawn.add_trace(
        go.Scatter(
            x=shown["per_100"].tolist(),
            y=list(range(len(shown))),
            mode="markers",
            marker={"color": colours.mark, "size": 11},
            hoverinfo="skip",
        )
    )
    for place, row in shown.iterrows():
        drawn.add_annotation(
            x=row["high"],
            y=place,
            text=interval_words(row),
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": 13, "color": colours.ink},
        )
    drawn.update_xaxes(
        range=[-0.02 * most, most * 1.75],
        title={"text": "Incidents per 100 visits", "standoff": 10},
        tickmode="auto",
        nticks=6,
        rangemode="tozero",
        gridcolor=GRID,
        zeroline=True,
        zerolinecolor=colours.axis,
        fixedrange=True,
        automargin=True,
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(shown))),
        ticktext=names,
        range=[len(shown) - 0.4, -0.6],
        automargin=True,
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=6,
        fixedrange=True,
    )
    drawn.update_layout(
        height=70 + row_px * max(1, len(shown)),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        font={"color": colours.ink, "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
    )
    return drawn


def tables(
    *,
    homes: pd.DataFrame,
    planned: pd.DataFrame,
    flags: pd.DataFrame,
    visits: pd.DataFrame,
    incidents: pd.DataFrame,
    schools: Collection[str],
) -> dict[str, pd.DataFrame]:
    """Every table of the page, by the keys in `TABLES`, of these schools; of frames of `data.queries.risk_figures`."""
    homes, planned, flags, visits, incidents = (
        frame[frame["school"].isin(schools)] for frame in (homes, planned, flags, visits, incidents)
    )
    went = int(visits["visits"].sum())
    return {
        HOMES: bars_table(homes, key="state", count="homes", order=WORST_FIRST, words=ASSESSMENT_WORDS),
        PLANNED: bars_table(planned, key="state", count="visits", order=WORST_FIRST, words=ASSESSMENT_WORDS),
        FLAGS: bars_table(flags, key="kind", count="homes", order=tuple(FlagKind), words=FLAG_WORDS),
        INCIDENTS: by_kind(incidents, went, order=tuple(IncidentKind), words=INCIDENT_WORDS),
        SCHOOLS: by_school(incidents, visits, schools),
        ALONE: alone(visits, words=COMMON_REASON_WORDS),
    }


def as_text(key: str, table: pd.DataFrame) -> pd.DataFrame:
    """A table of `tables` as people read it."""
    if key == ALONE:
        return alone_text(table)
    if key in (INCIDENTS, SCHOOLS):
        return rates_text(table, first=FIRST[key])
    shown = bars_text(table, first=FIRST[key], unit=UNITS[key].capitalize())
    # A home may have several flags: shares of homes would not add up to all.
    return shown.drop(columns="Share") if key == FLAGS else shown


def bars_text(table: pd.DataFrame, *, first: str, unit: str) -> pd.DataFrame:
    """Counts as people read them."""
    shown = reasons.as_text(table)
    return shown.rename(columns={shown.columns[0]: first, "visits": unit, "share": "Share"})
