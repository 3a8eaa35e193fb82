"""What happened and who did it is only added to, whoever writes the SQL, and still after a table was made anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from data import migrate
from data.database import Database
from tests import sample

ADDED_TO = ("audit", "events", "step_results", "published_cubes")
ONLY_BLANKED = ("events", "step_results")


@pytest.fixture
def filled(db: Database) -> Database:
    sample.fill(db)
    return db


def run(db: Database, statement: str) -> None:
    with db.write() as session:
        session.execute(text(statement))


def refused(db: Database, statement: str) -> None:
    before = sample.contents(db)
    with pytest.raises(IntegrityError, match="is only added to"):
        run(db, statement)
    assert sample.contents(db) == before


@pytest.mark.parametrize("table", ADDED_TO)
def test_rows_do_not_change(filled: Database, table: str) -> None:
    column = {"audit": "command", "events": "note", "step_results": "note", "published_cubes": "cube"}[table]
    refused(filled, f"UPDATE {table} SET {column} = 'else'")


@pytest.mark.parametrize("table", ONLY_BLANKED)
def test_words_can_be_emptied_and_stay_empty(filled: Database, table: str) -> None:
    run(filled, f"UPDATE {table} SET note = '', by_name = ''")
    with filled.read() as session:
        assert session.execute(text(f"SELECT note, by_name FROM {table}")).all() == [("", "")]
    refused(filled, f"UPDATE {table} SET note = 'else'")


@pytest.mark.parametrize("table", ONLY_BLANKED)
def test_facts_do_not_change_while_words_are_emptied(filled: Database, table: str) -> None:
    columns = inspect(filled.engine).get_columns(table)
    for name in sorted({column["name"] for column in columns} - {"note", "by_name"}):
        refused(filled, f"UPDATE {table} SET note = '', \"{name}\" = NULL")


@pytest.mark.parametrize("table", [*ADDED_TO, "audit_payloads"])
def test_rows_do_not_go(filled: Database, table: str) -> None:
    refused(filled, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ADDED_TO)
def test_rows_are_not_replaced(sqlite_db: Database, table: str) -> None:
    sample.fill(sqlite_db)
    refused(sqlite_db, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.pg
@pytest.mark.parametrize("table", [*ADDED_TO, "audit_payloads"])
def test_tables_are_not_truncated(pg_db: Database, table: str) -> None:
    sample.fill(pg_db)
    refused(pg_db, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{\"number\": 7}'",
        "payload = '{}'",
        "salt = ''",
        "salt = '', payload = '{\"number\": 7}'",
        "salt = '', payload = '{}', entry_id = (SELECT id FROM events)",
    ],
)
def test_facts_do_not_change(filled: Database, change: str) -> None:
    refused(filled, f"UPDATE audit_payloads SET {change}")


def test_facts_can_be_emptied_with_their_salt(filled: Database) -> None:
    run(filled, "UPDATE audit_payloads SET salt = '', payload = '{}'")
    found = sample.contents(filled)["audit_payloads"]
    assert [row[1:] for row in found] == [("", {})] * 3


def test_emptied_facts_stay_empty(filled: Database) -> None:
    run(filled, "UPDATE audit_payloads SET salt = '', payload = '{}'")
    refused(filled, "UPDATE audit_payloads SET payload = '{\"number\": 0}'")


@pytest.mark.parametrize("table", [*ADDED_TO, "audit_payloads"])
def test_it_holds_after_a_table_was_made_anew(
    filled: Database, table: str, later: Callable[[str], str]
) -> None:
    """SQLite drops a table's triggers when Alembic makes it anew (`tables.altered` puts them back)."""
    before = sample.contents(filled)
    indexes = {row["name"] for row in inspect(filled.engine).get_indexes(table)}
    later(
        f"with tables.altered({table!r}) as batch:\n"
        "        batch.add_column(sa.Column('later', sa.Text()))\n"
        "        batch.create_check_constraint('later_is_long', \"later <> ''\")"
    )
    migrate.upgrade(filled, backup_dir=None, now=sample.NOW)
    assert "later" in {column["name"] for column in inspect(filled.engine).get_columns(table)}
    assert {row["name"] for row in inspect(filled.engine).get_indexes(table)} == indexes
    assert sample.contents(filled) == before
    column = "by_name" if table in ONLY_BLANKED else "later"
    refused(filled, f"UPDATE {table} SET {column} = 'else'")
    refused(filled, f"DELETE FROM {table}")


def test_a_table_that_is_made_anew_by_alembic_alone_would_lose_them(
    sqlite_db: Database, later: Callable[[str], str]
) -> None:
    """Why `tables.altered` is there, and that the tests above would notice."""
    sample.fill(sqlite_db)
    later(
        "with op.batch_alter_table('events', recreate='always') as batch:\n"
        "        batch.add_column(sa.Column('later', sa.Text()))"
    )
    migrate.upgrade(sqlite_db, backup_dir=None, now=sample.NOW)
    run(sqlite_db, "UPDATE events SET note = 'else'")
    with sqlite_db.read() as session:
        assert session.scalars(text("SELECT note FROM events")).all() == ["else"]


def test_no_version_makes_such_a_table_anew_by_alembic_alone() -> None:
    for path in Path(migrate.FOLDER, "versions").glob("[0-9]*.py"):
        if path.name.startswith("0001"):
            continue
        assert "batch_alter_table" not in path.read_text(), f"{path.name}: write tables.altered(...)"
