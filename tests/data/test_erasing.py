"""What is erased is gone: from every column of every table, from the file itself, and from what lies beside it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, String, Text, cast, insert, select, type_coerce

from data import audit
from data.backup import run_tool
from data.commands.core import SYSTEM
from data.commands.erasing import erase_again
from data.database import Database
from data.disposing import settle_file
from data.erasing import with_it
from data.erasing_text import FREE_TEXT, look_for
from data.models import Base
from data.models.base import Word
from data.over_time import Matter
from data.verify import verify
from tests import sample
from tests.private import WORDS
from visits.words import RecordKind

NAME: Final = "Qorrin Qorrin"
MARK: Final = "Qorrin"
ONE: Final = UUID(int=1)
EVERYTHING: Final = [
    Matter(kind, ONE) for kind in (RecordKind.CHILD, RecordKind.HOUSEHOLD, RecordKind.VISIT, RecordKind.STAFF)
]
NOT_OF_PEOPLE: Final = frozenset(
    {
        *("attendance_files.layout", "attendance_files.name", "attendance_files.school_year"),
        *("attendance_files.sha256", "attendance_files.source_sha256"),
        *("household_links.code_hash", "attempts.subject"),
        *("policy_versions.title", "published_cubes.scope", "published_cubes.cube", "published_cubes.period"),
        *("schools.name", "schools.slug", "schools.trust", "schools.office_phone", "schools.code_phrase"),
        *("terms.name", "write_ups.system", "second_steps.secret", "pupils.year_group"),
    }
)
"""What a school, a policy or a file is called, and keyed hashes. Any other text of any table has to be gone."""


def texts() -> Iterator[tuple[Any, Any]]:
    """Every column in which somebody's text can stand."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            typed = isinstance(column.type, String) and not isinstance(column.type, Word)
            if (
                typed
                and table.name not in sample.CHAINED
                and name not in WORDS | NOT_OF_PEOPLE | sample.ASKED.keys()
            ):
                yield table, column


def fill_with_name(db: Database) -> None:
    """One row in every table, of one person, child, home and visit, and their name wherever a text can stand."""
    named: dict[str, dict[str, Any]] = {}
    for table, column in texts():
        whole = f"{NAME} said so" if column.name in FREE_TEXT.get(table.name, ()) else NAME
        named.setdefault(table.name, {})[column.name] = whole[: column.type.length]
    named["pupils"].update(given_name=MARK, family_name=MARK, erased_at=None)
    named["people"].update(erased_at=None)
    named["drafts"]["payload"] = f'{{"who": "{NAME}"}}'
    with db.write() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in sample.CHAINED:
                session.execute(insert(table).values(sample.row(table, **named.get(table.name, {}))))
    for facts in ({"name": NAME}, {"found": [str(ONE)], "said": NAME}):
        with db.write() as session:
            subject = ONE if "name" in facts else UUID(int=9)
            matter = audit.About(school_id=ONE, subject_id=subject, facts=facts)
            audit.append(
                session,
                matter=matter,
                actor_id=ONE,
                command="people.change",
                outcome="change",
                now=sample.NOW,
            )


def still_there(db: Database) -> set[str]:
    """The columns in which the name stands."""
    found = set()
    with db.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String | JSON):
                    raw = type_coerce(column, String) if db.is_sqlite else cast(column, String)
                    if any(
                        MARK.casefold() in str(text).casefold()
                        for text in session.scalars(select(raw))
                        if text
                    ):
                        found.add(f"{table.name}.{column.name}")
    return found


def erase_everything(db: Database) -> None:
    with db.read() as session:
        found = look_for(session, EVERYTHING, with_it(session, EVERYTHING))
    erase_again(db, matters=EVERYTHING, found=found, by=SYSTEM, now=sample.NOW + timedelta(days=1))
    settle_file(db)


def test_no_column_of_any_table_has_the_name(db: Database) -> None:
    fill_with_name(db)
    assert {f"{table.name}.{column.name}" for table, column in texts()} <= still_there(db)
    erase_everything(db)
    assert still_there(db) == set()
    assert [chain.broken for chain in verify(db)] == [None, None]
    assert sum(chain.emptied for chain in verify(db)) == 2


def test_every_free_text_is_looked_through() -> None:
    """A name can stand in any text that people write as they like."""
    free = {(table, column) for table, columns in FREE_TEXT.items() for column in columns}
    assert free <= {(table.name, column.name) for table, column in texts()}
    long = {(table.name, column.name) for table, column in texts() if isinstance(column.type, Text)}
    assert long - free == {("drafts", "payload")} & long


def test_the_file_itself_and_a_dump_have_nothing(db: Database, tmp_path: Path, pg_tools: None) -> None:
    """On SQLite each byte of the file and of what lies beside it, not only what its tables say."""
    fill_with_name(db)
    assert MARK.encode() in content(db, tmp_path / "before")
    erase_everything(db)
    assert MARK.encode() not in content(db, tmp_path / "after")


def content(db: Database, dump: Path) -> bytes:
    if db.path is None:
        run_tool("pg_dump", db.url, "--format=plain", f"--file={dump}")
        return dump.read_bytes()
    beside = db.path.with_name(f"{db.path.name}-wal")
    return db.path.read_bytes() + (beside.read_bytes() if beside.exists() else b"")
