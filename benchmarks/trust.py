"""A trust of a hundred schools with a million visits in one SQLite file: the made-up schools, many times over.

The demo makes five schools and 5,000 visits as they happen. Each school is copied nineteen times, and its visits ten
times, by the database itself: every row with all that belongs to it, ids and what refers to them moved together. Each
school keeps its own live visits once. Only these are thinner than in life: of a copied visit's answers the file keeps
those that are counted or say no, and the audit is whole at the first five schools alone. The seals of copied entries do
not hold, which no page asks. `python -m benchmarks.trust FOLDER` keeps it.
"""

import json
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import SecretStr
from sqlalchemy import Table, Uuid

from data import clock, migrate
from data.database import Database
from data.demo.attendance import make_attendance_if_missing
from data.demo.fill import fill_if_empty
from data.demo.schools import END
from data.marks import write
from data.models import Base
from data.settings import Settings
from visits.words import Role
from watcher.publishing import publish_all

SCHOOL_COPIES, VISIT_COPIES = 20, 10
PASSWORD: Final = "two herons on a wall"
EVERYWHERE: Final = "everywhere@homeward.example"
"""The trust's safeguarding lead: Lead DSL at each of the schools."""
OF_A_VISIT = {
    "visits",
    "alerts",
    "concerns",
    "incidents",
    "risk_assessments",
    "risk_answers",
    "stops",
    "stop_pupils",
}
OF_A_VISIT |= {
    "tasks",
    "visit_answers",
    "visitors",
    "write_ups",
    "alert_steps",
    "step_results",
    "deadlines",
    "events",
}
OF_A_VISIT |= {"audit", "audit_payloads"}
ONCE: Final = {"audit_heads", "outbox", "watcher_pulse", "attempts", "sign_ins", "attendance_files"}
SCHOOL: Final = (
    "CASE WHEN {s} = 0 THEN {c} WHEN length({c}) = 36 THEN substr({c}, 1, 14) || '8' || substr({c}, 16, 9)"
    " || printf('%04x', {s} * 16) || substr({c}, 29) ELSE {c} || {s} END"
)
"""A school's id as people write it, in a copy; what is of no school becomes something else."""
UNIQUE: Final = {
    ("people", "email"): "replace({c}, '@', '+' || {s} || '@')",
    ("schools", "slug"): "{c} || '-' || {s}",
    ("schools", "name"): "{c} || ' ' || {s}",
    ("visits", "idempotency_key"): "{c} || '-' || {n}",
    ("household_links", "code_hash"): "substr({c}, 1, 58) || printf('%06d', {n})",
    ("audit", "number"): "{c} + {v} * 1000000",
    ("audit", "chain"): SCHOOL,
    ("published_cubes", "scope"): SCHOOL,
    ("events", "visitor_ids"): "CASE {c} WHEN '[]' THEN {c} ELSE moved({c}, {n}) END",
    ("visits", "state"): "CASE WHEN {v} > 0 AND {c} IN ('back', 'written_up') THEN 'closed' ELSE {c} END",
    ("tasks", "done_at"): "CASE WHEN {v} > 0 THEN coalesce({c}, b.due_at) ELSE {c} END",
}
"""What else has to change in a copy: what is unique, ids inside a list, and what the copies of visits have done with."""
THIN: Final = {
    "visit_answers": "c.v = 0 OR b.verdict <> 'ok' OR b.key LIKE 'company%' OR b.key LIKE 'told_beforehand%'"
    " OR b.key LIKE 'risk_assessment%'",
    "audit": "c.s = 0",
    "audit_payloads": "c.s = 0",
}


