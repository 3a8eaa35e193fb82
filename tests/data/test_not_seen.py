"""The second ladder, for a pupil who was not seen: off by default, one open alert a visit, and apart from the silence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from data.commands import alert as alerts
from data.commands import record, word
from data.commands.core import Invalid, Refused, Stale
from data.database import Database
from data.models import AlertRow, AlertStepRow, EventRow, School, StopRow, VisitRow
from data.queries.alert import open_alerts
from data.queries.alert_card import AlertCard
from tests.data.alert_world import SILENT, WELL, World, at, keys, mail_on, world
from tests.trips import every, home, one
from visits.not_seen import NOT_SEEN
from visits.words import EventKind, LadderKind, Role, StepOutcome, StopOutcome, VisitState

R, End = Role, StopOutcome
KIND = LadderKind.PUPIL_NOT_SEEN


@pytest.fixture
def made(db: Database) -> World:
    """A visit that is out under Washwood Heath's text, at a school that has turned the second ladder on."""
    return turned_on(world(db))


def turned_on(made: World) -> World:
    with made.db.write() as session:
        session.get_one(School, made.staff.school).not_seen_on = True
    return made


def stop(made: World) -> UUID:
    return one(made.db, StopRow, visit_id=made.visit).id


def leave(made: World, minutes: float, outcome: StopOutcome | None, *whom: UUID, by: Role = R.OFFICE) -> None:
    word.leave(
        made.db,
        visit_id=made.visit,
        stop_id=stop(made),
        visitor_ids=whom or (made.a, made.b),
        outcome=outcome,
        by=made.who(by),
        now=at(minutes),
    )


def raised(made: World) -> list[AlertRow]:
    return every(made.db, AlertRow, kind=KIND)


def card(made: World, minutes: float, kind: LadderKind = KIND) -> AlertCard:
    with made.db.read() as session:
        (found,) = [c for c in open_alerts(session, made.who(R.OFFICE), now=at(minutes)) if c.kind is kind]
    return found


def step(made: World, minutes: float, key: str, outcome: StepOutcome, *, by: Role = R.OFFICE) -> None:
    (alert,) = every(made.db, AlertRow, kind=KIND, closed_at=None)
    alerts.record_step(
        made.db,
        alert_id=alert.id,
        step_key=key,
        outcomes={None: outcome},
        by=made.who(by),
        now=at(minutes),
    )


def back(made: World, minutes: float) -> None:
    word.back(
        made.db,
        visit_id=made.visit,
        visitor_ids=(made.a, made.b),
        by=made.who(R.OFFICE),
        now=at(minutes),
    )


def write_up(made: World, minutes: float, outcome: StopOutcome | None, **more: Any) -> None:
    report = record.StopReport(stop_id=stop(made), outcome=outcome, who_was_seen="Ada Ash")
    record.write_up(
        made.db,
        visit_id=made.visit,
        version=one(made.db, VisitRow).version,
        stops=(report,),
        system="CPOMS",
        reference="1234",
        by=made.who(R.VISITOR),
        now=at(minutes),
        **more,
    )


@pytest.mark.parametrize("outcome", list(End))
def test_off_by_default_nothing_is_raised(db: Database, outcome: StopOutcome) -> None:
    made = world(db)
    leave(made, 20, outcome)
    assert every(db, AlertRow) == []


@pytest.mark.parametrize("outcome", [*End, None])
def test_on_it_is_raised_with_the_word_that_says_so(made: World, outcome: StopOutcome | None) -> None:
    leave(made, 20, outcome)
    assert len(raised(made)) == (outcome in NOT_SEEN)
    if outcome in NOT_SEEN:
        found = card(made, 20)
        assert found.stop is not None
        assert (found.stop.outcome, found.due_at, found.raised_at) == (outcome, at(20), at(20))
        assert found.step is not None
        assert (found.step.key, found.step.ours, found.step.number, found.step.of) == (
            "ring_home",
            True,
            1,
            4,
        )
        assert [phone.name for phone in found.home_phones] == ["Ada Ash, mother"]
        assert {line.due for line in found.visitors} == {False}


