"""The end of an alert: a named person, a reason where one is needed, and everybody who was told is told."""

from datetime import timedelta

import pytest
from uuid6 import uuid7

from data.commands import word
from data.commands.alert import police_called, tell_police_it_is_over
from data.commands.core import Invalid, NotPermitted, Refused, Stale
from data.database import Database
from data.models import AlertStepRow, EventRow, VisitRow
from data.queries.alert_timeline import Moment, timeline
from data.queries.briefing import briefing
from tests.data.alert_world import SILENT, WELL, World, at, mail_on, world
from tests.trips import entries, every, one
from visits.labels import ALARM_CAUSE_WORDS
from visits.words import AlarmCause, EventKind, Role, StepOutcome


def back(made: World, minutes: float) -> None:
    both = [made.a, made.b]
    word.back(made.db, visit_id=made.visit, visitor_ids=both, by=made.who(Role.OFFICE), now=at(minutes))


def test_everybody_who_was_told_acted_or_acknowledged_is_told(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db, "blessed_trinity")
    made.watch(49)
    made.acknowledge(50, by=Role.LEAD_DSL)
    made.ring(51, a=SILENT, b=SILENT, by=Role.DEPUTY_DSL)
    assert made.told() == {"office", "slt", "headteacher", "deputy_head"}
    back(made, 52)
    made.stand_down(53)
    over = made.messages(topic="alert.stood_down")
    assert {m.recipient.split("@")[0] for m in over} == {
        "office",
        "slt",
        "headteacher",
        "deputy_head",
        "lead_dsl",
        "deputy_dsl",
    }
    assert {m.subject for m in over} == {f"Stood down: {over[0].subject.partition(': ')[2]}"}
    assert "everybody is safe" in over[0].body


