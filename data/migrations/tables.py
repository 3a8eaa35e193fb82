"""What version files share: tables that are only added to, and changes of tables that lose no trigger.

Released versions rely on these functions: add new ones, never change what an old one does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy import text

REFUSE: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def add_refusal() -> None:
    """Make the function that PostgreSQL's triggers call. SQLite needs none."""
    if _on_postgresql():
        op.execute(REFUSE)


def append_only(table: str) -> None:
    """Let rows of a table neither change nor go."""
    if _on_postgresql():
        _refuse(table, "change", "BEFORE UPDATE OR DELETE", "FOR EACH ROW")
        _refuse(table, "truncate", "BEFORE TRUNCATE", "FOR EACH STATEMENT")
        return
    _abort(table, "update", "BEFORE UPDATE")
    _abort(table, "delete", "BEFORE DELETE")


def only_emptied(table: str, *, key: str) -> None:
    """Let rows stay for ever, and change only to an empty payload without its salt: what erasure does.

    The salt goes too: with it, a short payload could be guessed from the digest that stays in the chain.
    """
    emptied = f"NEW.{key} = OLD.{key} AND NEW.salt = '' AND CAST(NEW.payload AS TEXT) = '{{}}'"
    if _on_postgresql():
        _refuse(table, "change", "BEFORE UPDATE", f"FOR EACH ROW WHEN (NOT ({emptied}))")
        _refuse(table, "delete", "BEFORE DELETE", "FOR EACH ROW")
        _refuse(table, "truncate", "BEFORE TRUNCATE", "FOR EACH STATEMENT")
        return
    _abort(table, "update", "BEFORE UPDATE", f"WHEN NOT ({emptied})")
    _abort(table, "delete", "BEFORE DELETE")


def only_blanked(table: str, *, texts: tuple[str, ...], facts: tuple[str, ...]) -> None:
    """Let an append-only table's texts be emptied, which is what erasure does; its facts stay as they are.

    In place of `append_only`: rows still never go, and no text ever becomes another one. Whoever adds a column to the
    table later names it among the facts anew.
    """
    same = "IS NOT DISTINCT FROM" if _on_postgresql() else "IS"
    kept = [f'NEW."{name}" {same} OLD."{name}"' for name in facts]
    emptied = [f'(NEW."{name}" {same} OLD."{name}" OR NEW."{name}" = \'\')' for name in texts]
    allowed = " AND ".join((*kept, *emptied))
    if _on_postgresql():
        op.execute(f"DROP TRIGGER {table}_change ON {table}")
        _refuse(table, "change", "BEFORE UPDATE", f"FOR EACH ROW WHEN (NOT ({allowed}))")
        _refuse(table, "delete", "BEFORE DELETE", "FOR EACH ROW")
        return
    op.execute(f"DROP TRIGGER {table}_update")
    _abort(table, "update", "BEFORE UPDATE", f"WHEN NOT ({allowed})")


@contextmanager
def altered(table: str) -> Iterator[BatchOperations]:
    """Change a table's columns or constraints. SQLite makes the table anew for that; its triggers are put back."""
    triggers = [] if _on_postgresql() else _triggers_of(table)
    with op.batch_alter_table(table) as batch:
        yield batch
    for trigger in triggers:
        op.execute(trigger)


def _triggers_of(table: str) -> list[str]:
    found = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name ORDER BY name")
    return list(op.get_bind().scalars(found, {"name": table}))


def _on_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _refuse(table: str, name: str, when: str, how: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_{name} {when} ON {table} {how} EXECUTE FUNCTION refuse_change()")


def _abort(table: str, name: str, when: str, only: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} {when} ON {table} {only}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
    )
