"""What is counted of a school's visits over a term, and the answers that there are. No name is in any of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from visits.words import Stage

YES, NO, NOT_KNOWN, NOT_ASKED = "yes", "no", "not_known", "not_asked"
ANSWERS: Final = (YES, NO, NOT_ASKED, NOT_KNOWN)
"""What can be said of a visit and a measure. `NOT_ASKED`: the school's policy does not ask for it of that visit."""

CALLS: Final = {
    Stage.DEPART: "call_depart",
    Stage.ARRIVE: "call_arrive",
    Stage.LEAVE: "call_leave",
    Stage.BACK: "call_back",
    Stage.HOME: "call_home",
}
"""The measure of each stage at which the school expects word."""
OVERDUE, INCIDENT = "overdue", "incident"
MEASURES: Final = (
    "authorised",
    "company",
    "told",
    "assessed",
    *CALLS.values(),
    "written_up",
    OVERDUE,
    INCIDENT,
)
"""What is asked of every visit. Of the last two "yes" is what nobody hopes for."""


@dataclass(frozen=True, kw_only=True)
class VisitFact:
    """A visit that went. `pupils` are keys of the children it was about; `answers` has each of `MEASURES`.

    `outcomes` has one for each stop. `month` is "2026-11".
    """

    month: str
    reason: str
    kind: str
    pupils: tuple[str, ...]
    outcomes: tuple[str, ...]
    answers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the tables of one school and span are made from, in the order of leaving.

    `months` are all of the span; `year_groups` by pupil; `homes` is where the risk assessment of each home stood that was
    visited; `action_min` has the minutes from overdue to the first action for each visit that was overdue, None where
    that is not known.
    """

    months: tuple[str, ...]
    visits: tuple[VisitFact, ...]
    year_groups: Mapping[str, str]
    homes: tuple[str, ...]
    action_min: tuple[float | None, ...]
