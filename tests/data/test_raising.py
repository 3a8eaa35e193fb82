"""Silence raises an alert: when the policy says, once, with its first step and its messages in one transaction."""

import pytest
from sqlalchemy import text

from data.commands.core import SYSTEM, NotPermitted
from data.commands.raising import raise_due, set_aside
from data.database import Database
from data.models import AlertRow, AlertStepRow, DeadlineRow, OutboxRow
from data.queries.watch import due, due_query, overdue_now, raise_lag_s, set_aside_now
from tests.data.alert_world import WELL, at, mail_on, world
from tests.trips import entries, every
from visits.words import LadderKind, Role, Stage, VisitState


def test_washwood_heath_is_overdue_at_the_minute_and_blessed_trinity_after_thirty(db: Database) -> None:
    made = world(db, "washwood_heath")
    assert made.watch(59.99) == 0
    assert made.watch(60) == 2
    alert = made.alert()
    assert (alert.kind, alert.due_at, alert.raised_at, alert.late_s) == (
        LadderKind.OVERDUE,
        at(60),
        at(60),
        0.0,
    )


def test_blessed_trinity_is_overdue_thirty_minutes_after_a_stop_should_have_ended(db: Database) -> None:
    made = world(db, "blessed_trinity")
    assert made.watch(48.99) == 0
    assert made.watch(49) == 2
    assert made.alert().due_at == at(49)
    assert {row.stage for row in every(db, DeadlineRow) if row.raised_at} == {Stage.LEAVE}


def test_two_visitors_are_one_alert_and_two_deadlines_by_name(db: Database) -> None:
    made = world(db)
    made.watch(60)
    raised = [row for row in every(db, DeadlineRow) if row.raised_at]
    assert {row.visitor_id for row in raised} == {made.a, made.b}
    assert {row.alert_id for row in raised} == {made.alert().id}
    assert made.due_names(60) == {"Visitor Person", "Family Person"}


def test_the_first_step_of_the_policys_ladder_begins_with_its_reminder(db: Database) -> None:
    made = world(db)
    made.watch(60)
    step = made.step()
    assert step is not None
    assert (step.key, step.started_at, step.remind_at) == ("ring_visitors", at(60), at(65))


