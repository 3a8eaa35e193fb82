"""A process of its own, with the database's address and a grudge, against the audit. What is found by the chain alone,
and what only by an end that was kept on another machine, is said in docs/operating.md from this table."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.orm import Session

from data import anchors
from data.audit import START, canonical, seal
from data.commands.anchor import ends
from data.database import Database
from data.models import AuditHead, AuditRow
from data.verify import Tip, verify
from tests import sample
from tests.processes import at_once

ENTRIES: Final = 6
CHAIN: Final = str(sample.SCHOOL)
MINE: Final = f"chain = '{CHAIN}'"
LAST: Final = f"{MINE} AND number = {ENTRIES}"
FACTS_OF: Final = "entry_id IN (SELECT id FROM audit WHERE {})"


def edit_who(session: Session) -> None:
    session.execute(text(f"UPDATE audit SET actor_id = NULL WHERE {MINE} AND number = 3"))


def edit_when(session: Session) -> None:
    session.execute(text(f"UPDATE audit SET at = '2026-11-23 09:00:00.000000' WHERE {MINE} AND number = 3"))


def edit_facts(session: Session) -> None:
    where = FACTS_OF.format(f"{MINE} AND number = 3")
    session.execute(text(f"UPDATE audit_payloads SET payload = '{{\"number\": 7}}' WHERE {where}"))


def edit_and_seal_anew(session: Session) -> None:
    """Cleverer: the entry's own hash fits again, and the one after it does not."""
    row = _entry(session, 3)
    row.command = "visit.cancel"
    row.hash = seal(row.previous, row)


def delete(session: Session) -> None:
    _take_out(session, f"{MINE} AND number = 3")


def delete_and_close_ranks(session: Session) -> None:
    """The later entries move up by one."""
    _take_out(session, f"{MINE} AND number = 3")
    for number in range(4, ENTRIES + 1):
        session.execute(text(f"UPDATE audit SET number = {number - 1} WHERE {MINE} AND number = {number}"))


def reorder(session: Session) -> None:
    for was, becomes in ((3, -1), (4, 3), (-1, 4)):
        session.execute(text(f"UPDATE audit SET number = {becomes} WHERE {MINE} AND number = {was}"))


def cut(session: Session) -> None:
    _take_out(session, LAST)


def cut_and_mend_the_head(session: Session) -> None:
    """The last entry is gone, and the head says that there never was one."""
    _take_out(session, LAST)
    before = _entry(session, ENTRIES - 1)
    head = session.get_one(AuditHead, CHAIN)
    head.number, head.hash = before.number, before.hash


def empty_the_chain(session: Session) -> None:
    _take_out(session, MINE)
    session.execute(text(f"DELETE FROM audit_heads WHERE {MINE}"))


def write_anew_from_the_middle(session: Session) -> None:
    """Everything from entry 3 on is sealed again, with the attacker's own story in it."""
    previous = START
    for number in range(1, ENTRIES + 1):
        row = _entry(session, number)
        if number == 3:
            row.command = "visit.cancel"
        row.previous = previous
        row.hash = previous = seal(previous, row)
    session.get_one(AuditHead, CHAIN).hash = previous


FOUND_BY_THE_CHAIN: Final[dict[str, Callable[[Session], None]]] = {
    one.__name__: one
    for one in (
        edit_who,
        edit_when,
        edit_facts,
        edit_and_seal_anew,
        delete,
        delete_and_close_ranks,
        reorder,
        cut,
    )
}
FOUND_BY_THE_ANCHOR_ALONE: Final[dict[str, Callable[[Session], None]]] = {
    one.__name__: one for one in (cut_and_mend_the_head, empty_the_chain, write_anew_from_the_middle)
}
ATTACKS: Final = {**FOUND_BY_THE_CHAIN, **FOUND_BY_THE_ANCHOR_ALONE}


def _entry(session: Session, number: int) -> AuditRow:
    return session.scalars(select(AuditRow).where(AuditRow.chain == CHAIN, AuditRow.number == number)).one()


def _take_out(session: Session, where: str) -> None:
    session.execute(text(f"DELETE FROM audit_payloads WHERE {FACTS_OF.format(where)}"))
    session.execute(text(f"DELETE FROM audit WHERE {where}"))


def attack(url: str, name: str) -> None:
    """In the other process: by a connection of its own, with the triggers out of the way."""
    engine = create_engine(url)
    with engine.begin() as connection:
        _without_triggers(connection)
        with Session(connection) as session:
            ATTACKS[name](session)
            session.flush()
    engine.dispose()


def _without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


@pytest.fixture
def kept(db: Database, tmp_path: Path) -> dict[str, list[Tip]]:
    """A school's chain, with the end of each of two days in the folder of anchors."""
    for number in range(ENTRIES):
        with db.write() as session:
            sample.entry(session, number)
        if number in (2, ENTRIES - 1):
            with db.read() as session:
                on = sample.NOW.date().replace(day=number + 1)
                anchors.keep(tmp_path, ends(session), on=on, said="Kept")
    found = {chain: list(tips) for chain, tips in anchors.read(tmp_path).items()}
    assert [tip.number for tip in found[CHAIN]] == [3, ENTRIES]
    return found


def broken(db: Database, kept: dict[str, list[Tip]] | None = None) -> str:
    return " ".join(chain.broken.what for chain in verify(db, tips=kept) if chain.broken)


@pytest.mark.parametrize("name", sorted(FOUND_BY_THE_CHAIN))
def test_it_is_found_by_the_chain_alone(
    db: Database, db_url: str, kept: dict[str, list[Tip]], name: str
) -> None:
    assert broken(db, kept) == ""
    at_once(attack, db_url, name, processes=1)
    assert broken(db) != ""
    assert broken(db, kept) != ""


@pytest.mark.parametrize("name", sorted(FOUND_BY_THE_ANCHOR_ALONE))
def test_it_is_found_by_an_end_that_was_kept(
    db: Database, db_url: str, kept: dict[str, list[Tip]], name: str
) -> None:
    at_once(attack, db_url, name, processes=1)
    assert broken(db) == "", "then docs/operating.md says too little"
    said = broken(db, kept)
    assert "cut off" in said or "written anew" in said


def test_every_attack_is_in_the_handbook() -> None:
    """The table of docs/operating.md has a row for each."""
    handbook = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    for name in FOUND_BY_THE_CHAIN:
        assert f"| {name.replace('_', ' ')} | yes |" in handbook
    for name in FOUND_BY_THE_ANCHOR_ALONE:
        assert f"| {name.replace('_', ' ')} | **no** |" in handbook


def test_facts_are_sealed_in_one_form_alone() -> None:
    assert canonical({"b": 1, "a": "x y"}) == canonical({"a": "x y", "b": 1}) == '{"a":"x y","b":1}'
