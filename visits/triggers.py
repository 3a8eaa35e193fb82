"""When absence asks for a visit: what a school has set, and which of it a pupil meets. The lines are the school's own.

Persistent and severe absence are the Department's: 10% and 50% of a pupil's own possible sessions or more.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PERSISTENT_PERCENT: Final = 90
SEVERE_PERCENT: Final = 50
FEWEST_SESSIONS: Final = 20
"""Two school weeks. A share over fewer sessions says nothing yet, so no line is looked at before. Ours."""
MOST_DAYS: Final = 60
LOWEST_PERCENT, HIGHEST_PERCENT = 1, 99


class Line(StrEnum):
    """What a pupil can meet."""

    DAYS = "days"
    PERCENT = "percent"
    PERSISTENT = "persistent"
    SEVERE = "severe"


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What a school has set; None and False for what it does not ask for.

    `days`: whole school days absent in a row, up to the newest marks. `percent`: attendance of this school year below it.
    """

    days: int | None = None
    percent: int | None = None
    persistent: bool = False
    severe: bool = False

    @property
    def is_set(self) -> bool:
        """Whether there is any line to meet."""
        return bool(self.days or self.percent or self.persistent or self.severe)


def problems(trigger: Trigger) -> dict[str, str]:
    """What cannot be taken, by field; empty for a trigger that can."""
    found: dict[str, str] = {}
    if trigger.days is not None and not 1 <= trigger.days <= MOST_DAYS:
        found["days"] = f"Days in a row are 1 to {MOST_DAYS}."
    if trigger.percent is not None and not LOWEST_PERCENT <= trigger.percent <= HIGHEST_PERCENT:
        found["percent"] = (
            f"The attendance below which a visit is asked for is {LOWEST_PERCENT} to {HIGHEST_PERCENT}%."
        )
    return found
