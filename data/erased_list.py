"""What was erased, as a list beside the database, so that a backup that comes back does not bring it back.

One line a record: its kind, its id, the day. No name stands in it. It lies in `HOMEWARD_VAR_DIR` and, where there is one,
in `HOMEWARD_ANCHOR_DIR`: whichever is left after a loss says what has to go again.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from data import logs
from visits.words import RecordKind

NAME: Final = "erased.jsonl"
IN_ANCHORS: Final = "homeward-erased.jsonl"


@dataclass(frozen=True)
class Gone:
    """One record that was erased, and on which day."""

    kind: RecordKind
    subject_id: UUID
    on: date


@dataclass(frozen=True)
class Places:
    """Where the list is kept."""

    files: tuple[Path, ...]

    @classmethod
    def of(cls, var_dir: Path, anchor_dir: Path | None) -> "Places":
        return cls((var_dir / NAME, *([anchor_dir / IN_ANCHORS] if anchor_dir else [])))


def read(places: Places) -> dict[tuple[RecordKind, UUID], Gone]:
    """Everything that any of the files names. A line that was cut off is left out: it was never said."""
    found: dict[tuple[RecordKind, UUID], Gone] = {}
    for path in places.files:
        for gone in _lines(path):
            found.setdefault((gone.kind, gone.subject_id), gone)
    return found


def keep(places: Places, gone: Iterable[Gone]) -> None:
    """Add to each file what it does not name yet. A share that fails is tried again with the next; the log says so."""
    wanted = list(gone)
    for path in places.files:
        try:
            known = {(one.kind, one.subject_id) for one in _lines(path)}
            _add(path, [one for one in wanted if (one.kind, one.subject_id) not in known])
        except OSError as error:
            logs.logger("data").error("erased.not_listed", kind=path.name, exc_info=error)


def _add(path: Path, gone: Sequence[Gone]) -> None:
    if not gone:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(
        json.dumps({"kind": one.kind.value, "id": str(one.subject_id), "on": one.on.isoformat()}) + "\n"
        for one in gone
    )
    # After a line that was cut off, the next begins on a line of its own.
    start = "" if not path.exists() or path.read_bytes()[-1:] in (b"", b"\n") else "\n"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, (start + lines).encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)


def _lines(path: Path) -> list[Gone]:
    try:
        text = path.read_text("ascii", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        # A share that does not answer must not keep Homeward from starting; the other list is there.
        logs.logger("data").error("erased.not_read", kind=path.name, exc_info=error)
        return []
    found = []
    for line in text.splitlines():
        try:
            said = json.loads(line)
            found.append(Gone(RecordKind(said["kind"]), UUID(said["id"]), date.fromisoformat(said["on"])))
        except (ValueError, KeyError, TypeError):
            logs.logger("data").warning("erased.line_left_out", kind=path.name)
    return found
