"""How long alerts took: minutes to notice, to first action and to safe, and what false alarms came from.

A frame of alerts goes in, one row each, with the columns `COLUMNS`; tables come out. A drill never counts, and what is
not known is counted as not known and never as 0.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
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
    total: dict[object, float] = {}
    for (alert_id, _), own in spans.groupby(["alert_id", "visitor"], sort=False):
        total[alert_id] = total.get(alert_id, 0.0) + _covered_min(own)
    return pd.Series(total, dtype="float64")


def _covered_min(spans: pd.DataFrame) -> float:
    covered, reached = 0.0, None
    for start, end in sorted(zip(spans["from_at"], spans["to_at"], strict=True)):
        begins = start if reached is None else max(start, reached)
        if end > begins:
            covered += (end - begins).total_seconds() / 60
            reached = end
    return covered


def measured(alarms: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Alerts in earnest with their `term` and a column a measure of `MEASURES`: minutes, missing where not known.

    `spans` has the columns `SPANS`; of an alert that has none it is not known whether anybody was unaccounted for. The
    rest is counted from `due_at`, the deadline that was missed; what came before it took 0 minutes.
    """
    real = alarms[~alarms["drill"].astype(bool)].reset_index(drop=True)
    due = pd.to_datetime(real["due_at"], utc=True)
    more: dict[str, object] = {"term": [term_of(day) for day in real["due_on"]]}
    for name, column in _ENDS.items():
        took = (pd.to_datetime(real[column], utc=True) - due).dt.total_seconds() / 60
        more[name] = took.clip(lower=0).astype("Float64")
    more["unaccounted"] = real["alert_id"].map(unaccounted(spans)).astype("Float64")
    return real.assign(**more)  # type: ignore[arg-type]


def summary(alerts: pd.DataFrame) -> pd.DataFrame:
    """One row a school and term of `measured`, the newest term first, then by school.

    Columns: `school`, `term` (`Term`), `alerts`, `open`, `safe`, `false_alarms`, `late` (whole numbers; the first is the
    sum of the next three), and for each measure `<name>_median` (minutes, missing where none is known), `<name>_known`
    and `<name>_not_known` (whole numbers that add up to `alerts`).
    """
    rows: list[dict[str, Any]] = []
    for (term, school), own in alerts.groupby(["term", "school"], sort=False):
        row: dict[str, Any] = {
            "school": school,
            "term": term,
            "alerts": len(own),
            "open": int(own["closed_at"].isna().sum()),
            "safe": int((own["closed_as"] == "safe").sum()),
            "false_alarms": int((own["closed_as"] == "false_alarm").sum()),
            "late": int(own["late"].astype(bool).sum()),
        }
        for name in MEASURES:
            known = own[name].dropna()
            row[f"{name}_median"] = float(known.median()) if len(known) else None
            row[f"{name}_known"], row[f"{name}_not_known"] = len(known), len(own) - len(known)
        rows.append(row)
    rows.sort(key=lambda row: str(row["school"]))
    rows.sort(key=lambda row: row["term"], reverse=True)
    return pd.DataFrame(rows, columns=_summary_columns())


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
