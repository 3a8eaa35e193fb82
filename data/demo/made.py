"""The dice and the rows: everything that is made up goes through one `Made`, so that a seed gives the same data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from data.models import Base

T = TypeVar("T")

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_SAME_MS = 1 << 12


@dataclass(frozen=True)
class Entry:
    """What the audit will say of a command that never ran. `school_id` is None for what belongs to no school."""

    school_id: UUID | None
    at: datetime
    actor_id: UUID | None
    command: str
    subject_id: UUID | None
    facts: dict[str, Any]


@dataclass
class Made:
    """Rows by table, as they will be inserted, the audit's entries, and the one source of chance behind them."""

    seed: int
    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    dice: Random = field(init=False)
    _last_ms: int = field(default=0, init=False)
    _in_ms: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)

    def add(self, model: type[Base], at: datetime, /, **values: Any) -> UUID:
        """Keep a row that came to be at that time; its id. All rows of a table are given the same columns."""
        row_id = self.uuid(at)
        self.put(model, row_id, **values)
        return row_id

    def put(self, model: type[Base], row_id: UUID | None, /, **values: Any) -> None:
        """Keep a row whose id was given out before."""
        self.rows.setdefault(model, []).append({"id": row_id, **values})

    def note(
        self,
        school_id: UUID | None,
        at: datetime,
        actor_id: UUID | None,
        command: str,
        subject_id: UUID | None,
        facts: dict[str, Any],
        /,
    ) -> None:
        """Have the audit say that somebody did this."""
        self.entries.append(Entry(school_id, at, actor_id, command, subject_id, facts))

    def uuid(self, at: datetime) -> UUID:
        """An id that rises with time, as those of real rows do (UUIDv7)."""
        ms = int(at.timestamp() * 1000)
        self._in_ms = (self._in_ms + 1) % _SAME_MS if ms == self._last_ms else 0
        self._last_ms = ms
        return UUID(int=ms << 80 | _VERSION_7 | self._in_ms << 64 | _VARIANT | self.dice.getrandbits(62))

    def chance(self, share: float) -> bool:
        """Yes in that share of cases, 0 to 1."""
        return self.dice.random() < share

    def one(self, options: Sequence[T]) -> T:
        """One of them, each as likely as the others."""
        return self.dice.choice(options)

    def weighted(self, options: dict[T, float]) -> T:
        """One of them, by its weight."""
        return self.dice.choices(list(options), weights=list(options.values()))[0]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of them in another order."""
        return self.dice.sample(options, len(options))
