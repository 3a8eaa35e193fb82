"""Which visits the page Reasons counts: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import streamlit as st

from analysis import periods
from analysis.reasons import EMERGENCY, PLANNED, Filter
from data.queries.statistics import ReasonStatistics

ALL: Final = ""
NAMES: Final = ("school", "reason", "kind", "period")
ASKED: Final = "reasons_asked"
PERIOD_WORDS: Final = {periods.TERM: "This term", periods.YEAR: "School year", periods.ALL: "All"}
URGENCY_WORDS: Final = {ALL: "All visits", EMERGENCY: "Emergency visits", PLANNED: "All but emergency visits"}
TITLES: Final = {"school": "School", "reason": "Reason", "kind": "Emergency or not"}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A choice. `school_id` is None for all of several schools."""

    school_id: UUID | None
    period: str
    only: Filter

    def names(self, schools: Mapping[UUID, str]) -> list[str]:
        """The names of the schools that are meant."""
        return [schools[self.school_id]] if self.school_id else list(schools.values())

    def as_query(self) -> dict[str, str]:
        """The choice as it stands in the address of a file."""
        given = {
            "period": self.period,
            "school": str(self.school_id) if self.school_id else "",
            "reason": self.only.reason,
            "kind": self.only.urgency,
        }
        return {name: value for name, value in given.items() if value}


def choose(found: ReasonStatistics, *, reasons: Mapping[str, str]) -> Chosen:
    """The choice as it stands. Reasons that no visit had are not offered, unless the address asks for one."""
    offered = _offered(found, reasons)
    _from_address(offered)
    boxes = [name for name in offered if name != "period"]
    for column, name in zip(st.columns(len(boxes)), boxes, strict=True):
        with column:
            st.selectbox(
                TITLES[name],
                list(offered[name]),
                key=_key(name),
                format_func=offered[name].__getitem__,
                on_change=_into_address,
                args=(tuple(offered),),
            )
    st.segmented_control(
        "Period",
        periods.KEYS,
        key=_key("period"),
        format_func=PERIOD_WORDS.__getitem__,
        required=True,
        on_change=_into_address,
        args=(tuple(offered),),
    )
    given = {name: str(st.session_state[_key(name)]) for name in offered}
    school = given.get("school", ALL)
    return Chosen(
        school_id=UUID(school) if school else _only(found),
        period=given["period"],
        only=Filter(reason=given["reason"], urgency=given["kind"]),
    )


def _only(found: ReasonStatistics) -> UUID | None:
    return next(iter(found.schools)) if len(found.schools) == 1 else None


def _offered(found: ReasonStatistics, reasons: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """What can be chosen, by its name in the address: value to words."""
    offered: dict[str, Mapping[str, str]] = {}
    if len(found.schools) > 1:
        offered["school"] = {ALL: "All schools"} | {str(key): name for key, name in found.schools.items()}
    there = {*found.visits["common_reason"], st.query_params.get("reason", "")}
    offered["reason"] = {ALL: "All reasons"} | {key: name for key, name in reasons.items() if key in there}
    offered["kind"] = URGENCY_WORDS
    offered["period"] = PERIOD_WORDS
    return offered


def _key(name: str) -> str:
    return f"reasons_{name}"


def _from_address(offered: Mapping[str, Mapping[str, str]]) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = tuple(st.query_params.get(name, "") for name in NAMES)
    there = all(st.session_state.get(_key(name)) in offered[name] for name in offered)
    if there and st.session_state.get(ASKED) == asked:
        return
    st.session_state[ASKED] = asked
    for name, value in zip(NAMES, asked, strict=True):
        if name in offered:
            st.session_state[_key(name)] = value if value in offered[name] else next(iter(offered[name]))


def _into_address(names: tuple[str, ...]) -> None:
    given = {name: str(st.session_state.get(_key(name), ALL)) for name in names}
    st.session_state[ASKED] = tuple(given.get(name, "") for name in NAMES)
    st.query_params.from_dict({name: value for name, value in given.items() if value})