def test_a_stop_that_was_not_made_is_one_too(made: World) -> None:
    word.not_made(
        made.db,
        visit_id=made.visit,
        stop_id=stop(made),
        visitor_ids=(made.a, made.b),
        by=made.who(R.OFFICE),
        now=at(12),
    )
    assert len(raised(made)) == 1


def test_one_alert_a_visit_however_often_it_is_said(made: World) -> None:
    leave(made, 20, End.NOBODY_IN, made.a)
    leave(made, 21, End.NOBODY_IN, made.b)
    leave(made, 22, End.NOBODY_IN, made.a)
    back(made, 40)
    write_up(made, 50, End.NOBODY_IN)
    assert len(raised(made)) == 1
    assert keys(made) == ["ring_home"]


def test_what_is_said_only_in_the_write_up_raises_it_within_a_day(made: World) -> None:
    back(made, 40)
    write_up(made, 50, End.REFUSED)
    assert len(raised(made)) == 1


def test_a_write_up_that_comes_long_after_is_no_news(made: World) -> None:
    back(made, 40)
    write_up(made, 60 + 24 * 60 + 1, End.REFUSED)
    assert raised(made) == []


def test_once_it_was_stood_down_the_same_word_does_not_raise_it_again(made: World) -> None:
    leave(made, 20, End.NOBODY_IN)
    close(made, 30, cause="Spoke to her grandmother")
    back(made, 40)
    write_up(made, 50, End.NOBODY_IN)
    assert [row.closed_at is None for row in raised(made)] == [False]


def close(made: World, minutes: float, *, cause: str = "", by: Role = R.OFFICE) -> None:
    (alert,) = every(made.db, AlertRow, kind=KIND, closed_at=None)
    alerts.stand_down(
        made.db, alert_id=alert.id, closed_as="safe", cause=cause, by=made.who(by), now=at(minutes)
    )


@pytest.mark.parametrize(
    ("walk", "came_to"),
    [
        ([("ring_home", WELL)], ["ring_home"]),
        ([("ring_home", SILENT)], ["ring_home", "tell_dsl"]),
        (
            [("ring_home", SILENT), ("tell_dsl", StepOutcome.TOLD), ("judge_cause", StepOutcome.NO_CAUSE)],
            ["ring_home", "tell_dsl", "judge_cause"],
        ),
        (
            [
                ("ring_home", StepOutcome.ANSWERED_CONCERN),
                ("tell_dsl", StepOutcome.NOT_REACHED),
                ("judge_cause", StepOutcome.CAUSE),
                ("decide", StepOutcome.POLICE_NOT_NEEDED),
            ],
            ["ring_home", "tell_dsl", "judge_cause", "decide"],
        ),
    ],
    ids=["well", "no answer", "no cause yet", "to the decision"],
)
def test_it_walks_our_steps_by_what_came_of_each(
    made: World, walk: Sequence[tuple[str, StepOutcome]], came_to: list[str]
) -> None:
    leave(made, 20, End.ADULT_ONLY)
    for number, (key, outcome) in enumerate(walk):
        step(made, 21 + number, key, outcome)
    assert keys(made) == came_to
    (alert,) = raised(made)
    assert (alert.accounted_at is not None) is (walk == [("ring_home", WELL)])
    assert alert.closed_at is None


def test_concern_at_any_time_leads_to_the_decision(made: World) -> None:
    leave(made, 20, End.NOBODY_IN)
    (alert,) = raised(made)
    alerts.cause_for_concern_now(made.db, alert_id=alert.id, by=made.who(R.OFFICE), now=at(22))
    assert keys(made) == ["ring_home", "decide"]
    alerts.police_called(made.db, alert_id=alert.id, called_at=at(24), by=made.who(R.LEAD_DSL), now=at(24))
    assert raised(made)[0].police_called_at == at(24)


