"""Keeping who looked, beside the page that shows it: a page waits a quarter of a second for it and never longer.

A look that cannot be written (the database is read-only, busy or gone) is tried again until it can, with the time at
which it was. The log has its ids, so that one which is lost with the process can still be found there.
"""

import contextvars
from collections.abc import Callable
from datetime import datetime
from functools import partial
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from data import logs
from data.commands import looking
from data.commands.briefing import read_briefing
from data.commands.core import Refused
from data.database import Database
from data.failures import is_passing
from visits.permissions import Viewer

WAIT_S: Final = 0.25
AGAIN_S: Final = 5.0
IDLE_S: Final = 5.0
MOST: Final = 5_000
"""Looks that wait, and looks that are remembered so as not to be asked for again."""

_Key = tuple[UUID | None, str, str]
_Write = Callable[[], object]


class Looks:
    """Writes looks one after the other, in a thread of its own that ends when there is nothing to do. One a database."""

    def __init__(self, *, again_s: float = AGAIN_S) -> None:
        self._again_s = again_s
        self._waiting: Queue[tuple[contextvars.Context, _Key, _Write, Event]] = Queue(MOST)
        self._known: dict[_Key, datetime] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    def keep(self, key: _Key, write: _Write, *, now: datetime) -> None:
        """Write it, unless that was done or asked for within the hour. Returns after `WAIT_S` at the latest."""
        if not self._is_new(key, now):
            return
        done = Event()
        try:
            self._waiting.put_nowait((contextvars.copy_context(), key, write, done))
        except Full:
            self._forget(key)
            _log(key, "look.not_kept", None)
            return
        self._start()
        done.wait(WAIT_S)

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything that was asked for so far is written; False if it is not by then."""
        done = Event()
        self._waiting.put((contextvars.copy_context(), (None, "", ""), lambda: None, done))
        self._start()
        return done.wait(timeout_s)

    def _is_new(self, key: _Key, now: datetime) -> bool:
        with self._lock:
            since = self._known.get(key)
            if since is not None and since <= now < since + looking.ONCE_IN:
                return False
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = now
        return True

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="looks", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                context, key, write, done = self._waiting.get(timeout=IDLE_S)
            except Empty:
                with self._lock:
                    if self._waiting.empty():
                        self._thread = None
                        return
                continue
            context.run(self._write, key, write)
            done.set()

    def _write(self, key: _Key, write: _Write) -> None:
        said = False
        while not self._tried(key, write, say=not said):
            said = True
            Event().wait(self._again_s)

    def _tried(self, key: _Key, write: _Write, *, say: bool) -> bool:
        """Whether it need not be tried again: it is kept, as read or as refused, or it can never be."""
        try:
            write()
        except Refused:
            return True
        except Exception as error:  # noqa: BLE001  (the thread has to go on for everybody else's looks)
            passing = is_passing(error)
            if say:
                _log(key, "look.not_kept_yet" if passing else "look.not_kept", error)
            if not passing:
                self._forget(key)
            return not passing
        return True

    def _forget(self, key: _Key) -> None:
        with self._lock:
            self._known.pop(key, None)


def _log(key: _Key, event: str, error: Exception | None) -> None:
    person_id, matter, page = key
    action, _, subject_id = matter.partition(":")
    logs.logger("data").error(
        event,
        person_id=person_id,
        action=action,
        subject_id=subject_id,
        page=page.partition(" ")[0],
        exc_info=error,
    )


_BY_DATABASE: Final[WeakKeyDictionary[Database, Looks]] = WeakKeyDictionary()
_MAKING: Final = Lock()


def of(db: Database) -> Looks:
    """The one that writes to this database."""
    with _MAKING:
        return _BY_DATABASE.setdefault(db, Looks())


def at_visit(db: Database, visit_id: UUID, *, page: str, by: Viewer, now: datetime) -> None:
    """A person looks at a visit on a page, or asks for one that is not theirs."""
    write = partial(looking.read_visit, db, visit_id=visit_id, page=page, by=by, now=now)
    _keep(db, f"visit.read:{visit_id}", write, page=page, by=by, now=now)


def at_home(db: Database, household_id: UUID, *, page: str, by: Viewer, now: datetime) -> None:
    """A person looks at a home on a page, or asks for one that is not theirs."""
    write = partial(looking.read_home, db, household_id=household_id, page=page, by=by, now=now)
    _keep(db, f"household.read:{household_id}", write, page=page, by=by, now=now)


def at_own_visit(db: Database, visit_id: UUID, *, by: Viewer, now: datetime) -> None:
    """A visitor's phone shows the addresses of the visit that they are on."""
    at_visit(db, visit_id, page="out", by=by, now=now)


def at_briefing(
    db: Database, *, alert_id: UUID | None, visit_id: UUID | None, by: Viewer, now: datetime
) -> None:
    """A person reads an emergency briefing, of an alert or of a visit."""
    write = partial(read_briefing, db, alert_id=alert_id, visit_id=visit_id, by=by, now=now)
    _keep(db, f"briefing.read:{alert_id or visit_id}", write, page="briefing", by=by, now=now)


def at_list(db: Database, school_id: UUID, *, page: str, by: Viewer, now: datetime) -> None:
    """A person looks at a page with many families of a school."""
    write = partial(looking.read_list, db, school_id=school_id, page=page, by=by, now=now)
    _keep(db, f"list.read:{school_id}", write, page=page, by=by, now=now)


def turned_away(db: Database, *, page: str, by: Viewer, now: datetime) -> None:
    """A person asks for a page or an address that is not open to them: kept at each of their schools."""
    schools: list[UUID | None] = [*sorted(by.schools)]
    for school_id in schools or [None]:
        write = partial(looking.turned_away, db, school_id=school_id, page=page, by=by, now=now)
        _keep(db, f"page.turned_away:{school_id}", write, page=page, by=by, now=now)


def for_home(db: Database, text: str, found: dict[UUID, list[UUID]], *, by: Viewer, now: datetime) -> None:
    """A person searches homes for a text; `found` has a school's homes for each school that was searched."""
    for school_id, homes in found.items():
        write = partial(looking.search, db, school_id=school_id, found=homes, by=by, now=now)
        # The text tells one search from the next in this process's memory alone.
        _keep(db, f"household.search:{school_id}", write, page=f"assessments {text}", by=by, now=now)


def _keep(db: Database, matter: str, write: _Write, *, page: str, by: Viewer, now: datetime) -> None:
    """A shared board is nobody in person: that it was opened, and by whom, is kept, and not what it shows all day."""
    if not by.board:
        # With what they are: who was refused, and then opened it in an emergency, looks for the first time.
        held = hash(frozenset(by.roles.items()))
        of(db).keep((by.person_id, matter, f"{page} {held}"), write, now=now)
