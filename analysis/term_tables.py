"""Terms beside each other as tables, figures and sentences: by reason for three, in all for the last six."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from analysis.colours import scheme
from analysis.rolls import per_100, pupils_on_roll
from analysis.terms import Compared, alike, compared, heading
from analysis.words import in_lines
from visits.closed_terms import TermSpan

HOW_MANY: Final = 6
BESIDE: Final = {"now": "this term", "last": "last term", "year_ago": "a year ago"}
COLOURS: Final = {"now": "mark", "last": "before", "year_ago": "long_before"}
"""Light beside dark, so that they differ in print and to every eye; each bar says its own name besides."""
DRAWN: Final = 8
"""Reasons that are drawn; the table has all."""
_WRAP_AT: Final = 22
_BAR_PX: Final = 22


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which days are counted of one school: `compared`, then its last terms. `days` are both, in that order."""

    compared: Compared | None
    terms: tuple[TermSpan, ...]

    @property
    def days(self) -> tuple[tuple[date, date], ...]:
        windows = self.compared.windows.values() if self.compared else ()
        beside = tuple((window.span.from_on, window.until) for window in windows)
        return beside + tuple((span.from_on, span.to_on) for span in self.terms)

    @property
    def names(self) -> tuple[str, ...]:
        """What the last terms are called."""
        return tuple(span.name for span in self.terms)

    @property
    def places(self) -> tuple[dict[str, int], dict[str, int]]:
        """Where in `days` each compared term stands, and each of the last terms by its name."""
        windows = self.compared.windows if self.compared else {}
        beside = {name: place for place, name in enumerate(windows)}
        return beside, {span.name: len(windows) + place for place, span in enumerate(self.terms)}


def plan(spans: Sequence[TermSpan], closed: Sequence[tuple[date, date]], *, today: date) -> Plan:
    """What to count of a school's terms."""
    begun = [span for span in spans if span.from_on <= today]
    return Plan(compared=compared(spans, closed, today=today), terms=tuple(begun[-HOW_MANY:]))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Terms of one or more schools added up.

    `beside` has `reason` and a column of whole numbers for each of `headings` (`analysis.terms.NAMES`), the most of this
    term first. `totals` and `per_100` (pupils on roll in the middle of each) are by the same names. `over_time` has
    `term`, `visits`, `share` and `per_100`. `without` are schools where no terms are entered, `left_out` those that lack
    one of the terms that stand here.
    """

    headings: Mapping[str, str]
    beside: pd.DataFrame
    totals: Mapping[str, int]
    per_100: Mapping[str, float | None]
    over_time: pd.DataFrame
    runs: bool
    weeks: int
    shorter: bool
    without: tuple[str, ...]
    left_out: tuple[str, ...]


def terms(
    visits: pd.DataFrame,
    plans: Mapping[str, Plan],
    *,
    roll: pd.DataFrame,
    labels: Mapping[str, str],
) -> Terms | None:
    """The schools' terms added up; None where none has begun a term. `visits` has `school`, `window` (a place in
    the plan's `days`), `common_reason` and `visits`, schools with the same days under one of them; `roll` is as in
    `analysis.rolls`."""
    had = {school: own.compared for school, own in plans.items() if own.compared is not None}
    if not had:
        return None
    kept, left_out = alike(had.items())
    windows = {
        name: {s: one.windows[name] for s, one in kept.items()} for name in next(iter(kept.values())).windows
    }
    counts = {
        name: _of_windows(visits, {school: plans[school].places[0][name] for school in kept})
        for name in windows
    }
    totals = {name: int(own.sum()) for name, own in counts.items()}
    on_roll = {
        name: _there(roll, {school: window.middle for school, window in own.items()})
        for name, own in windows.items()
    }
    now = list(windows["now"].values())
    return Terms(
        headings={name: heading(next(iter(own.values()))) for name, own in windows.items()},
        beside=_beside(counts, labels),
        totals=totals,
        per_100={name: per_100(total, on_roll[name]) for name, total in totals.items()},
        over_time=_over_time(visits, {s: plans[s] for s in had}, roll),
        runs=any(window.runs for window in now),
        weeks=max(window.weeks for window in now),
        shorter=any(w.is_whole for name in windows if name != "now" for w in windows[name].values()),
        without=tuple(school for school, own in plans.items() if own.compared is None),
        left_out=left_out,
    )


def _of_windows(visits: pd.DataFrame, places: Mapping[str, int]) -> "pd.Series[int]":
    meant = visits["window"] == visits["school"].map(places)
    counted: pd.Series[int] = visits[meant].groupby("common_reason")["visits"].sum()
    return counted


def _beside(counts: dict[str, "pd.Series[int]"], labels: Mapping[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(counts).fillna(0).astype("int64")
    table.insert(0, "reason", [labels.get(str(key), str(key)) for key in table.index])
    return table.sort_values(["now", "reason"], ascending=[False, True], ignore_index=True)


def _over_time(visits: pd.DataFrame, plans: Mapping[str, Plan], roll: pd.DataFrame) -> pd.DataFrame:
    """The last terms, the oldest first: terms of the same name are one, whatever each school's days."""
    spans = {span.name: span for own in plans.values() for span in own.terms}
    names = sorted(spans, key=lambda name: spans[name].from_on)[-HOW_MANY:]
    running = {
        own.compared.now.span.name
        for own in plans.values()
        if own.compared is not None and own.compared.now.runs
    }
    rows = []
    for name in names:
        at = {school: own.places[1][name] for school, own in plans.items() if name in own.places[1]}
        count = int(_of_windows(visits, at).sum())
        on_roll = _there(roll, {school: _middle(plans[school].terms, name) for school in at})
        shown = f"{name} (so far)" if name in running else name
        rows.append((shown, count, per_100(count, on_roll)))
    total = sum(count for _, count, _ in rows)
    return pd.DataFrame(
        {
            "term": pd.array([name for name, *_ in rows], dtype="str"),
            "visits": pd.array([count for _, count, _ in rows], dtype="Int64"),
            "share": pd.array([count / total if total else None for _, count, _ in rows], dtype="Float64"),
            "per_100": pd.array([rate for *_, rate in rows], dtype="Float64"),
        }
    )