def make(folder: Path, *, schools: int = SCHOOL_COPIES, visits: int = VISIT_COPIES) -> None:
    """Make the file and the attendance beside it in an empty folder, as a server with this `var` finds them."""
    settings = Settings(var_dir=folder, demo_password=SecretStr(PASSWORD))
    now = clock.now()
    path = folder / "homeward.db"
    db = Database(f"sqlite:///{path}")
    migrate.upgrade(db, backup_dir=None, now=now)
    fill_if_empty(db, settings=settings, now=now)
    make_attendance_if_missing(db, folder=settings.attendance_folder, now=now)
    publish_all(db, folder=settings.attendance_folder, now=now)
    db.close()
    grow(path, settings.attendance_folder, schools=schools, visits=visits)


def grow(path: Path, attendance: Path, *, schools: int, visits: int) -> None:
    """Copy what is there."""
    seed = path.with_name("seed.db")
    shutil.copy(path, seed)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("moved", 2, moved, deterministic=True)
    _copy(connection, seed, schools, visits)
    _everywhere(connection)
    _attendance(connection, attendance, schools)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    seed.unlink()


def moved(ids: str, place: int) -> str:
    """A list of ids in JSON, each moved as `_id` moves it."""
    return json.dumps([f"{one[:14]}8{one[15:24]}{place:04x}{one[28:]}" for one in json.loads(ids)])


def _id(column: str, place: str) -> str:
    """An id moved to a copy: another version (8), and four of its random digits; it still rises with time."""
    moved_id = f"substr({column}, 1, 12) || '8' || substr({column}, 14, 7)"
    moved_id += f" || printf('%04x', {place}) || substr({column}, 25)"
    return f"CASE WHEN {column} IS NULL OR {place} = 0 THEN {column} ELSE {moved_id} END"


def _copy(connection: sqlite3.Connection, seed: Path, schools: int, visits: int) -> None:
    """All rows again for each copy, without indexes and triggers meanwhile."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS seed", (str(seed),))
    kept = connection.execute(
        "SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in kept:
        connection.execute(f"DROP {kind} main.{name}")
    connection.execute("CREATE TEMP TABLE copies (s INTEGER, v INTEGER, n INTEGER)")
    connection.executemany(
        "INSERT INTO copies VALUES (?, ?, ?)",
        [(s, v, s * 16 + v) for s in range(schools) for v in range(visits) if s or v],
    )
    connection.execute("BEGIN")
    for table in Base.metadata.sorted_tables:
        if table.name not in ONCE:
            connection.execute(_copied(table))
    heads = _columns(Base.metadata.tables["audit_heads"], "chain", "number")
    connection.execute("DELETE FROM main.audit_heads")
    connection.execute(
        f"INSERT INTO main.audit_heads ({heads}, hash) SELECT chain, max(number), hash FROM main.audit GROUP BY chain"
    )
    for _, _, sql in kept:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("DETACH seed")


def _columns(table: Table, *names: str) -> str:
    return ", ".join(column.name for column in table.columns if column.name in names)


def _copied(table: Table) -> str:
    """The statement that copies a table: school by school, and what belongs to a visit ten times at each."""
    names = [column.name for column in table.columns]
    copied = [_value(table, name) for name in names]
    where = "c.v = 0"
    if table.name in OF_A_VISIT:
        live_from = f"{int(END.timestamp() * 1000):012x}"
        own = "entry_id" if table.name == "audit_payloads" else "id"
        where = f"(c.v = 0 OR b.{own} < '{live_from}') AND ({THIN.get(table.name, '1')})"
    return (
        f"INSERT INTO main.{table.name} ({', '.join(names)}) SELECT {', '.join(copied)}"
        f" FROM seed.{table.name} b CROSS JOIN copies c WHERE {where}"
    )


def _value(table: Table, name: str) -> str:
    column, source = table.columns[name], f"b.{name}"
    if (change := UNIQUE.get((table.name, name))) is not None:
        return change.format(c=source, s="c.s", v="c.v", n="c.n")
    if not isinstance(column.type, Uuid):
        return source
    if column.foreign_keys:
        of_a_visit = next(iter(column.foreign_keys)).column.table.name in OF_A_VISIT
    else:
        of_a_visit = table.name in OF_A_VISIT and name != "actor_id"
    return _id(source, "c.n" if of_a_visit else "c.s * 16")


def _everywhere(connection: sqlite3.Connection) -> None:
    """The trust's officer and its administrator at each school, and a safeguarding lead of all."""
    lead = "f" * 32
    connection.execute("CREATE TEMP TABLE lead AS SELECT * FROM people WHERE email = 'dsl@homeward.example'")
    connection.execute(
        "UPDATE lead SET id = ?, name = 'Wilhelmina Orsett', email = ?, staff_number = NULL",
        (lead, EVERYWHERE),
    )
    connection.execute("INSERT INTO people SELECT * FROM lead")
    for who, role in (
        (EVERYWHERE, Role.LEAD_DSL),
        ("trust@homeward.example", Role.TRUST_OFFICER),
        ("admin@homeward.example", Role.ADMINISTRATOR),
    ):
        connection.execute(
            "INSERT INTO person_roles (id, school_id, person_id, role, from_on)"
            " SELECT lower(hex(randomblob(16))), s.id, p.id, ?, '2024-09-02' FROM schools s, people p WHERE p.email = ?"
            " AND NOT EXISTS (SELECT 1 FROM person_roles r WHERE r.school_id = s.id AND r.person_id = p.id)",
            (role.value, who),
        )


