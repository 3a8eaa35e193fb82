"""A SQLite database full of made-up schools, made once a run and copied for whoever needs one.

    demo = demo_database(tmp_path_factory)
    url = demo.copy(tmp_path / "homeward.db")

Made once a run for each `now`, whatever the number of workers: making one takes ten seconds. `DEMO_NOW` is a Monday in
term, in the early afternoon.
"""

import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from data import clock
from data.database import Database
from data.demo import DemoAccounts, fill, fill_if_empty
from data.demo.live import Live
from data.demo.made import Made
from data.models import AuditHead
from data.settings import Settings
from tests.databases import SqliteFiles
from watcher.publishing import publish_due

DEMO_NOW = datetime(2026, 11, 23, 13, 20, 31, tzinfo=UTC)
DEMO_PASSWORD = "four herons on a wall"
MANY = 4_000
"""Of a larger table about so many rows are looked at for the fingerprint."""
SECRET = ("password_hash", "pin_hash")

_MADE: dict[str, "Demo"] = {}


@dataclass(frozen=True)
class Demo:
    """A filled database that nobody writes to, its accounts, and the moment that its live part is set around.

    `fingerprint` is of the rows that were made for it.
    """

    path: Path
    accounts: DemoAccounts
    now: datetime
    fingerprint: str

    def copy(self, to: Path) -> str:
        """Put a copy at this path; return its address."""
        shutil.copyfile(self.path, to)
        return f"sqlite:///{to}"


def demo_database(factory: pytest.TempPathFactory, *, now: datetime = DEMO_NOW) -> Demo:
    """The filled database of this run, made at the first call. Copy it before writing to it."""
    return _of_run(factory, f"demo-{now:%Y%m%d%H%M}", now)


def demo_of_now(factory: pytest.TempPathFactory) -> Demo:
    """The same with its live part set around the moment at which the run first needs it: for servers."""
    return _of_run(factory, "demo-now", clock.now())


def _of_run(factory: pytest.TempPathFactory, name: str, now: datetime) -> Demo:
    if name not in _MADE:
        folder = run_folder(factory) / name
        with one_at_a_time(folder.with_suffix(".lock")):
            kept = folder / "demo.pickle"
            if not kept.exists():
                folder.mkdir()
                kept.write_bytes(pickle.dumps(_make(folder, now)))
        _MADE[name] = pickle.loads(kept.read_bytes())  # noqa: S301  (written by ourselves, above)
    return _MADE[name]


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Only one process is in the block at a time; the others wait."""
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.unlink()


def demo_file(factory: pytest.TempPathFactory) -> Path:
    """The file of the filled database of this run. Copy it before writing to it."""
    return demo_database(factory).path


def _make(folder: Path, now: datetime) -> Demo:
    path = folder / "demo.db"
    db = Database(SqliteFiles(folder).fresh(path))
    prints: list[str] = []
    really = fill.make

    def make(**given: Any) -> tuple[Made, Live]:
        made, live = really(**given)
        prints.append(fingerprint(made))
        return made, live

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fill, "make", make)
            accounts = fill_if_empty(db, settings=Settings(demo_password=SecretStr(DEMO_PASSWORD)), now=now)
        publish_due(db, now=now)
    finally:
        db.close()
    assert accounts is not None
    return Demo(path, accounts, now, *prints)


def fingerprint(made: Made) -> str:
    """What was made of the seed, without what is secret: rows, the ends of the audit's chains, what chance is next."""
    told = hashlib.sha256(repr((made.dice.getstate(), made.rows[AuditHead])).encode())
    for model, rows in made.rows.items():
        told.update(f"{model.__tablename__} {len(rows)}".encode())
        some = rows if len(rows) < MANY else rows[:: len(rows) // MANY]
        told.update(repr([{k: v for k, v in row.items() if k not in SECRET} for row in some]).encode())
    return told.hexdigest()
