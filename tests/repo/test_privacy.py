"""The data map is whole: every table stands in it once, and what it points to is there."""

import re

from data.models import Base
from tests.repo import tree

TEXT = (tree.ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:[a-z_]+/)+[\w.-]+\.\w+)`")


def mapped() -> list[str]:
    """The tables of the data map's first column."""
    (part,) = re.findall(r"## The data map\n(.*?)\n## ", TEXT, re.DOTALL)
    first = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return [name for cell in first for name in re.findall(r"`(\w+)`", cell)]


def test_every_table_stands_in_the_data_map_once() -> None:
    assert sorted(mapped()) == sorted(Base.metadata.tables)


def test_every_measure_is_where_the_page_says() -> None:
    paths = set(PATH.findall(TEXT))
    assert len(paths) > 20
    assert {path for path in paths if not (tree.ROOT / path).is_file()} == set()