def _there(roll: pd.DataFrame, days: Mapping[str, date]) -> int:
    """The pupils on roll, at each school on its own day."""
    return sum(
        pupils_on_roll(roll, day, schools=[school for school, own in days.items() if own == day])
        for day in set(days.values())
    )


def _middle(spans: Sequence[TermSpan], name: str) -> date:
    """The middle of the term of that name."""
    span = next(one for one in spans if one.name == name)
    return span.starts_on + (span.to_on - span.starts_on) / 2


def as_text(found: Terms) -> pd.DataFrame:
    """The terms beside each other as people read them, with the sums below."""
    names = list(found.headings)
    rows = [
        [str(row["reason"]), *(f"{int(row[name]):,}" for name in names)] for _, row in found.beside.iterrows()
    ]
    rows.append(["All", *(f"{found.totals[name]:,}" for name in names)])
    rates = [found.per_100[name] for name in names]
    rows.append(["All, per 100 pupils", *("" if rate is None else f"{rate:.1f}" for rate in rates)])
    return pd.DataFrame(rows, columns=["Reason", *(found.headings[name] for name in names)], dtype="str")


def briefly(found: Terms) -> pd.DataFrame:
    """The same with column names for a telephone; `named` has which term each is."""
    shown = as_text(found)
    return shown.set_axis(["Reason", *(BESIDE[name].capitalize() for name in found.headings)], axis="columns")


def named(found: Terms) -> str:
    """ "This term: Autumn term 2026/27, so far. Last term: Summer term 2025/26, first 11 school weeks." """
    return " ".join(f"{BESIDE[name].capitalize()}: {words}." for name, words in found.headings.items())


def sentence(found: Terms) -> str:
    """What the figure says: this term's visits, then each other's, and how far they are counted."""
    count = found.totals["now"]
    visits = f"{count:,} visit{'' if count == 1 else 's'}"
    parts = [f"{visits} {'so far this term' if found.runs else 'in the newest term'}"]
    parts += [
        f"{found.totals[name]:,} {words}"
        for name, words in (("last", "the term before"), ("year_ago", "in the same term a year ago"))
        if name in found.totals
    ]
    cut = ""
    if found.runs and len(parts) > 1:
        cut = (
            f" Each is counted to the same day of its school week {found.weeks}"
            if found.weeks
            else " Each is counted up to as many days before its lessons"
        )
        cut += ", or to its end where it was shorter." if found.shorter else "."
    return f"{', '.join(parts)}.{cut}"


def missing(found: Terms) -> list[str]:
    """What is not in it, in sentences."""
    told = []
    if found.without:
        told.append(f"No terms are entered for {_few(found.without)}: counted by month alone.")
    if found.left_out:
        told.append(f"Not in the comparison, because a term of it is not entered: {_few(found.left_out)}.")
    if "year_ago" not in found.headings:
        told.append("The same term a year ago is not entered.")
    return told


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def figure(found: Terms, *, dark: bool = False) -> go.Figure:
    """A bar a term for each of the most frequent reasons, from zero, each with its number and which term it is."""
    colours = asdict(scheme(dark=dark))
    drawn = go.Figure()
    names = list(found.headings)
    table = found.beside.head(DRAWN)
    places = list(range(len(table)))
    for name in names:
        counts = [int(count) for count in table[name]]
        drawn.add_trace(
            go.Bar(
                x=counts,
                y=places,
                orientation="h",
                text=[f"{count:,} {BESIDE[name]}" for count in counts],
                textposition="outside",
                textfont={"size": 12},
                cliponaxis=False,
                marker={"color": colours[COLOURS[name]], "line": {"color": colours["ink"], "width": 0.5}},
                hoverinfo="skip",
            )
        )
    most = max([1, *(int(table[name].max()) for name in names if places)])
    drawn.update_xaxes(range=[0, most * 1.55], visible=False, fixedrange=True)
    drawn.update_yaxes(
        tickmode="array",
        tickvals=places,
        ticktext=[in_lines(str(reason), width=_WRAP_AT) for reason in table["reason"]],
        autorange="reversed",
        automargin=True,
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=6,
        fixedrange=True,
    )
    drawn.update_layout(
        barmode="group",
        height=24 + _BAR_PX * (len(names) + 1) * max(1, len(places)),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        font={"color": colours["ink"], "size": 14, "family": "Source Sans, sans-serif"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.25,
    )
    return drawn
