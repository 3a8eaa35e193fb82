"""Fill an empty database with the made-up schools: made in memory first, then written in one transaction."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.database import Database
from data.demo.accounts import DemoAccounts, new_accounts
from data.demo.bulk import insert_all
from data.demo.chain import seal_all
from data.demo.drills import practise
from data.demo.families import make_families
from data.demo.history import History
from data.demo.kept import look_up
from data.demo.leavers import make_leavers
from data.demo.live import Live
from data.demo.made import Made
from data.demo.planner import Busy, Planner
from data.demo.schools import SET_UP_AT, make_schools
from data.demo.shared import share
from data.demo.staff import StaffMaker
from data.models import Base, Person, School
from data.passwords import hash_password
from data.policy_files import load_all
from data.settings import Settings

SEED: Final = 20_261_120


def fill_if_empty(db: Database, *, settings: Settings, now: datetime) -> DemoAccounts | None:
    """Fill the database if nobody has set up anything in it; the accounts to print, or None if it was left alone.

    A database with a school or a person in it is somebody's own, and `HOMEWARD_DEMO=false` wants none of this.
    """
    if not settings.demo:
        return None
    with db.read() as session:
        if not _is_empty(session):
            return None
    accounts = new_accounts(settings)
    with _nothing_to_collect():
        made, live = make(
            now=now, password_hash=hash_password(accounts.password), pin_hash=hash_password(accounts.pin)
        )
        with db.write() as session:
            # Another process may have been faster while this one was making it up.
            if not _is_empty(session):
                return None
            _write(session, made)
            live.watch(session)
    return accounts


def make(*, now: datetime, password_hash: str, pin_hash: str, seed: int = SEED) -> tuple[Made, Live]:
    """Everything, as rows: the history up to its anchor, and what is going on at `now`. The same seed makes the same."""
    made = Made(seed)
    schools = make_schools(made, load_all())
    staff = StaffMaker(made, password_hash, pin_hash).make(schools)
    made.note(None, SET_UP_AT, None, "demo.fill", None, {"seed": seed})
    planners: dict[str, Planner] = {}
    busy: Busy = {}
    for school in schools:
        people = staff[school.plan.slug]
        planner = Planner(made, school, people, make_families(made, school, people), busy)
        History(made, school, people, planner).make()
        planners[school.plan.slug] = planner
    for school in schools:
        practise(made, school, staff[school.plan.slug])
        make_leavers(made, school, seed)
    look_up(made)
    live = Live(made, planners, now)
    if now > SET_UP_AT:
        live.make()
    share(made, planners)
    seal_all(made)
    return made, live


def _write(session: Session, made: Made) -> None:
    """Insert every row, tables in the order in which they refer to each other."""
    rows = {Base.metadata.tables[model.__tablename__]: made for model, made in made.rows.items()}
    insert_all(session, rows, Base.metadata.sorted_tables)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Half a million small objects stay alive: looking through them for rubbish again and again takes a third longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_empty(session: Session) -> bool:
    return all(session.scalar(select(model.id).limit(1)) is None for model in (School, Person))
