"""What is asked of the audit: as it stands in an address, and as it is looked up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

SYSTEM: Final = "homeward"
WEEK: Final = timedelta(days=6)
OUTCOMES: Final = ("change", "read", "refused")
MOST_PAGES: Final = 100_000
FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2200, 1, 1)
"""The ends of the calendar itself have no day before or after them."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """Days are London's, both inclusive; empty texts ask for everything. `page` begins at 1.

    `person` is an id or `SYSTEM`; `what` a command or the beginning of some, such as `visit.`; `reference` a visit's.
    """

    school_id: UUID
    first_on: date
    last_on: date
    person: str = ""
    what: str = ""
    outcome: str = ""
    reference: str = ""
    page: int = 1

    @classmethod
    def of(
        cls, asked: Mapping[str, str], *, schools: Collection[UUID], what: Collection[str], today: date
    ) -> "Search | None":
        """From an address; None where it names a school that is not among `schools`, or there is none.

        What else cannot be understood is left out: the last seven days, everybody, everything.
        """
        given = asked.get("school", "")
        school_id = (
            next((s for s in schools if str(s) == given), None) if given else next(iter(schools), None)
        )
        if school_id is None:
            return None
        last_on = _day(asked.get("to", "")) or today
        first_on = _day(asked.get("from", "")) or last_on - WEEK
        page = asked.get("page", "1")
        return cls(
            school_id=school_id,
            first_on=min(first_on, last_on),
            last_on=max(first_on, last_on),
            person=_person(asked.get("person", "")),
            what=asked["what"] if asked.get("what") in what else "",
            outcome=asked["outcome"] if asked.get("outcome") in OUTCOMES else "",
            reference=asked.get("visit", "").strip()[:20],
            page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() else 1,
        )

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        given = {
            "school": str(self.school_id),
            "from": self.first_on.isoformat(),
            "to": self.last_on.isoformat(),
            "person": self.person,
            "what": self.what,
            "outcome": self.outcome,
            "visit": self.reference,
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in given.items() if value}

    def at_page(self, page: int) -> "Search":
        return replace(self, page=page)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def _person(text: str) -> str:
    if text == SYSTEM:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""
