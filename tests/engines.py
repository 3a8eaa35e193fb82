"""Engines that know what engines before them have found out: the product has one a process, each test one of its own.

SQLAlchemy keeps what it has compiled by dialect, and each engine makes a dialect of its own: ten thousand tests would
each compile anew every statement that they ask. On PostgreSQL a connection is a process besides, which begins by
reading the catalogue: the tests that take turns with one database take turns with its connections too.
"""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from data import database

STATEMENTS = 10_000
"""So many compiled ones are kept: those of the whole product, and those of its tests."""


class Lent(QueuePool):
    """Connections that outlive the engines that they are lent to."""

    def dispose(self) -> None:
        """One of the engines ends, and they do not."""

    def recreate(self) -> "Lent":
        return self

    def end(self) -> None:
        """Close what nobody has."""
        super().dispose()

    def idle(self) -> list[int]:
        """The server's numbers of those that nobody has."""
        return [
            record.dbapi_connection.info.backend_pid
            for record in list(self._pool.queue)
            if record.dbapi_connection is not None
        ]


class Engines:
    """Makes the engines of the product for as long as the tests run."""

    def __init__(self) -> None:
        self._first: dict[str, Engine] = {}
        self._lenders: dict[str, Engine | None] = {}

    def make(self, url: str, **given: Any) -> Engine:
        """What `create_engine` makes, with what the first of its kind has compiled."""
        if url not in self._lenders:
            return self._new(url, **given)
        lender = self._lenders[url] or self._new(url, poolclass=Lent, **given)
        self._lenders[url] = lender
        engine = Engine(lender.pool, lender.dialect, lender.url)
        engine._compiled_cache = lender._compiled_cache
        return engine

    def _new(self, url: str, **given: Any) -> Engine:
        engine = create_engine(url, query_cache_size=STATEMENTS, **given)
        kind = engine.dialect.name
        if first := self._first.get(kind):
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        else:
            # It is told here after it has asked its first connection about the database.
            event.listen(engine, "connect", lambda *_: self._first.setdefault(kind, engine), once=True)
        return engine

    def lend(self, url: str) -> None:
        """From here on the engines of this address share their connections."""
        self._lenders[url] = None

    def kept(self, url: str) -> list[int]:
        """The connections that may be lent again; none if the last one who had them has not given all of them back."""
        lender = self._lenders[url]
        if lender is None:
            return []
        assert isinstance(lender.pool, Lent)
        if lender.pool.checkedout():
            self.take_back(url)
            self.lend(url)
            return []
        return lender.pool.idle()

    def take_back(self, url: str) -> None:
        """Share them no more, and close them."""
        if lender := self._lenders.pop(url):
            assert isinstance(lender.pool, Lent)
            lender.pool.end()


ENGINES = Engines()


def share() -> None:
    """Have the product make its engines here."""
    database.create_engine = ENGINES.make
