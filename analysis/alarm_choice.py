"""Which alerts somebody has chosen to look at: school, term, what and whether they go on. It stands in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from analysis.alarms import Term, term_of, terms
from visits.words import LadderKind

ALL_TERMS: Final = "all"
DRILLS: Final = "drills"
WHAT: Final = ("", *(kind.value for kind in LadderKind), DRILLS)
STATES: Final = ("", "open", "ended")
"""What can be chosen; the empty one is every alert in earnest, open or ended."""


class Alarm(Protocol):
    """What decides whether an alert is among those that were chosen."""

    @property
    def school_id(self) -> UUID: ...
    @property
    def due_on(self) -> date: ...
    @property
    def kind(self) -> LadderKind: ...
    @property
    def drill(self) -> bool: ...
    @property
    def closed_at(self) -> datetime | None: ...


A = TypeVar("A", bound=Alarm)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`school` is an id, `term` the key of a `Term` or `ALL_TERMS`, `what` one of `WHAT`, `state` one of `STATES`.

    An empty `term` is the one that runs. Drills stand apart: they are shown only where they are asked for.
    """

    school: str = ""
    term: str = ""
    what: str = ""
    state: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], *, schools: Iterable[UUID], terms: Iterable[Term]) -> "Choice":
        """What an address asks for. What there is not is as if it were not asked for."""
        found = {name: given.get(name, "") for name in ("school", "term", "what", "state")}
        known = {
            "school": {str(school) for school in schools},
            "term": {ALL_TERMS, *(term.key for term in terms)},
            "what": set(WHAT),
            "state": set(STATES),
        }
        return cls(**{name: value if value in known[name] else "" for name, value in found.items()})

    @property
    def query(self) -> dict[str, str]:
        """The address's part that asks for this."""
        return {name: value for name, value in vars(self).items() if value}

    def of_these(self, alarms: Iterable[A], *, today: date) -> list[A]:
        """Those that were chosen, in their order."""
        return [alarm for alarm in alarms if self._takes(alarm, today)]

    def days(self, *, first_on: date | None, today: date) -> tuple[date, date]:
        """The first day of what is chosen, and the day after its last."""
        every = terms(first_on=first_on, today=today)
        chosen = [term for term in every if self.term in (ALL_TERMS, term.key)] or [every[0]]
        return chosen[-1].first_day, chosen[0].following.first_day

    def in_term(self, day: date, *, today: date) -> bool:
        """Whether a day is in the chosen term."""
        return self.term == ALL_TERMS or term_of(day).key == (self.term or term_of(today).key)

    def _takes(self, alarm: Alarm, today: date) -> bool:
        return (
            (not self.school or str(alarm.school_id) == self.school)
            and self.in_term(alarm.due_on, today=today)
            and alarm.drill == (self.what == DRILLS)
            and self.what in ("", DRILLS, alarm.kind.value)
            and self.state in ("", "open" if alarm.closed_at is None else "ended")
        )
