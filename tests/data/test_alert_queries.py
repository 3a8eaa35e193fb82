"""What a board and a timeline show of an alert, and to whom."""

import pytest
from uuid6 import uuid7

from data.commands import word
from data.commands.core import SYSTEM
from data.commands.raising import set_aside
from data.database import Database
from data.models import DeadlineRow, Duty, HouseholdFlag, School, StopRow, VisitRow
from data.queries.alert import open_alerts
from data.queries.alert_timeline import Moment, timeline
from data.queries.people import board_viewer
from tests.data.alert_world import SILENT, WELL, at, mail_on, world
from tests.staff import NOW
from tests.trips import every
from visits.permissions import TABLE, Action
from visits.words import EventKind, LadderKind, Role, Stage, StepKind, StepOutcome


def test_a_card_holds_all_that_is_needed(db: Database) -> None:
    made = world(db)
    with db.write() as session:
        visit = session.get_one(VisitRow, made.visit)
        visit.vehicle_colour, visit.vehicle_make, visit.vehicle_registration = "silver", "Corsa", "AB12 CDE"
        session.add(
            HouseholdFlag(
                school_id=made.staff.school,
                household_id=made.home.household,
                kind="animal",
                note="Dog in the yard",
                from_at=NOW,
            )
        )
    made.watch(60)
    made.ring(64, a=SILENT)
    card = made.card(94)
    assert (card.kind, card.school, card.due_at, card.due_stage) == (
        LadderKind.OVERDUE,
        "Quillmere High",
        at(60),
        Stage.BACK,
    )
    assert [(v.name, v.mobile, v.due, v.outcome) for v in card.visitors] == [
        ("Visitor Person", "07700 900111", True, SILENT),
        ("Family Person", "07700 900112", True, None),
    ]
    assert card.stop is not None
    assert (card.stop.number, card.stop.of, card.stop.address) == (1, 1, "14 Mill Row, QM1 4ZZ")
    assert card.stop.flags == ("Dog in the yard",)
    assert card.vehicle == "silver Corsa AB12 CDE"
    step = card.step
    assert step is not None
    assert (step.number, step.of, step.text, step.by_name) == (1, 4, "Ring both visitors", True)
    assert [c.name for c in step.people] == ["Office Person"]
    assert (step.remind_at, step.nobody_on_duty, step.duties) == (at(69), False, ("WH-05",))
    assert card.next_step is not None
    assert card.next_step.text.startswith("Ring the pupil's home")
    assert [(r.by_name, r.visitor, r.outcome) for r in card.results] == [
        ("Office Person", "Visitor Person", SILENT)
    ]


def test_what_is_recorded_again_of_a_visitor_counts_and_what_was_before_stays_on_record(
    sqlite_db: Database,
) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(64, a=SILENT)
    made.ring(65, a=StepOutcome.COULD_NOT_TRY)
    made.ring(66, a=SILENT)
    (line,) = made.card(67).results
    assert (line.at, line.outcome) == (at(66), SILENT)
    assert [(r.at, r.outcome, r.before) for r in line.before] == [
        (at(64), SILENT, ()),
        (at(65), StepOutcome.COULD_NOT_TRY, ()),
    ]


def test_the_next_step_names_those_who_are_told_and_on_duty(sqlite_db: Database) -> None:
    made = world(sqlite_db, "blessed_trinity")
    slt, head = made.staff.people[Role.SLT], made.staff.people[Role.HEADTEACHER]
    with sqlite_db.write() as session:
        for person_id, starts, ends in ((slt, 8, 17), (head, 12, 17)):
            hours = {"starts": NOW.replace(hour=starts).time(), "ends": NOW.replace(hour=ends).time()}
            session.add(Duty(school_id=made.staff.school, person_id=person_id, weekday=0, **hours))
    made.watch(49)
    following = made.card(50).next_step
    assert following is not None
    assert following.text == "Tell a member of SLT"
    assert [c.name for c in following.people] == ["Slt Person", "Deputy Head Person"]


