"""Published attendance of England, its regions and local authorities: the Department for Education's open data.

Explore Education Statistics, "Pupil attendance in schools", Open Government Licence v3: one row an area and phase. `c` is
suppressed, `z` not applicable; `NA` and blanks occur too, and counts can be decimals. Columns drift from file to file, so
each figure has the names that it has had, and a column that is not there is a figure that is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isnan
from pathlib import Path
from typing import Final

import pandas as pd

from data.attendance_codes import REFERENCE

SOURCE: Final = "Department for Education, Pupil attendance in schools, Open Government Licence v3"
FILE: Final = REFERENCE / "dfe_attendance_year_to_date_2025_26.csv.gz"
ENGLAND: Final = "England"
NOT_KNOWN: Final = frozenset({"", "c", "z", "x", "u", ":", "na", "nan", "low"})
"""What stands in place of a number that is suppressed, not applicable or not there."""
TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "period": ("time_period",),
    "level": ("geographic_level",),
    "region": ("region_name",),
    "authority": ("la_name",),
    "phase": ("education_phase", "school_type", "phase"),
}
TERM: Final = ("time_identifier", "term")
"""The column that says of which part of a school year a row is; a file without it is of whole years."""
WHOLE_YEAR: Final = "Academic year"
MONTHS: Final[Mapping[str, tuple[int, ...]]] = {
    WHOLE_YEAR: (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7),
    "Autumn and spring term": (9, 10, 11, 12, 1, 2, 3),
    "Autumn term": (9, 10, 11, 12),
    "Spring term": (1, 2, 3),
    "Summer term": (4, 5, 6, 7),
}
"""The months of school over which a figure of such a part of the year stands, the widest first: one of less counts before
one of more. The Department publishes none by month."""
WHY_NOT: Final = {
    "c": "suppressed by the Department (c), as of too few schools",
    "z": "not applicable there (z)",
}
FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "present": ("present_sessions", "sess_present"),
    "approved": ("approved_educational_activity", "sess_aea"),
    "attended": ("overall_attendance", "sess_attendance"),
    "absent": ("overall_absence", "sess_overall"),
    "possible": ("possible_sessions", "sess_possible"),
    "attendance": ("attendance_perc", "attendance_rate"),
    "persistent": ("pa_perc", "enrolments_pa_10_exact_perc"),
}


class BadFigures(ValueError):
    """A file that is not of this kind; `str()` says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One figure of attendance: of which part of a school year, the months ("2026-09") over which it stands, the share.

    The share is None where it is not known, and `why_not` says why in words.
    """

    name: str
    months: tuple[str, ...]
    attendance: float | None
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published of an area and phase in a school year. Shares are 0 to 1, None where they are not known.

    `steps` are all figures of attendance that there are, by term where the file has terms, the oldest first.
    """

    area: str
    phase: str
    school_year: str
    attendance: float | None
    persistent: float | None
    steps: tuple[Step, ...] = ()

    @property
    def by_month(self) -> dict[str, float]:
        """The share that stands over each month, where one is known."""
        return {
            month: step.attendance
            for step in self.steps
            if step.attendance is not None
            for month in step.months
        }

    @property
    def said(self) -> str:
        """ "England, all schools: 93.1% over the school year 2025/26 to date", each figure, or why there is none."""
        told = [
            f"{step.why_not} for {step.name}"
            if step.attendance is None
            else f"{step.attendance:.1%} over {step.name}"
            for step in self.steps
        ]
        return f"{self.name}: {', '.join(told) or 'not published'}"

    @property
    def name(self) -> str:
        return f"{self.area}, {self.phase.lower()}" if self.phase != "Total" else f"{self.area}, all schools"

    @property
    def begins_on(self) -> date:
        """1 August of the school year."""
        return date(int(self.school_year[:4]), 8, 1)


