"""Somebody who can write to the database drops the triggers and changes the audit: each way is found and named."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, select, text

from data import audit, sealed, verify
from data.database import Database
from data.models import AuditHead, AuditPayload, AuditRow
from data.verify import Chain, Tip
from tests import sample

ENTRIES = 5
NAME = str(sample.SCHOOL)
OTHER = UUID(int=2)
Tamper = Callable[..., None]


@pytest.fixture
def chained(db: Database) -> Database:
    """Two chains of five entries; only the first is tampered with."""
    for number, school in itertools.product(range(ENTRIES), (sample.SCHOOL, OTHER)):
        with db.write() as session:
            sample.entry(session, number, school_id=school)
    return db


@pytest.fixture
def tamper(chained: Database) -> Tamper:
    """Run SQL by a connection of one's own, with the triggers dropped."""

    def run(*statements: str) -> None:
        engine = create_engine(chained.url)
        with engine.begin() as connection:
            _drop_triggers(connection)
            for statement in statements:
                connection.execute(text(statement.replace("@chain", f"chain = '{NAME}'")))
        engine.dispose()

    return run


def _drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def walked(db: Database, kept: Tip | None = None) -> Chain:
    """What came of the chain that was tampered with; the other one is whole."""
    chains = {chain.name: chain for chain in verify.verify(db, tips={NAME: [kept]} if kept else None)}
    other = chains[str(OTHER)]
    assert (other.broken, other.entries) == (None, ENTRIES)
    return chains[NAME]


def tip_now(db: Database) -> Tip:
    tip = walked(db).tip
    assert tip is not None
    return tip


def assert_broken(chain: Chain, number: int, what: str) -> None:
    assert chain.broken is not None
    assert chain.broken.number == number
    assert what in chain.broken.what
    assert chain.tip is None


def test_a_whole_chain_is_whole(chained: Database) -> None:
    chain = walked(chained, kept=tip_now(chained))
    assert (chain.entries, chain.emptied, chain.broken) == (ENTRIES, 0, None)
    assert chain.tip is not None
    assert chain.tip.number == ENTRIES


def test_an_empty_audit_has_no_chains(db: Database) -> None:
    assert verify.verify(db) == ()


def test_a_chain_is_walked_in_several_reads(chained: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "AT_ONCE", 2)
    assert (walked(chained).entries, walked(chained).broken) == (ENTRIES, None)


@pytest.mark.parametrize("at_once", [1, 2, 2_000])
def test_a_break_is_found_wherever_a_read_ends(
    chained: Database, tamper: Tamper, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "AT_ONCE", at_once)
    tamper("UPDATE audit SET command = 'else' WHERE number = 3 AND @chain")
    assert_broken(walked(chained), 3, "was changed")


@pytest.mark.parametrize(
    "change",
    [
        "command = 'else'",
        "outcome = 'read'",
        "at = '2026-01-01 00:00:00'",
        "actor_id = NULL",
        "subject_id = NULL",
        "correlation = 'else'",
        "digest = 'else'",
        "hash = 'else'",
    ],
)
def test_an_edited_entry_is_found(chained: Database, tamper: Tamper, change: str) -> None:
    tamper(f"UPDATE audit SET {change} WHERE number = 2 AND @chain")
    assert_broken(walked(chained), 2, "Entry 2 was changed")


def test_an_edited_entry_with_a_new_seal_is_found_at_the_next(chained: Database, tamper: Tamper) -> None:
    with chained.read() as session:
        found = select(AuditRow).where(AuditRow.number == 2, AuditRow.chain == NAME)
        entry = session.scalars(found).one()
        entry.command = "else"
        sealed = audit.seal(entry.previous, entry)
    tamper(f"UPDATE audit SET command = 'else', hash = '{sealed}' WHERE number = 2 AND @chain")
    assert_broken(walked(chained), 3, "does not continue from the entry before it")


def test_a_deleted_entry_is_found(chained: Database, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE number = 2 AND @chain)",
        "DELETE FROM audit WHERE number = 2 AND @chain",
    )
    assert_broken(walked(chained), 2, "Entry 2 is missing; the next that is there is 3")


def test_a_deleted_entry_whose_place_was_closed_is_found(chained: Database, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE number = 2 AND @chain)",
        "DELETE FROM audit WHERE number = 2 AND @chain",
        *(f"UPDATE audit SET number = {n - 1} WHERE number = {n} AND @chain" for n in (3, 4, 5)),
    )
    assert_broken(walked(chained), 2, "does not continue")


def test_reordered_entries_are_found(chained: Database, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit SET number = 99 WHERE number = 2 AND @chain",
        "UPDATE audit SET number = 2 WHERE number = 3 AND @chain",
        "UPDATE audit SET number = 3 WHERE number = 99 AND @chain",
    )
    assert_broken(walked(chained), 2, "does not continue")


CUT = (
    "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE number > 3 AND @chain)",
    "DELETE FROM audit WHERE number > 3 AND @chain",
)
CUT_CLEANLY = (
    *CUT,
    "UPDATE audit_heads SET number = 3, hash = (SELECT hash FROM audit WHERE number = 3 AND @chain) WHERE @chain",
)


def test_an_end_that_was_cut_off_is_found(chained: Database, tamper: Tamper) -> None:
    tamper(*CUT)
    assert_broken(walked(chained), 4, "its head speaks of entry 5")


