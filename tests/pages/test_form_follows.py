"""What follows in the form from what was chosen: stops, numbers, cars."""

from uuid import UUID

import pytest

from data.queries.people import LONDON
from pages.visit_form import fields, follow, quick, words
from pages.visit_form.fields import ANOTHER, NO, SOMEBODY_ELSE, StopFields
from pages.visit_form.reading import Known
from tests.pages.forms import (
    ADA,
    BEN,
    CARS,
    CY,
    DEE,
    HOME_A,
    HOME_B,
    MATE,
    NOW,
    PEOPLE,
    POLICIES,
    PUPILS,
    TODAY,
    form,
    plan,
)
from visits.compliance import OTHER
from visits.words import VisitKind


def test_pupils_of_one_home_are_one_stop_and_of_two_homes_two() -> None:
    made = form(pupils=[ADA, CY, BEN])
    follow.stops(made, PUPILS)
    assert [(s.household, s.pupils) for s in made.stops] == [
        (str(HOME_A), [ADA, BEN]),
        (str(HOME_B), [CY]),
    ]


def test_a_stop_keeps_its_times_when_a_sibling_comes_along_and_goes_when_nobody_is_left() -> None:
    made = form(pupils=[ADA, CY])
    follow.stops(made, PUPILS)
    made.stops[1].arrive = "11:30"
    made.pupils = [CY, BEN]
    follow.stops(made, PUPILS)
    assert made.stops[1].arrive == "11:30"
    made.pupils = [CY]
    follow.stops(made, PUPILS)
    assert [s.pupils for s in made.stops] == [[CY]]


def test_they_are_back_as_much_sooner_as_the_last_stop_that_went_away_was_later() -> None:
    one = form(pupils=[ADA])
    follow.stops(one, PUPILS)
    made = form(pupils=[ADA, CY])
    follow.stops(made, PUPILS)
    assert made.back > one.back
    made.pupils = [ADA]
    follow.stops(made, PUPILS)
    assert made.back == one.back


def test_the_time_of_leaving_is_told_as_a_time_however_it_was_typed() -> None:
    made = form()
    made.out = "915"
    assert words.title(made, Known(schools={}, today=TODAY)).endswith(", 09:15")


def test_an_address_that_was_added_by_hand_stays_whoever_is_chosen() -> None:
    made = form()
    extra = fields.new_stop(made)
    made.pupils = [ADA]
    follow.stops(made, PUPILS)
    made.pupils = []
    follow.stops(made, PUPILS)
    assert [s.key for s in made.stops] == [extra.key]


def test_a_pupil_without_a_known_home_has_a_stop_whose_address_is_typed() -> None:
    made = form(pupils=[DEE])
    follow.stops(made, PUPILS)
    made.stops[0].address = "Flat 2, Weir Lane"
    assert [(s.address, s.household_id, s.pupil_ids) for s in plan(made).stops] == [
        ("Flat 2, Weir Lane", None, (UUID(DEE),))
    ]


def test_a_pupil_who_is_not_in_the_list_any_more_is_taken_out() -> None:
    made = form(pupils=[ADA, str(UUID(int=99))])
    follow.stops(made, PUPILS)
    assert made.pupils == [ADA]


def test_a_colleague_who_is_chosen_brings_their_number() -> None:
    before = form()
    made = before.copied()
    made.visitors[1].person = str(MATE)
    follow.people(before, made, PEOPLE)
    assert (made.visitors[1].name, made.visitors[1].mobile) == ("M. Mate", "07700 900112")


def test_a_number_that_was_typed_stays_for_as_long_as_the_person_does() -> None:
    before = form()
    made = before.copied()
    made.visitors[0].mobile = "07700 900999"
    follow.people(before, made, PEOPLE)
    assert made.visitors[0].mobile == "07700 900999"


