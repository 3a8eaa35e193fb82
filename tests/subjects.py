"""Rows of every table, made from the models: each hangs on whom the test says, and each text is a word of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
    Time,
    Uuid,
    event,
    insert,
)
from uuid6 import uuid7

from data.database import Database
from data.models import Base
from data.models.base import Word
from tests.examples.world import World
from tests.staff import NOW

BOUND: Mapping[str, str] = {
    "household_flags.kind": "animal",
    "incidents.kind": "verbal_abuse",
    "risk_answers.answer": "yes",
    "alerts.closed_as": "safe",
    "visits.common_reason": "attendance",
    "handovers.why": "turn",
    "deadlines.stage": "back",
}
"""Columns whose text is one of a few words."""


@dataclass
class Maker:
    """Puts rows into a database whose checks are off. `made` are the words of each row, by table, column and row."""

    world: World
    who: str
    person_id: UUID
    school_id: UUID
    made: dict[tuple[str, str, UUID], str] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def row(self, table_name: str, **given: Any) -> UUID:
        """One row; what is not given hangs on the newest row of each table, or on `person_id`."""
        table = Base.metadata.tables[table_name]
        row_id = given.pop("id", None) or uuid7()
        rest = [column for column in table.columns if column.name not in ("id", *given)]
        values = {
            "id": row_id,
            **given,
            **{column.name: self._value(table, column, row_id) for column in rest},
        }
        with self.world.db.write() as session:
            session.execute(insert(table).values(**values))
        self.ids[table_name] = row_id
        return row_id

    def _value(self, table: Table, column: Column[Any], row_id: UUID) -> Any:
        kind, name = column.type, f"{table.name}.{column.name}"
        if name in ("erasures.subject_id", "disposal_items.subject_id"):
            return self.person_id
        for key in column.foreign_keys:
            return self._of(key.column.table.name)
        if isinstance(kind, Word):
            return BOUND.get(name, next(iter(kind.words)))
        if name in BOUND:
            return BOUND[name]
        if isinstance(kind, String):
            text = f"{self.who[0]}{len(self.made):03d}z"
            self.made[table.name, column.name, row_id] = text
            return text
        if isinstance(kind, Integer) and not isinstance(kind, Boolean) and name != "duty_hours.weekday":
            return next(NUMBERS)
        for of, value in DEFAULTS.items():
            if isinstance(kind, of):
                return value
        return NOW

    def _of(self, table_name: str) -> UUID | None:
        if table_name == "people":
            return self.person_id
        if table_name == "schools":
            return self.school_id
        if table_name == "policy_versions":
            return self.world.version
        return self.ids.get(table_name)


NUMBERS = count(100)
DEFAULTS: Mapping[type[Any], Any] = {
    Boolean: True,
    Integer: 1,
    Float: 1.0,
    Date: date(2026, 11, 20),
    Time: time(9),
    JSON: [],
    Uuid: None,
}


def unchecked(db: Database) -> None:
    """Let rows be put in that no command would make: what is looked at here is where they turn up."""

    def off(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA ignore_check_constraints = ON")

    event.listen(db.engine, "connect", off)
    db.engine.dispose()


def people_columns() -> list[tuple[str, str]]:
    """Every column in which a person stands, by table."""
    return [
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    ]


def shown(said: str, words: Mapping[Any, str]) -> set[Any]:
    """Which of these words stand in what was said."""
    return {key for key, text in words.items() if text in said}