def test_an_end_that_was_cut_off_cleanly_shows_against_a_kept_tip(chained: Database, tamper: Tamper) -> None:
    kept = tip_now(chained)
    tamper(*CUT_CLEANLY)
    assert walked(chained).broken is None
    assert_broken(walked(chained, kept=kept), 4, "once it had 5")


def test_a_chain_that_was_taken_away_shows_against_a_kept_tip(chained: Database, tamper: Tamper) -> None:
    kept = tip_now(chained)
    tamper(
        "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE @chain)",
        "DELETE FROM audit WHERE @chain",
        "DELETE FROM audit_heads WHERE @chain",
    )
    assert_broken(walked(chained, kept=kept), 1, "once it had 5")


def test_a_head_that_was_taken_away_is_found(chained: Database, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_heads WHERE @chain")
    assert_broken(walked(chained), 6, "its head speaks of nothing")


def test_an_entry_that_was_added_past_the_head_is_found(chained: Database, tamper: Tamper) -> None:
    with chained.read() as session:
        head = session.get_one(AuditHead, NAME)
        before = (head.number, head.hash)
    with chained.write() as session:
        sample.entry(session, 6)
    tamper(f"UPDATE audit_heads SET number = {before[0]}, hash = '{before[1]}' WHERE @chain")
    assert_broken(walked(chained), 7, "its head speaks of entry 5")


def test_a_chain_that_was_written_anew_shows_against_a_kept_tip(chained: Database, tamper: Tamper) -> None:
    kept = tip_now(chained)
    tamper(
        "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE @chain)",
        "DELETE FROM audit WHERE @chain",
        "DELETE FROM audit_heads WHERE @chain",
    )
    for number in range(ENTRIES + 1):
        with chained.write() as session:
            sample.entry(session, number)
    assert walked(chained).broken is None
    assert_broken(walked(chained, kept=kept), ENTRIES, "the chain was written anew")


def test_edited_facts_are_found(chained: Database, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_payloads SET payload = '{\"number\": 9}'"
        " WHERE entry_id IN (SELECT id FROM audit WHERE number = 4 AND @chain)"
    )
    assert_broken(walked(chained), 4, "The facts of entry 4 were changed")


def test_facts_that_were_taken_away_are_found(chained: Database, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit WHERE number = 4 AND @chain)")
    assert_broken(walked(chained), 4, "The facts of entry 4 are missing")


def test_facts_that_an_erasure_emptied_are_counted_and_break_nothing(chained: Database) -> None:
    with chained.write() as session:
        for entry in session.scalars(select(AuditRow).where(AuditRow.number > 3, AuditRow.chain == NAME)):
            payload = session.get_one(AuditPayload, entry.id)
            payload.salt, payload.payload = "", {}
    chain = walked(chained)
    assert (chain.entries, chain.emptied, chain.broken) == (ENTRIES, 2, None)


ODD_FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"b": 1, "a": {"z": None, "y": [1.5, 60.0, 1e-06, 10**25, True]}, "aa": 'Zoë, "a: b"\u2028\x1f'},
    {"zz": "short", "a": "", "ö": "\\u00f6"},
)


@pytest.mark.parametrize("at", [sample.NOW, sample.NOW + timedelta(microseconds=1)])
@pytest.mark.parametrize("subject", [None, UUID(int=9)])
@pytest.mark.parametrize("facts", ODD_FACTS)
def test_what_was_sealed_is_read_back_as_it_was(
    db: Database, facts: dict[str, Any], subject: UUID | None, at: datetime
) -> None:
    """Entries are read as text, each database in its own way: what no entry of today holds has to hold too."""
    for actor in (None, UUID(int=7)):
        with db.write() as session:
            matter = audit.About(school_id=sample.SCHOOL, subject_id=subject, facts=facts)
            audit.append(session, matter=matter, actor_id=actor, command="a.b", outcome="read", now=at)
    (chain,) = verify.verify(db)
    assert (chain.entries, chain.broken, chain.emptied) == (2, None, 0)


def test_facts_that_are_no_json_any_more_are_found(sqlite_db: Database) -> None:
    with sqlite_db.write() as session:
        sample.entry(session, 1)
    with sqlite_db.write() as session:
        session.execute(text("DROP TRIGGER audit_payloads_update"))
        session.execute(text("UPDATE audit_payloads SET payload = '{\"number\"'"))
    (chain,) = verify.verify(sqlite_db)
    assert_broken(chain, 1, "The facts of entry 1 were changed")


def test_every_end_that_was_kept_has_to_lie_on_the_chain(chained: Database) -> None:
    with chained.read() as session:
        numbers = (
            select(AuditRow.number, AuditRow.hash).where(AuditRow.chain == NAME).order_by(AuditRow.number)
        )
        tips = [Tip(number=number, hash=kept) for number, kept in session.execute(numbers)]
    (found,) = [c for c in verify.verify(chained, tips={NAME: tips}) if c.name == NAME]
    assert found.broken is None
    tips[2] = Tip(number=3, hash=tips[3].hash)
    (found,) = [c for c in verify.verify(chained, tips={NAME: tips}) if c.name == NAME]
    assert_broken(found, 3, "the chain was written anew")
