"""How long a session lasts for whom: without a click, and in any case. Homeward's own choice (OWASP ASVS 5, 7.3).

What a school has set (`HOMEWARD_SESSION_IDLE_MINUTES`, `_HOURS`) is the upper limit for everybody; a role may end sooner.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from visits.permissions import STAFF
from visits.words import Role

WARN_BEFORE: Final = timedelta(minutes=15)
"""How long before its end in any case a session's pages say so, that nobody is signed out in an emergency unwarned."""
WARN_IDLE: Final = timedelta(minutes=5)
"""The same before it ends because nobody has pressed anything."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`idle` is the longest time without a click, `whole` the longest from signing in."""

    idle: timedelta
    whole: timedelta

    def within(self, other: "Limit") -> "Limit":
        """The shorter of both, each for itself."""
        return Limit(idle=min(self.idle, other.idle), whole=min(self.whole, other.whole))


WORKING_DAY: Final = Limit(idle=timedelta(hours=24), whole=timedelta(days=7))
"""Whoever watches, goes out or is told when somebody is overdue has what the school has set, and nothing shorter."""

BY_ROLE: Final[Mapping[Role, Limit]] = {
    **dict.fromkeys(STAFF, WORKING_DAY),
    Role.ADMINISTRATOR: Limit(idle=timedelta(minutes=20), whole=timedelta(hours=8)),
    Role.TRUST_OFFICER: Limit(idle=timedelta(minutes=30), whole=timedelta(hours=8)),
    Role.GOVERNOR: Limit(idle=timedelta(minutes=20), whole=timedelta(hours=4)),
}
NOBODY: Final = Limit(idle=timedelta(minutes=20), whole=timedelta(hours=4))
"""Somebody who has no role at a school today."""


def limit_of(roles: Collection[Role], *, most: Limit) -> Limit:
    """The limit for somebody with all of these roles at once; `most` is what the school has set.

    The strictest of them, but for one thing: whoever has a part in visits keeps a working day even if they look after the
    accounts too. A DSL at a small school is often both, and must not be signed out while somebody is out.
    """
    own = [BY_ROLE[role] for role in roles if role in BY_ROLE]
    if WORKING_DAY in own:
        return most
    for limit in own or [NOBODY]:
        most = most.within(limit)
    return most
