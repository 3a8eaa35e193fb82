"""Fill an empty database with the made-up schools: made in memory first, then written in one transaction."""

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.database import Database
from data.demo.accounts import DemoAccounts, new_accounts
from data.demo.chain import seal_all
from data.demo.families import make_families
from data.demo.history import History
from data.demo.made import Made
from data.demo.planner import Planner
from data.demo.schools import SET_UP_AT, make_schools
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
    made = make(password_hash=hash_password(accounts.password), pin_hash=hash_password(accounts.pin))
    with db.write() as session:
        # Another process may have been faster while this one was making it up.
        if not _is_empty(session):
            return None
        write(session, made)
    return accounts


def make(*, password_hash: str, pin_hash: str, seed: int = SEED) -> Made:
    """Everything up to the anchor, as rows. The same seed makes the same."""
    made = Made(seed)
    schools = make_schools(made, load_all())
    staff = StaffMaker(made, password_hash, pin_hash).make(schools)
    made.note(None, SET_UP_AT, None, "demo.fill", None, {"seed": seed})
    for school in schools:
        people = staff[school.plan.slug]
        homes = make_families(made, school, people)
        planner = Planner(made, school, people, homes)
        History(made, school, people, planner).make()
    seal_all(made)
    return made


def write(session: Session, made: Made) -> None:
    """Insert every row, tables in the order in which they refer to each other."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in Base.metadata.sorted_tables:
        if rows := made.rows.get(models[table]):
            session.execute(insert(table), rows)


def _is_empty(session: Session) -> bool:
    return all(session.scalar(select(model.id).limit(1)) is None for model in (School, Person))
