"""What one looks at around visits: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import streamlit as st

from analysis.attendance_choice import Choice
from data.dfe import published
from data.queries.attendance import AttendanceSource
from pages.figures import filtered
from pages.figures.boxes import Boxes

BOXES: Final = Boxes(
    page="attendance",
    names=("school", "reason", "year", "visits", "beside"),
    titles={
        "school": "School",
        "reason": "Reason",
        "year": "Year group now",
        "visits": "Visits",
        "beside": "Beside (DfE)",
    },
    filters=("reason", "year", "visits"),
)
_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}


def choose(source: AttendanceSource, *, reasons: Mapping[str, str], kinds: Mapping[str, str]) -> Choice:
    """The choice as it stands, of who may see whole numbers."""
    schools = {str(school_id): name for school_id, name in source.schools.items()}
    offered = _offered(source, schools, reasons, kinds)
    BOXES.take(offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name in (*(["school"] if "school" in offered else []), "beside"):
            BOXES.box(name, offered)
        BOXES.behind_a_button(offered)
    chosen = BOXES.given(offered)
    filtered.not_here({"school": list(schools), **offered})
    BOXES.say(offered)
    return Choice(
        school=_place(source, chosen.get("school", "")),
        reason=chosen.get("reason", ""),
        year_group=chosen.get("year", ""),
        kind=chosen.get("visits", ""),
        beside=chosen.get("beside", ""),
    )


def as_query(choice: Choice, source: AttendanceSource) -> dict[str, str]:
    """A choice as it stands in an address."""
    school = "" if choice.school is None else str(list(source.schools)[choice.school])
    given = {"school": school, "reason": choice.reason, "year": choice.year_group, "visits": choice.kind}
    return {name: value for name, value in given.items() if value}


def _offered(
    source: AttendanceSource,
    schools: Mapping[str, str],
    reasons: Mapping[str, str],
    kinds: Mapping[str, str],
) -> dict[str, Mapping[str, str]]:
    """What can be chosen, by the name that it has in the address: value to words."""
    offered: dict[str, Mapping[str, str]] = {}
    if len(schools) > 1:
        offered["school"] = {"": "All schools", **schools}
    there = set(source.visits["reason"])
    offered["reason"] = {"": "All reasons"} | {key: name for key, name in reasons.items() if key in there}
    groups = sorted(set(source.visits["year_group"]), key=_age)
    offered["year"] = {"": "All"} | {group: _year(group) for group in groups}
    offered["visits"] = kinds
    offered["beside"] = {name: name for name in published()}
    return offered


def _age(group: str) -> tuple[int, str]:
    return (int(group) if group.isdigit() else _YOUNGEST.get(group, 99), group)


def _year(group: str) -> str:
    return f"Year {group}" if group.isdigit() else group


def _place(source: AttendanceSource, school: str) -> int | None:
    if len(source.schools) == 1:
        return 0
    return list(source.schools).index(UUID(school)) if school else None
