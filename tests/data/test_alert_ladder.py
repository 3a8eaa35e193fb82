"""The ladder of the school's policy advances on what was recorded of each visitor, and on nothing else."""

import pytest

from data.commands import word
from data.commands.core import Invalid, Stale
from data.database import Database
from data.models import EventRow, StepResultRow
from tests.data.alert_world import CONCERN, SILENT, WELL, at, keys, world
from tests.trips import entries, every
from visits.words import EventKind, Role, StepOutcome


def test_washwood_heath_walks_mobile_home_slt_police(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    made.record(62, "ring_home", StepOutcome.NO_ANSWER)
    made.record(63, "tell_slt", StepOutcome.TOLD)
    made.record(64, "police", StepOutcome.POLICE_CALLED, by=Role.SLT)
    assert keys(made) == ["ring_visitors", "ring_home", "tell_slt", "police"]
    assert made.step_key() == "police"
    assert made.alert().accounted_at is None


def test_blessed_trinity_walks_both_slt_police(db: Database) -> None:
    made = world(db, "blessed_trinity")
    made.watch(49)
    made.ring(50, a=SILENT, b=StepOutcome.COULD_NOT_TRY)
    made.record(51, "tell_slt", StepOutcome.NOT_REACHED)
    assert keys(made) == ["ring_visitors", "tell_slt", "police"]


def test_heather_avenue_stays_until_there_is_cause(db: Database) -> None:
    made = world(db, "heather_avenue")
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    made.record(62, "judge_cause", StepOutcome.NO_CAUSE)
    assert made.step_key() == "judge_cause"
    made.record(63, "judge_cause", StepOutcome.CAUSE)
    assert made.step_key() == "police"


@pytest.mark.parametrize("hours", [1, 24])
def test_minutes_alone_never_advance(sqlite_db: Database, hours: int) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.watch(60 + 60 * hours)
    assert made.step_key() == "ring_visitors"


def test_one_answer_waits_for_the_other(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=SILENT)
    assert made.step_key() == "ring_visitors"
    assert [line.outcome for line in made.card(61).visitors] == [SILENT, None]
    made.ring(62, b=SILENT)
    assert made.step_key() == "ring_home"


def test_one_visitor_answering_well_never_closes_the_other(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL, b=SILENT)
    assert made.step_key() == "ring_home"
    assert made.due_names(61) == {"Family Person"}
    assert made.alert().accounted_at is None


@pytest.mark.parametrize(
    ("first", "second"), [({"a": WELL}, {"b": SILENT}), ({"b": SILENT}, {"a": WELL})], ids=["a", "b"]
)
def test_the_two_answers_commute(
    db: Database, first: dict[str, StepOutcome], second: dict[str, StepOutcome]
) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, **first)
    made.ring(61, **second)
    assert (made.step_key(), made.due_names(61)) == ("ring_home", {"Family Person"})


@pytest.mark.parametrize(
    ("a", "b", "leads_to"),
    [(WELL, CONCERN, "tell_slt"), (SILENT, CONCERN, "tell_slt"), (WELL, SILENT, "ring_home")],
)
def test_the_worst_answer_decides(sqlite_db: Database, a: StepOutcome, b: StepOutcome, leads_to: str) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(61, a=a, b=b)
    assert made.step_key() == leads_to


def test_both_well_accounts_for_everybody_and_waits_to_be_stood_down(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL, b=WELL)
    assert (made.alert().accounted_at, made.step()) == (at(61), None)
    assert made.alert().closed_at is None
    well = every(db, EventRow, kind=EventKind.WELL)
    assert [set(row.visitor_ids) for row in well] == [{str(made.a), str(made.b)}]


def test_whoever_answered_well_is_rung_again_while_they_are_out(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL, b=SILENT)
    again = made.deadlines()["recheck a"]
    assert (again.due_at, again.raised_at) == (at(76), None)
    assert made.watch(76) == 1
    assert made.due_names(76) == {"Visitor Person", "Family Person"}
    assert made.step_key() == "ring_home"


