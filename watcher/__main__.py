"""`python -m watcher`: watch until told to stop. Beside other copies one works and the rest stand by.

With `--supervised` it also stops when standard input ends: whoever started it holds the other end, and has gone.
"""

import argparse
import os
import signal
import sys
from threading import Event, Thread
from types import FrameType

from data import logs
from data.database import Database
from data.disposing import keeping
from data.settings import load_or_exit
from watcher import anchors, publisher, records
from watcher.channels import Channels
from watcher.journal import NAME as JOURNAL
from watcher.journal import Journal
from watcher.loop import Watch
from watcher.outside import Outside


def main(arguments: list[str]) -> None:
    """Run one copy of the watcher in this process."""
    parser = argparse.ArgumentParser(
        prog="python -m watcher", description="Watches over visits that are out."
    )
    parser.add_argument("--supervised", action="store_true", help="stop when standard input ends")
    parser.add_argument(
        "--name", help="name for the leases; whoever starts one copy after another gives each the same"
    )
    chosen = parser.parse_args(arguments)
    settings = load_or_exit()
    logs.configure(level=settings.log_level)
    db = Database(settings.database)
    journal = Journal(settings.var_dir / JOURNAL)
    ping = settings.ping_url
    outside = Outside(ping.get_secret_value()) if ping else None
    watch = Watch(db, Channels(settings), holder=chosen.name, journal=journal, outside=outside)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        watch.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if chosen.supervised:
        Thread(target=_stop_with_parent, args=(watch,), daemon=True).start()
    ended = Event()
    anchors.start(db, settings.anchor_dir, stop=ended)
    publisher.start(db, stop=ended)
    records.start(db, keeping(settings), stop=ended)
    try:
        watch.run()
    finally:
        ended.set()
        journal.close()
        db.close()


def _stop_with_parent(watch: Watch) -> None:
    # Not through sys.stdin: a thread that still holds its buffer when Python ends is a fatal error.
    while os.read(sys.stdin.fileno(), 1):
        pass
    watch.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
