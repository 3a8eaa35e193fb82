"""The visitor is asked first: once before the time and once at it, also after a restart, and never in an emergency."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import outbox
from data.commands.core import SYSTEM
from data.commands.emergency import raise_emergency
from data.commands.nudging import drop_nudge, nudge
from data.commands.word import back, more_time
from data.database import Database
from data.models import AuditPayload, AuditRow, DeadlineRow, Person, VisitorRow
from data.queries.nudges import nudge_query, to_nudge
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import every
from visits.words import Role


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """Washwood Heath's text gives no grace: word is due at 60, the reminder comes at 50."""
    mail_on(monkeypatch)
    return world(db)


def look(made: World, minutes: float) -> list[int | None]:
    """What the watcher does about reminders at one look."""
    with made.db.read() as session:
        found = to_nudge(session, now=at(minutes), limit=50)
    return [nudge(made.db, deadline_id=d, by=SYSTEM, now=at(minutes)) for d in found]


def reminded(made: World) -> list[tuple[str, float]]:
    """Who was reminded, and when in minutes after leaving."""
    rows = made.messages(topic=outbox.NUDGE)
    return sorted((row.recipient.split("@")[0], (row.made_at - at(0)) / timedelta(minutes=1)) for row in rows)


def said_last(made: World) -> dict[str, object]:
    """The facts of the last entry of a reminder."""
    with made.db.read() as session:
        query = (
            select(AuditPayload.payload)
            .join(AuditRow, AuditRow.id == AuditPayload.entry_id)
            .where(AuditRow.command == "visit.nudge")
            .order_by(AuditRow.number.desc())
        )
        return dict(session.scalars(query).first() or {})


def test_each_visitor_is_reminded_once_before_the_time_where_there_is_no_grace(made: World) -> None:
    assert look(made, 49) == []
    assert look(made, 50) == [1, 1]
    assert reminded(made) == [("family", 50), ("visitor", 50)]
    for minute in (50, 51, 59):
        assert look(made, minute) == []
    assert made.watch(60) == 2
    assert look(made, 60) == []
    assert len(reminded(made)) == 2


def test_the_words_are_neutral_and_lead_to_the_visitors_page(made: World) -> None:
    look(made, 50)
    message, *_rest = made.messages(topic=outbox.NUDGE)
    said = f"{message.subject} {message.body}".lower()
    assert "please tell the office how you are getting on" in said
    for word in ("overdue", "alert", "alarm", "police", "danger", "quillmere", "mill row", "ash", "999"):
        assert word not in said
    assert (message.alert_id, message.step_id, message.school_id) == (None, None, made.staff.school)


def test_with_grace_they_are_reminded_before_the_time_and_at_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db, "red_balloon_norwich")
    due = {row.stage: (row.due_at - at(0)) / timedelta(minutes=1) for row in every(db, DeadlineRow)}
    back_due = next(minutes for stage, minutes in due.items() if stage == "back")
    for minute in range(int(back_due) + 1):
        look(made, minute)
    assert ("visitor", back_due - 25) in reminded(made)
    assert ("visitor", back_due - 15) in reminded(made)
    assert all(minute < back_due for _, minute in reminded(made))


def test_other_word_in_between_loses_no_reminder_and_gives_none_twice(made: World) -> None:
    made.refresh(50.5)
    assert look(made, 51) == [1, 1]
    made.refresh(52)
    assert look(made, 53) == []


def test_after_a_sleep_a_reminder_that_is_still_early_enough_comes_once(made: World) -> None:
    assert look(made, 58) == [1, 1]
    assert look(made, 59) == []


def test_after_its_time_it_is_left_out(made: World) -> None:
    assert look(made, 61) == [0, 0]
    assert reminded(made) == []
    assert said_last(made)["left_out"] == "late"
    assert look(made, 62) == []


def test_who_is_back_is_not_reminded(made: World) -> None:
    back(made.db, visit_id=made.visit, visitor_ids=frozenset({made.a}), by=made.who(Role.OFFICE), now=at(40))
    assert look(made, 50) == [1]
    assert reminded(made) == [("family", 50)]


def test_more_time_moves_the_reminder(made: World) -> None:
    look(made, 50)
    more_time(made.db, visit_id=made.visit, minutes=30, stop_id=None, by=made.who(Role.OFFICE), now=at(51))
    assert look(made, 79) == []
    assert look(made, 80) == [1, 1]


@pytest.mark.parametrize("known", [True, False])
def test_in_an_emergency_nobody_is_reminded(made: World, known: bool) -> None:
    raise_emergency(
        made.db,
        school_id=made.staff.school,
        visit_id=made.visit if known else None,
        heard="",
        by=made.who(Role.OFFICE),
        now=at(45),
    )
    assert set(look(made, 50)) == {0}
    assert reminded(made) == []
    assert said_last(made)["left_out"] == "emergency"


def test_who_cannot_be_reached_is_named_by_the_entry_and_the_other_is_reminded(made: World) -> None:
    with made.db.write() as session:
        session.get_one(VisitorRow, made.a).person_id = None
    assert sorted(n for n in look(made, 50) if n is not None) == [0, 1]
    assert reminded(made) == [("family", 50)]
    with made.db.read() as session:
        payloads = session.scalars(select(AuditPayload.payload)).all()
    assert [str(made.a)] in [p.get("not_reached") for p in payloads]
    assert made.watch(60) == 2


def test_without_an_address_nothing_is_sent_and_the_watch_goes_on(made: World) -> None:
    with made.db.write() as session:
        for person_id in (made.staff.people[Role.VISITOR], made.staff.people[Role.FAMILY]):
            session.get_one(Person, person_id).email = None
    assert look(made, 50) == [0, 0]
    assert made.messages(topic=outbox.NUDGE) == []
    assert made.watch(60) == 2


def test_two_watchers_remind_once(made: World) -> None:
    with made.db.read() as session:
        found = to_nudge(session, now=at(50), limit=50)
    for _ in range(2):
        for deadline_id in found:
            nudge(made.db, deadline_id=deadline_id, by=SYSTEM, now=at(50))
    assert len(reminded(made)) == 2


def test_what_fails_is_left_out_and_the_deadline_stands(made: World) -> None:
    with made.db.read() as session:
        first, *_ = to_nudge(session, now=at(50), limit=50)
    drop_nudge(made.db, deadline_id=first, by=SYSTEM, now=at(50))
    assert look(made, 50) == [1]
    assert made.watch(60) == 2


def test_it_is_found_by_its_index(sqlite_db: Database) -> None:
    with sqlite_db.read() as session:
        compiled = nudge_query(at(0), 50).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = " ".join(
            str(row) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        )
    assert "ix_deadlines_nudge" in plan
