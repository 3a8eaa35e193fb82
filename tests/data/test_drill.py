"""A drill walks the school's own ladder; nobody is missing, nobody rings the police, and what is in earnest goes on."""

import pytest

from data.commands import alert as alerts
from data.commands.core import Invalid, NotPermitted, Refused
from data.commands.drill import hold_drill
from data.commands.emergency import name_visit, raise_emergency
from data.database import Database
from data.models import AlertRow, PolicyVersion
from data.queries.alert import open_alerts
from data.queries.alert_card import AlertCard
from data.queries.drills import last_drills
from tests.data.alert_world import SILENT, WELL, World, at, mail_on, world
from tests.trips import entries, every, one
from visits.alerts import DRILL_POLICE
from visits.words import LadderKind, Role, StepKind, StepOutcome

POLICIES = ["blessed_trinity", "fs2_primary", "heather_avenue", "red_balloon_norwich", "washwood_heath"]


def drill(made: World, minutes: float = 5, kind: LadderKind = LadderKind.OVERDUE) -> AlertRow:
    alert_id = hold_drill(
        made.db, school_id=made.staff.school, kind=kind, by=made.who(Role.LEAD_DSL), now=at(minutes)
    )
    return one(made.db, AlertRow, id=alert_id)


def card(made: World, minutes: float) -> AlertCard:
    with made.db.read() as session:
        (found,) = [c for c in open_alerts(session, made.who(Role.OFFICE), now=at(minutes)) if c.drill]
    return found


