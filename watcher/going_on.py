"""Whatever fails is logged and done again a moment later: a watcher that gives up watches nobody."""

from collections.abc import Callable
from threading import Event
from typing import Final

from data import logs
from data.failures import is_passing

AFTER_FAILURE_S: Final = 1.0


def going_on(work: Callable[[], bool | None], stop: Event) -> bool:
    """Do it and return what it says; False after a failure and a moment's wait, which `stop` cuts short."""
    try:
        return work() or False
    except Exception as error:
        log = logs.logger("watcher")
        if is_passing(error):
            log.warning("watch.database_failed", exc_info=error)
        else:
            log.exception("watch.failed")
        stop.wait(AFTER_FAILURE_S)
        return False
