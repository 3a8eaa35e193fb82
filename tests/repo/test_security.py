"""What docs/security.md names is there."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.repo import tree

PAGE = (tree.ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CHAPTERS = 17


@cache
def functions_in(path: Path) -> set[str]:
    tree_of = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name for node in ast.walk(tree_of) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 100
    missing = {
        f"{file}::{name}"
        for file, name in named
        if not (tree.ROOT / file).exists() or (name and name not in functions_in(tree.ROOT / file))
    }
    assert missing == set()


def test_every_chapter_is_there_and_every_row_says_where() -> None:
    assert {int(number) for number in re.findall(r"\bV(\d+)\b", PAGE)} >= set(range(1, CHAPTERS + 1))
    rows = [line for line in PAGE.splitlines() if re.match(r"\| V\d", line)]
    assert len(rows) > 80
    assert [row for row in rows if len(row.split(" | ")[2].strip(" |")) < 8] == []
