"""Once a day the ends of the audit's chains are kept away from this machine: in the anchor folder and by e-mail.

A thread of its own: a share that does not answer holds up whoever writes to it, and the watch must not wait.
"""

from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final

from data import anchors, clock, logs
from data.commands.anchor import anchor, ends, schools
from data.commands.core import SYSTEM
from data.database import Database
from data.queries.people import london_day

FIRST_AFTER_S: Final = 600.0
"""What has to be found and sent at a start comes first."""
EVERY_S: Final = 3600.0


def start(db: Database, folder: Path | None, *, stop: Event) -> Thread:
    """Keep the ends each day until `stop`. Ends with the process, whatever a share does."""
    thread = Thread(target=_run, args=(db, folder, stop), name="anchors", daemon=True)
    thread.start()
    return thread


def _run(db: Database, folder: Path | None, stop: Event) -> None:
    wait_s = FIRST_AFTER_S
    while not stop.wait(wait_s):
        keep(db, folder, now=clock.now())
        wait_s = EVERY_S


def keep(db: Database, folder: Path | None, *, now: datetime) -> int:
    """Keep today's ends, unless that was done; return at how many schools it was. What fails is tried in an hour."""
    logs.bind_correlation()
    try:
        in_folder = folder is not None and _in_folder(db, folder, now)
        with db.read() as session:
            every = schools(session)
        done = [anchor(db, school_id=one, in_folder=in_folder, by=SYSTEM, now=now) for one in every]
    except Exception:  # noqa: BLE001  (the thread has to live on: tomorrow's end is wanted too)
        logs.logger("watcher").exception("audit.not_anchored")
        return 0
    return sum(one is not None for one in done)


def _in_folder(db: Database, folder: Path, now: datetime) -> bool:
    """Whether today's ends lie in the folder. A share that fails does not keep the e-mail from being sent."""
    with db.read() as session:
        tips = ends(session)
    if not tips:
        return False
    on = london_day(now)
    said = f"The ends of Homeward's audit on {on.isoformat()}, written {now:%Y-%m-%d %H:%M:%S} UTC."
    try:
        anchors.keep(folder, tips, on=on, said=said)
    except OSError:
        logs.logger("watcher").exception("audit.not_anchored", kind="folder")
        return False
    return True