def test_what_was_still_to_be_sent_is_withdrawn(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    made.watch(65)
    back(made, 66)
    made.stand_down(67)
    assert {(m.topic, m.given_up_at, m.error) for m in made.messages()} == {
        ("alert.step", at(67), "withdrawn"),
        ("alert.reminder", at(67), "withdrawn"),
        ("alert.stood_down", None, ""),
    }


def test_somebody_who_was_not_heard_of_needs_a_sentence(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL, b=SILENT)
    with pytest.raises(Invalid, match="Not everybody has been heard of"):
        made.stand_down(62, cause="  ")
    assert made.alert().closed_at is None
    safe = "B is sitting beside me in the staff room"
    with pytest.raises(Invalid, match=r"Family Person has not been heard of\. Tick that you know"):
        made.stand_down(62, cause=safe, known_safe="a")
    with pytest.raises(Invalid, match="Family Person has not been heard of"):
        made.stand_down(62, closed_as="false_alarm", cause_kind=AlarmCause.NO_SIGNAL, known_safe="")
    assert made.alert().closed_at is None
    made.stand_down(62, cause=safe, known_safe="b")
    alert = made.alert()
    assert (alert.closed_at, alert.closed_as, alert.closed_by_id) == (
        at(62),
        "safe",
        made.staff.people[Role.OFFICE],
    )


def test_who_is_still_out_is_rung_again_after_a_stand_down_never_left_unwatched(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.stand_down(62, cause="Both answered the headteacher's own telephone")
    due = {name: row.due_at for name, row in made.deadlines().items()}
    assert due == {"recheck a": at(77), "recheck b": at(77)}
    assert made.watch(77) == 2
    with db.read() as session:
        assert session.get_one(VisitRow, made.visit).stood_down_at == at(62)


def test_a_stand_down_is_no_word_of_a_visitor(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.stand_down(62, cause="The caretaker saw both get into the car")
    (event,) = every(db, EventRow)
    assert (event.kind, event.by_name) == (EventKind.STAND_DOWN, "Office Person")
    assert made.alert().accounted_at is None
    with db.read() as session:
        lines = timeline(session, made.who(Role.OFFICE), made.alert().id) or []
        assert [line.who for line in lines if line.what is Moment.STOOD_DOWN] == ["Office Person"]
        assert not [line for line in lines if line.what in (Moment.WORD, Moment.ACCOUNTED)]
        read = briefing(session, made.who(Role.OFFICE), visit_id=made.visit, now=at(63))
        assert read is not None
        assert [(p.heard_at, p.due) for p in read.people] == [(None, False), (None, False)]
    assert made.watch(77) == 2
    assert made.card(77).last_word is None
    assert made.due_names(77) == {"Visitor Person", "Family Person"}


def test_a_false_alarm_says_what_set_it_off(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    back(made, 61)
    with pytest.raises(Invalid, match="set the false alarm off"):
        made.stand_down(62, closed_as="false_alarm", cause="They came in by the side gate")
    with pytest.raises(Invalid, match="One sentence"):
        made.stand_down(62, closed_as="false_alarm", cause=" ", cause_kind=AlarmCause.OTHER)
    made.stand_down(
        62,
        closed_as="false_alarm",
        cause="They came in by the side gate",
        cause_kind=AlarmCause.FORGOT_TO_CALL,
    )
    alert = made.alert()
    assert (alert.closed_as, alert.cause_kind, alert.cause) == (
        "false_alarm",
        AlarmCause.FORGOT_TO_CALL,
        "They came in by the side gate",
    )


@pytest.mark.parametrize("kind", sorted(set(AlarmCause) - {AlarmCause.OTHER}))
def test_a_cause_that_was_chosen_needs_no_words_of_ones_own(sqlite_db: Database, kind: AlarmCause) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.stand_down(61, closed_as="false_alarm", cause_kind=kind)
    assert (made.alert().cause_kind, made.alert().cause) == (kind, ALARM_CAUSE_WORDS[kind])


def test_a_cause_belongs_to_a_false_alarm_alone(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    back(made, 61)
    made.stand_down(62, cause_kind=AlarmCause.NO_SIGNAL)
    assert (made.alert().closed_as, made.alert().cause_kind) == ("safe", None)


def test_another_word_than_safe_or_false_alarm_is_not_taken(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    with pytest.raises(Invalid, match="or was it a false alarm"):
        made.stand_down(61, closed_as="done")


def called(made: World) -> None:
    """Overdue, the police called, everybody back."""
    made.watch(60)
    office, alert_id = made.who(Role.OFFICE), made.alert().id
    police_called(made.db, alert_id=alert_id, called_at=at(70), reference="QM-1187", by=office, now=at(71))
    back(made, 80)


@pytest.mark.parametrize(
    ("told", "says"), [(False, "they have to be told."), (True, "they have been told that it is over.")]
)
def test_the_police_have_to_be_told_if_they_were_called(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, told: bool, says: str
) -> None:
    mail_on(monkeypatch)
    made = world(sqlite_db)
    called(made)
    made.stand_down(81, police_told=told)
    body = made.messages(topic="alert.stood_down")[0].body
    assert f"The police were called Mon 23 Nov, 11:10, reference QM-1187: {says}" in body
    told_by = made.staff.people[Role.OFFICE] if told else None
    assert (made.alert().police_told_at, made.alert().police_told_by_id) == (
        at(81) if told else None,
        told_by,
    )


def test_that_the_police_are_still_to_be_told_is_recorded_afterwards_once(db: Database) -> None:
    made = world(db)
    called(made)
    given = {"alert_id": made.alert().id}
    with pytest.raises(Refused, match="still open"):
        tell_police_it_is_over(db, **given, by=made.who(Role.OFFICE), now=at(80))
    made.stand_down(81)
    tell_police_it_is_over(db, **given, by=made.who(Role.SLT), now=at(90))
    tell_police_it_is_over(db, **given, by=made.who(Role.HEADTEACHER), now=at(91))
    alert = made.alert()
    assert (alert.police_told_at, alert.police_told_by_id) == (at(90), made.staff.people[Role.SLT])
    assert entries(db).count(("alert.police_told", "change")) == 1


def test_police_who_were_not_called_are_not_told(db: Database) -> None:
    made = world(db)
    made.watch(60)
    back(made, 61)
    with pytest.raises(Invalid, match="were not called"):
        made.stand_down(62, police_told=True)
    made.stand_down(62)
    with pytest.raises(Refused, match="were not called"):
        tell_police_it_is_over(db, alert_id=made.alert().id, by=made.who(Role.OFFICE), now=at(63))
    with pytest.raises(NotPermitted):
        tell_police_it_is_over(db, alert_id=uuid7(), by=made.who(Role.OFFICE), now=at(63))


def test_standing_down_ends_the_step_and_is_an_event_of_the_visit(db: Database) -> None:
    made = world(db)
    made.watch(60)
    back(made, 61)
    made.stand_down(62)
    (step,) = every(db, AlertStepRow)
    assert (step.ended_at, step.remind_at, step.outcome) == (at(62), None, None)
    assert [e.kind for e in every(db, EventRow)] == [EventKind.BACK, EventKind.STAND_DOWN]
    made.watch(200)
    assert entries(db).count(("alert.remind", "change")) == 0


def test_an_alert_is_stood_down_once(db: Database) -> None:
    made = world(db)
    made.watch(60)
    back(made, 61)
    made.stand_down(62)
    with pytest.raises(Stale):
        made.stand_down(62.1, by=Role.HEADTEACHER)
    with pytest.raises(Stale):
        made.acknowledge(62.2)
    assert len(every(db, EventRow, kind=EventKind.STAND_DOWN)) == 1


def test_a_visit_out_of_hours_that_was_stood_down_is_not_awaited_at_home(sqlite_db: Database) -> None:
    made = world(sqlite_db, out_at=at(0) + timedelta(hours=6))
    back(made, 425)
    made.watch(480)
    made.stand_down(481, cause="Her husband says that she is home; so is the other")
    assert made.deadlines() == {}
    assert every(sqlite_db, EventRow, kind=EventKind.HOME) == []
    made.refresh(482)
    assert made.deadlines() == {}


def test_a_new_silence_after_a_stand_down_is_a_new_alert(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(60)
    first = made.alert().id
    made.stand_down(61, cause="Both waved from the car park")
    made.watch(76)
    (again,) = [row for row in made.messages(topic="alert.step") if row.alert_id != first]
    assert again.unique_key.split(":")[1:3] == ["ring_visitors", "0"]


def test_nothing_of_a_family_or_a_visitor_stands_in_a_message(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(sqlite_db)
    made.watch(60)
    made.watch(65)
    made.ring(66, a=SILENT, b=SILENT)
    made.record(67, "ring_home", StepOutcome.NO_ANSWER)
    made.record(68, "tell_slt", StepOutcome.TOLD)
    made.stand_down(69, cause="The Ashdown household rang: they have left 14 Mill Row")
    texts = " ".join(f"{m.subject} {m.body}" for m in made.messages())
    for never in ("Ash", "Mill Row", "Zoë", "O'Neill", "07700", "Visitor Person", "Family Person", "QM1"):
        assert never not in texts
    assert {"Overdue", "Quillmere High"} <= set(texts.replace(",", ":").replace(": ", ":").split(":"))
    assert one(sqlite_db, VisitRow).id.hex[-6:].upper() in texts
