"""Every alert there was: how long it took, of whom no word came, who was told, and who may read it."""

from datetime import date, timedelta

import pytest

from analysis.alarms import measured, summary
from data.commands import word
from data.commands.alert import police_called, stand_down, tell_police_it_is_over
from data.commands.drill import hold_drill
from data.commands.emergency import raise_emergency
from data.database import Database
from data.models import AlertRow, NotMonitored, School
from data.queries.alert_frames import as_frames
from data.queries.alert_timeline import Moment, TimelineLine, timeline
from data.queries.alerts_past import AlertLine, AlertsSeen, alert_scope, alerts_seen, past_alert
from data.queries.drills import DrillLine, last_drills
from data.queries.people import board_viewer
from data.queries.police_told import police_to_tell
from tests.data.alert_world import SILENT, WELL, World, at, world
from tests.trips import every
from visits.permissions import TABLE, Action
from visits.words import AlarmCause, LadderKind, Role

YEAR = date(2026, 1, 1), date(2027, 1, 1)


def seen(made: World, *, by: Role = Role.OFFICE) -> AlertsSeen:
    with made.db.read() as session:
        return alerts_seen(session, made.who(by), from_on=YEAR[0], to_on=YEAR[1])


def line(made: World) -> AlertLine:
    """The only alert."""
    (found,) = seen(made).alerts
    return found


def back(made: World, minutes: float, *who: str) -> None:
    ids = [{"a": made.a, "b": made.b}[name] for name in who]
    word.back(made.db, visit_id=made.visit, visitor_ids=ids, by=made.who(Role.OFFICE), now=at(minutes))


def lines(made: World) -> list[TimelineLine]:
    with made.db.read() as session:
        return timeline(session, made.who(Role.OFFICE), made.alert().id) or []


