"""What speaks of an erased record elsewhere: free text that has the full name, drafts, facts of the audit's entries.

It is looked for in a read beforehand, so that nobody waits while thousands of texts are looked through.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import String, and_, cast, delete, func, select, type_coerce, update
from sqlalchemy.orm import Session

from data.marks_without import Rewritten
from data.models import AuditPayload, AuditRow, Base, Draft, Person, Pupil
from data.over_time import Matter
from data.purging import UNSYNCED
from visits.words import RecordKind

ERASED: Final = "Erased"
FREE_TEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "alerts": ("cause", "heard", "police_reference"),
    "broken_glass": ("reason",),
    "closures": ("note",),
    "concerns": ("note",),
    "disposal_items": ("kept_reason",),
    "handovers": ("note",),
    "household_flags": ("note",),
    "incidents": ("note", "agencies_notified"),
    "outbox": ("subject", "body"),
    "policy_versions": ("owner", "approver"),
    "risk_answers": ("note",),
    "risk_assessments": ("concerns", "signed_manager", "signed_worker", "signed_agency"),
    "stops": ("who_was_seen",),
    "tasks": ("title", "note", "came_of_it"),
    "visit_answers": ("sentence", "reason"),
    "visitors": ("part",),
    "visits": (
        *("purpose", "alternatives", "who_to_see", "agency_plan"),
        *("declined_reason", "reason_other", "told_exception"),
    ),
    "write_ups": ("reference", "actions"),
    "events": ("note",),
    "step_results": ("note",),
}
"""Where people write what they like, by table."""
ONLY_EMPTIED: Final = frozenset({"events", "step_results"})
"""Tables in which a text can go and never become another."""
OURS: Final = "records.%"
"""Commands that erase: what they say of it is ids of lists and counts, and stays."""
AT_ONCE: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """What speaks of the records: texts by table and column, drafts, entries of the audit, and files without them."""

    names: tuple[str, ...] = ()
    texts: Mapping[tuple[str, str], tuple[UUID, ...]] = field(default_factory=dict)
    drafts: tuple[UUID, ...] = ()
    entries: tuple[UUID, ...] = ()
    files: tuple[Rewritten, ...] = ()


def look_for(session: Session, matters: Collection[Matter], ids: Collection[UUID]) -> Found:
    """Look through everything. `ids` are those of the records and of what goes with them (`data.erasing.with_it`)."""
    names = _names(session, matters)
    texts: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    if names:
        for table, column, row_id, _ in _every_text(session, names):
            texts[table, column].append(row_id)
    wanted = [*names, *(json.dumps(name)[1:-1] for name in names), *(str(one) for one in ids)]
    drafts = [
        row_id
        for row_id, payload in session.execute(select(Draft.id, Draft.payload))
        if any(one in payload for one in wanted)
    ]
    return Found(
        names=names,
        texts={key: tuple(found) for key, found in texts.items()},
        drafts=tuple(drafts),
        entries=tuple(_entries(session, {str(one) for one in ids})),
    )


def erase_mentions(session: Session, found: Found) -> None:
    """Put "Erased" in place of the names, or empty the text where no other may stand in its place; drop the drafts."""
    for (table_name, column_name), ids in found.texts.items():
        table = Base.metadata.tables[table_name]
        column = table.c[column_name]
        text: Any = ""
        if table_name not in ONLY_EMPTIED:
            text = column
            for name in found.names:
                text = func.replace(text, name, ERASED)
        for some in _some(ids):
            session.execute(update(table).where(table.c.id.in_(some)).values({column_name: text}))
    for some in _some(found.drafts):
        session.execute(delete(Draft).where(Draft.id.in_(some)), execution_options=UNSYNCED)


def empty_entries(session: Session, subjects: Collection[UUID], named_in: Collection[UUID]) -> None:
    """Empty the facts of the audit's entries that are about these, or name them. The chain holds without the facts."""
    about = select(AuditRow.id).where(AuditRow.subject_id.in_(subjects), AuditRow.command.not_like(OURS))
    for which in (AuditPayload.entry_id.in_(about), *(AuditPayload.entry_id.in_(s) for s in _some(named_in))):
        change = update(AuditPayload).where(and_(which, AuditPayload.salt != "")).values(salt="", payload={})
        session.execute(change, execution_options=UNSYNCED)


def _names(session: Session, matters: Collection[Matter]) -> tuple[str, ...]:
    """The full names of the children and the staff among them; one word alone stands in too many texts."""
    children = {m.subject_id for m in matters if m.kind is RecordKind.CHILD}
    staff = {m.subject_id for m in matters if m.kind is RecordKind.STAFF}
    pupils = select(Pupil.given_name, Pupil.family_name).where(
        Pupil.id.in_(children), Pupil.erased_at.is_(None)
    )
    people = select(Person.name).where(Person.id.in_(staff), Person.erased_at.is_(None))
    names = {f"{given} {family}" for given, family in session.execute(pupils)} | set(session.scalars(people))
    return tuple(sorted((name for name in names if " " in name.strip()), key=len, reverse=True))


def _every_text(session: Session, names: tuple[str, ...]) -> Iterator[tuple[str, str, UUID, str]]:
    for table_name, columns in FREE_TEXT.items():
        table = Base.metadata.tables[table_name]
        for column_name in columns:
            column = table.c[column_name]
            rows = session.execute(select(table.c.id, column).where(column != ""))
            for row_id, text in rows:
                if any(name in text for name in names):
                    yield table_name, column_name, row_id, text


def _entries(session: Session, ids: Collection[str]) -> Iterator[UUID]:
    """Entries whose facts name one of the ids. By text, past the reading of JSON: there are hundreds of thousands."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    payload = type_coerce(AuditPayload.payload, String) if sqlite else cast(AuditPayload.payload, String)
    query = (
        select(AuditPayload.entry_id, payload)
        .join(AuditRow, AuditRow.id == AuditPayload.entry_id)
        .where(AuditRow.command.not_like(OURS), AuditPayload.salt != "")
        .execution_options(yield_per=AT_ONCE)
    )
    for entry_id, text in session.execute(query):
        if any(one in ids for one in _ids_in(text)):
            yield entry_id


def _ids_in(text: str) -> list[str]:
    """What stands between quotation marks and is as long as an id."""
    return [part for part in text.split('"') if len(part) == 36]


def _some(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    for start in range(0, len(every), 500):
        yield every[start : start + 500]
