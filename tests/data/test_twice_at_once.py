"""A form that is sent twice, a button that two people press, two who change the same thing: at the same moment."""

import inspect
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

import data.commands
import tests.examples
from data.commands import alert, authorise, left, record, school, visit
from data.commands.core import COMMANDS, Invalid, Stale
from data.commands.emergency import raise_emergency
from data.commands.left import Left
from data.database import Database
from data.models import AlertRow, StopRow, VisitRow
from data.queries.school import school_settings
from data.verify import verify
from tests.examples.example import load_all
from tests.examples.world import World, world
from tests.staff import NOW
from tests.threads import at_once
from tests.trips import entries, every, one
from visits.visit import VisitPlan
from visits.words import Role, StepOutcome, StopOutcome, VisitState

KEYS = 25
S = VisitState
load_all(data.commands)
load_all(tests.examples)


@pytest.fixture
def made(db: Database) -> World:
    return world(db)


def is_whole(db: Database) -> bool:
    return all(chain.broken is None for chain in verify(db))


def slots(made: World) -> list[VisitPlan]:
    """Visits of which none is in another's way: five a day from tomorrow on."""
    days = [day for n in range(1, 8) if (day := NOW.date() + timedelta(days=n)).weekday() < 5]
    starts = [
        datetime.combine(day, time(9), tzinfo=NOW.tzinfo) + n * timedelta(minutes=80)
        for day in days
        for n in range(5)
    ]
    return [
        made.plan(out_at=start, back_at=start + timedelta(minutes=70), stops=(made.stop(start=start),))
        for start in starts
    ]


def test_fifty_forms_with_twenty_five_keys_are_twenty_five_visits(made: World) -> None:
    plans, by = slots(made), made.who(Role.SENDCO)
    assert len(plans) == KEYS

    def send(number: int) -> Callable[[], UUID]:
        key = f"form {number % KEYS}"
        plan = plans[number % KEYS]
        return lambda: visit.log(made.db, plan=plan, idempotency_key=key, by=by, now=NOW)

    found = at_once(*(send(number) for number in range(2 * KEYS)))
    assert found[:KEYS] == found[KEYS:]
    assert {row.id for row in every(made.db, VisitRow)} == set(found)
    assert len(set(found)) == len(every(made.db, StopRow)) == KEYS
    assert entries(made.db) == [("visit.log", "change")] * KEYS
    assert is_whole(made.db)


def test_one_slot_that_several_ask_for_at_once_is_given_once(made: World) -> None:
    """Nobody goes on two visits at the same time, not even if both were asked for in the same moment."""
    by = made.who(Role.SENDCO)
    found = at_once(
        *(
            lambda key=key: visit.log(made.db, plan=made.plan(), idempotency_key=key, by=by, now=NOW)
            for key in ("one", "two", "three")
        )
    )
    assert [found_id for found_id in found if isinstance(found_id, UUID)] == [one(made.db, VisitRow).id]
    assert {type(refusal) for refusal in found} == {UUID, Invalid}


@pytest.mark.parametrize("how", ["already left", "ended"])
def test_a_visit_that_is_told_of_five_times_at_once_is_one(made: World, how: str) -> None:
    by, out_at = made.who(Role.SENDCO), NOW - timedelta(hours=3)
    gone = Left(
        school_id=made.staff.school,
        names=("Rhona Vale",),
        mobiles=("07700 900333",),
        address="3 Weir Lane",
        due_at=NOW + timedelta(minutes=45),
    )
    ended = made.plan(
        out_at=out_at, back_at=out_at + timedelta(hours=1), stops=(made.stop(start=out_at),), vehicle=None
    )
    tell = {
        "already left": lambda: left.leave_unauthorised(
            made.db, left=gone, idempotency_key="k", by=by, now=NOW
        ),
        "ended": lambda: visit.log_ended(made.db, plan=ended, idempotency_key="k", by=by, now=NOW),
    }[how]
    found = {*at_once(*[tell] * 5), tell()}
    assert found == {one(made.db, VisitRow).id}
    assert [outcome for _, outcome in entries(made.db)] == ["change"]