def test_a_later_call_counts_for_a_visitor_who_did_not_answer_at_first(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(61, a=SILENT)
    made.ring(62, a=WELL)
    made.ring(63, b=WELL)
    assert made.alert().accounted_at == at(63)
    assert len(every(sqlite_db, StepResultRow)) == 3


def test_word_from_elsewhere_accounts_too_and_what_was_recorded_before_decides_nothing(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=SILENT)
    word.back(db, visit_id=made.visit, visitor_ids=[made.a], by=made.who(Role.OFFICE), now=at(62))
    assert made.due_names(62) == {"Family Person"}
    made.ring(63, b=WELL)
    assert made.alert().accounted_at == at(63)


def test_everybody_back_settles_the_alert_and_ends_the_reminders(db: Database) -> None:
    made = world(db)
    made.watch(60)
    both = [made.a, made.b]
    word.back(db, visit_id=made.visit, visitor_ids=both, by=made.who(Role.OFFICE), now=at(62))
    assert made.alert().accounted_at == at(62)
    made.watch(120)
    step = made.step()
    assert step is not None
    assert step.reminded == 0


def test_a_step_that_ended_elsewhere_asks_for_no_next_once_all_are_accounted_for(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    both = [made.a, made.b]
    word.back(db, visit_id=made.visit, visitor_ids=both, by=made.who(Role.OFFICE), now=at(62))
    made.record(63, "ring_home", StepOutcome.NO_ANSWER)
    assert made.step() is None
    assert keys(made) == ["ring_visitors", "ring_home"]


def test_well_at_the_home_means_that_the_visitors_were_spoken_to_there(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    made.record(62, "ring_home", WELL)
    assert made.alert().accounted_at == at(62)


def test_only_one_of_them_found_at_the_home_leaves_the_other_due(sqlite_db: Database) -> None:
    made = world(sqlite_db)
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    made.record(62, "ring_home", {made.a: WELL, made.b: SILENT})
    assert (made.step_key(), made.due_names(62)) == ("tell_slt", {"Family Person"})


def test_a_step_that_somebody_else_has_taken_is_stale(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=SILENT, b=SILENT)
    with pytest.raises(Stale):
        made.ring(61.1, a=SILENT, b=SILENT)
    assert len(every(db, StepResultRow)) == 2
    assert entries(db)[-1] == ("alert.record_step", "refused")


def test_a_visitor_who_was_heard_of_meanwhile_makes_an_answer_stale(db: Database) -> None:
    made = world(db)
    made.watch(60)
    made.ring(61, a=WELL)
    with pytest.raises(Stale):
        made.ring(62, a=SILENT, b=SILENT)
    assert made.step_key() == "ring_visitors"


@pytest.mark.parametrize("outcomes", ["nothing", "one for all", "no such outcome", "a stranger"])
def test_an_outcome_that_the_step_cannot_have_is_a_sentence_and_writes_nothing(
    sqlite_db: Database, outcomes: str
) -> None:
    made = world(sqlite_db)
    made.watch(60)
    before = entries(sqlite_db)
    given = {
        "nothing": {},
        "one for all": {None: SILENT},
        "no such outcome": {made.a: StepOutcome.TOLD, made.b: StepOutcome.TOLD},
        "a stranger": {made.visit: SILENT},
    }[outcomes]
    with pytest.raises(Invalid) as refused:
        made.record(61, "ring_visitors", given)  # type: ignore[arg-type]
    assert refused.value.problems["outcomes"].endswith(".")
    assert every(sqlite_db, StepResultRow) == []
    assert entries(sqlite_db) == before


def test_a_named_step_cannot_have_one_outcome_a_visitor(sqlite_db: Database) -> None:
    made = world(sqlite_db, "blessed_trinity")
    made.watch(49)
    made.ring(50, a=SILENT, b=SILENT)
    with pytest.raises(Invalid, match="one outcome for all"):
        made.record(51, "tell_slt", {made.a: StepOutcome.TOLD, made.b: StepOutcome.TOLD})
