"""The watcher's rounds of keeping records: lists are made, signed ones worked off, words and old sessions go."""

from datetime import timedelta
from pathlib import Path

from data.commands.records import sign
from data.database import Database
from data.disposing import Keeping
from data.erased_list import Places
from data.models import Disposal, DisposalItem, Pupil, SignIn, VisitRow
from tests import planning
from tests.leavers import Leavers
from tests.staff import NOW, signed_in
from tests.trips import every, one
from visits.words import Role
from watcher.records import Rounds


def test_a_round_makes_the_list_and_one_after_the_signature_erases(
    sqlite_db: Database, tmp_path: Path
) -> None:
    world = planning.world(sqlite_db)
    made = Leavers(sqlite_db, world.staff, world.version)
    child = made.child()
    signed_in(sqlite_db, world.staff.people[Role.OFFICE], now=NOW - timedelta(days=400))
    found = made.visit(world.home, at=NOW - timedelta(days=60))
    made.write_up(found, confirmed_at=NOW - timedelta(days=40))
    rounds = Rounds(sqlite_db, Keeping(tmp_path / "attendance", Places.of(tmp_path, None)))
    rounds.go(NOW)
    assert one(sqlite_db, VisitRow, id=found).purged_at == NOW
    assert every(sqlite_db, SignIn) == []
    list_id, items = one(sqlite_db, Disposal).id, len(every(sqlite_db, DisposalItem))
    by = world.who(Role.HEADTEACHER)
    sign(sqlite_db, disposal_id=list_id, items=items, word="erase", by=by, now=NOW)
    assert one(sqlite_db, Pupil, id=child.pupil).erased_at is None
    rounds.go(NOW + timedelta(seconds=30))
    assert one(sqlite_db, Pupil, id=child.pupil).erased_at is not None
    rounds.go(NOW + timedelta(days=32))
    assert len(every(sqlite_db, Disposal)) == 1, "nothing new is over its time"