def test_somebody_else_begins_without_the_colleagues_name_and_number() -> None:
    before = form()
    made = before.copied()
    made.visitors[0].person = SOMEBODY_ELSE
    follow.people(before, made, PEOPLE)
    assert (made.visitors[0].name, made.visitors[0].mobile) == ("", "")


def test_a_colleague_who_has_left_since_is_kept_by_name() -> None:
    made = form()
    made.visitors[0].person = str(UUID(int=99))
    follow.staff_only(made, PEOPLE)
    assert (made.visitors[0].person, made.visitors[0].name) == (SOMEBODY_ELSE, "L. Lead")


def test_the_leads_car_is_taken_and_another_can_be_chosen() -> None:
    made = form()
    follow.car(made.copied(), made, CARS)
    assert (made.car, made.registration) == ("AB12 CDE", "AB12 CDE")
    before = made.copied()
    made.car = "OL02 DER"
    follow.car(before, made, CARS)
    assert (made.make, made.colour) == ("Fiesta", "red")
    before = made.copied()
    made.car = ANOTHER
    follow.car(before, made, CARS)
    assert (made.make, made.registration) == ("", "")


def test_another_school_empties_what_belonged_to_the_first_and_keeps_what_was_written() -> None:
    before = form(pupils=[ADA], purpose="Talk about mornings")
    follow.stops(before, PUPILS)
    made = before.copied()
    made.school = str(UUID(int=2))
    follow.school(before, made, None)
    assert (made.pupils, made.stops, made.visitors[0].person) == ([], [], "")
    assert made.purpose == "Talk about mornings"


def test_a_policy_takes_out_what_it_does_not_know() -> None:
    made = form(reason="new_starter", kind=VisitKind.DOORSTEP.value, exception="poor_attendance")
    follow.policy(made, POLICIES["blessed_trinity"])
    assert (made.reason, made.kind, made.exception) == ("", "emergency", "")
    made.reason = OTHER
    follow.policy(made, POLICIES["blessed_trinity"])
    assert made.reason == ""
    made.reason = OTHER
    follow.policy(made, POLICIES["washwood_heath"])
    assert made.reason == OTHER


def test_a_visit_that_has_ended_ended_just_now_until_somebody_says_when() -> None:
    before = form(pupils=[ADA])
    follow.stops(before, PUPILS)
    made = before.copied()
    made.ended = True
    follow.ended(before, made, now=NOW, tz=LONDON)
    assert (made.out, made.stops[0].arrive, made.back) == ("09:00", "09:15", "10:00")
    assert plan(made).back_at <= NOW


def test_an_added_stop_comes_last_with_times_behind_the_others() -> None:
    made = form(pupils=[ADA])
    follow.stops(made, PUPILS)
    follow.append(made, StopFields(key="extra:1"))
    assert (made.stops[1].arrive, made.stops[1].leave, made.back) == ("11:20", "11:50", "12:05")


@pytest.mark.parametrize(
    ("law", "kind", "reason", "exception"),
    [
        ("blessed_trinity", "emergency", "child_safe", "absent_no_answer"),
        ("red_balloon_norwich", "emergency", "child_safe", "absent_no_answer"),
        ("washwood_heath", "emergency", "attendance", ANOTHER),
        ("fs2_primary", "emergency", "attendance", ANOTHER),
        ("heather_avenue", "emergency", OTHER, ANOTHER),
    ],
)
def test_an_absent_child_is_a_fitting_reason_under_each_policy(
    law: str, kind: str, reason: str, exception: str
) -> None:
    made = form(pupils=[ADA])
    follow.stops(made, PUPILS)
    quick.fill(made, POLICIES[law], now=NOW, tz=LONDON)
    assert (made.kind, made.reason, made.told, made.exception) == (kind, reason, NO, exception)
    assert (made.out, made.stops[0].arrive, made.day) == ("10:10", "10:25", TODAY.isoformat())
    assert bool(made.exception_other) is (exception == ANOTHER)
    assert bool(made.reason_other) is (reason == OTHER)
