"""Every file can be read in one sitting."""

import re
from pathlib import Path

import pytest

from tests.repo import tree

MOST_LINES = 300
# A migration is one change of the schema, however long, and is never edited again. A release's database is no source.
MAY_BE_LONG = re.compile(r"data/migrations/versions/\w+\.py|tests/data/releases/[\w.-]+\.sql")


@pytest.mark.parametrize("path", tree.files(".py", ".html", ".css", ".js", ".sql"), ids=tree.short)
def test_no_source_file_is_longer_than_one_can_hold(path: Path) -> None:
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= MOST_LINES or MAY_BE_LONG.fullmatch(tree.short(path))
