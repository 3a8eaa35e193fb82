"""Every hour: is there anything to publish? Then a process of its own makes it.

The statistics take half a second and 100 MB to load, which whoever watches over people who are out does not carry.
"""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final

from data import clock, logs
from data.database import Database
from data.queries.figures import waits_to_be_published

FIRST_AFTER_S: Final = 20.0
"""What has to be found and sent at a start comes first."""
EVERY_S: Final = 3600.0
AT_MOST_S: Final = 1800.0
ROOT: Final = Path(__file__).parents[1]


def start(db: Database, *, stop: Event) -> Thread:
    """Look every hour until `stop` for what is to be published. Ends with the process."""
    thread = Thread(target=_run, args=(db, stop), name="figures", daemon=True)
    thread.start()
    return thread


def _run(db: Database, stop: Event) -> None:
    wait_s = FIRST_AFTER_S
    while not stop.wait(wait_s):
        look(db, now=clock.now())
        wait_s = EVERY_S


def look(db: Database, *, now: datetime) -> bool:
    """Have published what is due; whether there was anything. What fails is logged, and tried again in an hour."""
    logs.bind_correlation()
    try:
        with db.read() as session:
            waits = waits_to_be_published(session, now=now)
        if waits:
            command = [sys.executable, "-m", "watcher.publishing"]
            subprocess.run(command, cwd=ROOT, check=True, timeout=AT_MOST_S)  # noqa: S603  (nobody typed it)
    except Exception:  # noqa: BLE001  (the thread has to live on)
        logs.logger("watcher").exception("figures.not_published")
        return False
    return waits