def _attendance(connection: sqlite3.Connection, folder: Path, schools: int) -> None:
    """The marks of each school's copies: the same, of the copied pupils."""
    cursor = connection.execute(
        "SELECT f.*, s.slug FROM attendance_files f JOIN schools s ON s.id = f.school_id"
    )
    names = [one[0] for one in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    connection.execute("BEGIN")
    for row in rows:
        marks, slug = pq.read_table(folder / row["name"]), row.pop("slug")
        keys = marks["pupil"].to_numpy()
        for s in range(1, schools):
            pupils = pa.array((keys & ~(0xFFFF << 32)) | (s * 16 << 32))
            copied = marks.set_column(0, "pupil", pupils)
            file = write(copied, folder=folder, school=f"{slug}-{s}", year=row["school_year"])
            own, school = (
                f"{row[key][:12]}8{row[key][13:20]}{s * 16:04x}{row[key][24:]}" for key in ("id", "school_id")
            )
            mine = {
                **row,
                "id": own,
                "school_id": school,
                "name": file.name,
                "sha256": file.sha256,
            }
            connection.execute(
                f"INSERT INTO attendance_files ({', '.join(mine)}) VALUES ({', '.join('?' * len(mine))})",
                list(mine.values()),
            )
    connection.execute("COMMIT")


def one_of_each(path: Path) -> tuple[UUID, UUID]:
    """A visit at the DSL's own school, and its home."""
    with sqlite3.connect(path) as connection:
        visit, home = connection.execute(
            "SELECT t.visit_id, t.household_id FROM stops t JOIN schools s ON s.id = t.school_id"
            " WHERE s.slug = 'quillmere' AND t.household_id IS NOT NULL LIMIT 1"
        ).fetchone()
    return UUID(visit), UUID(home)


def visits_of(path: Path, school: str) -> int:
    """How many visits a school has; all of the trust's where none is named."""
    with sqlite3.connect(path) as connection:
        where, given = ("WHERE slug = ?", (school,)) if school else ("", ())
        found = connection.execute(
            f"SELECT count(*) FROM visits v JOIN schools s ON s.id = v.school_id {where}",
            given,
        ).fetchone()
    return int(found[0])


if __name__ == "__main__":
    began = time.perf_counter()
    make(Path(sys.argv[1]))
    print(
        f"{visits_of(Path(sys.argv[1]) / 'homeward.db', ''):,} visits in {time.perf_counter() - began:.0f} s"
    )
