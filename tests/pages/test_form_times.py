"""Times as people type them into the form, and a trip that moves along."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.queries.people import LONDON
from pages.visit_form import clock, follow
from pages.visit_form.words import day_words, pupil_words
from tests.pages.forms import ADA, BEN, CY, HOME_A, HOME_B, PUPILS, TODAY, form, pupil
from visits.pupils import Roll


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:05", time(14, 5)),
        ("14.05", time(14, 5)),
        ("1405", time(14, 5)),
        (" 9:05 ", time(9, 5)),
        ("905", time(9, 5)),
        ("9", time(9, 0)),
        ("14h30", time(14, 30)),
        ("0:00", time(0, 0)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, meant: time) -> None:
    assert clock.parsed(typed) == meant


@pytest.mark.parametrize("typed", ["", "24:00", "12:60", "2pm", "noon", "-3", "14:5", "99999", "<b>9</b>"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert clock.parsed(typed) is None


@given(st.text(max_size=6))
def test_reading_a_time_never_fails(typed: str) -> None:
    found = clock.parsed(typed)
    assert found is None or clock.parsed(clock.written(found)) == found


def test_leaving_later_moves_the_whole_trip() -> None:
    made = form()
    made.pupils = [ADA, CY]
    follow.stops(made, PUPILS)
    before = made.copied()
    made.out = "11:00"
    clock.moved(before, made)
    assert [made.out, *(t for s in made.stops for t in (s.arrive, s.leave)), made.back] == [
        "11:00",
        "11:15",
        "11:45",
        "12:00",
        "12:30",
        "12:45",
    ]


def test_a_longer_stop_moves_only_what_is_behind_it() -> None:
    made = form(pupils=[ADA, CY])
    follow.stops(made, PUPILS)
    before = made.copied()
    made.stops[0].leave = "11:25"
    clock.moved(before, made)
    assert (made.out, made.stops[0].arrive, made.stops[0].leave) == ("10:20", "10:35", "11:25")
    assert (made.stops[1].arrive, made.stops[1].leave, made.back) == ("11:40", "12:10", "12:25")


def test_a_time_that_was_typed_in_the_same_moment_stays_as_typed() -> None:
    made = form(pupils=[ADA])
    follow.stops(made, PUPILS)
    before = made.copied()
    made.out, made.back = "10:50", "13:00"
    clock.moved(before, made)
    assert (made.stops[0].arrive, made.back) == ("11:05", "13:00")


def test_what_is_no_time_moves_nothing_and_stays_as_typed() -> None:
    made = form(pupils=[ADA])
    follow.stops(made, PUPILS)
    before = made.copied()
    made.out = "soon"
    clock.moved(before, made)
    assert (made.out, made.stops[0].arrive) == ("soon", "10:35")


def test_a_time_never_wraps_into_another_day() -> None:
    assert clock.later("23:50", timedelta(minutes=30)) == "23:50"
    assert clock.later("00:10", timedelta(minutes=-30)) == "00:10"


@pytest.mark.parametrize(
    ("now", "meant"),
    [
        (datetime(2026, 11, 23, 10, 2, tzinfo=UTC), "10:20"),
        (datetime(2026, 11, 23, 10, 0, 30, tzinfo=UTC), "10:15"),
        (datetime(2026, 6, 23, 10, 2, tzinfo=UTC), "11:20"),
    ],
)
def test_a_visit_leaves_in_a_quarter_of_an_hour_on_the_schools_clock(now: datetime, meant: str) -> None:
    assert clock.written(clock.next_five(now, LONDON).time()) == meant


def test_two_pupils_who_read_alike_are_told_apart_by_their_address() -> None:
    same = {
        ADA: pupil(ADA, HOME_A),
        CY: pupil(CY, HOME_B),
        BEN: pupil(BEN, HOME_A, "Ben Ash", roll=Roll.NOT_YET),
    }
    assert pupil_words(same) == {
        ADA: "Ada Ash, Year 8, 10 Mill Row",
        CY: "Ada Ash, Year 8, 11 Mill Row",
        BEN: "Ben Ash, Year 8, not on roll yet",
    }


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "Today, Mon 23 Nov"),
        (date(2026, 11, 24), "Tomorrow, Tue 24 Nov"),
        (date(2026, 11, 22), "Yesterday, Sun 22 Nov"),
        (date(2027, 1, 4), "Mon 4 Jan 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, said: str) -> None:
    assert day_words(day, TODAY) == said
