"""The pupils of one school who meet its trigger with no visit since, as a table in words."""

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from data.marks import date_of
from data.queries.unvisited import SchoolWatch, Watched
from visits.triggers import Line

LINE_WORDS = {
    Line.DAYS: "{days} school days in a row",
    Line.PERCENT: "attendance below the school's line",
    Line.PERSISTENT: "persistently absent",
    Line.SEVERE: "severely absent",
}
_ORDER = tuple(LINE_WORDS)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A pupil who was not visited since. `since` is the first day after the last on which a line was not met."""

    pupil: Watched
    why: str
    attended: int
    possible: int
    days: int
    since: str

    @property
    def attendance(self) -> str:
        """ "70.8% of 120 sessions": in whole percent 84.9 would stand at a line that it is below."""
        return f"{self.attended / self.possible:.1%} of {self.possible} sessions"


def rows(school: SchoolWatch, met: pd.DataFrame) -> list[Row]:
    """Who is to be looked at: the longest away first, then the lowest attendance.

    A pupil who was visited since any one of their lines was met is not there for that line; one who left is not at all.
    """
    found: dict[int, list[tuple[Line, int, int | None]]] = {}
    facts: dict[int, tuple[int, int]] = {}
    for each in met.itertuples():
        pupil = school.pupils.get(int(each.pupil))
        after = None if pd.isna(each.met_after) else int(each.met_after)
        if pupil is None or (pupil.visited is not None and (after is None or pupil.visited > after)):
            continue
        found.setdefault(int(each.pupil), []).append((Line(each.line), int(each.days), after))
        facts[int(each.pupil)] = int(each.attended), int(each.possible)
    made = [
        Row(
            pupil=school.pupils[key],
            why=_why(lines),
            attended=facts[key][0],
            possible=facts[key][1],
            days=max(days for _, days, _ in lines),
            since=_since([after for _, _, after in lines]),
        )
        for key, lines in found.items()
    ]
    return sorted(made, key=lambda row: (-row.days, row.attended / row.possible, row.pupil.name))


def _why(lines: list[tuple[Line, int, int | None]]) -> str:
    said = [
        LINE_WORDS[line].format(days=days)
        for line, days, _ in sorted(lines, key=lambda x: _ORDER.index(x[0]))
    ]
    text = ", ".join(said)
    return text[0].upper() + text[1:]


def _since(after: list[int | None]) -> str:
    """The first day on which all was met that is met now; "the first day" where it always was."""
    known = [day for day in after if day is not None]
    if not known:
        return "the first day of marks"
    on = date_of(max(known)) + timedelta(days=1)
    return f"{on.day} {on:%b}"
