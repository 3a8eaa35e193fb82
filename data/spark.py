"""The same marks on a local Spark session (requirements-spark.txt, Java 17), where DuckDB is outgrown.

What is asked is the same narwhals expressions over the same files; the figures are the same to the last mark.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa


class NoSpark(Exception):
    """Spark is asked for and cannot be started; `str()` says what is missing."""


def scan(paths: Sequence[Path]) -> "SparkScan":
    """Files opened together for statistics, until it is closed. Raises NoSpark."""
    return SparkScan(_session(), [str(path) for path in paths])


class SparkScan:
    """Marks as a narwhals LazyFrame on Spark: `analysis.weeks.Marked`."""

    def __init__(self, session: Any, paths: list[str]) -> None:
        self._session = session
        self._paths = paths
        self._kept: list[Any] = []

    def marks(self) -> nw.LazyFrame[Any]:
        """All marks of the files."""
        found: nw.LazyFrame[Any] = nw.from_native(self._session.read.parquet(*self._paths))
        return found

    def frame(self, wanted: nw.LazyFrame[Any]) -> pd.DataFrame:
        """Work it out into memory."""
        found: pd.DataFrame = wanted.to_native().toArrow().to_pandas()
        return found

    def keep(self, wanted: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Work it out once, to be read several times while this is open."""
        kept = wanted.to_native().persist()
        kept.count()  # Spark keeps nothing before somebody asks for it.
        self._kept.append(kept)
        found: nw.LazyFrame[Any] = nw.from_native(kept)
        return found

    def beside(self, frame: pd.DataFrame) -> nw.LazyFrame[Any]:
        """A small frame, so that marks can be joined with it."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        found: nw.LazyFrame[Any] = nw.from_native(self._session.createDataFrame(table))
        return found

    def close(self) -> None:
        """Let go of what was kept."""
        for kept in self._kept:
            kept.unpersist()


@cache
def _session() -> Any:
    """One session a process, on this machine's cores: starting it takes seconds."""
    try:
        sql = import_module("pyspark.sql")
    except ImportError as error:
        raise NoSpark("Spark is not installed: pip install -r requirements-spark.txt") from error
    try:
        return (
            sql.SparkSession.builder.master("local[*]")
            .appName("Homeward")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "false")
            .getOrCreate()
        )
    except Exception as error:  # whatever Java or Spark say, it is that Spark does not start
        raise NoSpark(f"Spark does not start. It needs Java 17 or newer. {type(error).__name__}") from error
