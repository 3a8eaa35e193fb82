"""Who is on duty when, and the first moment at which nobody is. Times are aware UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from visits.words import Role


@dataclass(frozen=True, kw_only=True)
class OnDuty:
    """Somebody is on duty as `role` from one moment up to another.

    `reachable`: they have a phone number, or a way to be reached that they confirmed. `on_rota` is False where nobody's
    hours were ever entered for the role, so that all who hold it count.
    """

    person_id: UUID
    name: str
    role: Role
    from_at: datetime
    to_at: datetime
    reachable: bool = True
    on_rota: bool = True

    def at(self, moment: datetime) -> bool:
        """Whether they are on duty then: at the end itself they are not any more."""
        return self.from_at <= moment < self.to_at


def first_gap(found: Iterable[OnDuty], *, from_at: datetime, to_at: datetime) -> datetime | None:
    """The first moment from `from_at` up to `to_at` at which none of these is on duty; None where somebody always is."""
    reached = from_at
    for span in sorted(found, key=lambda s: s.from_at):
        if span.from_at > reached:
            break
        reached = max(reached, span.to_at)
    return reached if reached < to_at else None
