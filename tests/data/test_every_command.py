"""What every command promises, the next one too: one entry of what was done or refused, and no other trace of a refusal.

`tests/examples` has a call of each that succeeds and calls of it that are refused.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

import data.commands
import tests.examples
from data import audit, verify
from data.commands.core import COMMANDS, Invalid
from data.models import AuditPayload, AuditRow, Base
from tests import sample
from tests.data.alert_world import mail_on
from tests.databases import Postgres, SqliteFiles
from tests.examples.example import EXAMPLES, Case, Door, load_all
from tests.examples.world import PostgresWorlds, SqliteWorlds, Worlds
from tests.private import kept_texts, leaks, said_by, typed_texts
from tests.threads import at_once

load_all(data.commands)
load_all(tests.examples)

PARAMS = [
    pytest.param((kind, name), id=f"{kind}-{name}", marks=[pytest.mark.pg] if kind == "postgresql" else [])
    for kind in ("sqlite", "postgresql")
    for name in sorted(EXAMPLES)
]


class Broke(Exception):
    """What a test breaks on purpose."""


@dataclass(frozen=True, kw_only=True)
class Tried(Case):
    """A case whose tables and entries were looked at before anything of it was tried."""

    seen: set[UUID] = field(default_factory=set)

    @cached_property
    def start(self) -> list[str]:
        return self.tables()

    def tables(self) -> list[str]:
        """Every row of every table but the audit's, as the driver gives it: it is looked at often."""
        names = sorted(Base.metadata.tables.keys() - sample.CHAINED)
        with self.world.db.read() as session:
            ask = session.connection().exec_driver_sql
            if self.world.db.is_sqlite:
                return sorted(f"{name} {row!r}" for name in names for row in ask(f"SELECT * FROM {name}"))
            whole = " UNION ALL ".join(f"SELECT '{name} ' || {name}::text FROM {name}" for name in names)
            return sorted(row[0] for row in ask(whole))

    def new_entries(self) -> list[tuple[AuditRow, dict[str, Any]]]:
        """The audit's entries since this was asked last, with their facts."""
        query = select(AuditRow, AuditPayload.payload).join(
            AuditPayload, AuditPayload.entry_id == AuditRow.id
        )
        with self.world.db.read() as session:
            found = [
                (row, facts) for row, facts in session.execute(query.where(AuditRow.id.not_in(self.seen)))
            ]
            session.expunge_all()
        self.seen.update(row.id for row, _ in found)
        return found

    def is_whole(self) -> bool:
        return all(chain.broken is None for chain in verify.verify(self.world.db))


@pytest.fixture(scope="module", autouse=True)
def mail() -> Iterator[None]:
    """A mail server is set up, so that messages are put down."""
    with pytest.MonkeyPatch.context() as patch:
        mail_on(patch)
        yield


@pytest.fixture(scope="module")
def sqlite_worlds(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    with closing(SqliteWorlds(sqlite_files, tmp_path_factory.mktemp("worlds"))) as worlds:
        yield worlds


@pytest.fixture(scope="module")
def postgresql_worlds(postgres_server: Postgres) -> Iterator[Worlds]:
    with postgres_server.turn() as url, closing(PostgresWorlds(url)) as worlds:
        yield worlds


@pytest.fixture(scope="module", params=PARAMS)
def case(request: pytest.FixtureRequest) -> Tried:
    """A command's example. The tests below come in this order, and only the last one changes its world."""
    kind, name = request.param
    worlds: Worlds = request.getfixturevalue(f"{kind}_worlds")
    tried = Tried.of(EXAMPLES[name], worlds.fresh())
    assert tried.start
    tried.new_entries()
    return tried


def test_every_command_has_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(COMMANDS)


def test_a_refusal_leaves_its_entry_and_nothing_else(case: Tried) -> None:
    assert case.refusals
    for refusal in case.refusals:
        with pytest.raises(refusal.kind, match=refusal.says) as why:
            case.refuse(refusal)
        ((entry, facts),) = case.new_entries()
        by = refusal.by or case.example.by
        assert (entry.command, entry.outcome, entry.actor_id) == (case.entry.name, "refused", by.person_id)
        assert facts == {"why": type(why.value).__name__}
        if case.entry.door is Door.TABLE and not refusal.given:
            assert entry.chain == str(case.world.staff.school)
    assert case.tables() == case.start


def test_what_cannot_be_taken_leaves_nothing(case: Tried) -> None:
    if case.example.invalid is not None:
        with pytest.raises(Invalid) as why:
            case.run(given=case.example.invalid)
        assert all(sentence.strip() for sentence in why.value.problems.values())
        assert why.value.problems
    with pytest.MonkeyPatch.context() as patch:
        break_at_the_end(patch, case)
        with pytest.raises(Broke):
            case.run()
    assert case.new_entries() == []
    assert case.tables() == case.start


def break_at_the_end(patch: pytest.MonkeyPatch, case: Tried) -> None:
    """Let a command fail once everything of it is written, its entry too. So far it has held up nobody's word."""
    append = audit.append

    def broken(*args: Any, **more: Any) -> None:
        assert case.world.db.is_sqlite or others_can_write(case)
        append(*args, **more)
        raise Broke

    patch.setattr(audit, "append", broken)


def others_can_write(case: Tried) -> bool:
    """Whether a row of the school can be written in the meantime. SQLite has one writer at a time."""
    what_a_foreign_key_asks = text("SELECT id FROM schools WHERE id = :id FOR KEY SHARE NOWAIT")
    with case.world.db.read() as session:
        found = session.execute(what_a_foreign_key_asks, {"id": case.world.staff.school}).all()
    return len(found) == 1


def test_success_leaves_one_entry_that_says_nothing_private(case: Tried) -> None:
    twice = case.example.once and case.example.outcome == "change"
    found = at_once(*[case.run] * (2 if twice else 1))
    entries = case.new_entries()
    assert len({entry.chain for entry, _ in entries}) == len(entries) == (2 if case.example.also else 1)
    for entry, _ in entries:
        assert (entry.command, entry.outcome) == (case.entry.name, case.example.outcome)
        assert (entry.actor_id, entry.at) == (case.example.by.person_id, case.example.now)
    left = case.tables()
    assert (left == case.start) is (case.example.outcome != "change")
    private = kept_texts(case.world.db) | typed_texts(case.example.given)
    for _, facts in entries:
        assert leaks(said_by(facts), private) == set()
    if case.example.once:
        found.append(case.run())
        assert (case.new_entries(), case.tables()) == ([], left)
    if case.entry.door is Door.SYSTEM:
        # The watcher is answered with nothing where there was nothing left to do.
        found = [result for result in found if result is not None] or [None]
    assert all(result == found[0] for result in found)
    assert case.is_whole()
