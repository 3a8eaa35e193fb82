"""What a command changes in a row, before and after, for its entry in the audit. Of a text only that it was changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from data import audit
from data.models import Base


@contextmanager
def noted(session: Session, row: Base, *names: str) -> Iterator[None]:
    """Around what changes these columns of a row. Numbers, days, times, yes or no, and the field's words are noted as
    they were and as they are; texts are somebody's, and only their columns' names are."""
    before = _values(row, names)
    yield
    after = _values(row, names)
    changed = [name for name in names if before[name] != after[name]]
    plain = [name for name in changed if not _is_text(before[name]) and not _is_text(after[name])]
    texts = [name for name in changed if name not in plain]
    if plain:
        audit.note(session, before={n: before[n] for n in plain}, after={n: after[n] for n in plain})
    if texts:
        audit.note(session, changed=texts)


def _values(row: Base, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, StrEnum)
