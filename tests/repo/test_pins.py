"""What is installed is what was chosen: every dependency declared, and pinned with its hashes in both files."""

import ast
import re
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repo import tree

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt")
PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
DISTRIBUTIONS = packages_distributions()
# Pydantic's own half in Rust, which comes with it and nowhere else.
COMES_WITH = {"pydantic-core": "pydantic"}
PROJECT = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (tree.ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, set[str]]:
    """Return the pinned versions by package; a package may have one for each range of Pythons."""
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall(text(name)):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@cache
def wanted(file: str) -> tuple[Requirement, ...]:
    """Return what pyproject.toml asks for and the file must therefore pin."""
    lines = list(PROJECT["project"]["dependencies"])
    if file == "requirements-dev.txt":
        groups = PROJECT["dependency-groups"].values()
        lines += [line for group in groups for line in group if isinstance(line, str)]
    if file == "requirements-spark.txt":
        lines += PROJECT["project"]["optional-dependencies"]["spark"]
    return tuple(Requirement(line) for line in lines)


@pytest.mark.parametrize("file", FILES)
def test_every_dependency_is_pinned_within_its_bounds(file: str) -> None:
    found = pins(file)
    for one in wanted(file):
        versions = found[canonicalize_name(one.name)]
        assert all(one.specifier.contains(version) for version in versions), f"{one}: run `make lock`"


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_a_hash(file: str) -> None:
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", text(file))[1:]
    assert blocks
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("file", FILES)
def test_no_file_names_an_index(file: str) -> None:
    assert re.findall(r"--(?:extra-)?index-url|--find-links|https?://", text(file)) == []


@pytest.mark.parametrize("file", FILES[1:])
def test_the_tests_run_what_is_run(file: str) -> None:
    tested = pins(file)
    assert {
        name: versions for name, versions in pins("requirements.txt").items() if tested[name] != versions
    } == {}


def imported(path: Path) -> set[str]:
    """Return the distributions that a file imports, by their canonical names."""
    names: set[str] = set()
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    found = {canonicalize_name(one) for name in names for one in DISTRIBUTIONS.get(name, [])}
    return {COMES_WITH.get(one, one) for one in found}


@pytest.mark.parametrize("path", tree.files(".py"), ids=tree.short)
def test_what_is_imported_is_declared(path: Path) -> None:
    file = "requirements.txt" if path in tree.code() else "requirements-dev.txt"
    assert imported(path) <= {canonicalize_name(one.name) for one in wanted(file)}
