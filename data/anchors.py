"""The ends of the audit's chains as text, to be kept on another machine and compared with later.

The same few lines stand in an e-mail and in a file of the anchor folder, so that `python -m data verify --anchors FOLDER`
reads both: a saved message, a printed page that was typed off, or the file.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from data.verify import Tip

NAME: Final = "homeward-audit-{on}.txt"
_ONE: Final = re.compile(r"\bchain\s+(\S{1,36})\s+entry\s+(\d{1,18})\s+hash\s+([0-9a-f]{64})\b")
LARGEST_BYTES: Final = 1_000_000


class NoAnchors(Exception):
    """A folder from which no end of a chain can be read; `str()` is a sentence."""


def as_text(tips: Mapping[str, Tip]) -> str:
    """The ends as lines that no mail program breaks: three for each chain."""
    return "\n".join(
        f"chain {name}\nentry {tip.number}\nhash {tip.hash}\n" for name, tip in sorted(tips.items())
    )


def from_text(text: str) -> list[tuple[str, Tip]]:
    """Every end that a text names, whatever else it says."""
    return [(name, Tip(number=int(number), hash=kept)) for name, number, kept in _ONE.findall(text)]


def keep(folder: Path, tips: Mapping[str, Tip], *, on: date, said: str) -> bool:
    """Put the ends of a day into the folder, once: what stands there for the day is never written again.

    Raises OSError where the folder cannot be written to.
    """
    path = folder / NAME.format(on=on.isoformat())
    if path.exists():
        return False
    passing = folder / f".{path.name}.{os.getpid()}"
    with passing.open("w", encoding="ascii") as file:
        file.write(f"{said}\n\n{as_text(tips)}")
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)
    return True


def read(folder: Path) -> dict[str, Sequence[Tip]]:
    """Every end that the folder's files name, by chain. Raises `NoAnchors` where there is none: nothing is no proof."""
    if not folder.is_dir():
        raise NoAnchors(f"{folder} is no folder.")
    found: defaultdict[str, list[Tip]] = defaultdict(list)
    for name, tip in _in_files(sorted(folder.iterdir())):
        found[name].append(tip)
    if not found:
        raise NoAnchors(f"{folder}: no end of a chain was kept there.")
    return dict(found)


def _in_files(paths: Iterable[Path]) -> Iterable[tuple[str, Tip]]:
    for path in paths:
        if path.is_file() and path.stat().st_size <= LARGEST_BYTES:
            yield from from_text(path.read_text(encoding="utf-8", errors="replace"))
