"""Which alerts are looked at: what an address asks for, and that nothing stands in two places."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.alarm_choice import ALL_TERMS, DRILLS, STATES, WHAT, Choice
from analysis.alarms import terms
from visits.words import LadderKind

TODAY = date(2026, 11, 23)
HERE, THERE = UUID(int=1), UUID(int=2)
TERMS = terms(first_on=date(2025, 9, 1), today=TODAY)


@dataclass(frozen=True)
class Alarm:
    school_id: UUID = HERE
    due_on: date = TODAY
    kind: LadderKind = LadderKind.OVERDUE
    drill: bool = False
    closed_at: datetime | None = None


OVER = datetime(2026, 11, 23, 12, tzinfo=UTC)


def takes(choice: Choice, alarm: Alarm) -> bool:
    return choice.of_these([alarm], today=TODAY) == [alarm]


@pytest.mark.parametrize(
    ("choice", "alarm", "taken"),
    [
        (Choice(), Alarm(), True),
        (Choice(), Alarm(drill=True), False),
        (Choice(), Alarm(due_on=date(2026, 8, 31)), False),
        (Choice(term=ALL_TERMS), Alarm(due_on=date(2026, 8, 31)), True),
        (Choice(term="2026-2"), Alarm(due_on=date(2026, 8, 31)), True),
        (Choice(term="2026-2"), Alarm(), False),
        (Choice(school=str(HERE)), Alarm(), True),
        (Choice(school=str(THERE)), Alarm(), False),
        (Choice(what="overdue"), Alarm(), True),
        (Choice(what="emergency"), Alarm(), False),
        (Choice(what=DRILLS), Alarm(), False),
        (Choice(what=DRILLS), Alarm(drill=True, kind=LadderKind.EMERGENCY), True),
        (Choice(state="open"), Alarm(), True),
        (Choice(state="open"), Alarm(closed_at=OVER), False),
        (Choice(state="ended"), Alarm(), False),
        (Choice(state="ended"), Alarm(closed_at=OVER), True),
    ],
)
def test_what_is_chosen_is_what_is_shown(choice: Choice, alarm: Alarm, taken: bool) -> None:
    assert takes(choice, alarm) is taken


def test_what_there_is_not_is_as_if_it_were_not_asked_for() -> None:
    asked = {"school": str(THERE), "term": "1999-1", "what": "family", "state": "lost", "alert": "x"}
    assert Choice.of(asked, schools=[HERE], terms=TERMS) == Choice()


CHOICES = st.builds(
    Choice,
    school=st.sampled_from(["", str(HERE), str(THERE)]),
    term=st.sampled_from(["", ALL_TERMS, *(term.key for term in TERMS)]),
    what=st.sampled_from(WHAT),
    state=st.sampled_from(STATES),
)
ALARMS = st.builds(
    Alarm,
    school_id=st.sampled_from([HERE, THERE]),
    due_on=st.dates(min_value=date(2025, 9, 1), max_value=TODAY),
    kind=st.sampled_from(LadderKind),
    drill=st.booleans(),
    closed_at=st.sampled_from([None, OVER]),
)


@given(choice=CHOICES)
def test_an_address_leads_back_to_its_choice(choice: Choice) -> None:
    assert Choice.of(choice.query, schools=[HERE, THERE], terms=TERMS) == choice


@given(alarm=ALARMS)
def test_every_alert_is_in_one_term_one_state_and_never_both_in_earnest_and_a_drill(alarm: Alarm) -> None:
    assert sum(takes(Choice(term=term.key, what=w), alarm) for term in TERMS for w in ("", DRILLS)) == 1
    assert (
        sum(takes(Choice(term=ALL_TERMS, what=w, state=s), alarm) for s in STATES[1:] for w in ("", DRILLS))
        == 1
    )


@given(choice=CHOICES, alarm=ALARMS)
def test_what_is_read_has_all_that_is_chosen(choice: Choice, alarm: Alarm) -> None:
    first, after = choice.days(first_on=TERMS[-1].first_day, today=TODAY)
    assert choice.in_term(alarm.due_on, today=TODAY) == (first <= alarm.due_on < after)
