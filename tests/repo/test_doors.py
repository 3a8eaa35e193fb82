"""Who may import whom, and who may talk to Streamlit, to the database and to the clock."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.repo import tree

BELOW = frozenset({"visits", "analysis", "data", "reports", "watcher"})
DOORS: dict[str, frozenset[str]] = {
    "visits": frozenset(),
    "analysis": frozenset({"visits"}),
    "data": frozenset({"visits"}),
    "reports": frozenset({"analysis", "visits"}),
    "watcher": frozenset({"data", "analysis", "reports", "visits"}),
    "pages": BELOW,
    "web": BELOW,
    "app": frozenset({"web", "data"}),
}
ONLY_IN: dict[str, frozenset[str]] = {
    "streamlit": frozenset({"pages", "app"}),
    "sqlalchemy": frozenset({"data"}),
    "alembic": frozenset({"data"}),
    "psycopg": frozenset({"data"}),
    "sqlite3": frozenset({"data"}),
    "duckdb": frozenset({"data"}),
}
OURS = frozenset(DOORS) | {"tests", "benchmarks"}
CLOCK = "data/clock.py"
READS_THE_CLOCK = {
    "datetime": {"now", "utcnow", "today"},
    "dt": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
    "Timestamp": {"now", "utcnow", "today"},
    "func": {"now", "current_timestamp", "localtimestamp", "current_date"},
}


def imports(source: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each import as (line, dotted name); a relative one starts with a dot."""
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            yield from ((node.lineno, name) for name in _texts(node.args))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def wrong_doors(room: str, source: ast.Module) -> list[str]:
    """Return a sentence for each import that a file of this room may not have."""
    found = []
    for line, name in imports(source):
        top = name.split(".")[0]
        if top in OURS and top != room and top not in DOORS[room]:
            found.append(f"line {line}: {room} may not import {name}")
        elif top in ONLY_IN and room not in ONLY_IN[top]:
            found.append(f"line {line}: only {' and '.join(sorted(ONLY_IN[top]))} may import {top}")
    return found


def wrong_page_imports(pages: frozenset[str], source: ast.Module) -> list[str]:
    """Return a sentence for each import by which a page would get a second copy of a module.

    `pages/` stands first on `sys.path`, so that `import guard` works there too, and gives another module than
    `from pages import guard`, with another state.
    """
    return [
        f"line {line}: write `from pages import …`, not `import {name}`"
        for line, name in imports(source)
        if name.startswith(".") or name.split(".")[0] in pages
    ]


def clock_reads(source: ast.Module) -> list[str]:
    """Return a sentence for each place that asks the machine or the database for the time."""
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute) and node.attr in READS_THE_CLOCK.get(_name(node.value), ()):
            found.append(f"line {node.lineno}: {_name(node.value)}.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = {alias.name for alias in node.names} & READS_THE_CLOCK["time"]
            found += [f"line {node.lineno}: from time import {name}" for name in sorted(names)]
        if isinstance(node, ast.Constant) and "CURRENT_TIMESTAMP" in str(node.value).upper():
            found.append(f"line {node.lineno}: CURRENT_TIMESTAMP")
    return found


@pytest.mark.parametrize("path", tree.code(), ids=tree.short)
def test_every_import_goes_through_a_door(path: Path) -> None:
    assert wrong_doors(tree.room_of(path), tree.parsed(path)) == []


@pytest.mark.parametrize("path", [path for path in tree.code() if tree.short(path) != CLOCK], ids=tree.short)
def test_only_one_file_reads_the_clock(path: Path) -> None:
    assert clock_reads(tree.parsed(path)) == []


def page_names() -> frozenset[str]:
    return frozenset(path.stem for path in (tree.ROOT / "pages").glob("*.py")) - {"__init__"}


@pytest.mark.parametrize(
    "path", [path for path in tree.code() if tree.room_of(path) == "pages"], ids=tree.short
)
def test_pages_import_each_other_by_their_room(path: Path) -> None:
    assert wrong_page_imports(page_names(), tree.parsed(path)) == []


def test_no_page_hides_another_module() -> None:
    taken = OURS | sys.stdlib_module_names | frozenset(packages_distributions())
    assert page_names() & taken == frozenset()


def test_every_room_is_in_the_table() -> None:
    packages = {path.parent.name for path in tree.ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks"} <= set(DOORS)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("visits", "import data"),
        ("visits", "from data.models import visit"),
        ("analysis", "from data import queries"),
        ("reports", "import data.queries.visit"),
        ("data", "from watcher import steps"),
        ("web", "import streamlit as st"),
        ("watcher", "from sqlalchemy import select"),
        ("pages", "import sqlite3"),
        ("pages", "from web import sign_in"),
        ("data", "from tests import tree"),
        ("visits", "import importlib; importlib.import_module('data.clock')"),
        ("data", "def f():\n    from pages import guard"),
    ],
)
def test_a_wrong_door_is_seen(room: str, line: str) -> None:
    assert len(wrong_doors(room, ast.parse(line))) == 1


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("visits", "from visits.words import Role"),
        ("data", "from .models import visit"),
        ("pages", "from data.queries import visit"),
        ("app", "from web import routes"),
        ("watcher", "import apprise"),
    ],
)
def test_a_right_door_is_open(room: str, line: str) -> None:
    assert wrong_doors(room, ast.parse(line)) == []


@pytest.mark.parametrize("line", ["import guard", "from guard import person", "from . import guard"])
def test_a_second_copy_of_a_page_is_seen(line: str) -> None:
    assert len(wrong_page_imports(frozenset({"guard"}), ast.parse(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "default = datetime.now",
        "date.today()",
        "time.time()",
        "from time import time",
        "pd.Timestamp.now()",
        "server_default = func.now()",
        "text('select current_timestamp')",
    ],
)
def test_a_read_of_the_clock_is_seen(line: str) -> None:
    assert len(clock_reads(ast.parse(line))) == 1


@pytest.mark.parametrize("line", ["clock.now()", "time.monotonic()", "time.sleep(1)", "datetime(2026, 1, 1)"])
def test_a_length_of_time_is_no_read_of_the_clock(line: str) -> None:
    assert clock_reads(ast.parse(line)) == []