def test_an_alert_says_when_it_was_noticed_acted_on_and_over(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.acknowledge(62)
    made.ring(65, a=WELL, b=SILENT)
    back(made, 70, "b")
    made.stand_down(75, closed_as="false_alarm", cause_kind=AlarmCause.NO_SIGNAL)
    found = line(made)
    assert (found.due_at, found.noticed_at, found.first_action_at) == (at(60), at(62), at(65))
    assert (found.safe_at, found.closed_at, found.closed_by) == (at(70), at(75), "Office Person")
    assert (found.closed_as, found.cause_kind, found.cause) == (
        "false_alarm",
        AlarmCause.NO_SIGNAL,
        "No signal",
    )
    assert found.names == ("Visitor Person", "Family Person")
    assert {u.name: (u.due_at, u.heard_at) for u in found.unheard} == {
        "Visitor Person": (at(60), at(65)),
        "Family Person": (at(60), at(70)),
    }
    table = summary(measured(*as_frames([found], now=at(80))))
    measures = ("notice", "action", "safe", "unaccounted")
    assert [table[f"{name}_median"][0] for name in measures] == [2, 5, 10, 15]


def test_an_action_without_an_acknowledgement_is_noticing_it_too(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(64, a=SILENT)
    assert (line(made).noticed_at, line(made).first_action_at, line(made).safe_at) == (at(64), at(64), None)


def test_nobody_noticed_is_not_known_and_never_nought(db: Database) -> None:
    made = world(db)
    made.watch(60)
    table = summary(measured(*as_frames([line(made)], now=at(70))))
    assert (table["notice_known"][0], table["notice_not_known"][0], table["open"][0]) == (0, 1, 1)
    assert table["unaccounted_median"][0] == 20


def test_who_sees_alerts_is_who_the_table_says_and_at_their_school(db: Database) -> None:
    made = world(db)
    made.watch(60)
    alert_id = made.alert().id
    may = set(TABLE[Action.SEE_ALERTS])
    for role in made.staff.people:
        found = seen(made, by=role)
        assert len(found.alerts) == (1 if role in may else 0), role
        with db.read() as session:
            assert (past_alert(session, made.who(role), alert_id) is not None) == (role in may), role
    with db.read() as session:
        board = board_viewer(session.get_one(School, made.staff.school))
        stranger = made.staff.viewer_of(db, made.staff.stranger)
        for viewer in (board, stranger):
            assert alerts_seen(session, viewer, from_on=YEAR[0], to_on=YEAR[1]).alerts == ()
            assert past_alert(session, viewer, alert_id) is None


def test_what_fell_due_while_nobody_watched_is_told_with_its_span(db: Database) -> None:
    made = world(db)
    made.watch(85)
    with db.write() as session:
        session.add(NotMonitored(from_at=at(50), to_at=at(85), raised_late=2))
        session.add(NotMonitored(from_at=at(0), to_at=at(1), raised_late=0))
    found = seen(made)
    (alert,) = found.alerts
    assert (alert.late, alert.late_s, alert.not_watched) == (True, 25 * 60, True)
    assert [(gap.from_at, gap.to_at, gap.alerts) for gap in found.gaps] == [
        (at(50), at(85), (alert,)),
        (at(0), at(1), ()),
    ]
    assert seen(made, by=Role.GOVERNOR).gaps == ()


def test_in_time_is_not_late_though_nobody_watched_a_moment_later(db: Database) -> None:
    made = world(db)
    made.watch(60)
    with db.write() as session:
        session.add(NotMonitored(from_at=at(61), to_at=at(80), raised_late=0))
    assert (line(made).late, line(made).not_watched) == (False, False)


def test_no_word_of_the_family_stands_in_the_list(db: Database) -> None:
    made = world(db)
    made.watch(60)
    for never in ("Ash", "Mill Row", "Zoë"):
        assert never not in repr(seen(made))


def test_police_who_were_called_stay_to_be_told_until_somebody_says_so(db: Database) -> None:
    made = world(db)
    made.watch(60)
    office, alert_id = made.who(Role.OFFICE), made.alert().id
    police_called(db, alert_id=alert_id, called_at=at(65), reference="QM-1187", by=office, now=at(65))

    def to_tell(by: Role = Role.OFFICE) -> list[str]:
        with db.read() as session:
            return [one.police_reference for one in police_to_tell(session, made.who(by))]

    assert to_tell() == []
    back(made, 70, "a", "b")
    made.stand_down(71)
    assert to_tell() == ["QM-1187"]
    assert to_tell(Role.GOVERNOR) == []
    assert line(made).police_to_tell
    tell_police_it_is_over(db, alert_id=alert_id, by=made.who(Role.SLT), now=at(80))
    assert to_tell() == []
    last = lines(made)[-1]
    assert (last.what, last.who, last.at) == (Moment.POLICE_TOLD, "Slt Person", at(80))


def test_the_timeline_names_the_visitors_and_how_soon_somebody_had_it(db: Database) -> None:
    made = world(db)
    made.watch(62)
    made.acknowledge(65)
    made.ring(66, a=WELL)
    by_kind = {one.what: one for one in lines(made)}
    assert by_kind[Moment.RAISED].after == timedelta(minutes=2)
    assert by_kind[Moment.ACKNOWLEDGED].after == timedelta(minutes=3)
    assert by_kind[Moment.RESULT].of == by_kind[Moment.WORD].of == ("Visitor Person",)


def drills(made: World, minutes: float, by: Role = Role.SLT) -> DrillLine:
    with made.db.read() as session:
        (found,) = [
            one
            for one in last_drills(session, made.who(by), now=at(minutes))
            if one.school_id == made.staff.school
        ]
    return found


def test_a_school_is_due_for_a_drill_until_it_held_one_and_again_after_its_days(db: Database) -> None:
    made = world(db)
    assert (drills(made, 0).is_due, drills(made, 0).ended_at, drills(made, 0).may_hold) == (True, None, True)
    given = {"school_id": made.staff.school, "kind": LadderKind.OVERDUE}
    alert_id = hold_drill(db, **given, by=made.who(Role.SLT), now=at(1))
    assert (drills(made, 2).open_id, drills(made, 2).is_due) == (alert_id, True)
    stand_down(db, alert_id=alert_id, closed_as="safe", by=made.who(Role.SLT), now=at(20))
    found = drills(made, 30, Role.GOVERNOR)
    assert (found.ended_at, found.kind, found.is_due, found.may_hold) == (
        at(20),
        LadderKind.OVERDUE,
        False,
        False,
    )
    day = 24 * 60
    assert not drills(made, 119 * day).is_due
    assert drills(made, 120 * day).is_due


def test_a_drill_stands_in_the_list_and_never_in_the_statistics(db: Database) -> None:
    made = world(db)
    given = {"school_id": made.staff.school, "kind": LadderKind.EMERGENCY}
    hold_drill(db, **given, by=made.who(Role.SLT), now=at(1))
    raise_emergency(db, school_id=made.staff.school, by=made.who(Role.SLT), now=at(2))
    found = seen(made).alerts
    assert [alert.drill for alert in found] == [False, True]
    assert summary(measured(*as_frames(found, now=at(3))))["alerts"].to_list() == [1]
    assert len(every(db, AlertRow)) == 2


@pytest.mark.parametrize("closed_as", ["safe", "false_alarm"])
def test_stood_down_without_word_is_safe_from_then(sqlite_db: Database, closed_as: str) -> None:
    made = world(sqlite_db)
    made.watch(60)
    kind = AlarmCause.OTHER if closed_as == "false_alarm" else None
    made.stand_down(69, closed_as=closed_as, cause="They are beside me", cause_kind=kind)
    assert line(made).safe_at == at(69)


def test_only_the_days_that_are_asked_for_are_read(db: Database) -> None:
    made = world(db)
    made.watch(60)
    day, after = date(2026, 11, 23), date(2026, 11, 24)
    with db.read() as session:
        office = made.who(Role.OFFICE)
        assert len(alerts_seen(session, office, from_on=day, to_on=after).alerts) == 1
        assert alerts_seen(session, office, from_on=after, to_on=date(2026, 12, 31)).alerts == ()
        assert alerts_seen(session, office, from_on=date(2026, 1, 1), to_on=day).alerts == ()
        assert alert_scope(session, office).first_on == day
        assert alert_scope(session, made.who(Role.GOVERNOR)).schools == {}
