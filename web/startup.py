"""From nothing to a process that serves: the schema, made-up data where it is wanted, the watcher beside it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from data import clock, logs, opened
from data.backup import BackupFailed
from data.demo.accounts import DemoAccounts
from data.demo.attendance import make_attendance_if_missing
from data.demo.fill import fill_if_empty
from data.disposing import agree, keeping
from data.keys import signing_key
from data.migrate import BadSchema, upgrade
from data.settings import Settings
from watcher.publishing import publish_due
from watcher.supervisor import supervised_watcher
from web.site import Site

BACKUPS = "backups"


def make_site(settings: Settings) -> Site:
    """What all routes of this process share. Nothing is opened yet."""
    return Site(db=opened.database(), settings=settings, key=signing_key(settings), now=clock.now)


def prepare(site: Site, *, now: datetime) -> DemoAccounts | None:
    """Bring the database to this version's schema and fill it if it is empty; the accounts if that was done.

    Several processes may do so at once. Raises BadSchema or BackupFailed, whose text is for whoever starts Homeward.
    """
    upgrade(site.db, backup_dir=site.settings.var_dir / BACKUPS, now=now)
    agree(site.db, keeping(site.settings), now=now)
    accounts = fill_if_empty(site.db, settings=site.settings, now=now)
    if accounts is not None:
        publish_due(site.db, now=now)
    if site.settings.demo:
        make_attendance_if_missing(site.db, folder=site.settings.attendance_folder, now=now)
    return accounts


@asynccontextmanager
async def running(site: Site, *, address: str) -> AsyncIterator[None]:
    """Everything that runs beside the pages, from before the first request until after the last.

    Streamlit and uvicorn have set up their logs by now, so ours is the last word. `address` is where people find it,
    empty where that is not known here.
    """
    logs.configure(level=site.settings.log_level)
    _say("Homeward is getting its database ready.")
    try:
        accounts = await asyncio.to_thread(prepare, site, now=site.now())
    except (BadSchema, BackupFailed) as why:
        _say(f"Homeward did not start. {why}")
        raise
    logs.logger("app").info("process.started", port=site.settings.port)
    async with supervised_watcher():
        if accounts is not None:
            _say(str(accounts))
        _say(f"Homeward is ready{': ' + address if address else '.'}")
        yield


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
