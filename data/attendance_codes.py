"""The published lists of attendance codes, read once."""

import csv
from functools import cache
from pathlib import Path
from typing import Final

from visits.attendance_codes import CodeTable

REFERENCE: Final = Path(__file__).with_name("reference")


@cache
def code_table() -> CodeTable:
    """England's codes from 19 August 2024, and those that ended before."""
    return CodeTable.of(_rows("attendance_codes_england_2024.csv"), _rows("legacy_and_mis_only_codes.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
