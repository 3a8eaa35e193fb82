"""The five policies are told in our words: nothing copied, nobody real named, no phrase given away.

The names and the phrase stand here only as digests, so that this file does not give away what it looks for.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data import policy_files
from tests.repo import tree

FILES = sorted(policy_files.FOLDER.glob("*.toml"))
WRITTEN_FROM_THEM = [tree.ROOT / "docs" / "duties.md", tree.ROOT / "docs" / "duties.toml"]
SOURCES = tree.ROOT.parent / "shared" / "policies"
COPIED = 8
"""So many of the same words in a row are a copy."""

PEOPLE = frozenset(
    [
        "0137354ffdd7ab45",
        "1a1a25656ef0b1c4",
        "20e09e434912381a",
        "2377a2b7621b8833",
        "2b82ba8aab66f192",
        "2ec3157abedffc51",
        "4636194fe55cced9",
        "4ca6f6d5a544bf57",
        "571543876c684a8b",
        "591e94c45b4cb95d",
        "5d702eb07928ed7b",
        "61b550674963631a",
        "620ee0653f57a3a2",
        "8261ed6d55c45baa",
        "a62787870c86990a",
        "bfa629f5a25f55aa",
        "d17108747e922613",
        "d9780d4747878749",
        "e2de76c4ae5bc073",
        "ed62c6fd9f1b9900",
        "ef809616390533e1",
        "f4aa0655cdb8d4fc",
    ]
)
PHRASE = frozenset(
    [
        "10864932b0c572d7",
        "14b1358e6f395ee4",
        "4aa62f6d8665d58d",
        "5a9e7afbdaa00b3a",
        "5eb30cf712e0d68d",
        "b08697685beb54ee",
        "b6df2314d26910ba",
        "bad3adf40abd6afa",
        "cee6661949af6a52",
    ]
)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))


def _runs(words: list[str], length: int) -> Iterator[str]:
    """Every run of so many words."""
    return (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _found(text: str, length: int, wanted: frozenset[str]) -> list[str]:
    return [run for run in _runs(_words(text), length) if _digest(run) in wanted]


def _sentences(node: Any) -> Iterator[str]:
    """What people read of a file: every text in it but its key."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from _sentences(value)


@pytest.mark.parametrize("path", [*FILES, *WRITTEN_FROM_THEM], ids=lambda path: path.name)
def test_nobody_real_is_named_and_no_phrase_given_away(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _found(text, 1, PEOPLE) + _found(text, 2, PEOPLE) == []
    assert _found(text, 4, PHRASE) == []


def test_a_name_or_a_phrase_would_be_found() -> None:
    assert _found("Signed: A. Example", 1, frozenset({_digest("example")})) == ["example"]
    assert _found("the Red kite is late.", 4, frozenset({_digest("red kite is late")})) == [
        "red kite is late"
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_school_of_a_text_is_named_by_its_key_alone(path: Path) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert document.pop("key") == path.stem
    read = " ".join(_sentences(document)).lower()
    for key in (file.stem for file in FILES):
        name = " ".join(key.split("_")[:2])
        assert name == "fs2 primary" or name not in read


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source texts are not kept beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_is_copied_from_a_source(path: Path) -> None:
    sources: set[str] = set()
    for source in SOURCES.glob("*.txt"):
        sources.update(_runs(_words(source.read_text(encoding="utf-8")), COPIED))
    assert len(sources) > 1000
    assert [run for run in _runs(_words(path.read_text(encoding="utf-8")), COPIED) if run in sources] == []
