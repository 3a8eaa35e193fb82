"""Write many rows at once: as parameters of one statement a table on SQLite, by COPY on PostgreSQL.

SQLAlchemy's own way to insert lists takes twice as long here, since it prepares each of half a million rows by name.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table
from sqlalchemy.orm import Session

Values = Callable[[Any], Any]
ROWS = list[dict[str, Any]]


def insert_all(session: Session, rows: dict[Table, ROWS], order: list[Table]) -> None:
    """Insert all rows, tables in that order, in the session's transaction. Rows of a table have the same columns.

    A column that the rows leave out takes its plain default.
    """
    connection = session.connection()
    write = _by_statement if connection.dialect.name == "sqlite" else _by_copy
    for table in order:
        if made := rows.get(table):
            write(connection, table, [c.name for c in table.columns], _tuples(connection, table, made))


def _tuples(connection: Connection, table: Table, rows: ROWS) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them."""
    columns = [(c.name, _value(connection, c), _default(c)) for c in table.columns]
    for row in rows:
        yield tuple([value(row.get(name, default)) for name, value, default in columns])


def _value(connection: Connection, column: Column[Any]) -> Values:
    """How a value of this column is handed to the driver. Ids and moments come often, and are worked out once."""
    process: Values | None = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return _as_it_is
    return process if column.primary_key or isinstance(column.type, JSON) else _Known(process).__getitem__


class _Known(dict[Any, Any]):
    """What was worked out before."""

    def __init__(self, process: Values) -> None:
        super().__init__()
        self._process = process

    def __missing__(self, given: Any) -> Any:
        found = self[given] = self._process(given)
        return found


def _as_it_is(given: Any) -> Any:
    return given


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None


def _by_statement(
    connection: Connection, table: Table, columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


def _by_copy(
    connection: Connection, table: Table, columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
