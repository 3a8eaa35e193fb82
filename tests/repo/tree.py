"""The project's own files, for the tests that read them instead of running them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("visits", "analysis", "data", "reports", "watcher", "web", "pages")
NOT_OURS = frozenset({".venv", ".git", "var", "node_modules", "__pycache__"})


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the project's files with these suffixes, without what is installed or made at run time."""
    return tuple(sorted(path for path in _walk(ROOT) if path.suffix in suffixes))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.name.endswith("_cache") or path.name.startswith(".venv"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def short(path: Path) -> str:
    """Return a path as people write it."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """Return the room that a file stands in; `app` for app.py."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def code() -> tuple[Path, ...]:
    """Return the Python files that make the product: the rooms and app.py."""
    return tuple(path for path in files(".py") if room_of(path) in (*ROOMS, "app"))