def record(made: World, alert: AlertRow, minutes: float, key: str, outcome: StepOutcome) -> None:
    alerts.record_step(
        made.db,
        alert_id=alert.id,
        step_key=key,
        outcomes={None: outcome},
        note="I would ring 999 and read the briefing" if outcome is StepOutcome.POLICE_NOT_NEEDED else "",
        by=made.who(Role.OFFICE),
        now=at(minutes),
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_every_ladder_can_be_walked_to_its_end_without_police(db: Database, policy: str) -> None:
    made = world(db, policy)
    alert = drill(made)
    assert (alert.drill, alert.visit_id, alert.due_at) == (True, None, at(5))
    kinds: list[StepKind] = []
    for turn in range(12):
        step = card(made, 6 + turn).step
        if step is None:
            break
        kinds.append(step.kind)
        assert StepOutcome.POLICE_CALLED not in step.outcomes
        assert not step.by_name
        assert (step.text == DRILL_POLICE) == (step.kind is StepKind.POLICE)
        wanted = (StepOutcome.NO_ANSWER, StepOutcome.TOLD, StepOutcome.CAUSE, StepOutcome.POLICE_NOT_NEEDED)
        outcome = next(o for o in wanted if o in step.outcomes)
        record(made, alert, 6 + turn, step.key, outcome)
    assert kinds[0] is StepKind.RING_VISITORS
    assert card(made, 20).step is None, kinds
    assert card(made, 20).accounted_at is not None
    alerts.stand_down(db, alert_id=alert.id, closed_as="safe", by=made.who(Role.SLT), now=at(21))
    over = one(db, AlertRow, id=alert.id)
    assert (over.closed_as, over.cause, over.police_called_at) == ("safe", "Drill ended", None)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_code_phrase_is_practised_too(sqlite_db: Database, policy: str) -> None:
    made = world(sqlite_db, policy)
    alert = drill(made, kind=LadderKind.EMERGENCY)
    step = card(made, 6).step
    assert step is not None
    assert (step.text, step.outcomes) == (DRILL_POLICE, (StepOutcome.POLICE_NOT_NEEDED,))
    record(made, alert, 7, step.key, StepOutcome.POLICE_NOT_NEEDED)
    assert card(made, 8).step is None


def test_everybody_well_ends_the_ladder_of_a_drill(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    alert = drill(made)
    record(made, alert, 6, "ring_visitors", WELL)
    assert (card(made, 7).step, card(made, 7).accounted_at) == (None, at(6))


def test_police_are_never_recorded_as_called_in_a_drill(db: Database) -> None:
    made = world(db)
    alert = drill(made, kind=LadderKind.EMERGENCY)
    with pytest.raises(Refused, match="nobody rings the police"):
        alerts.police_called(db, alert_id=alert.id, called_at=at(6), by=made.who(Role.OFFICE), now=at(6))
    with pytest.raises(Invalid, match="Choose what came of this step"):
        record(made, alert, 6, "emergency", StepOutcome.POLICE_CALLED)
    assert one(db, AlertRow, id=alert.id).police_called_at is None


def test_every_message_says_that_it_is_a_drill(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db, "fs2_primary")
    silence, phrase = drill(made), drill(made, kind=LadderKind.EMERGENCY)
    made.watch(20)
    record(made, silence, 21, "ring_visitors", SILENT)
    for alert in (silence, phrase):
        alerts.stand_down(db, alert_id=alert.id, closed_as="safe", by=made.who(Role.SLT), now=at(22))
    messages = made.messages()
    assert {m.topic for m in messages} == {"alert.step", "alert.reminder", "alert.stood_down"}
    for message in messages:
        assert "DRILL" in message.subject
        assert "Nobody is missing." in message.body or "Nobody was missing." in message.body
        assert "999" not in message.body
        assert "Ring the police" not in message.body


def test_begun_twice_it_is_one_drill_of_that_kind(db: Database) -> None:
    made = world(db)
    first = drill(made)
    assert drill(made, 6).id == first.id
    assert drill(made, 6, LadderKind.EMERGENCY).id != first.id
    assert entries(db).count(("alert.drill", "change")) == 2


def test_a_real_emergency_and_a_real_silence_go_on_beside_a_drill(db: Database) -> None:
    made = world(db)
    practised = {drill(made).id, drill(made, kind=LadderKind.EMERGENCY).id}
    office = made.who(Role.OFFICE)
    real = raise_emergency(db, school_id=made.staff.school, by=office, now=at(7))
    assert real not in practised
    assert made.watch(60) == 2
    assert one(db, AlertRow, visit_id=made.visit).drill is False
    phrase = one(db, AlertRow, drill=True, kind=LadderKind.EMERGENCY)
    with db.read() as session:
        cards = open_alerts(session, office, now=at(60))
    assert [(c.drill, c.kind) for c in cards] == [
        (False, LadderKind.EMERGENCY),
        (False, LadderKind.OVERDUE),
        (True, LadderKind.EMERGENCY),
        (True, LadderKind.OVERDUE),
    ]
    with pytest.raises(Refused, match="This is a drill"):
        name_visit(db, alert_id=phrase.id, visit_id=made.visit, by=office, now=at(61))


@pytest.mark.parametrize("real", ["emergency", "overdue"])
def test_none_is_begun_while_it_is_in_earnest(db: Database, real: str) -> None:
    made = world(db)
    minutes = 7.0
    if real == "emergency":
        raise_emergency(db, school_id=made.staff.school, by=made.who(Role.OFFICE), now=at(6))
    else:
        made.watch(60)
        minutes = 61
    with pytest.raises(Refused, match=r"A real alert is open at .+: hold the drill once it is over\."):
        drill(made, minutes)
    assert every(db, AlertRow, drill=True) == []
    with db.read() as session:
        (line,) = last_drills(session, made.who(Role.LEAD_DSL), now=at(minutes))
    assert line.in_earnest


def test_begun_again_in_earnest_it_is_still_the_drill_that_goes_on(db: Database) -> None:
    made = world(db)
    first = drill(made)
    raise_emergency(db, school_id=made.staff.school, by=made.who(Role.OFFICE), now=at(6))
    assert drill(made, 7).id == first.id
    assert first.drill


def test_only_leaders_begin_one_and_only_with_a_policy(db: Database) -> None:
    made = world(db)
    given = {"school_id": made.staff.school, "kind": LadderKind.OVERDUE}
    with pytest.raises(NotPermitted):
        hold_drill(db, **given, by=made.who(Role.OFFICE), now=at(5))
    with pytest.raises(Invalid, match="of an overdue visit or of the code phrase"):
        drill(made, kind=LadderKind.PUPIL_NOT_SEEN)
    with db.write() as session:
        session.get_one(PolicyVersion, made.version).in_force_from = at(60 * 48).date()
    with pytest.raises(Refused, match="No policy is in force"):
        drill(made)
    assert every(db, AlertRow) == []
