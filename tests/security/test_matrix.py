"""Who may do what and who sees what, worked out from the table of permissions and tried: every role at every command and
at every query that asks who looks, at one's own school and at another's. A new one without an example fails here."""

import inspect
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

import data.commands
import data.queries
import tests.examples
from data import audit
from data.commands.core import COMMANDS, NotPermitted, Refused
from tests.databases import SqliteFiles
from tests.examples.asking import QUERIES
from tests.examples.example import EXAMPLES, Case, Door, board, elsewhere, load_all
from tests.examples.queries import MINE, Scene, Sees, nothing, scene
from tests.examples.world import BYSTANDER, SqliteWorlds, World
from tests.staff import HELD
from visits.permissions import Action, Viewer, reach
from visits.words import Role

load_all(data.commands)
load_all(tests.examples)


class Passed(Exception):
    """A command came to its end. It is undone."""


@pytest.fixture(scope="module")
def worlds(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteWorlds]:
    with closing(SqliteWorlds(sqlite_files, tmp_path_factory.mktemp("worlds"))) as made:
        yield made


@pytest.fixture(scope="module")
def seen(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The scene, for queries alone: nothing in it changes."""
    with closing(SqliteWorlds(sqlite_files, tmp_path_factory.mktemp("scene"))) as made:
        yield scene(made.fresh())


@contextmanager
def undone() -> Iterator[None]:
    """A command that comes to its end raises Passed and leaves nothing, and neither does a refusal."""

    def pass_by(*_args: Any, outcome: str, **_more: Any) -> None:
        if outcome != "refused":
            raise Passed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "append", pass_by)
        yield


def bystander(world: World, role: Role) -> Viewer:
    """Somebody with that role at the school who has part in nothing."""
    roles = {world.staff.school: frozenset({role})}
    return Viewer(person_id=BYSTANDER, name="Bryn Bystander", roles=roles)


def came_of(case: Case, by: Viewer) -> type[Exception]:
    """What came of a command that this person gave: Passed, or the refusal."""
    with undone():
        try:
            case.run(by=by)
        except (Passed, Refused) as end:
            return type(end)
    raise AssertionError("the command did nothing, or was not undone")


def of_door(*doors: Door) -> list[str]:
    return sorted(name for name, entry in EXAMPLES.items() if entry.door in doors)


@pytest.mark.parametrize("name", of_door(Door.TABLE))
def test_a_command_lets_by_whom_the_table_lets_by(worlds: SqliteWorlds, name: str) -> None:
    world = worlds.fresh()
    case = Case.of(EXAMPLES[name], world)
    for role in HELD:
        end = came_of(case, bystander(world, role))
        if case.entry.grants(role):
            # The policy may still say no; the table does not.
            assert end is not NotPermitted, role
        elif any(reach(action, frozenset({role})) is None for action in case.entry.needs):
            assert end is NotPermitted, role
        else:
            assert issubclass(end, Refused), role
    for stranger in (elsewhere(world, BYSTANDER), board(world)):
        assert came_of(case, stranger) is NotPermitted


@pytest.mark.parametrize("name", of_door(Door.SYSTEM, Door.BOARD))
def test_what_homeward_or_a_board_does_is_nobodys(worlds: SqliteWorlds, name: str) -> None:
    world = worlds.fresh()
    case = Case.of(EXAMPLES[name], world)
    assert {came_of(case, bystander(world, role)) for role in HELD} == {NotPermitted}


def test_every_command_and_query_that_asks_who_looks_is_in_the_matrix() -> None:
    assert sorted(EXAMPLES) == sorted(COMMANDS)
    assert sorted(QUERIES) == sorted(asking_who_looks())


def asking_who_looks() -> Iterator[str]:
    """Every public query with a Viewer among its parameters, as `module.function`."""
    for module in load_all(data.queries):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            hints = get_type_hints(function)
            if Viewer in (hints[given] for given in hints if given != "return"):
                yield f"{module.__name__.removeprefix('data.queries.')}.{name}"


def test_every_action_of_the_table_is_asked_for() -> None:
    commands = {action for entry in EXAMPLES.values() for action in entry.needs}
    queries = {action for query in QUERIES.values() for action in query.needs}
    assert set(Action) - commands - queries == frozenset()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_shows_what_the_table_lets_be_seen(seen: Scene, name: str) -> None:
    query, world = QUERIES[name], seen.world
    mine = world.staff.people[MINE]

    def empty(by: Viewer) -> bool:
        with world.db.read() as session:
            return nothing(query.ask(session, by, seen))

    for role in HELD:
        assert empty(bystander(world, role)) is not query.shows(role, mine=False), role
        assert empty(replace(bystander(world, role), person_id=mine)) is not query.shows(role, mine=True), (
            role
        )
    assert empty(board(world)) is not query.shows(Role.BOARD, mine=False)
    assert empty(elsewhere(world, BYSTANDER))
    # Somebody who has gone to the other school sees nothing of the one before but what is their own, wherever they are.
    assert empty(elsewhere(world, mine)) is not (query.sees is Sees.OWN and not query.needs)
