"""Somebody is in danger: one press, no typing first, and everybody who leads is told."""

from datetime import timedelta

import pytest

from data.commands.alert import police_called, stand_down
from data.commands.core import Invalid, NotPermitted, Refused
from data.commands.emergency import name_visit, note_heard, raise_emergency, unname_visit
from data.database import Database
from data.models import AlertRow, EventRow, VisitRow
from data.queries.alert import open_alerts
from data.queries.alert_card import AlertCard
from data.queries.alert_timeline import Moment, timeline
from data.queries.alerts_past import past_alert
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import every, one
from visits.words import EventKind, LadderKind, Role, VisitState

LEADERS = {"headteacher", "deputy_head", "slt", "lead_dsl", "deputy_dsl", "office"}


def press(made: World, minutes: float, *, by: Role = Role.OFFICE, known: bool = True) -> AlertRow:
    """Press the button; return the alert."""
    alert_id = raise_emergency(
        made.db,
        school_id=made.staff.school,
        visit_id=made.visit if known else None,
        by=made.who(by),
        now=at(minutes),
    )
    return one(made.db, AlertRow, id=alert_id)


@pytest.mark.parametrize("policy", ["blessed_trinity", "heather_avenue", "washwood_heath"])
def test_one_press_raises_it_and_tells_everybody_who_leads(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    mail_on(monkeypatch)
    made = world(sqlite_db, policy)
    alert = press(made, 20)
    assert (alert.kind, alert.visit_id, alert.raised_at) == (LadderKind.EMERGENCY, made.visit, at(20))
    assert made.told() >= LEADERS
    assert one(sqlite_db, VisitRow).emergency_at == at(20)
    assert [e.kind for e in every(sqlite_db, EventRow)] == [EventKind.PHRASE]


@pytest.mark.parametrize(
    ("policy", "police"),
    [
        ("blessed_trinity", "Decide now whether the police are needed, and ring them"),
        ("red_balloon_norwich", "Decide now whether the police are needed, and ring them"),
        ("fs2_primary", "Ring the police now, on 999"),
        ("heather_avenue", "Ring the police now, on 999"),
        ("washwood_heath", "Decide now whether the police are needed, and ring them"),
    ],
)
def test_what_is_asked_next_is_what_that_text_says(sqlite_db: Database, policy: str, police: str) -> None:
    made = world(sqlite_db, policy)
    press(made, 20)
    step = made.card(20).step
    assert step is not None
    assert (step.text, step.ours, step.number, step.of) == (police, policy == "washwood_heath", 1, 1)


def test_pressed_twice_it_is_one_emergency(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    first = press(made, 20)
    told = len(made.messages())
    assert press(made, 20.01, by=Role.SENDCO).id == first.id
    assert (len(every(db, AlertRow)), len(made.messages())) == (1, told)


def test_a_press_while_it_is_open_leaves_its_trace(db: Database) -> None:
    made = world(db)
    first = press(made, 20)
    press(made, 20.01)
    press(made, 23, by=Role.SENDCO)
    press(made, 24, by=Role.VISITOR, known=False)
    assert made.alert().id == first.id
    again = ["10:23 Sendco Person pressed danger again.", "10:24 Visitor Person pressed danger again."]
    assert made.card(25).heard.splitlines() == again
    with db.read() as session:
        lines = timeline(session, made.who(Role.OFFICE), first.id) or []
    assert [line.who for line in lines if line.what is Moment.RAISED] == ["Office Person"]
    assert [(line.at, line.who, line.text) for line in lines if line.what is Moment.RESULT] == [
        (at(20), "Office Person", "raised the emergency"),
        (at(23), "Sendco Person", "pressed danger again"),
        (at(24), "Visitor Person", "pressed danger again"),
    ]


def test_who_is_out_raises_it_for_their_own_visit_beside_one_without(db: Database) -> None:
    made = world(db)
    unknown = press(made, 20, known=False)
    assert unknown.visit_id is None
    own = press(made, 21, by=Role.VISITOR, known=False)
    assert (own.visit_id, own.id != unknown.id) == (made.visit, True)
    assert one(db, VisitRow).emergency_at == at(21)


def test_which_visit_it_is_can_be_said_afterwards(db: Database) -> None:
    made = world(db)
    alert = press(made, 20, known=False)
    card = made.card(20)
    assert (card.visit_id, card.reference, card.visitors, card.stop) == (None, "not known yet", (), None)
    assert card.step is not None
    office = made.who(Role.OFFICE)
    name_visit(db, alert_id=alert.id, visit_id=made.visit, by=office, now=at(21))
    card = made.card(21)
    assert [line.name for line in card.visitors] == ["Visitor Person", "Family Person"]
    assert one(db, VisitRow).emergency_at == at(21)
    with pytest.raises(Refused, match="belongs to a visit already"):
        name_visit(db, alert_id=alert.id, visit_id=made.visit, by=office, now=at(22))


def test_a_wrong_answer_to_which_visit_it_is_is_taken_back(db: Database) -> None:
    made = world(db)
    alert = press(made, 20, known=False)
    assert not made.card(20).named_afterwards
    office = made.who(Role.OFFICE)
    name_visit(db, alert_id=alert.id, visit_id=made.visit, by=office, now=at(21))
    assert made.card(21).named_afterwards
    unname_visit(db, alert_id=alert.id, by=office, now=at(22))
    card = made.card(22)
    assert (card.visit_id, card.visitors, card.named_afterwards) == (None, (), False)
    assert one(db, VisitRow).emergency_at is None
    name_visit(db, alert_id=alert.id, visit_id=made.visit, by=office, now=at(23))
    assert made.card(23).visit_id == made.visit


def test_a_visit_for_which_somebody_pressed_stays_in_danger_whatever_was_said(db: Database) -> None:
    made = world(db)
    alert = press(made, 20, known=False)
    office = made.who(Role.OFFICE)
    name_visit(db, alert_id=alert.id, visit_id=made.visit, by=office, now=at(21))
    assert press(made, 22, by=Role.VISITOR, known=False).id == alert.id
    assert not made.card(22).named_afterwards
    with pytest.raises(Refused, match="was raised for this visit"):
        unname_visit(db, alert_id=alert.id, by=office, now=at(23))
    assert one(db, VisitRow).emergency_at == at(21)


def test_what_was_heard_is_typed_afterwards_and_added_to(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    alert = press(made, 20)
    office = made.who(Role.OFFICE)
    note_heard(sqlite_db, alert_id=alert.id, heard="The phrase, then shouting", by=office, now=at(21))
    note_heard(sqlite_db, alert_id=alert.id, heard="A door", by=made.who(Role.SLT), now=at(22))
    assert made.card(22).heard == "The phrase, then shouting\nA door"
    with pytest.raises(Invalid, match="Write down what was heard"):
        note_heard(sqlite_db, alert_id=alert.id, heard=" ", by=office, now=at(23))


def test_a_visit_that_is_not_out_can_have_an_emergency_too(sqlite_db: Database) -> None:
    made = world(sqlite_db, state=VisitState.AUTHORISED)
    alert = press(made, 20)
    assert (alert.closed_at, every(sqlite_db, EventRow)) == (None, [])


def test_it_reminds_until_acknowledged(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db)
    press(made, 20)
    told = len(made.messages())
    made.watch(22)
    assert len(made.messages()) == 2 * told
    assert "(reminder 1)" in made.messages(topic="alert.reminder")[0].subject
    made.acknowledge(23, by=Role.HEADTEACHER)
    made.watch(30)
    assert len(made.messages()) == 2 * told


def test_word_alone_never_settles_it_a_sentence_does(db: Database) -> None:
    made = world(db)
    alert = press(made, 20)
    head = made.who(Role.HEADTEACHER)
    with pytest.raises(Invalid, match="How do you know that they are safe"):
        stand_down(db, alert_id=alert.id, closed_as="safe", by=head, now=at(25))
    cause = "They are back and in my office"
    stand_down(db, alert_id=alert.id, closed_as="safe", cause=cause, by=head, now=at(26))
    assert one(db, AlertRow).closed_at == at(26)
    assert set(made.deadlines()) == {"back a", "back b"}


def cards(made: World, minutes: float) -> list[AlertCard]:
    with made.db.read() as session:
        return open_alerts(session, made.who(Role.OFFICE), now=at(minutes))


def test_an_overdue_card_says_that_the_visit_has_an_emergency(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    press(made, 20)
    made.watch(60)
    assert [(c.kind, c.emergency_open) for c in cards(made, 60)] == [
        (LadderKind.EMERGENCY, False),
        (LadderKind.OVERDUE, True),
    ]


def test_an_overdue_card_says_that_an_emergency_without_a_visit_may_be_about_it(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    by, school_id = made.who(Role.OFFICE), made.staff.school
    made.watch(60)
    alert = raise_emergency(sqlite_db, school_id=school_id, by=by, now=at(61))
    assert [(c.kind, c.emergency_maybe) for c in cards(made, 62)] == [
        (LadderKind.EMERGENCY, False),
        (LadderKind.OVERDUE, True),
    ]
    name_visit(sqlite_db, alert_id=alert, visit_id=made.visit, by=by, now=at(63))
    assert [(c.kind, c.emergency_maybe, c.emergency_open) for c in cards(made, 64)] == [
        (LadderKind.EMERGENCY, False, False),
        (LadderKind.OVERDUE, False, True),
    ]


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_is_not_staff_raises_none(sqlite_db: Database, role: Role) -> None:
    made = world(sqlite_db)
    with pytest.raises(NotPermitted):
        press(made, 20, by=role)
    assert every(sqlite_db, AlertRow) == []


def test_another_schools_visit_and_staff_are_refused(db: Database) -> None:
    made = world(db)
    stranger = made.staff.viewer_of(db, made.staff.stranger)
    for school_id in (made.staff.school, made.staff.other):
        with pytest.raises(NotPermitted):
            raise_emergency(db, school_id=school_id, visit_id=made.visit, by=stranger, now=at(20))
    assert every(db, AlertRow) == []


def test_the_police_were_not_called_days_before_the_alert(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    given = {"alert_id": press(made, 20).id, "by": made.who(Role.OFFICE), "now": at(25)}
    with pytest.raises(Invalid, match="more than a day before this alert"):
        police_called(sqlite_db, called_at=at(20) - timedelta(hours=25), **given)
    with pytest.raises(Invalid, match="still to come"):
        police_called(sqlite_db, called_at=at(26), **given)
    police_called(sqlite_db, called_at=at(18), **given)
    with sqlite_db.read() as session:
        line = past_alert(session, made.who(Role.SLT), given["alert_id"])
    assert line is not None
    # It was recorded as the step's outcome at 25; a call before the alert is no notice of it.
    assert (line.police_called_at, line.noticed_at) == (at(18), at(25))


def test_a_visitor_raises_their_own_emergency(db: Database) -> None:
    made = world(db)
    assert press(made, 20, by=Role.VISITOR).visit_id == made.visit
