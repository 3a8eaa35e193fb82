"""Which visits the page Reasons counts: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import streamlit as st

from analysis import periods
from analysis.reasons import age, year_words
from data.queries.statistics import ReasonScope
from pages.figures import filtered
from visits.which import EMERGENCY, NO_YEAR, PLANNED, Which

ALL: Final = ""
NAMES: Final = ("school", "reason", "kind", "policy", "year", "period")
"""As they are called in the address."""
ASKED: Final = "reasons_asked"
TURN: Final = "reasons_turn"
PERIOD_WORDS: Final = {
    periods.TERM: "This term",
    periods.MONTH: "This month",
    periods.YEAR: "School year",
    periods.ALL: "All",
}
URGENCY_WORDS: Final = {ALL: "All visits", EMERGENCY: "Emergency visits", PLANNED: "All but emergency visits"}
TITLES: Final = {
    "school": "School",
    "reason": "Reason",
    "kind": "Emergency or not",
    "policy": "Policy",
    "year": "Year group now",
}
Offered = Mapping[str, Mapping[str, str]]
"""What can be chosen, by its name in the address: value to words."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A choice. `school_id` is None for all of several schools. `words` say what is filtered, nothing for every visit."""

    school_id: UUID | None
    period: str
    which: Which
    words: tuple[str, ...]

    def ids(self, schools: Mapping[UUID, str]) -> list[UUID]:
        """The schools that are meant."""
        return [self.school_id] if self.school_id else list(schools)

    def as_query(self) -> dict[str, str]:
        """The choice as it stands in the address of a file."""
        school = {"school": str(self.school_id)} if self.school_id else {}
        return {"period": self.period, **school, **self.which.as_query()}


def choose(found: ReasonScope, *, reasons: Mapping[str, str]) -> Chosen:
    """The choice as it stands: the school and the period in sight, the others behind one button."""
    offered = _offered(found, reasons)
    _from_address(offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if "school" in offered:
            _box("school", offered)
        st.segmented_control(
            "Period",
            periods.KEYS,
            key=_key("period"),
            format_func=PERIOD_WORDS.__getitem__,
            required=True,
            on_change=_into_address,
            args=(tuple(offered),),
        )
        with st.popover("Filters", icon=":material/filter_list:"):
            for name in offered:
                if name not in ("school", "period"):
                    _box(name, offered)
    given = {name: str(st.session_state[_key(name)]) for name in offered}
    words = tuple(offered[n][given[n]] for n in offered if n not in ("school", "period") and given[n])
    filtered.not_here({"school": [str(one) for one in found.schools], **offered})
    filtered.said(words, key="reasons_clear", clear=_clear, args=(tuple(offered),))
    school = given.get("school", ALL)
    return Chosen(
        school_id=UUID(school) if school else _only(found),
        period=given["period"],
        which=Which(
            reason=given["reason"],
            urgency=given["kind"],
            policy=given.get("policy", ALL),
            year_group=given["year"],
        ),
        words=words,
    )


def _box(name: str, offered: Offered) -> None:
    st.selectbox(
        TITLES[name],
        list(offered[name]),
        key=_key(name),
        format_func=offered[name].__getitem__,
        on_change=_into_address,
        args=(tuple(offered),),
    )


def _clear(names: tuple[str, ...]) -> None:
    """Back to every visit: what stays stands in the address, and is taken from it."""
    kept = {name: str(st.session_state[_key(name)]) for name in names if name in ("school", "period")}
    st.query_params.from_dict({name: value for name, value in kept.items() if value})
    st.session_state.pop(ASKED, None)


def _only(found: ReasonScope) -> UUID | None:
    return next(iter(found.schools)) if len(found.schools) == 1 else None


def _offered(found: ReasonScope, reasons: Mapping[str, str]) -> Offered:
    offered: dict[str, Mapping[str, str]] = {}
    if len(found.schools) > 1:
        offered["school"] = {ALL: "All schools"} | {str(key): name for key, name in found.schools.items()}
    offered["reason"] = {ALL: "All reasons", **reasons}
    offered["kind"] = URGENCY_WORDS
    if len(found.policies) > 1 or st.query_params.get("policy") in found.policies:
        offered["policy"] = {ALL: "All policies"} | {title: title for title in found.policies}
    groups = sorted(set(found.roll["year_group"]), key=age)
    offered["year"] = {ALL: "All year groups"} | {group or NO_YEAR: year_words(group) for group in groups}
    offered["period"] = PERIOD_WORDS
    return offered


def _key(name: str) -> str:
    """Each time that something is taken from the address, the boxes are new ones: behind a closed button a browser would
    keep what stood in the old one, and say it again."""
    return f"reasons_{name}_{st.session_state.get(TURN, 0)}"


def _from_address(offered: Offered) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = tuple(st.query_params.get(name, "") for name in NAMES)
    there = all(st.session_state.get(_key(name)) in offered[name] for name in offered)
    if there and st.session_state.get(ASKED) == asked:
        return
    st.session_state[ASKED] = asked
    st.session_state[TURN] = int(st.session_state.get(TURN, 0)) + 1
    for name, value in zip(NAMES, asked, strict=True):
        if name in offered:
            st.session_state[_key(name)] = value if value in offered[name] else next(iter(offered[name]))


def _into_address(names: tuple[str, ...]) -> None:
    given = {name: str(st.session_state.get(_key(name), ALL)) for name in names}
    st.session_state[ASKED] = tuple(given.get(name, "") for name in NAMES)
    st.query_params.from_dict({name: value for name, value in given.items() if value})