def load(path: Path = FILE) -> pd.DataFrame:
    """Read a file of this kind, newer ones too: the columns of TEXTS (text) and FIGURES (number, or missing).

    `part` is the part of the school year, `sign` what stands in the cell of attendance, which says why there is none.

    Raises BadFigures where it lacks an area, a phase or attendance, or a cell is neither a number nor a known sign.
    """
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    found: dict[str, pd.Series] = {}
    for name, names in TEXTS.items():
        column = next((one for one in names if one in raw.columns), None)
        if column is None:
            raise BadFigures(f"The column {names[0]} is missing.")
        found[name] = raw[column].str.strip()
    for name, names in FIGURES.items():
        column = next((one for one in names if one in raw.columns), None)
        found[name] = (
            pd.Series(float("nan"), index=raw.index) if column is None else _numbers(raw[column], column)
        )
    part = next((one for one in TERM if one in raw.columns), None)
    found["part"] = raw[part].str.strip() if part else pd.Series(WHOLE_YEAR, index=raw.index)
    shares = next((one for one in FIGURES["attendance"] if one in raw.columns), None)
    found["sign"] = raw[shares].str.strip().str.casefold() if shares else pd.Series("", index=raw.index)
    table = pd.DataFrame(found)
    if table["attendance"].isna().all():
        raise BadFigures("There is no figure of attendance in it.")
    return table


def _numbers(cells: pd.Series, column: str) -> pd.Series:
    plain = cells.str.strip()
    known = ~plain.str.casefold().isin(NOT_KNOWN)
    numbers = pd.to_numeric(plain.where(known), errors="coerce").astype("float64")
    odd = plain[known & numbers.isna()]
    if len(odd):
        raise BadFigures(f'Column {column}, row {int(odd.index[0]) + 2}: "{odd.iloc[0][:20]}" is no number.')
    return numbers


@cache
def published() -> Mapping[str, Published]:
    """What stands beside a school's own figures, by name: England and every local authority, by phase."""
    return areas(load())


def beside_of(name: str) -> list[Published]:
    """The figure of that name and England's of the same phase; England's of all schools for one that there is not."""
    every = published()
    chosen = every.get(name) or next(iter(every.values()))
    england = next(one for one in every.values() if one.area == ENGLAND and one.phase == chosen.phase)
    return [chosen] if chosen == england else [chosen, england]


def areas(table: pd.DataFrame) -> Mapping[str, Published]:
    """Each area and phase of a file by its name, England first: its newest school year, and every part of it."""
    there = table[table["level"].isin(["National", "Local authority"])]
    found = [_area(rows) for _, rows in there.groupby(["level", "authority", "phase"], sort=False)]
    ordered = sorted(found, key=lambda one: (one.area != ENGLAND, one.area, one.phase != "Total", one.phase))
    return {one.name: one for one in ordered}


def _area(rows: pd.DataFrame) -> Published:
    newest = rows[rows["period"].str[:4] == rows["period"].str[:4].max()]
    whole = newest[newest["part"] == WHOLE_YEAR]
    first = (whole if len(whole) else newest).iloc[0]
    period = str(first["period"])
    year = f"{period[:4]}/{period[4:6]}"
    parts = newest[newest["part"].isin(MONTHS) & (newest["part"] != WHOLE_YEAR)]
    kept = parts if len(parts) else whole
    steps = [
        _step(part, year, row["attendance"], str(row["sign"]))
        for part in MONTHS
        for _, row in kept[kept["part"] == part].head(1).iterrows()
    ]
    return Published(
        area=ENGLAND if first["level"] == "National" else str(first["authority"]),
        phase=str(first["phase"]),
        school_year=year,
        attendance=_share(whole.iloc[0]["attendance"]) if len(whole) else None,
        persistent=_share(whole.iloc[0]["persistent"]) if len(whole) else None,
        steps=tuple(steps),
    )


def _step(part: str, year: str, percent: object, sign: str) -> Step:
    share, first = _share(percent), int(year[:4])
    return Step(
        name=f"the school year {year} to date" if part == WHOLE_YEAR else f"the {part.casefold()} {year}",
        months=tuple(f"{first if month > 8 else first + 1}-{month:02}" for month in MONTHS[part]),
        attendance=share,
        why_not="" if share is not None else WHY_NOT.get(sign, "not published"),
    )


def _share(percent: object) -> float | None:
    value = float(str(percent))
    return None if isnan(value) else value / 100