@pytest.mark.parametrize("known", [True, False], ids=["of a visit", "of nobody knows whom"])
def test_an_emergency_that_five_people_raise_at_once_is_one(made: World, known: bool) -> None:
    visit_id = made.trip() if known else None
    raised = [
        lambda role=role: raise_emergency(
            made.db, school_id=made.staff.school, visit_id=visit_id, by=made.who(role), now=NOW
        )
        for role in (Role.OFFICE, Role.SLT, Role.HEADTEACHER, Role.VISITOR, Role.LEAD_DSL)
    ]
    found = {*at_once(*raised), raised[0]()}
    assert found == {one(made.db, AlertRow).id}
    # Each of the five stands in the record; the one who pressed again at the same moment stands there once.
    assert entries(made.db) == [("alert.emergency", "change")] * 5


def change(made: World) -> list[Callable[[], Any]]:
    visit_id = made.asked()

    def by(role: Role, purpose: str) -> None:
        plan = made.plan(purpose=purpose)
        visit.change(made.db, visit_id=visit_id, plan=plan, version=1, by=made.who(role), now=NOW)

    return [lambda: by(Role.SENDCO, "Mornings"), lambda: by(Role.SLT, "Evenings")]


def decide(made: World) -> list[Callable[[], Any]]:
    given: dict[str, Any] = {"visit_id": made.asked(), "version": 1, "by": made.who(Role.LEAD_DSL)}
    return [
        lambda: authorise.authorise(made.db, **given, now=NOW),
        lambda: authorise.decline(made.db, **given, reason="Ring them first", now=NOW),
    ]


def write_up(made: World) -> list[Callable[[], Any]]:
    visit_id = made.trip(S.BACK)
    stops = (record.StopReport(stop_id=made.stop_id(visit_id), outcome=StopOutcome.NOBODY_IN),)

    def by(role: Role) -> None:
        record.write_up(
            made.db,
            visit_id=visit_id,
            version=1,
            stops=stops,
            system="CPOMS",
            reference=f"of {role}",
            by=made.who(role),
            now=NOW,
        )

    return [lambda: by(Role.VISITOR), lambda: by(Role.FAMILY)]


def set_school(made: World) -> list[Callable[[], Any]]:
    with made.db.read() as session:
        settings = school_settings(session, made.who(Role.HEADTEACHER), made.staff.school)
    assert settings is not None

    def by(role: Role) -> None:
        school.set_school(made.db, school_id=made.staff.school, settings=settings, by=made.who(role), now=NOW)

    return [lambda: by(Role.HEADTEACHER), lambda: by(Role.ADMINISTRATOR)]


def record_step(made: World) -> list[Callable[[], Any]]:
    alert_id = made.alert()
    party, key = made.party(made.deadline().visit_id), made.step().key

    def by(role: Role) -> None:
        alert.record_step(
            made.db,
            alert_id=alert_id,
            step_key=key,
            outcomes=dict.fromkeys(party, StepOutcome.NO_ANSWER),
            by=made.who(role),
            now=NOW,
        )

    return [lambda: by(Role.OFFICE), lambda: by(Role.SLT)]


RACES: dict[str, Callable[[World], list[Callable[[], Any]]]] = {
    "alert.record_step": record_step,
    "record.write_up": write_up,
    "school.set": set_school,
    "visit.authorise": decide,
    "visit.change": change,
    "visit.decline": decide,
}


def test_every_command_that_names_a_version_is_raced() -> None:
    versioned = {name for name, run in COMMANDS.items() if "version" in inspect.signature(run).parameters}
    assert versioned <= set(RACES)


@pytest.mark.parametrize("name", RACES)
def test_the_second_of_two_who_edit_is_told_and_it_is_kept(made: World, name: str) -> None:
    calls = RACES[name](made)
    before = len(entries(made.db))
    found = at_once(*calls)
    assert sorted(type(result) is Stale for result in found) == [False, True]
    assert not isinstance(next(result for result in found if type(result) is not Stale), Exception)
    outcomes = sorted(outcome for _, outcome in entries(made.db)[before:])
    assert outcomes == ["change", "refused"]
    assert is_whole(made.db)