def test_who_is_told_is_the_steps_people_once_each(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    (message,) = made.messages()
    alert, office = made.alert(), made.staff.people[Role.OFFICE]
    assert (message.person_id, message.channel, message.alert_id) == (office, "email", alert.id)
    assert message.unique_key == f"{alert.id}:ring_visitors:0:email:{office}"
    assert message.delivered_at is None


def test_without_a_mail_server_the_alert_is_there_and_no_message(db: Database) -> None:
    made = world(db)
    made.watch(60)
    assert made.alert().closed_at is None
    assert made.messages() == []


def test_raising_twice_raises_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    (first, *_) = every(db, DeadlineRow, stage=Stage.BACK)
    assert raise_due(db, deadline_id=first.id, by=SYSTEM, now=at(60)) is not None
    assert raise_due(db, deadline_id=first.id, by=SYSTEM, now=at(60)) is None
    assert len(every(db, AlertRow)) == len(every(db, AlertStepRow)) == len(made.messages()) == 1
    assert entries(db).count(("alert.raise", "change")) == 1


def test_a_deadline_that_is_not_due_moved_or_met_raises_nothing(db: Database) -> None:
    made = world(db)
    (first, second) = every(db, DeadlineRow, stage=Stage.BACK)
    with db.write() as session:
        session.get_one(DeadlineRow, second.id).closed_at = at(59)
    assert raise_due(db, deadline_id=first.id, by=SYSTEM, now=at(59.9)) is None
    assert raise_due(db, deadline_id=second.id, by=SYSTEM, now=at(61)) is None
    assert every(db, AlertRow) == []
    assert made.watch(61) == 1


def test_a_deadline_without_a_ladder_is_due_and_raises_nothing(db: Database) -> None:
    made = world(db, state=VisitState.AUTHORISED)
    (depart,) = every(db, DeadlineRow, stage=Stage.DEPART)
    assert depart.due_at <= at(16)
    assert made.watch(16) == 0
    assert raise_due(db, deadline_id=depart.id, by=SYSTEM, now=at(16)) is None
    assert every(db, AlertRow) == []


def test_nobody_but_the_watcher_raises(db: Database) -> None:
    made = world(db)
    (first, *_) = every(db, DeadlineRow, stage=Stage.BACK)
    with pytest.raises(NotPermitted):
        raise_due(db, deadline_id=first.id, by=made.who(Role.HEADTEACHER), now=at(61))
    assert every(db, AlertRow) == []


def test_how_late_it_was_raised_is_kept(db: Database) -> None:
    made = world(db)
    made.watch(63)
    assert made.alert().late_s == 180


def test_whoever_is_on_the_visit_is_not_told_as_one_of_its_steps_people(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db, lead=Role.OFFICE)
    made.watch(60)
    assert made.staff.people[Role.OFFICE] not in {m.person_id for m in made.messages()}
    step = made.card(60, by=Role.HEADTEACHER).step
    assert step is not None
    assert (step.people, step.nobody_on_duty) == ((), True)


def test_a_row_that_fails_is_set_aside_for_an_hour_and_shown(db: Database) -> None:
    made = world(db)
    (first, second) = every(db, DeadlineRow, stage=Stage.BACK)
    set_aside(db, deadline_id=first.id, by=SYSTEM, now=at(60))
    with db.read() as session:
        assert list(due(session, now=at(60), limit=9)) == [second.id]
        assert [row.id for row in set_aside_now(session, made.who(Role.OFFICE), now=at(61))] == [first.id]
        assert set_aside_now(session, made.who(Role.GOVERNOR), now=at(61)) == []
        assert set(due(session, now=at(120), limit=9)) == {first.id, second.id}


def test_a_deadline_that_falls_due_later_opens_the_matter_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL, b=WELL)
    assert made.alert().accounted_at == at(61)
    assert made.step() is None
    assert made.watch(75.9) == 0
    assert made.watch(76) == 2
    step = made.step()
    assert step is not None
    assert (step.key, made.alert().accounted_at) == ("ring_visitors", None)
    assert [m.unique_key.split(":")[2] for m in made.messages()] == ["0", "1"]


def test_a_later_deadline_tells_those_who_had_been_quietened(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL)
    made.acknowledge(62)
    assert len(made.messages()) == 1
    assert made.watch(76) == 1
    assert len(made.messages()) == 2
    assert made.due_names(76) == {"Visitor Person", "Family Person"}


def test_the_query_for_what_is_due_goes_by_the_partial_index(sqlite_db: Database) -> None:
    world(sqlite_db)
    with sqlite_db.read() as session:
        sql = due_query(at(60), 50).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = " ".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
    assert "USING INDEX ix_deadlines_due (due_at<?)" in plan


def test_figures_for_the_machine_room_count_what_waits(db: Database) -> None:
    made = world(db)
    with db.read() as session:
        assert (overdue_now(session, now=at(59)), raise_lag_s(session, now=at(59))) == (0, 0.0)
        assert (overdue_now(session, now=at(61)), raise_lag_s(session, now=at(61))) == (2, 60.0)
    made.watch(61)
    with db.read() as session:
        assert (overdue_now(session, now=at(61)), raise_lag_s(session, now=at(61))) == (2, 0.0)


def test_state_alert_message_and_audit_are_kept_together_or_not_at_all(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    (first, *_) = every(db, DeadlineRow, stage=Stage.BACK)

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("the last thing that is written fails")

    with monkeypatch.context() as patch:
        patch.setattr("data.audit.append", broken)
        with pytest.raises(ValueError, match="the last thing"):
            raise_due(db, deadline_id=first.id, by=SYSTEM, now=at(60))
    assert every(db, AlertRow) == every(db, OutboxRow) == every(db, AlertStepRow) == []
    assert all(row.raised_at is None for row in every(db, DeadlineRow))
    assert made.watch(61) == 2
