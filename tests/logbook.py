"""What this process logs while a test runs, and everything put back as it was afterwards."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from data import logs


def plainly() -> None:
    """Log without colour and drawing. By itself structlog draws an error with every variable of every frame: seconds."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        cache_logger_on_first_use=False,
    )


@contextmanager
def logbook(level: str = "info") -> Iterator[io.StringIO]:
    """All lines at this level or above, ours and the libraries', as they would stand on stderr."""
    handlers, hooks = list(logging.root.handlers), (sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    logs.configure(level=level, stream=stream)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        plainly()
        logging.root.handlers[:] = handlers
        sys.excepthook, threading.excepthook = hooks
        logging.setLoggerClass(logging.Logger)
        for known in list(logging.root.manager.loggerDict.values()):
            if isinstance(known, logging.Logger):
                known.__class__ = logging.Logger
