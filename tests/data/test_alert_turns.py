"""What an alert leads to beside its steps: more time, cause for concern, the police, being home, never signed out."""

from datetime import timedelta

import pytest

from data.commands import word
from data.commands.alert import cause_for_concern_now, police_called
from data.commands.core import Invalid, Refused
from data.database import Database
from data.models import EventRow, StepResultRow
from tests.data.alert_world import SILENT, WELL, at, keys, world
from tests.trips import POLICIES, every
from visits.words import EventKind, Role, Stage, StepOutcome, VisitState


def test_more_time_counts_from_now_once_all_are_well(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.record(64, "ring_visitors", {made.a: WELL, made.b: WELL}, more_minutes=20)
    assert {name: row.due_at for name, row in made.deadlines().items() if row.ladder} == {
        "back a": at(84),
        "back b": at(84),
    }
    (given,) = every(db, EventRow, kind=EventKind.MORE_TIME)
    assert (given.minutes, given.by_name) == (24, "Office Person")
    assert made.alert().accounted_at == at(64)
    assert made.watch(83) == 0
    assert made.watch(84) == 2


def test_more_time_is_for_the_stop_that_they_are_late_at(db: Database) -> None:
    made = world(db, "blessed_trinity")
    made.watch(49)
    made.record(50, "ring_visitors", {made.a: WELL, made.b: WELL}, more_minutes=15)
    due = made.deadlines()
    assert (due["leave a"].due_at, due["back a"].due_at) == (at(65), at(106))


def test_one_who_did_not_answer_gets_no_more_time_by_the_others_word(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    with pytest.raises(Invalid, match="everybody who is due has answered well"):
        made.record(61, "ring_visitors", {made.a: WELL, made.b: SILENT}, more_minutes=20)
    assert made.due_names(61) == {"Visitor Person", "Family Person"}
    assert every(sqlite_db, EventRow) == every(sqlite_db, StepResultRow) == []


def test_more_time_stays_within_the_policys_cap(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    both = {made.a: WELL, made.b: WELL}
    with pytest.raises(Invalid, match=r"60 minutes more in all\. From now, 50 minutes are left"):
        made.record(70, "ring_visitors", both, more_minutes=51)
    assert made.alert().accounted_at is None
    made.record(70, "ring_visitors", both, more_minutes=50)
    assert made.card(70).more_minutes_left == 0


def test_cause_for_concern_jumps_at_any_time(db: Database) -> None:
    made = world(db)
    made.watch(60)
    alert_id = made.alert().id
    assert made.card(60).concern_leads_to == "Tell a member of SLT"
    cause_for_concern_now(db, alert_id=alert_id, note="Shouting", by=made.who(Role.OFFICE), now=at(61))
    assert keys(made) == ["ring_visitors", "tell_slt"]
    (result,) = every(db, StepResultRow)
    assert (result.outcome, result.note) == (StepOutcome.CAUSE, "Shouting")
    with pytest.raises(Refused, match="already at that step"):
        cause_for_concern_now(db, alert_id=alert_id, by=made.who(Role.OFFICE), now=at(62))
    assert made.card(62).concern_leads_to is None


def test_cause_for_concern_after_all_were_heard_of_is_an_emergency_of_its_own(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(61, a=WELL, b=WELL)
    with pytest.raises(Refused, match="Everybody has been heard of"):
        cause_for_concern_now(sqlite_db, alert_id=made.alert().id, by=made.who(Role.OFFICE), now=at(62))


def test_who_called_the_police_when_and_the_reference_are_kept(db: Database) -> None:
    made = world(db, "fs2_primary")
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    made.record(62, "judge_cause", StepOutcome.CAUSE)
    alert_id, office = made.alert().id, made.who(Role.OFFICE)
    with pytest.raises(Invalid, match="still to come"):
        police_called(db, alert_id=alert_id, called_at=at(70), by=office, now=at(64))
    police_called(db, alert_id=alert_id, called_at=at(63), by=office, now=at(64))
    police_called(db, alert_id=alert_id, called_at=at(63), reference="QM-1187", by=office, now=at(66))
    alert = made.alert()
    assert (alert.police_called_at, alert.police_reference) == (at(63), "QM-1187")
    assert alert.police_called_by_id == office.person_id
    assert [r.outcome for r in made.card(66).results][-1] is StepOutcome.POLICE_CALLED
    assert len([r for r in made.card(66).results if r.outcome is StepOutcome.POLICE_CALLED]) == 1
    assert made.step_key() == "police"


def test_at_home_well_is_word_of_being_home(db: Database) -> None:
    """WH-06: out of hours, word on getting home safely."""
    made = world(db, out_at=at(0) + timedelta(hours=6))
    both = [made.a, made.b]
    word.back(db, visit_id=made.visit, visitor_ids=both, by=made.who(Role.OFFICE), now=at(425))
    assert set(made.deadlines()) == {"home a", "home b"}
    made.watch(480)
    made.ring(481, a=WELL, b=SILENT)
    assert [set(row.visitor_ids) for row in every(db, EventRow, kind=EventKind.HOME)] == [{str(made.a)}]
    assert (made.due_names(481), made.step_key()) == ({"Family Person"}, "ring_home")


def test_a_visit_that_was_never_signed_out_waits_for_that_and_for_no_word(sqlite_db: Database) -> None:
    policy = POLICIES["washwood_heath"]
    watched = tuple(
        c.model_copy(update={"ladder": True}) if c.stage is Stage.DEPART else c for c in policy.check_ins
    )
    made = world(
        sqlite_db, state=VisitState.AUTHORISED, document=policy.model_copy(update={"check_ins": watched})
    )
    assert made.watch(15) == 1
    assert made.due_names(15) == {"Visitor Person", "Family Person"}
    made.ring(16, a=WELL, b=WELL)
    assert (made.alert().accounted_at, made.step_key()) == (None, "ring_visitors")
    word.sign_out(sqlite_db, visit_id=made.visit, by=made.who(Role.OFFICE), now=at(17))
    assert made.alert().accounted_at == at(17)
