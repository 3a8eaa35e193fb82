"""What must never stand in an audit entry or in a log: names, addresses, numbers, and whatever somebody typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CompoundSelect, String, select, union_all

from data.database import Database
from data.models import Base
from data.models.base import Word
from visits.words import Role

SHORTEST: Final = 4
"""Shorter texts stand in others by chance."""
WORDS: Final = frozenset(
    {
        "alert_steps.key",
        "alerts.closed_as",
        "closures.kind",
        "deadlines.name",
        "drafts.form",
        "feed_tokens.feed",
        "household_flags.kind",
        "incidents.kind",
        "outbox.channel",
        "outbox.claimed_by",
        "outbox.correlation",
        "outbox.error",
        "outbox.topic",
        "outbox.unique_key",
        "policy_versions.key",
        "risk_answers.answer",
        "risk_answers.question",
        "schools.region",
        "schools.timezone",
        "tasks.duties",
        "tasks.kind",
        "terms.academic_year",
        "visit_answers.key",
        "visit_answers.verdict",
        "visits.common_reason",
        "visits.idempotency_key",
        "visits.month",
        "visits.reason",
        "watcher_pulse.holder",
    }
)
"""Columns whose text is one of Homeward's own words or figures. Every other text is somebody's."""
OWN_WORD: Final = re.compile(r"[a-z_]+")
OWN_TABLES: Final = frozenset({"audit", "audit_heads", "audit_payloads"})


def kept_texts(db: Database) -> set[str]:
    """Every text in the database that is somebody's."""
    with db.read() as session:
        found = long_enough(text for text in session.scalars(_every_text()) if text)
    # What somebody is at the school is typed in places, and is a word of Homeward's own in others.
    return {text for text in found if text.casefold() not in set(Role)}


@cache
def _every_text() -> CompoundSelect[str]:
    return union_all(
        *(
            select(column)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, String)
            and not isinstance(column.type, Word)
            and table.name not in OWN_TABLES
            and f"{table.name}.{column.name}" not in WORDS
        )
    )


def typed_texts(given: object) -> set[str]:
    """Every text in what a command was given, aside from Homeward's own words such as `ring_visitors`."""
    return {text for text in long_enough(_typed(given)) if not OWN_WORD.fullmatch(text)}


def long_enough(texts: Iterable[str]) -> set[str]:
    return {text.strip() for text in texts if len(text.strip()) >= SHORTEST}


def _typed(given: object) -> Iterator[str]:
    if isinstance(given, str) and not isinstance(given, Enum):
        yield given
    elif isinstance(given, Mapping):
        for value in given.values():
            yield from _typed(value)
    elif isinstance(given, list | tuple | set | frozenset):
        for value in given:
            yield from _typed(value)
    elif is_dataclass(given) and not isinstance(given, type):
        for one in fields(given):
            yield from _typed(getattr(given, one.name))


def said_by(payload: Any) -> Iterator[str]:
    """Every text of a payload, its keys too, ids aside: an id can spell anything."""
    for text in _every(payload):
        try:
            UUID(text)
        except ValueError:
            yield text


def _every(payload: Any) -> Iterator[str]:
    if isinstance(payload, Mapping):
        for key, value in payload.items():
            yield key
            yield from _every(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from _every(value)
    elif isinstance(payload, str):
        yield payload


def leaks(said: Iterable[str], private: Iterable[str]) -> set[str]:
    """Which private texts stand in what was said, capitals aside."""
    everything = "\n".join(said).casefold()
    return {text for text in private if text.casefold() in everything}