def test_the_homes_numbers_stand_there_only_while_the_step_is_to_ring_it(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    assert made.card(60).home_phones == ()
    made.ring(61, a=SILENT, b=SILENT)
    card = made.card(61)
    assert card.step is not None
    assert card.step.kind is StepKind.RING_HOME
    assert [(p.name, p.phone) for p in card.home_phones] == [("Ada Ash, mother", "07700 900555")]


def test_the_last_word_says_what_when_and_at_which_stop(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    (stop,) = every(sqlite_db, StopRow)
    word.arrive(
        sqlite_db,
        visit_id=made.visit,
        stop_id=stop.id,
        visitor_ids=[made.a, made.b],
        by=made.who(Role.OFFICE),
        now=at(12),
    )
    made.watch(60)
    last = made.card(60).last_word
    assert last is not None
    assert (last.kind, last.at, last.stop_number) == (EventKind.ARRIVE, at(12), 1)


def test_a_board_sees_its_own_school_and_who_does_not_watch_sees_nothing(db: Database) -> None:
    made = world(db)
    made.watch(60)
    may = {role for role in TABLE[Action.SEE_LIVE] if role is not Role.BOARD}
    with db.read() as session:
        for role in made.staff.people:
            cards = open_alerts(session, made.who(role), now=at(60))
            assert len(cards) == (1 if role in may else 0), role
        stranger = made.staff.viewer_of(db, made.staff.stranger)
        assert open_alerts(session, stranger, now=at(60)) == []
        shared = board_viewer(session.get_one(School, made.staff.school))
        assert len(open_alerts(session, shared, now=at(60))) == 1


def test_an_alert_that_was_stood_down_is_off_the_board(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.stand_down(61, cause="They are at reception")
    with db.read() as session:
        assert open_alerts(session, made.who(Role.OFFICE), now=at(61)) == []


def test_a_deadline_set_aside_leaves_the_other_visitors_alert_on_the_board(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    (first, _second) = every(sqlite_db, DeadlineRow, stage=Stage.BACK)
    set_aside(sqlite_db, deadline_id=first.id, by=SYSTEM, now=at(60))
    made.watch(60)
    assert len(made.due_names(60)) == 2


def test_a_timeline_tells_everything_in_order(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    made.watch(61)
    made.acknowledge(62)
    made.ring(63, a=WELL, b=SILENT)
    made.record(64, "ring_home", StepOutcome.NO_ANSWER, note="Rang twice")
    made.stand_down(70, cause="Found at the library")
    with db.read() as session:
        lines = timeline(session, made.who(Role.OFFICE), made.alert().id)
    assert lines is not None
    told = [(line.at, line.what) for line in lines if line.what is not Moment.TOLD]
    assert told == [
        (at(60), Moment.DUE),
        (at(61), Moment.RAISED),
        (at(61), Moment.STEP),
        (at(62), Moment.ACKNOWLEDGED),
        (at(63), Moment.RESULT),
        (at(63), Moment.RESULT),
        (at(63), Moment.WORD),
        (at(63), Moment.STEP),
        (at(64), Moment.RESULT),
        (at(64), Moment.STEP),
        (at(70), Moment.STOOD_DOWN),
    ]
    by_kind = {line.what: line for line in lines}
    assert by_kind[Moment.STOOD_DOWN].text == "Found at the library"
    assert by_kind[Moment.RESULT].text.endswith("Rang twice")
    first = next(line for line in lines if line.what is Moment.TOLD)
    assert (first.who, first.channel, first.attempts, first.accepted_at) == (
        "Office Person",
        "email",
        0,
        None,
    )


def test_a_timeline_is_for_those_who_watch_at_that_school(db: Database) -> None:
    made = world(db)
    made.watch(60)
    with db.read() as session:
        for viewer in (made.who(Role.SENDCO), made.staff.viewer_of(db, made.staff.stranger)):
            assert timeline(session, viewer, made.alert().id) is None
        assert timeline(session, made.who(Role.OFFICE), uuid7()) is None
