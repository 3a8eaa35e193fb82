"""Logs: one JSON object a line on stderr, with ids and no personal data.

What may be logged is a list, and everything else is left out: an event is a name (`visit.logged`), its
values stand under known keys and are numbers, times, ids or single words. Of an exception the types and the
places in the code are logged, never the message, which quotes what somebody typed. Of a library's line the
template is logged, never what was filled in.

One correlation id goes from a request through its command to the messages that it causes.
"""

import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final, TextIO
from uuid import UUID

import structlog
from structlog.typing import FilteringBoundLogger

from data import clock
from data.version import ROOT

_ABOUT: Final = ("event", "kind", "action", "outcome", "state", "status", "step", "job", "attempt", "failed")
_WHERE: Final = ("page", "route", "method", "table", "channel", "role", "count", "version", "pid", "port")
_LINE: Final = ("timestamp", "level", "room", "dropped", "errors", "places", "library", "template")
KEYS: Final = frozenset((*_ABOUT, *_WHERE, *_LINE))
SUFFIXES: Final = ("_id", "_ids", "_at", "_on", "_s", "_ms", "_bytes", "_count", "_version")
LEFT_OUT: Final = "[left out]"
MOST_FRAMES: Final = 25

_EVENT: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_WORD: Final = re.compile(r"[\w.:/+<>{}-]{1,120}", re.ASCII)
_PHONE: Final = re.compile(r"\+?\d[\d ]{8,}")
_MASKED: Final = re.compile(r"\S+@\S+|\d[\d ()+-]{6,}\d")
_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)

_Event = MutableMapping[str, Any]
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def logger(room: str) -> FilteringBoundLogger:
    """Return the logger of a room, such as `logger("watcher")`. Events are named `noun.verb`."""
    log: FilteringBoundLogger = structlog.get_logger(room=room)
    return log


def bind_correlation(value: str | None = None) -> str:
    """Start a new chain of causes in this context, or go on with the chain `value`; return its id."""
    chosen = value if value and _WORD.fullmatch(value) else f"c{secrets.token_hex(7)}"
    _correlation.set(chosen)
    return chosen


def correlation_id() -> str:
    """Return the id of the chain of causes that this context belongs to; start one if there is none."""
    return _correlation.get() or bind_correlation()


def configure(*, level: str, stream: TextIO | None = None) -> None:
    """Send every line of this process, ours and the libraries', to `stream` (stderr) as JSON."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            _add_context,
            structlog.processors.add_log_level,
            _add_exception,
            keep_what_may_be_logged,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(number)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _add_context(_logger: object, _method: str, event: _Event) -> _Event:
    event["timestamp"] = clock.now().isoformat(timespec="milliseconds")
    if (correlation := _correlation.get()) is not None:
        event.setdefault("correlation_id", correlation)
    return event


def _add_exception(_logger: object, _method: str, event: _Event) -> _Event:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found if isinstance(found, BaseException) else None
    if found and error is None:
        error = sys.exception()
    if error is not None:
        chain = list(_causes(error))
        event["errors"] = [f"{type(one).__module__}.{type(one).__qualname__}" for one in chain]
        event["places"] = [place for one in chain for place in _places(one)]
    return event


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what caused it, the last to be raised first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _places(error: BaseException) -> list[str]:
    frames = extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno}:{frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    short = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else "/".join(path.parts[-3:])
    return short.replace(" ", "_")


def keep_what_may_be_logged(_logger: object, _method: str, event: _Event) -> _Event:
    """Return the event with only what may be logged; the keys of what was dropped are named."""
    kept = {key: _safe(key, value) for key, value in event.items() if _allowed(key)}
    if dropped := sorted(key for key in event if not _allowed(key)):
        kept["dropped"] = dropped
    return kept


def _allowed(key: str) -> bool:
    return key in KEYS or key.endswith(SUFFIXES)


def _safe(key: str, value: object) -> object:
    if key == "event":
        return value if isinstance(value, str) and _EVENT.fullmatch(value) else LEFT_OUT
    if key == "template":
        return _MASKED.sub(LEFT_OUT, str(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe("", one) for one in value]
    return _plain(value)


def _plain(value: object) -> object:
    """Return a number, a time, an id or a single word as JSON can hold it; anything else is left out."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    text = str(value.value if isinstance(value, Enum) else value)
    word = isinstance(value, str | UUID | Enum) and _WORD.fullmatch(text) and not _PHONE.fullmatch(text)
    return text if word else LEFT_OUT


class _Libraries(logging.Handler):
    """Takes what libraries log: where from, how serious, and the template without what was filled in."""

    def emit(self, record: logging.LogRecord) -> None:
        logger("libraries").log(
            record.levelno,
            "library.said",
            library=record.name,
            template=record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
            exc_info=record.exc_info if record.exc_info and record.exc_info[1] else None,
        )


class _OneRoad(logging.Logger):
    """A logger whose records go to the root's handlers, whatever a library hangs on it."""

    def callHandlers(self, record: logging.LogRecord) -> None:  # noqa: N802  (the name is logging's)
        logging.getLogger().callHandlers(record)


def _take_over_libraries(level: int) -> None:
    # Streamlit and uvicorn give their loggers handlers of their own, some of them long after the start.
    logging.setLoggerClass(_OneRoad)
    for existing in list(logging.root.manager.loggerDict.values()):
        if type(existing) is logging.Logger:
            existing.__class__ = _OneRoad
    # What a library says about each thing that it does is of no use to who runs Homeward.
    logging.root.handlers[:] = [_Libraries(level=max(level, logging.WARNING))]


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger("process").critical("process.failed", exc_info=(kind, error, trace))


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None:
        _uncaught(found.exc_type, found.exc_value, found.exc_traceback)