def test_it_takes_a_sentence_unless_the_child_was_heard_of(made: World) -> None:
    leave(made, 20, End.NOBODY_IN)
    with pytest.raises(Invalid, match="How do you know that the child is safe"):
        close(made, 22)
    step(made, 23, "ring_home", WELL)
    assert card(made, 24).step is None
    close(made, 25)
    assert one(made.db, AlertRow).closed_as == "safe"


def test_it_never_mixes_with_the_silence_of_the_visitors(made: World) -> None:
    """Both are open at once; word of the visitors settles the one, an answer at home the other."""
    leave(made, 20, End.NOBODY_IN)
    made.watch(61)
    silence = card(made, 61, LadderKind.OVERDUE)
    assert silence.id != card(made, 61).id
    step(made, 62, "ring_home", WELL)
    overdue = one(made.db, AlertRow, kind=LadderKind.OVERDUE)
    assert overdue.accounted_at is None
    assert [e for e in every(made.db, EventRow) if e.kind is EventKind.WELL] == []
    close(made, 63)
    visit = one(made.db, VisitRow)
    assert (visit.state, visit.stood_down_at) == (VisitState.OUT, None)
    assert {line.due for line in card(made, 64, LadderKind.OVERDUE).visitors} == {True}


def test_everybody_back_settles_the_silence_and_not_the_child(made: World) -> None:
    leave(made, 20, End.NOBODY_IN)
    made.watch(61)
    back(made, 62)
    assert one(made.db, AlertRow, kind=LadderKind.OVERDUE).accounted_at == at(62)
    assert raised(made)[0].accounted_at is None
    assert card(made, 63).step is not None


def test_its_people_are_reminded_until_somebody_has_it(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    leave(made, 20, End.NOBODY_IN)
    assert made.told() == {"office"}
    assert all("Pupil not seen" in row.subject for row in made.messages())
    assert all("Mill Row" not in row.subject + row.body for row in made.messages())
    assert all("Ash" not in row.subject + row.body for row in made.messages())
    made.watch(36)
    assert one(made.db, AlertStepRow).reminded == 1
    (alert,) = raised(made)
    alerts.acknowledge(made.db, alert_id=alert.id, by=made.who(R.OFFICE), now=at(37))
    made.watch(55)
    assert one(made.db, AlertStepRow).reminded == 1


def test_nobody_acts_on_the_alert_of_a_visit_that_they_are_on(db: Database) -> None:
    made = turned_on(world(db, second=R.SLT))
    leave(made, 20, End.NOBODY_IN)
    with pytest.raises(Refused, match="on this visit yourself"):
        step(made, 21, "ring_home", WELL, by=R.SLT)
    with pytest.raises(Stale):
        step(made, 21, "tell_dsl", StepOutcome.TOLD)


def test_a_second_family_joins_the_open_alert_and_begins_its_steps_anew(made: World) -> None:
    other = home(made.db, made.staff, name="Oak household", number="P2")
    with made.db.write() as session:
        session.add(
            StopRow(
                school_id=made.staff.school,
                visit_id=made.visit,
                position=2,
                household_id=other.household,
                address="3 Kiln Lane",
                due_in_at=at(25),
                due_out_at=at(35),
            )
        )
    first, second = sorted(every(made.db, StopRow), key=lambda row: row.position)
    for row, minutes in ((first, 20), (second, 30)):
        given = {"visit_id": made.visit, "stop_id": row.id, "visitor_ids": (made.a, made.b)}
        word.leave(made.db, outcome=End.NOBODY_IN, by=made.who(R.OFFICE), now=at(minutes), **given)  # type: ignore[arg-type]
        if row is first:
            step(made, 22, "ring_home", WELL)
            assert raised(made)[0].accounted_at == at(22)
    (alert,) = raised(made)
    assert alert.heard == "stop 1: nobody in, card left; stop 2: nobody in, card left"
    assert alert.accounted_at is None
    assert keys(made) == ["ring_home", "ring_home"]
