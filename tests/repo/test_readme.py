"""What the README and the other documents say is so."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from data.settings import Settings, variable
from tests.repo import tree

README = (tree.ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (tree.ROOT / "Makefile").read_text(encoding="utf-8")
CHANGELOG = (tree.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DOCUMENTS = tree.files(".md")
PROJECT: dict[str, Any] = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def settings_table() -> str:
    """Return the README's table of settings as the code has it."""
    rows = [
        f"| `{variable(name)}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | if not set | what it is |", "|---|---|---|", *rows])


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
    return f"`{text}`" if value is not None and value != () and text else ""


def test_the_table_of_settings_is_what_can_be_set() -> None:
    written = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", README, re.DOTALL)
    assert written is not None
    assert written.group(1) == settings_table()


def test_the_first_paragraph_says_when_nobody_is_told() -> None:
    first = README.split("\n\n")[1]
    assert "nobody is told" in first
    assert "unless a board is open" in first


@pytest.mark.parametrize("path", DOCUMENTS, ids=tree.short)
def test_every_make_command_that_is_named_exists(path: Path) -> None:
    named = set(
        re.findall(r"\bmake ([a-z]+)`|^(?:\S+=\S+ )*make ([a-z]+)$", path.read_text("utf-8"), re.MULTILINE)
    )
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert {one or other for one, other in named} <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=tree.short)
def test_every_link_into_the_project_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_changelog_and_the_project_agree_on_the_version() -> None:
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", CHANGELOG, re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == PROJECT["version"]
