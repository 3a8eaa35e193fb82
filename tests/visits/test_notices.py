"""What people are told away from the page: plain words, the school's time, no family and no visitor."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from data import policy_files
from visits.alerts import emergency_ladder
from visits.notices import Matter, review_notice, stand_down_notice, step_notice
from visits.times import day_said, said
from visits.words import LadderKind

WASHWOOD = policy_files.load_all()["washwood_heath"]
MATTER = Matter(
    school="Northfield High",
    timezone="Europe/London",
    visit_id=UUID(int=0x7F3A2C),
    kind=LadderKind.OVERDUE,
    due_at=datetime(2026, 7, 6, 13, 20, tzinfo=UTC),
)


def test_a_step_says_which_it_is_what_it_asks_and_since_when_in_the_schools_time() -> None:
    notice = step_notice(MATTER, WASHWOOD.overdue, WASHWOOD.overdue.step("tell_slt"), reminder=0)
    assert notice.subject == "Overdue: Northfield High, visit 7F3A2C"
    assert notice.body == (
        "Nobody has heard from the visitors. Word was due Mon 6 Jul, 14:20.\n\n"
        "Step 3 of 4: Tell a member of SLT."
    )


def test_a_reminder_says_so_in_the_subject_too() -> None:
    notice = step_notice(MATTER, WASHWOOD.overdue, WASHWOOD.overdue.steps[0], reminder=2)
    assert notice.subject.endswith("(reminder 2)")
    assert notice.body.startswith("Reminder 2: nobody has acknowledged this step yet.")


def test_a_drill_says_so_first() -> None:
    drill = replace(MATTER, drill=True)
    notice = step_notice(drill, WASHWOOD.overdue, WASHWOOD.overdue.steps[0], reminder=0)
    assert notice.subject.startswith("DRILL: Overdue")


@pytest.mark.parametrize("key", ["fs2_primary", "blessed_trinity"])
def test_an_emergency_asks_nobody_to_ring_the_visitors(key: str) -> None:
    ladder = emergency_ladder(policy_files.load_all()[key])
    emergency = replace(MATTER, kind=LadderKind.EMERGENCY, visit_id=None)
    notice = step_notice(emergency, ladder, ladder.steps[0], reminder=0)
    assert notice.subject == "Emergency: Northfield High, visit not known yet"
    assert "Do not ring the visitors back unless you are told to." in notice.body
    assert "Ring both" not in notice.body


def stood_down(closed_as: str, called_at: datetime | None = None, number: str = "") -> str:
    return stand_down_notice(
        MATTER,
        closed_as=closed_as,
        by_name="Olu Office",
        now=datetime(2026, 7, 6, 13, 40, tzinfo=UTC),
        police_called_at=called_at,
        police_reference=number,
    ).body


def test_a_stand_down_says_who_when_and_how() -> None:
    assert stood_down("safe") == "Olu Office stood it down Mon 6 Jul, 14:40: everybody is safe."
    assert stood_down("false_alarm").endswith("a false alarm.")


def test_a_stand_down_says_that_the_police_have_to_be_told() -> None:
    at = datetime(2026, 7, 6, 13, 30, tzinfo=UTC)
    assert stood_down("safe", at).endswith("The police were called Mon 6 Jul, 14:30: they have to be told.")
    assert "14:30, reference 1187: they" in stood_down("safe", at, "1187")


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (90, "is due in 90 days, on 30 September 2026."),
        (1, "is due in 1 day, on 30 September 2026."),
        (0, "is due today, 30 September 2026."),
        (-7, "is overdue by 7 days; it was due on 30 September 2026."),
    ],
)
def test_a_review_says_how_near_it_is(days: int, says: str) -> None:
    notice = review_notice(
        school="Northfield High", title="Home visits", due_on=date(2026, 9, 30), days_left=days
    )
    assert notice.subject == "Policy review: Northfield High"
    assert notice.body == f'The review of "Home visits" {says}'


def test_moments_are_said_in_london_summer_and_winter() -> None:
    assert said(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "Sun 29 Mar, 00:59"
    assert said(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "Sun 29 Mar, 02:00"
    assert said(datetime(2026, 11, 23, 15, 40, tzinfo=UTC)) == "Mon 23 Nov, 15:40"
    assert day_said(date(2026, 5, 1)) == "1 May 2026"
