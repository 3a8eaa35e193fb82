"""Which visits are counted: a choice that pages, files and the database's queries all understand alike."""

from dataclasses import dataclass
from typing import Final

from visits.words import VisitKind

EMERGENCY, PLANNED = VisitKind.EMERGENCY.value, "planned"
URGENCY: Final = ("", EMERGENCY, PLANNED)
"""Every visit, emergency visits, all others."""
NO_YEAR: Final = "none"
"""Stands for children whose year group is not known, in an address and in a choice."""


@dataclass(frozen=True, kw_only=True)
class Which:
    """Visits of one common reason, of one urgency, judged by the policy of one title, to a child of one year group.

    Empty is all. A visit to children of two year groups is one of each. The year group is the child's own today.
    """

    reason: str = ""
    urgency: str = ""
    policy: str = ""
    year_group: str = ""

    @property
    def emergency(self) -> bool | None:
        """Whether emergency visits alone are meant, or all others; None for every visit."""
        return None if not self.urgency else self.urgency == EMERGENCY

    @property
    def year_groups(self) -> tuple[str, ...]:
        """The year group that is meant as it is written down; nothing where all are."""
        if not self.year_group:
            return ()
        return ("",) if self.year_group == NO_YEAR else (self.year_group,)

    def as_query(self) -> dict[str, str]:
        """What is chosen, by its name in an address."""
        given = {
            "reason": self.reason,
            "kind": self.urgency,
            "policy": self.policy,
            "year": self.year_group,
        }
        return {name: value for name, value in given.items() if value}
