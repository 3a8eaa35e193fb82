"""How long alerts took: minutes to notice, to first action and to safe, and what false alarms came from.

A frame of alerts goes in, one row each, with the columns `COLUMNS`; tables come out. A drill never counts, and what is
not known is counted as not known and never as 0.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

import pandas as pd

COLUMNS: Final = (
    "alert_id",
    "school",
    "due_on",
    "kind",
    "drill",
    "due_at",
    "noticed_at",
    "first_action_at",
    "safe_at",
    "closed_at",
    "closed_as",
    "cause",
    "late",
)
"""`due_on`: the school's own day (a date). `*_at`: aware UTC, missing where it has not come. `closed_as`: "safe" or
"false_alarm", `cause`: text, both missing while there is none. `drill`, `late` (raised over a minute late): booleans."""
SPANS: Final = ("alert_id", "visitor", "from_at", "to_at")
"""A visitor was due and not heard of from `from_at` to `to_at`."""
MEASURES: Final = {
    "notice": "To notice",
    "action": "To first action",
    "safe": "To safe",
    "unaccounted": "Unaccounted for",
}
"""What is measured of each alert, in minutes, and what it is called. Unaccounted for is added up over the visitors."""
_ENDS: Final = {"notice": "noticed_at", "action": "first_action_at", "safe": "safe_at"}
_TERMS: Final = (("Spring", 1), ("Summer", 5), ("Autumn", 9))


@dataclass(frozen=True, kw_only=True, order=True)
class Term:
    """Calendar months, as in `analysis.periods`: spring from January, summer from May, autumn from September."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """ "2026-3", as it stands in an address."""
        return f"{self.year}-{self.number}"

    @property
    def name(self) -> str:
        """ "Autumn term 2026"."""
        return f"{_TERMS[self.number - 1][0]} term {self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, _TERMS[self.number - 1][1], 1)

    @property
    def following(self) -> "Term":
        last = self.number == len(_TERMS)
        return Term(year=self.year + last, number=1 if last else self.number + 1)


def term_of(day: date) -> Term:
    """The term to which a day belongs."""
    return Term(
        year=day.year, number=max(n for n, (_, first) in enumerate(_TERMS, start=1) if first <= day.month)
    )


def terms(*, first_on: date | None, today: date) -> tuple[Term, ...]:
    """Every term from the first day to today, the newest first; without a first day the one that runs."""
    term, last = term_of(min(first_on or today, today)), term_of(today)
    found = [term]
    while term < last:
        term = term.following
        found.append(term)
    return tuple(reversed(found))


def unaccounted(spans: pd.DataFrame) -> "pd.Series[float]":
    """Minutes in which somebody was due and not heard of, by alert: of each visitor once, added up over the visitors.

    `spans` has the columns `SPANS`; those of one visitor may overlap, and a moment in two of them counts once.
    """
    own: defaultdict[tuple[object, object], list[tuple[datetime, datetime]]] = defaultdict(list)
    for alert_id, visitor, start, end in zip(*(spans[name] for name in SPANS), strict=True):
        own[alert_id, visitor].append((start, end))
    total: dict[object, float] = defaultdict(float)
    for (alert_id, _), times in own.items():
        total[alert_id] += _covered_min(times)
    return pd.Series(dict(total), dtype="float64")


def _covered_min(times: list[tuple[datetime, datetime]]) -> float:
    """Minutes that lie in at least one of the spans."""
    covered, reached = timedelta(0), None
    for start, end in sorted(times):
        begins = start if reached is None else max(start, reached)
        if end > begins:
            covered += end - begins
            reached = end
    return covered / timedelta(minutes=1)


def measured(alarms: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Alerts in earnest with their `term` and a column a measure of `MEASURES`: minutes, missing where not known.

    `spans` has the columns `SPANS`; of an alert that has none it is not known whether anybody was unaccounted for. The
    rest is counted from `due_at`, the deadline that was missed; what came before it took 0 minutes.
    """
    real = alarms[~alarms["drill"].astype(bool)].reset_index(drop=True)
    left = unaccounted(spans)
    more: dict[str, Any] = {"term": [term_of(day) for day in real["due_on"]]}
    for name, column in _ENDS.items():
        times = zip(real["due_at"], real[column], strict=True)
        more[name] = pd.array([_took(due, end) for due, end in times], dtype="Float64")
    known = [left.get(alert_id) for alert_id in real["alert_id"]]
    return real.assign(**more, unaccounted=pd.array(known, dtype="Float64"))


