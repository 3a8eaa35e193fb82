"""What one looks at around visits: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import streamlit as st

from analysis.attendance_choice import Choice
from data.dfe import published
from data.queries.attendance import AttendanceSource
from pages.figures import filtered

NAMES: Final = ("school", "reason", "year", "visits", "beside")
FILTERS: Final = ("reason", "year", "visits")
"""What stands behind one button: a telephone shows the curve and not five boxes."""
ASKED: Final = "attendance_asked"
TURN: Final = "attendance_turn"
_YOUNGEST: Final = {"Nursery": -1, "Reception": 0}


def choose(source: AttendanceSource, *, reasons: Mapping[str, str], kinds: Mapping[str, str]) -> Choice:
    """The choice as it stands, of who may see whole numbers."""
    schools = {str(school_id): name for school_id, name in source.schools.items()}
    offered = _offered(source, schools, reasons, kinds)
    _from_address(offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name in (*(["school"] if "school" in offered else []), "beside"):
            _box(name, offered)
        with st.popover("Filters", icon=":material/filter_list:"):
            for name in FILTERS:
                _box(name, offered)
    chosen = {name: str(st.session_state[_key(name)]) for name in offered}
    words = [offered[name][chosen[name]] for name in FILTERS if chosen[name]]
    filtered.not_here({"school": list(schools), **offered})
    filtered.said(words, key="attendance_clear", clear=_clear, args=(tuple(offered),))
    return Choice(
        school=_place(source, chosen.get("school", "")),
        reason=chosen.get("reason", ""),
        year_group=chosen.get("year", ""),
        kind=chosen.get("visits", ""),
        beside=chosen.get("beside", ""),
    )


def _box(name: str, offered: Mapping[str, Mapping[str, str]]) -> None:
    st.selectbox(
        _TITLES[name],
        list(offered[name]),
        key=_key(name),
        format_func=offered[name].__getitem__,
        on_change=_into_address,
        args=(tuple(offered),),
    )


def _clear(names: tuple[str, ...]) -> None:
    """Back to every visit: what stays stands in the address, and is taken from it."""
    kept = {name: str(st.session_state[_key(name)]) for name in names if name not in FILTERS}
    st.query_params.from_dict({name: value for name, value in kept.items() if value})
    st.session_state.pop(ASKED, None)


def as_query(choice: Choice, source: AttendanceSource) -> dict[str, str]:
    """A choice as it stands in an address."""
    school = "" if choice.school is None else str(list(source.schools)[choice.school])
    given = {"school": school, "reason": choice.reason, "year": choice.year_group, "visits": choice.kind}
    return {name: value for name, value in given.items() if value}


_TITLES: Final = {
    "school": "School",
    "reason": "Reason",
    "year": "Year group now",
    "visits": "Visits",
    "beside": "Beside (DfE)",
}


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


def _key(name: str) -> str:
    """Each time that something is taken from the address, the boxes are new ones: behind a closed button a browser would
    keep what stood in the old one, and say it again."""
    return f"attendance_{name}_{st.session_state.get(TURN, 0)}"


def _from_address(offered: Mapping[str, Mapping[str, str]]) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = tuple(st.query_params.get(name, "") for name in NAMES)
    there = all(_key(name) in st.session_state for name in offered)
    if there and st.session_state.get(ASKED) == asked:
        return
    st.session_state[ASKED] = asked
    st.session_state[TURN] = int(st.session_state.get(TURN, 0)) + 1
    for name, value in zip(NAMES, asked, strict=True):
        if name in offered:
            st.session_state[_key(name)] = value if value in offered[name] else next(iter(offered[name]))


def _into_address(names: tuple[str, ...]) -> None:
    given = {name: str(st.session_state.get(_key(name), "")) for name in names}
    st.session_state[ASKED] = tuple(given.get(name, "") for name in NAMES)
    st.query_params.from_dict({name: value for name, value in given.items() if value})
