"""The call on arrival under a text that gives it no time: a soft task until the school sets one (FS-03)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.commands import school, word
from data.database import Database
from data.models import AlertRow
from data.queries.school import school_settings
from data.queries.snapshot import load_visit
from tests.data.alert_world import World, at, world
from tests.trips import every
from visits.as_set import as_set, leaves_arrival_open
from visits.deadlines import awaited_words
from visits.words import Role, Stage


def set_minutes(made: World, minutes: int | None, *, now: float = 0) -> None:
    by = made.who(Role.HEADTEACHER)
    with made.db.read() as session:
        found = school_settings(session, by, made.staff.school)
    assert found is not None
    school.set_school(
        made.db,
        school_id=made.staff.school,
        settings=replace(found, arrive_minutes=minutes),
        by=by,
        now=at(now),
    )


def test_fs03_until_the_school_sets_a_time_it_is_a_soft_task(db: Database) -> None:
    made = world(db, "fs2_primary")
    assert set(made.deadlines()) == {"back a", "back b", *(n for n in made.deadlines() if "cover" in n)}
    with db.read() as session:
        loaded = load_visit(session, made.visit)
        assert [s for s, _ in awaited_words(loaded.visit, loaded.policy, loaded.events)] == [
            Stage.ARRIVE,
            Stage.LEAVE,
        ]


def test_fs03_with_a_time_silence_on_arrival_raises_the_alarm(db: Database) -> None:
    made = world(db, "fs2_primary")
    set_minutes(made, 5)
    due = made.deadlines()
    # Due at the stop ten minutes after leaving, and five minutes of the school's.
    assert {due["arrive a"].due_at, due["arrive b"].due_at} == {at(15)}
    assert made.watch(14) == 0
    assert made.watch(15) == 2
    assert made.card(15).due_stage is Stage.ARRIVE
    with db.read() as session:
        loaded = load_visit(session, made.visit)
        assert [s for s, _ in awaited_words(loaded.visit, loaded.policy, loaded.events)] == [Stage.LEAVE]


def test_fs03_each_is_heard_of_by_name_and_taking_the_time_away_ends_the_wait(db: Database) -> None:
    made = world(db, "fs2_primary")
    set_minutes(made, 5)
    (stop,) = {row.stop_id for row in made.deadlines().values() if row.stop_id}
    assert stop is not None
    word.arrive(
        db, visit_id=made.visit, stop_id=stop, visitor_ids={made.a}, by=made.who(Role.OFFICE), now=at(12)
    )
    assert "arrive a" not in made.deadlines()
    assert "arrive b" in made.deadlines()
    set_minutes(made, None, now=13)
    assert "arrive b" not in made.deadlines()
    assert made.watch(20) == 0
    assert every(db, AlertRow) == []


@pytest.mark.parametrize(
    ("policy", "open_ended"),
    [
        ("blessed_trinity", False),
        ("red_balloon_norwich", False),
        ("washwood_heath", False),
        ("fs2_primary", True),
        ("heather_avenue", False),
    ],
)
def test_only_a_text_that_asks_for_the_call_without_a_time_is_changed(
    db: Database, policy: str, open_ended: bool
) -> None:
    made = world(db, policy)
    before = {name: row.due_at for name, row in made.deadlines().items()}
    set_minutes(made, 5)
    after = {name: row.due_at for name, row in made.deadlines().items()}
    assert {name: after[name] for name in before} == before
    assert (after.keys() - before.keys() == {"arrive a", "arrive b"}) is open_ended
    with db.read() as session:
        found = load_visit(session, made.visit).policy
    assert leaves_arrival_open(as_set(found, arrive_minutes=None)) is False


def test_a_visit_on_its_way_when_the_time_is_set_is_due_at_once(db: Database) -> None:
    made = world(db, "fs2_primary")
    set_minutes(made, 0, now=30)
    assert made.deadlines()["arrive a"].due_at == at(10)
    assert made.watch(30) == 2
    assert made.alert().late_s == timedelta(minutes=20).total_seconds()
