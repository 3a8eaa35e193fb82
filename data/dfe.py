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
class Published:
    """What was published of an area and phase in a school year. Shares are 0 to 1, None where they are not known."""

    area: str
    phase: str
    school_year: str
    attendance: float | None
    persistent: float | None

    @property
    def name(self) -> str:
        return f"{self.area}, {self.phase.lower()}" if self.phase != "Total" else f"{self.area}, all schools"

    @property
    def begins_on(self) -> date:
        """1 August of the school year."""
        return date(int(self.school_year[:4]), 8, 1)


def load(path: Path = FILE) -> pd.DataFrame:
    """Read a file of this kind, newer ones too: the columns of TEXTS (text) and FIGURES (number, or missing).

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
    table = load()
    areas = table[table["level"].isin(["National", "Local authority"])]
    rows = [
        Published(
            area=ENGLAND if row.level == "National" else str(row.authority),
            phase=str(row.phase),
            school_year=f"{str(row.period)[:4]}/{str(row.period)[4:6]}",
            attendance=_share(row.attendance),
            persistent=_share(row.persistent),
        )
        for row in areas.itertuples()
    ]
    ordered = sorted(rows, key=lambda one: (one.area != ENGLAND, one.area, one.phase != "Total", one.phase))
    return {one.name: one for one in ordered}


def _share(percent: object) -> float | None:
    value = float(str(percent))
    return None if isnan(value) else value / 100
