"""Who may act on an alert, who is told and reminded, and when that stops."""

import pytest

from data.commands.alert import OnThisVisit, cause_for_concern_now
from data.commands.core import NotPermitted
from data.database import Database
from data.models import StepResultRow
from tests.data.alert_world import SILENT, WELL, at, mail_on, world
from tests.trips import entries, every
from visits.words import Role, Via


def test_a_visits_own_visitors_never_act_on_its_alert(db: Database) -> None:
    made = world(db, lead=Role.SLT, second=Role.OFFICE)
    made.watch(60)
    for act in (
        lambda: made.ring(61, by=Role.SLT, a=WELL, b=WELL),
        lambda: made.acknowledge(61, by=Role.OFFICE),
        lambda: made.stand_down(61, by=Role.OFFICE, cause="We are here"),
        lambda: cause_for_concern_now(db, alert_id=made.alert().id, by=made.who(Role.SLT), now=at(61)),
    ):
        with pytest.raises(OnThisVisit, match="somebody else has to act"):
            act()
    alert = made.alert()
    assert (alert.acknowledged_at, alert.closed_at) == (None, None)
    assert [e for e in entries(db) if e[1] == "refused"] == [
        ("alert.record_step", "refused"),
        ("alert.acknowledge", "refused"),
        ("alert.stand_down", "refused"),
        ("alert.cause_for_concern", "refused"),
    ]


@pytest.mark.parametrize("role", [Role.SENDCO, Role.VISITOR, Role.GOVERNOR, Role.ADMINISTRATOR])
def test_who_does_not_watch_does_not_act(sqlite_db: Database, role: Role) -> None:
    made = world(sqlite_db, lead=Role.ATTENDANCE)
    made.watch(60)
    with pytest.raises(NotPermitted):
        made.ring(61, by=role, a=WELL, b=WELL)
    assert made.due_names(61) == {"Attendance Person", "Family Person"}


def test_how_an_outcome_was_heard_is_kept_with_who_wrote_it_down(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.record(61, "ring_visitors", {made.a: SILENT}, note="  Straight to voicemail ")
    (result,) = every(sqlite_db, StepResultRow)
    assert (result.by_name, result.at, result.via, result.note) == (
        "Office Person",
        at(61),
        Via.BOARD,
        "Straight to voicemail",
    )


def test_reminders_repeat_until_somebody_acknowledges_and_are_then_silent(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    for minute in (60, 64, 65, 66, 70, 71):
        made.watch(minute)
    assert [m.unique_key.split(":")[2] for m in made.messages()] == ["0", "1", "2"]
    made.acknowledge(72)
    for minute in range(75, 200, 5):
        made.watch(minute)
    assert len(made.messages()) == 3
    alert, step = made.alert(), made.step()
    assert step is not None
    assert (alert.acknowledged_at, step.acknowledged_at, step.remind_at) == (at(72), at(72), None)
    assert alert.acknowledged_by_id == made.staff.people[Role.OFFICE]


def test_acknowledging_withdraws_what_would_call_somebody_to_the_step_and_is_still_to_be_sent(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    made.watch(65)
    made.acknowledge(66)
    made.acknowledge(66)
    assert [(m.topic, m.error, m.given_up_at) for m in made.messages()] == [
        ("alert.step", "withdrawn", at(66)),
        ("alert.reminder", "withdrawn", at(66)),
    ]
    assert entries(db).count(("alert.acknowledge", "change")) == 1


def test_the_next_step_asks_its_own_people_though_the_last_was_acknowledged(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db, "blessed_trinity")
    made.watch(49)
    made.acknowledge(50)
    made.ring(51, a=SILENT, b=SILENT)
    assert made.told() == {"office", "slt", "headteacher", "deputy_head"}
    made.watch(56)
    assert len(made.messages(topic="alert.reminder")) == 4
    made.acknowledge(57, by=Role.SLT)
    assert made.card(57).acknowledged_by == "Office Person"
    step = made.card(57).step
    assert step is not None
    assert step.acknowledged_by == "Slt Person"


def test_recording_part_of_a_step_puts_its_reminder_off(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(64, a=SILENT)
    step = made.step()
    assert step is not None
    assert step.remind_at == at(69)
