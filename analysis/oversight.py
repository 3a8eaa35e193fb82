"""Whether we do what we said: each measure of a term with its denominator and what is not known, and its last terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analysis.cubes import OVERSIGHT, documents
from analysis.suppression import MARK, Shown, bounds
from visits.counted import CALLS, INCIDENT, MEASURES, NO, NOT_ASKED, NOT_KNOWN, OVERDUE, YES, Facts
from visits.words import Stage

WORDS: Final[Mapping[str, str]] = {
    "authorised": "Authorised before leaving",
    "company": "In company, as the policy asks",
    "told": "Parents told beforehand, or a policy exception",
    "assessed": "Risk assessment in date",
    CALLS[Stage.DEPART]: "Signed out on time",
    CALLS[Stage.ARRIVE]: "Called on arrival, on time",
    CALLS[Stage.LEAVE]: "Called on leaving a home, on time",
    CALLS[Stage.BACK]: "Back or called in, on time",
    CALLS[Stage.HOME]: "Said they were home, on time",
    "written_up": "Written up in time",
    OVERDUE: "Overdue: an alert was raised",
    INCIDENT: "Incident reported",
}
WENT: Final = "Visits that went"
UNWANTED: Final = (OVERDUE, INCIDENT)
"""Where the fewer the better."""
GOOD: Final = 95
"""A measure is well kept from here on, in whole percent as they stand in the table. Ours: no text says."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure of one term. Counts are the least and the most that they can be: the same where they are shown.

    `yes` of `asked` visits, the others being `rest`; of these `not_known` were not recorded. `withheld`: too few to say
    anything.
    """

    key: str
    yes: tuple[int, int]
    asked: tuple[int, int]
    rest: tuple[int, int]
    not_known: tuple[int, int]
    withheld: bool = False

    @property
    def words(self) -> str:
        return WORDS[self.key]

    @property
    def is_asked(self) -> bool:
        """Whether the policy asks for it of any visit."""
        return self.withheld or self.asked[1] > 0

    @property
    def share(self) -> tuple[float, float] | None:
        """The least and the most that the share can be; None where there is none."""
        if self.withheld or self.asked[0] <= 0:
            return None
        (least, most), (fewest, others) = self.yes, self.rest
        # What is asked is the sum of the two, however many it is.
        return least / max(1, least + others), most / max(1, most + fewest)

    @property
    def middle(self) -> float | None:
        return None if self.share is None else sum(self.share) / 2

    @property
    def count_text(self) -> str:
        """ "118 of 121", "116 to 120 of 121", "c of 121"."""
        if self.withheld:
            return MARK
        if self.asked[0] == self.asked[1]:
            asked = f"{self.asked[0]:,}"
        elif self.rest == (0, 0):
            return f"all of {_range(self.yes)}"
        else:
            asked = f"up to {self.asked[1]:,}"
        return f"{_range(self.yes)} of {asked}"

    @property
    def share_text(self) -> str:
        """ "98%", "96 to 99%", or `c`."""
        if self.withheld:
            return MARK
        if self.share is None:
            return ""
        low, high = (_percent(part) for part in self.share)
        if _is_few(self.yes):
            return MARK
        return f"{low}%" if low == high else f"{low} to {high}%"

    @property
    def not_known_text(self) -> str:
        return MARK if self.withheld else _range(self.not_known)


@dataclass(frozen=True, kw_only=True)
class Term:
    """All measures of one term, in the fixed order. `total` is None where there are too few visits to say anything."""

    name: str
    total: int | None
    lines: Mapping[str, Line]
    median_min: int | None
    action_known: Shown | None
    action_not_known: Shown | None = None

    def line(self, key: str) -> Line | None:
        return self.lines.get(key)


def term(name: str, *, document: Mapping[str, Any] | None, facts: Facts | None) -> Term:
    """The measures of a term, by the table that was published of it or by all that is known."""
    if document is None:
        document = documents(facts, small_numbers=True)[OVERSIGHT] if facts is not None else {}
    total = document.get("total")
    if total is None:
        return Term(name=name, total=None, lines={}, median_min=None, action_known=None)
    action = document["first_action"]
    return Term(
        name=name,
        total=total,
        lines={key: _line(key, total, document["measures"][key]) for key in MEASURES},
        median_min=action.get("median_min"),
        action_known=action.get("known"),
        action_not_known=action.get("not_known"),
    )


def _line(key: str, total: int, shown: Mapping[str, Shown] | None) -> Line:
    if shown is None:
        return Line(
            key=key, yes=(0, total), asked=(0, total), rest=(0, total), not_known=(0, total), withheld=True
        )
    room = bounds(total, shown)
    not_asked = room[NOT_ASKED]
    return Line(
        key=key,
        yes=room[YES],
        asked=(total - not_asked[1], total - not_asked[0]),
        rest=(room[NO][0] + room[NOT_KNOWN][0], room[NO][1] + room[NOT_KNOWN][1]),
        not_known=room[NOT_KNOWN],
    )


def asked(terms: Sequence[Term]) -> list[str]:
    """The measures that the policy asked for in any of the terms, in the fixed order."""
    return [
        key for key in MEASURES if any((line := one.line(key)) is not None and line.is_asked for one in terms)
    ]


def sentence(terms: Sequence[Term]) -> str:
    """One plain sentence on the last of the terms, and how its weakest point stood the term before."""
    last = terms[-1]
    if last.total is None:
        return f"1 to 5 visits went in {_the(last)}, or visits to 1 to 5 pupils: too few to say anything of them."
    if last.total == 0:
        return f"No visit went in {_the(last)}."
    told = [line for key in asked([last]) if key not in UNWANTED and (line := last.line(key)) is not None]
    known = [line for line in told if line.share is not None]
    if not known:
        return f"{_went(last)}."
    least, most = ([_percent(line.share[end]) for line in known if line.share] for end in (0, 1))
    well, perhaps = sum(one >= GOOD for one in least), sum(one >= GOOD for one in most)
    start = f"{_went(last)}. "
    if well == len(known):
        every = "The one measure" if well == 1 else f"All {well} measures"
        return (
            f"{start}{every} {_of_all(known, told)}{'stands' if well == 1 else 'stand'} at {GOOD}% or more."
        )
    weakest = min(known, key=lambda line: line.middle or 0.0)
    point = f"“{weakest.words}”, {weakest.count_text}{_before(terms, weakest)}"
    return (
        f"{start}{'' if well == perhaps else 'At least '}{well} of {len(known)} "
        f"{'measure' if len(known) == 1 else 'measures'} {_of_all(known, told)}"
        f"{'stands' if well == 1 else 'stand'} at {GOOD}% or more; {_weakest(weakest, known)} {point}."
    )


def _of_all(known: Sequence[Line], told: Sequence[Line]) -> str:
    return "" if len(known) == len(told) else "that can be shown "


def _weakest(weakest: Line, known: Sequence[Line]) -> str:
    """Where hidden numbers leave room for another, it is not said that this is the one."""
    if weakest.share is None or all(
        line is weakest or (line.share is not None and line.share[0] >= weakest.share[1]) for line in known
    ):
        return "the weakest point is"
    return "small numbers hide which point is weakest: it may be"


def _before(terms: Sequence[Term], line: Line) -> str:
    earlier = terms[-2].line(line.key) if len(terms) > 1 else None
    if earlier is None or not earlier.share_text or earlier.share_text == MARK:
        return ""
    return f" ({line.share_text}; the term before {earlier.share_text})"


def _went(one: Term) -> str:
    return f"{one.total:,} {'visit' if one.total == 1 else 'visits'} went in {_the(one)}"


def _the(one: Term) -> str:
    return f"the {one.name[0].lower()}{one.name[1:]}" if one.name else "this term"


def first_action(one: Term) -> str:
    """How long somebody who was overdue waited for the first action."""
    line = one.line(OVERDUE)
    if line is None or line.yes == (0, 0):
        return ""
    if one.action_known == 0:
        return "Of no alert is an action on record."
    if one.median_min is None:
        return "Minutes to the first action are shown for six alerts or more."
    known = one.action_known if isinstance(one.action_known, int) else "more than five"
    on_record = (
        "1 has a first action on record: it came within"
        if known == 1
        else f"{known} have a first action on record: half of those came within"
    )
    told = f"Of the alerts, {on_record} about {one.median_min} min of falling due."
    without = f" Of {one.action_not_known} no action is on record." if one.action_not_known else ""
    return told + without


def as_text(one: Term) -> pd.DataFrame:
    """The measures of a term as people read them. What the policy does not ask for is left out."""
    lines = [one.lines[key] for key in asked([one])]
    return pd.DataFrame(
        {
            "Measure": [line.words for line in lines],
            "Visits": [line.count_text for line in lines],
            "Share": [line.share_text for line in lines],
            "Not known": [line.not_known_text for line in lines],
        }
    )


def over_time(terms: Sequence[Term]) -> pd.DataFrame:
    """How many visits went and every measure by term as people read it, the oldest first."""
    keys = asked(terms)
    table: dict[str, list[str]] = {"Measure": [WENT, *(WORDS[key] for key in keys)]}
    for one in terms:
        table[one.name] = [
            MARK if one.total is None else f"{one.total:,}",
            *(in_short(one, key, share=False) for key in keys),
        ]
    return pd.DataFrame(table)


def in_short(one: Term, key: str, *, share: bool) -> str:
    """A measure of a term in a table of several: its share or its count, or why there is none."""
    line = one.line(key)
    if one.total == 0:
        return "no visit"
    if line is None:
        return MARK
    if not line.is_asked:
        return "not asked"
    return line.share_text if share else line.count_text


def not_known_over_time(terms: Sequence[Term]) -> pd.DataFrame:
    """Of how many visits each measure is not known, by term, the oldest first: those in which it is of none left out."""
    keys = [key for key in asked(terms) if any(_is_unknown(one.line(key)) for one in terms)]
    table: dict[str, list[str]] = {"Not known": [WORDS[key] for key in keys]}
    for one in terms:
        found = [one.line(key) for key in keys]
        table[one.name] = [MARK if line is None else line.not_known_text for line in found]
    return pd.DataFrame(table)


def _is_unknown(line: Line | None) -> bool:
    return line is not None and line.not_known[1] > 0


def _range(room: tuple[int, int]) -> str:
    if room[0] == room[1]:
        return f"{room[0]:,}"
    return MARK if _is_few(room) else f"{room[0]:,} to {room[1]:,}"


def _percent(share: float) -> int:
    """In whole percent; what is not quite none or all never looks like it."""
    whole = round(share * 100)
    return min(99, max(1, whole)) if 0 < share < 1 else whole


def _is_few(room: tuple[int, int]) -> bool:
    return room == (1, 5)
