"""What an example of a command is: who does it with what, and by whom, when and with what it is refused.

A module of this folder, whatever its name, registers one for each command: `@by_table("visit.log", Action.LOG_VISIT)`
over a function that prepares a world and returns the `Example`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import ModuleType
from typing import Any, Final
from uuid import UUID

from data.commands.core import COMMANDS, SYSTEM, NotPermitted, Refused
from data.models import School
from data.queries.people import board_viewer
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action, Viewer, reach
from visits.words import GIVEN, Role


class Door(Enum):
    """What lets somebody in: the table of permissions, being that person, being the watcher, a secret, a shared board."""

    TABLE = "table"
    OWN = "own"
    SYSTEM = "system"
    PROOF = "proof"
    BOARD = "board"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A call that is refused: what differs from the one that succeeds, and what is said."""

    says: str
    by: Viewer | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    now: datetime | None = None
    kind: type[Refused] = Refused


@dataclass(frozen=True, kw_only=True)
class Example:
    """A call that succeeds, calls that are refused beside those of the door, and what cannot be taken as typed.

    `once`: the same call again is the first one, and nothing is written. `also`: it stands in another school's chain too.
    """

    by: Viewer
    given: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    refused: tuple[Refusal, ...] = ()
    invalid: Mapping[str, Any] | None = None
    once: bool = False
    outcome: str = "change"
    also: bool = False


Build = Callable[[World], Example]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A command's line in the list. `needs` are the actions that the table has to grant, all of them."""

    name: str
    door: Door
    needs: tuple[Action, ...]
    build: Build

    def grants(self, role: Role) -> bool:
        """Whether the table lets this role do it with what is not theirs."""
        wide = all(reach(action, frozenset({role})) == "school" for action in self.needs)
        return self.door is Door.TABLE and wide


EXAMPLES: Final[dict[str, Entry]] = {}


def by_table(name: str, *needs: Action) -> Callable[[Build], Build]:
    """The table of permissions decides: it has to grant all of `needs`."""
    return _register(name, Door.TABLE, needs)


def own(name: str) -> Callable[[Build], Build]:
    """Anybody may, with what is their own."""
    return _register(name, Door.OWN)


def system(name: str) -> Callable[[Build], Build]:
    """Only Homeward itself."""
    return _register(name, Door.SYSTEM)


def proof(name: str) -> Callable[[Build], Build]:
    """Whoever has the secret, or what else the example says."""
    return _register(name, Door.PROOF)


def at_board(name: str) -> Callable[[Build], Build]:
    """A shared board, with the PIN of a person."""
    return _register(name, Door.BOARD)


def _register(name: str, door: Door, needs: tuple[Action, ...] = ()) -> Callable[[Build], Build]:
    def keep(build: Build) -> Build:
        assert name not in EXAMPLES, f"{name} has two examples"
        EXAMPLES[name] = Entry(name=name, door=door, needs=needs, build=build)
        return build

    return keep


def load_all(package: ModuleType) -> list[ModuleType]:
    """Every module of a package, so that what one of them registers is there."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(module.name) for module in found]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An example in its world."""

    entry: Entry
    world: World
    example: Example

    @classmethod
    def of(cls, entry: Entry, world: World) -> "Case":
        return cls(entry=entry, world=world, example=entry.build(world))

    def run(
        self,
        *,
        by: Viewer | None = None,
        now: datetime | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call the command as in the example, but for what is named."""
        call = {**self.example.given, **(given or {})}
        return COMMANDS[self.entry.name](
            self.world.db, by=by or self.example.by, now=now or self.example.now, **call
        )

    def refuse(self, refusal: Refusal) -> Any:
        return self.run(by=refusal.by, now=refusal.now, given=refusal.given)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Those of the door, then the example's own."""
        at_door = [Refusal(by=by, says="permission", kind=NotPermitted) for by in self._turned_away()]
        return (*at_door, *self.example.refused)

    def _turned_away(self) -> Iterator[Viewer]:
        if self.entry.door is Door.TABLE:
            yield elsewhere(self.world, self.world.staff.stranger)
            yield board(self.world)
            if not self.entry.grants(Role.GOVERNOR):
                yield self.world.who(Role.GOVERNOR)
        elif self.entry.door is Door.OWN:
            yield replace(SYSTEM, name="Nobody")
            yield board(self.world)
        elif self.entry.door in (Door.SYSTEM, Door.BOARD):
            yield self.world.who(Role.HEADTEACHER)


def board(world: World) -> Viewer:
    """The school's shared board."""
    with world.db.read() as session:
        return board_viewer(session.get_one(School, world.staff.school))


def elsewhere(world: World, person_id: UUID) -> Viewer:
    """That person with every role there is, at the other school."""
    roles = frozenset(GIVEN)
    return Viewer(person_id=person_id, name="Sol Stranger", roles={world.staff.other: roles})