def _took(due_at: datetime, end_at: datetime | None) -> float | None:
    """Minutes from the one to the other, never less than none; None where the end is missing."""
    if end_at is None or pd.isna(end_at):
        return None
    return max(0.0, (end_at - due_at) / timedelta(minutes=1))


def summary(alerts: pd.DataFrame) -> pd.DataFrame:
    """One row a school and term of `measured`, the newest term first, then by school.

    Columns: `school`, `term` (`Term`), `alerts`, `open`, `safe`, `false_alarms`, `late` (whole numbers; the first is the
    sum of the next three), and for each measure `<name>_median` (minutes, missing where none is known), `<name>_known`
    and `<name>_not_known` (whole numbers that add up to `alerts`).
    """
    groups: defaultdict[tuple[Term, str], list[dict[str, Any]]] = defaultdict(list)
    for row in alerts.to_dict("records"):
        groups[row["term"], row["school"]].append({str(name): value for name, value in row.items()})
    # By school, and then, which keeps that order, the newest term first.
    keys = sorted(sorted(groups, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)
    return pd.DataFrame([_summed(key, groups[key]) for key in keys], columns=_summary_columns())


def _summed(key: tuple[Term, str], own: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of one school and term."""
    row: dict[str, Any] = {
        "school": key[1],
        "term": key[0],
        "alerts": len(own),
        "open": sum(pd.isna(alert["closed_at"]) for alert in own),
        "safe": sum(alert["closed_as"] == "safe" for alert in own),
        "false_alarms": sum(alert["closed_as"] == "false_alarm" for alert in own),
        "late": sum(bool(alert["late"]) for alert in own),
    }
    for name in MEASURES:
        known = [float(alert[name]) for alert in own if not pd.isna(alert[name])]
        row[f"{name}_median"] = median(known) if known else None
        row[f"{name}_known"], row[f"{name}_not_known"] = len(known), len(own) - len(known)
    return row


def causes(alerts: pd.DataFrame) -> pd.DataFrame:
    """False alarms by cause: `school`, `term`, `cause` (text, missing where none was chosen), `alerts` (whole number).

    The newest term first, then by school, the most frequent cause first.
    """
    false = alerts[alerts["closed_as"] == "false_alarm"]
    chosen = ["" if pd.isna(cause) else str(cause) for cause in false["cause"]]
    counted = Counter(zip(false["term"], false["school"], chosen, strict=True))
    rows = [(school, term, cause or None, count) for (term, school, cause), count in counted.items()]
    rows.sort(key=lambda row: (row[0], -row[3], row[2] or ""))
    rows.sort(key=lambda row: row[1], reverse=True)
    return pd.DataFrame(rows, columns=["school", "term", "cause", "alerts"])


def minutes(value: Any) -> str:
    """A number of minutes as people read it: "0.4 min", "12 min", "1 h 05 min"; "not known" for a missing one."""
    if value is None or pd.isna(value):
        return "not known"
    number = float(value)
    if number < 9.95:
        return f"{number:.1f} min"
    whole = round(number)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02d} min"


def summary_as_text(table: pd.DataFrame) -> pd.DataFrame:
    """`summary` as people read it: each median with of how many it is, and of how many it is not known."""
    shown = {
        "School": table["school"].astype(str),
        "Term": [term.name for term in table["term"]],
        "Alerts": table["alerts"].astype(str),
        "Open": table["open"].astype(str),
        "Safe": table["safe"].astype(str),
        "False alarm": table["false_alarms"].astype(str),
        "Raised late": table["late"].astype(str),
    }
    for name, words in MEASURES.items():
        shown[f"{words}, median"] = [_median(row, name) for _, row in table.iterrows()]
    return pd.DataFrame(shown)


def causes_as_text(table: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    """`causes` as people read it; `words` has those for a cause."""
    return pd.DataFrame(
        {
            "School": table["school"].astype(str),
            "Term": [term.name for term in table["term"]],
            "Cause": ["Not chosen" if pd.isna(c) else words.get(c, c) for c in table["cause"]],
            "False alarms": table["alerts"].astype(str),
        }
    )


def _median(row: "pd.Series[Any]", name: str) -> str:
    known, unknown = row[f"{name}_known"], row[f"{name}_not_known"]
    missing = f", {unknown} not known" if unknown else ""
    if not known:
        return f"not known ({unknown})"
    return f"{minutes(row[f'{name}_median'])} (n {known}{missing})"


def _summary_columns() -> list[str]:
    each = [f"{name}_{what}" for name in MEASURES for what in ("median", "known", "not_known")]
    return ["school", "term", "alerts", "open", "safe", "false_alarms", "late", *each]
