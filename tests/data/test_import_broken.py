"""Whatever is in a file: it is taken whole, or refused as Invalid with nothing written. Nothing else ever happens."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data.commands import imports
from data.commands.core import Invalid
from data.database import Database
from data.imports import pupils, staff
from data.imports.reading import read
from data.models import AuditRow, Household, HouseholdContact, Person, PersonRole, Pupil
from tests.staff import NOW, Staff, fill
from visits.permissions import Viewer
from visits.words import Role

FOLDER = Path(__file__).resolve().parents[2] / "data/imports/examples"
EXAMPLES = {name: (FOLDER / f"{name}.csv").read_bytes() for name in ("pupils", "staff")}
COLUMNS = {"pupils": pupils.COLUMNS, "staff": staff.COLUMNS}
COMMANDS = {"pupils": imports.pupils, "staff": imports.staff}
KEPT = (Pupil, Household, HouseholdContact, Person, PersonRole, AuditRow)

odd_cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["=1+1", '"', "'", "Yes", "9", "Q2001", "31/02/2015", "01/09/2026", "\0", "\ud800", "Office"]
    ),
)


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """An example in which something was cut out, written over or doubled."""
    content = EXAMPLES[name]
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 60))
        put = draw(st.one_of(st.binary(max_size=8), odd_cells.map(lambda t: t.encode("utf-8", "replace"))))
        content = content[:at] + put + content[at + length :]
    return content


@st.composite
def tables(draw: st.DrawFn, name: str) -> str:
    """A table with headers that are known and cells that may be anything."""
    columns = draw(st.lists(st.sampled_from(COLUMNS[name]), min_size=1, max_size=8, unique=True))
    required = [c for c in COLUMNS[name] if c.required and c not in columns]
    titles = [c.title for c in [*required, *columns]]
    rows = draw(st.lists(st.lists(odd_cells, min_size=len(titles), max_size=len(titles)), max_size=4))
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [titles, *rows])


def anything(name: str) -> st.SearchStrategy[bytes | str]:
    return st.one_of(st.binary(max_size=400), st.text(max_size=200), damaged(name), tables(name))


class World:
    """A school of one's own for all examples, and how many rows of everything it has."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.staff: Staff = fill(db)
        self.by: dict[str, Viewer] = {
            "pupils": self.staff.viewer(db, Role.SENDCO),
            "staff": self.staff.viewer(db, Role.ADMINISTRATOR),
        }

    def counts(self) -> list[int]:
        with self.db.read() as session:
            return [session.scalar(select(func.count()).select_from(model)) or 0 for model in KEPT]


@pytest.fixture
def world(sqlite_db: Database) -> World:
    return World(sqlite_db)


@pytest.mark.parametrize("name", ["pupils", "staff"])
def test_a_broken_file_is_refused_and_writes_nothing(world: World, name: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=anything(name), leavers=st.booleans())
    def one(content: bytes | str, leavers: bool) -> None:
        before = world.counts()
        try:
            done = COMMANDS[name](
                world.db,
                school_id=world.staff.school,
                content=content,
                leavers=leavers,
                by=world.by[name],
                now=NOW,
            )
        except Invalid:
            assert world.counts() == before
        else:
            assert done.problems == ()
            assert world.counts()[-1] == before[-1] + 1, "one entry in the audit"

    one()


@pytest.mark.pg
@pytest.mark.parametrize("name", ["pupils", "staff"])
def test_what_one_database_takes_the_other_takes_too(pg_db: Database, name: str) -> None:
    """Lengths and characters that PostgreSQL would refuse are refused before it is asked."""
    world = World(pg_db)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=st.one_of(damaged(name), tables(name)))
    def one(content: bytes | str) -> None:
        before = world.counts()
        try:
            COMMANDS[name](
                world.db,
                school_id=world.staff.school,
                content=content,
                leavers=True,
                by=world.by[name],
                now=NOW,
            )
        except Invalid:
            assert world.counts() == before

    one()


@settings(max_examples=300, deadline=None)
@given(content=st.one_of(st.binary(max_size=600), st.text(max_size=300)))
def test_reading_never_raises(content: bytes | str) -> None:
    for columns in COLUMNS.values():
        sheet = read(content, columns)
        assert sheet.problems or sheet.lines
        assert all(problem.row >= 1 and problem.sentence for problem in sheet.problems)
