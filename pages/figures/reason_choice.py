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
from pages.figures.boxes import Boxes, Offered
from visits.which import EMERGENCY, NO_YEAR, PLANNED, Which

ALL: Final = ""
PERIOD_WORDS: Final = {
    periods.TERM: "This term",
    periods.MONTH: "This month",
    periods.YEAR: "School year",
    periods.ALL: "All",
}
URGENCY_WORDS: Final = {ALL: "All visits", EMERGENCY: "Emergency visits", PLANNED: "All but emergency visits"}
BOXES: Final = Boxes(
    page="reasons",
    names=("school", "reason", "kind", "policy", "year", "period"),
    titles={
        "school": "School",
        "reason": "Reason",
        "kind": "Emergency or not",
        "policy": "Policy",
        "year": "Year group now",
    },
    filters=("reason", "kind", "policy", "year"),
)


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
    BOXES.take(offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if "school" in offered:
            BOXES.box("school", offered)
        st.segmented_control(
            "Period",
            periods.KEYS,
            key=BOXES.key("period"),
            format_func=PERIOD_WORDS.__getitem__,
            required=True,
            on_change=BOXES.into_address,
            args=(tuple(offered),),
        )
        BOXES.behind_a_button(offered)
    given = BOXES.given(offered)
    filtered.not_here({"school": [str(one) for one in found.schools], **offered})
    words = BOXES.say(offered)
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
