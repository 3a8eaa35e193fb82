"""What somebody reads whose own policy file cannot be used. Nothing but `PolicyFileError` ever comes out."""

import copy
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import policy_files
from data.policy_files import PolicyFileError
from tests.policy_documents import Document, smallest
from visits.policy import Policy


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"title = '\xff'", "the file is not written in UTF-8; save it as UTF-8 text"),
        (b"title = " + b"[" * 5000, "lists stand inside each other too deeply"),
        (b"title = " + b"9" * 5000, "a number in the file is too long"),
        (b"title = 0x" + b"f" * 5000, "a number in the file is too long"),
    ],
)
def test_what_is_no_policy_at_all_is_refused_as_a_whole(content: bytes, sentence: str) -> None:
    with pytest.raises(PolicyFileError) as refused:
        policy_files.parse(content, file="northfield.toml")
    assert (refused.value.key, refused.value.sentence) == ("", sentence)
    assert str(refused.value) == f"northfield.toml: {sentence}"


@pytest.mark.parametrize(
    "content", [b"key = ", b"key = 'a'\nkey = 'b'", b"[[overdue.steps", b"key = 'a' 'b'"]
)
def test_what_is_no_toml_is_told_where_reading_stopped(content: bytes) -> None:
    with pytest.raises(PolicyFileError, match=r"^northfield\.toml: the file is not TOML: [a-z].*\(at .*\)$"):
        policy_files.parse(content, file="northfield.toml")


def test_an_empty_file_is_told_what_it_lacks() -> None:
    with pytest.raises(PolicyFileError) as refused:
        policy_files.parse(b"", file="northfield.toml")
    required = {name for name, field in Policy.model_fields.items() if field.is_required()}
    assert {problem.key for problem in refused.value.problems} == required


def test_a_file_saved_on_windows_is_read() -> None:
    content = (policy_files.FOLDER / "washwood_heath.toml").read_bytes()
    saved = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
    assert policy_files.parse(saved, file="a.toml") == policy_files.parse(content, file="b.toml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileError, match=r"^gone\.toml: the file cannot be read \(No such file"):
        policy_files.load(tmp_path / "gone.toml")
    with pytest.raises(PolicyFileError, match="the file cannot be read"):
        policy_files.load(tmp_path)


def test_a_folder_with_nothing_in_it_or_with_one_key_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileError, match="there is no policy file in this folder"):
        policy_files.load_all(tmp_path)
    content = (policy_files.FOLDER / "fs2_primary.toml").read_bytes()
    for name in ("first.toml", "second.toml"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PolicyFileError) as refused:
        policy_files.load_all(tmp_path)
    assert str(refused.value) == "second.toml: key: 'fs2_primary' is the key of another file too"


# Whatever somebody does to a file, the answer is a policy or a sentence.

DOCUMENTS = [
    smallest(),
    *(p.model_dump(mode="json", exclude_none=True) for p in policy_files.load_all().values()),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**40),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["stay", "close", "police", "BT-01", "NF-99", "back", "office", "2026-02-30", "24:00"]),
    st.dates().map(date.isoformat),
    st.datetimes(),
    st.dates(),
    st.times(),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(string.ascii_lowercase + "_.[]", max_size=12), inner, max_size=3),
    ),
    max_leaves=5,
)


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


@st.composite
def damaged(draw: st.DrawFn) -> Document:
    """One of the policies after one to three accidents."""
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(document))
        if not places:
            break
        node, key = places[draw(st.integers(0, len(places) - 1))]
        accident = draw(st.sampled_from(["change", "drop", "double", "rename"]))
        if accident == "change":
            node[key] = draw(VALUES)
        elif accident == "drop":
            del node[key]
        elif accident == "double" and isinstance(node, list):
            node.append(copy.deepcopy(node[key]))
        elif isinstance(node, dict):
            node[draw(st.text(max_size=10))] = node.pop(key)
    return document


def _policy_or_sentence(refused: PolicyFileError | Policy) -> None:
    if isinstance(refused, PolicyFileError):
        assert refused.problems
        assert all(problem.sentence for problem in refused.problems)
        for raw in ("Input should", "pydantic", "validation error", "Field required", "Value error"):
            assert not any(problem.sentence.startswith(raw) for problem in refused.problems)


@given(damaged())
def test_a_damaged_document_gives_a_policy_or_a_sentence(document: Document) -> None:
    try:
        _policy_or_sentence(policy_files.from_document(document, file="damaged.toml"))
    except PolicyFileError as refused:
        _policy_or_sentence(refused)


@given(st.data())
def test_a_damaged_file_gives_a_policy_or_a_sentence(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(policy_files.FOLDER.glob("*.toml"))))
    content = path.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    put_in = data.draw(
        st.one_of(st.binary(max_size=20), st.sampled_from([b"[", b"=", b'"', b"\n", b"[[a]]\n"]))
    )
    try:
        policy_files.parse(content[:start] + put_in + content[start + length :], file=path.name)
    except PolicyFileError as refused:
        _policy_or_sentence(refused)
