"""Every duty of the five policies is accounted for, and what docs/duties.md says of it is so."""

import ast
from pathlib import Path

import pytest

from data import duties, policy_files
from tests.repo import tree

COUNTS = {
    "blessed_trinity": ("BT", 29),
    "fs2_primary": ("FS", 13),
    "heather_avenue": ("HA", 15),
    "red_balloon_norwich": ("RB", 17),
    "washwood_heath": ("WH", 15),
}
"""The duties that the five texts have: BT-01 to BT-29 and so on. An id is never given away again."""

IDS = {key: [f"{letters}-{n:02}" for n in range(1, last + 1)] for key, (letters, last) in COUNTS.items()}
HELD = duties.held()


def _named(field: str) -> list[str]:
    return sorted({name for entry in HELD for name in getattr(entry, field)})


def _symbols(path: Path) -> set[str]:
    """Functions, classes, constants and methods of a file, methods as `Class.method`."""
    found: set[str] = set()
    for node in tree.parsed(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)
            }
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def test_the_five_files_hold_every_duty_of_their_texts_and_no_other() -> None:
    assert {key: [d.id for d in p.duties] for key, p in policy_files.load_all().items()} == IDS


def test_every_duty_has_its_row_and_says_where_it_is_held_or_that_it_is_planned() -> None:
    rows = [
        line
        for line in duties.render_duties().splitlines()
        if line[:4] in {f"| {k[:2]}" for k, _ in COUNTS.values()}
    ]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [
        i for ids in IDS.values() for i in ids
    ]
    empty = [row for row in rows if "|  |" in row]
    assert empty == []


def test_only_duties_that_there_are_are_said_to_be_held() -> None:
    every = {duty for ids in IDS.values() for duty in ids}
    assert {duty for entry in HELD for duty in entry.duties} - every == set()


@pytest.mark.parametrize("name", _named("code"))
def test_the_code_that_holds_a_duty_is_there(name: str) -> None:
    file, _, symbol = name.partition(":")
    assert symbol in _symbols(tree.ROOT / file)


def test_the_pages_that_show_duties_are_there() -> None:
    rooms = ("pages/", "web/")
    assert [n for n in _named("pages") if not (n.startswith(rooms) and (tree.ROOT / n).is_file())] == []


@pytest.mark.parametrize("name", _named("tests"))
def test_the_test_that_shows_a_duty_is_there(name: str) -> None:
    file, _, function = name.partition("::")
    assert file.startswith("tests/")
    assert function.startswith("test_")
    assert function in _symbols(tree.ROOT / file)


def test_the_page_about_duties_is_up_to_date() -> None:
    assert duties.PAGE.read_text(encoding="utf-8") == duties.render_duties(), "run: python -m data duties"
