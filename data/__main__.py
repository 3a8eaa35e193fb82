"""`python -m data …`: what whoever looks after Homeward does in a terminal."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import DBAPIError

from data import anchors, clock, duties, logs, migrate
from data.backup import BackupFailed, backup
from data.commands.core import SYSTEM
from data.commands.credentials import LINK_LASTS, first_administrator_link
from data.database import Database
from data.erased_list import Places
from data.restore import Restored, restore
from data.settings import Settings, load_or_exit
from data.sweeping import sweep
from data.verify import Chain, Tip, verify

TIPS: Final = TypeAdapter(dict[str, Tip])


class Failed(Exception):
    """A command cannot do what it was asked for; `str()` is a sentence."""


def _settings() -> Settings:
    """The settings; what is logged goes to stderr, beside the answer."""
    settings = load_or_exit()
    logs.configure(level=settings.log_level)
    return settings


@contextmanager
def _database() -> Iterator[Database]:
    """The database that the settings name; it has to be there."""
    db = Database(_settings().database)
    try:
        if migrate.current(db) is None:
            raise Failed("There is no database of Homeward's at the address that is set.")
        yield db
    finally:
        db.close()


def _duties(_: argparse.Namespace) -> int:
    print(duties.write())
    return 0


def _migrate(_: argparse.Namespace) -> int:
    settings = _settings()
    db = Database(settings.database)
    try:
        schema = migrate.upgrade(db, backup_dir=settings.var_dir / "backups", now=clock.now())
    finally:
        db.close()
    print(f"The database has schema {schema}.")
    return 0


def _backup(asked: argparse.Namespace) -> int:
    with _database() as db:
        made = backup(
            db,
            schema_version=str(migrate.current(db)),
            to=asked.folder,
            now=clock.now(),
            attendance=_settings().attendance_folder,
        )
    print(
        f"{asked.folder}: the database of {made.made_at:%Y-%m-%d %H:%M:%S} UTC, schema {made.schema_version}, "
        f"attendance files: {len(made.attendance)}."
    )
    return 0


def _sweep(_: argparse.Namespace) -> int:
    folder = _settings().attendance_folder
    with _database() as db:
        many = sweep(db, folder=folder, now=clock.now())
    print(f"Attendance files that had been replaced and were deleted: {many}.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    settings = _settings()
    done = restore(
        asked.folder,
        url=settings.database,
        now=clock.now(),
        attendance=settings.attendance_folder,
        erased=Places.of(settings.var_dir, settings.anchor_dir),
    )
    print(_said(done))
    return 0


def _said(done: Restored) -> str:
    topics = ", ".join(f"{topic} {count}" for topic, count in sorted(done.given_up.items())) or "none"
    lines = [
        f"Restored the database of {done.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.",
        f"Messages that were waiting and will not be sent: {topics}.",
        f"Visits that are out: {done.visits_out}. Deadlines that are watched: {done.deadlines}.",
        f"Records that had been erased since and were erased again: {done.erased_again}.",
        f"Everybody has to sign in again (signed out: {done.signed_out}); links and calendar feeds were ended.",
    ]
    lines += [
        f"Open alert, reminded of as soon as Homeward watches again: {alert.school},"
        f" due {alert.due_at:%Y-%m-%d %H:%M} UTC."
        for alert in done.open_alerts
    ]
    return "\n".join(lines)


def _verify(asked: argparse.Namespace) -> int:
    with _database() as db:
        chains = verify(db, tips=_kept(asked))
    print("\n".join(_line(chain) for chain in chains) or "Nothing has been written to the audit yet.")
    if any(chain.broken for chain in chains):
        return 1
    if asked.save_tips:
        tips = {chain.name: chain.tip for chain in chains if chain.tip is not None}
        asked.save_tips.write_bytes(TIPS.dump_json(tips, indent=2))
    return 0


def _kept(asked: argparse.Namespace) -> dict[str, list[Tip]]:
    """The ends that were kept elsewhere, by chain: each has to lie on it."""
    kept: defaultdict[str, list[Tip]] = defaultdict(list)
    if asked.tips:
        for name, tip in _tips(asked.tips).items():
            kept[name].append(tip)
    if asked.anchors:
        for name, tips in anchors.read(asked.anchors).items():
            kept[name] += tips
        print(f"{asked.anchors}: {sum(map(len, kept.values()))} ends that were kept.")
    return dict(kept)


def _tips(file: Path) -> dict[str, Tip]:
    try:
        return TIPS.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise Failed(
            f"{file}: expected tips that --save-tips has written ({type(error).__name__})."
        ) from error


def _line(chain: Chain) -> str:
    if chain.broken is not None:
        return f"{chain.name}: BROKEN. {chain.broken.what}"
    emptied = f", of which {chain.emptied} had their facts erased" if chain.emptied else ""
    return f"{chain.name}: whole, up to entry {chain.entries}{emptied}"


def _first_admin(_: argparse.Namespace) -> int:
    settings = _settings()
    with _database() as db:
        token = first_administrator_link(db, by=SYSTEM, now=clock.now())
    address = str(settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    print(f"Open this address within {LINK_LASTS.days} days to become an administrator. It works once:")
    print(f"{address}/set-password/{token}")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the commands. Each sets `run`, which is given the arguments and returns the exit code."""
    top = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=what, description=what)
        command.set_defaults(run=run)
        return command

    add("duties", _duties, "write docs/duties.md: where each duty of the policies is held")
    add("migrate", _migrate, "bring the database to this version's schema, after a backup")
    add("backup", _backup, "copy the whole database into a new folder").add_argument("folder", type=Path)
    add("sweep", _sweep, "delete attendance files that were replaced a day ago or longer")
    add("restore", _restore, "put a backup into an empty place").add_argument("folder", type=Path)
    add("first-admin", _first_admin, "make the one-time link by which the first administrator starts")
    verifying = add("verify", _verify, "walk the audit and name what does not hold")
    verifying.add_argument("--tips", type=Path, help="the chains' ends, as they were kept elsewhere")
    verifying.add_argument(
        "--anchors", type=Path, help="a folder with ends that were kept each day, or e-mails"
    )
    verifying.add_argument("--save-tips", type=Path, help="file for the ends as they are now")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what cannot be done is said in a sentence."""
    chosen = parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except (Failed, BackupFailed, migrate.BadSchema, anchors.NoAnchors) as error:
        print(error, file=sys.stderr)
        return 1
    except DBAPIError as error:
        # Its own words may quote the address, with the password.
        print(f"The database cannot be used ({type(error).__name__}).", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
