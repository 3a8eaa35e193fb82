"""Attendance marks in files: one immutable Parquet file a school and school year, under `var/attendance`.

Columns: `pupil` (`pupil_key` of their id), `day` (days since 1970), `session` (0 morning, 1 afternoon), `code` as it was
written, `category` (`visits.attendance_codes.Category`). Sorted by pupil, day and session; each of these once.
Which files count stands in the ledger (`AttendanceFile`); nothing here looks into the folder for names.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import spark
from data.settings import current
from data.spark import SparkScan

SCHEMA: Final = pa.schema(
    [
        ("pupil", pa.int64()),
        ("day", pa.int32()),
        ("session", pa.int8()),
        ("code", pa.string()),
        ("category", pa.int8()),
    ]
)
KEY: Final = ["pupil", "day", "session"]
EPOCH: Final = date(1970, 1, 1).toordinal()
THREADS: Final = 2
AT_ONCE: Final = 2_000_000
"""Marks that are opened together: some five schools' years. More at once takes more memory and no less time."""
_KEY_BITS: Final = (1 << 63) - 1
_YEAR_BEGINS: Final = 8
"""August: the year's rules begin on 19 August, and the first pupils come in after it."""


class FileLost(Exception):
    """A file that the ledger names is not there; `str()` says which."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that is whole on the disk: its name and what it holds. Nothing counts it until the ledger names it."""

    name: str
    sha256: str
    rows: int
    first_on: date
    last_on: date


def pupil_key(pupil_id: UUID) -> int:
    """A pupil in the files: 62 random bits of the id, as a whole number that every engine joins fast."""
    return pupil_id.int & _KEY_BITS


def day_of(on: date) -> int:
    """Days since 1970."""
    return on.toordinal() - EPOCH


def date_of(day: int) -> date:
    return date.fromordinal(day + EPOCH)


def school_year(on: date) -> str:
    """The school year of a day, "2025/26"; it begins in August."""
    first = on.year if on.month >= _YEAR_BEGINS else on.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def write(marks: pa.Table, *, folder: Path, school: str, year: str) -> Written:
    """Write the marks of a school's year into a new file that is never changed. There must be one at least.

    The same marks make the same name; a file of that name is left as it is.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        pq.write_table(marks.cast(SCHEMA), part, compression="zstd", row_group_size=250_000)
        sha256 = hashlib.sha256(part.read_bytes()).hexdigest()
        name = f"{school}-{year.replace('/', '-')}-{sha256}.parquet"
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    days = marks["day"].to_numpy()
    return Written(
        name=name,
        sha256=sha256,
        rows=len(marks),
        first_on=date_of(int(days.min())),
        last_on=date_of(int(days.max())),
    )


def read(folder: Path, name: str) -> pd.DataFrame:
    """All marks of a file. Raises FileLost."""
    try:
        found: pd.DataFrame = pq.read_table(folder / name).to_pandas()
    except FileNotFoundError:
        raise FileLost(f"The attendance file {name} is in the ledger and not in {folder}.") from None
    return found


def batches(
    folder: Path, files: Sequence[tuple[int, str]], *, most: int = AT_ONCE
) -> Iterator[tuple[frozenset[int], "Scan | SparkScan"]]:
    """Files opened a few schools at a time, so that memory does not grow with their number: the schools, and their files.

    `files` are a school (any whole number) and a name each; all of a school's are opened together. `most` is how many
    marks are opened at once, where one school has not more. Raises FileLost before the first is opened.
    """
    by_school: dict[int, list[str]] = {}
    for school, name in files:
        by_school.setdefault(school, []).append(name)
    _all_there(folder, [name for _, name in files])
    rows = {s: sum(pq.read_metadata(folder / n).num_rows for n in names) for s, names in by_school.items()}
    if current().marks_engine == "spark":
        most = sum(rows.values())  # Spark spills by itself, and each batch costs it seconds.
    with _engine() as opened:
        for group in _groups(rows, most):
            with closing(opened([folder / name for school in group for name in by_school[school]])) as engine:
                yield frozenset(group), engine


def _groups(rows: Mapping[int, int], most: int) -> Iterator[list[int]]:
    """Schools a few at a time, of not more marks than `most` together, or one alone."""
    group: list[int] = []
    for school in rows:
        if group and sum(rows[s] for s in group) + rows[school] > most:
            yield group
            group = []
        group.append(school)
    if group:
        yield group


def _all_there(folder: Path, names: Sequence[str]) -> None:
    lost = [name for name in names if not (folder / name).is_file()]
    if lost:
        raise FileLost(f"The attendance file {lost[0]} is in the ledger and not in {folder}.")


@contextmanager
def scan(folder: Path, names: Sequence[str]) -> Iterator["Scan | SparkScan"]:
    """Files opened together for statistics, by the engine that is set; with no name there is nothing to open.

    Raises FileLost.
    """
    _all_there(folder, names)
    with _engine() as opened, closing(opened([folder / name for name in names])) as engine:
        yield engine


@contextmanager
def _engine() -> Iterator[Callable[[Sequence[Path]], "Scan | SparkScan"]]:
    """What opens files together, one lot after the other, in the engine that is set."""
    if current().marks_engine == "spark":
        yield spark.scan
        return
    connection = duckdb.connect(config={"threads": THREADS})
    try:
        yield lambda paths: Scan(connection, paths)
    finally:
        connection.close()


class Scan:
    """Marks as a narwhals LazyFrame, and frames beside them in the same engine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
        self._connection = connection
        self._paths = [str(path) for path in paths]
        self._kept: list[str] = []

    def marks(self) -> nw.LazyFrame[Any]:
        """All marks of the files."""
        return nw.from_native(self._connection.read_parquet(self._paths))

    def frame(self, wanted: nw.LazyFrame[Any]) -> pd.DataFrame:
        """Work it out. Not by narwhals' own `collect`, whose types outlive DuckDB and are complained of at the end."""
        found: pd.DataFrame = wanted.to_native().df()
        return found

    def keep(self, wanted: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Work it out once, to be read several times while this is open."""
        name = f"kept_{len(self._kept)}"
        wanted.to_native().create(name)
        self._kept.append(name)
        return nw.from_native(self._connection.table(name))

    def beside(self, frame: pd.DataFrame) -> nw.LazyFrame[Any]:
        """A small frame, so that marks can be joined with it."""
        return nw.from_native(self._connection.from_df(frame))

    def close(self) -> None:
        """Let go of what was kept."""
        for name in self._kept:
            self._connection.execute(f"DROP TABLE {name}")
        self._kept.clear()
