"""From the form to the plan, from the plan to the form, and the form as a draft."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.queries.people import LONDON
from pages.visit_form import clock, convert, fields, follow
from pages.visit_form.fields import ANOTHER, NO, SOMEBODY_ELSE, YES
from tests.pages.forms import (
    ADA,
    BEN,
    CAR,
    HOME_A,
    LEAD,
    MATE,
    POLICIES,
    PUPILS,
    SCHOOL,
    TODAY,
    filled,
    kept,
    plan,
)
from visits.words import Place, Travel, VisitorRole


def test_the_whole_form_is_a_plan() -> None:
    made = plan(filled())
    assert made.school_id == SCHOOL
    assert made.out_at == datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
    assert made.back_at == datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
    assert [s.address for s in made.stops] == ["10 Mill Row", "11 Mill Row"]
    assert [(v.name, v.role, v.person_id) for v in made.visitors] == [
        ("L. Lead", VisitorRole.LEAD, LEAD),
        ("M. Mate", VisitorRole.SECOND, MATE),
    ]
    assert (made.told, made.who_to_see, made.vehicle) == (True, "Mother, Ada", CAR)
    assert made.confirmed == {"absent"}
    assert made.reasons_given == {"clashes": "Agreed with the head"}


def test_times_are_the_schools_on_both_sides_of_summer_time() -> None:
    made = filled()
    for day, hour in (("2026-03-28", 10), ("2026-03-30", 9), ("2026-10-24", 9), ("2026-10-26", 10)):
        made.day = day
        assert plan(made).out_at.astimezone(UTC).hour == hour


def test_stops_stand_in_the_plan_in_the_order_of_their_times() -> None:
    made = filled()
    made.stops[0].arrive, made.stops[0].leave = "12:00", "12:20"
    assert [s.address for s in plan(made).stops] == ["11 Mill Row", "10 Mill Row"]


def test_what_cannot_be_read_is_said_and_the_rest_is_judged_all_the_same() -> None:
    made = filled()
    made.day, made.out, made.stops[0].leave = "", "soon", ""
    drafted = convert.to_plan(made, pupils=PUPILS, tz=LONDON, today=TODAY)
    assert dict(drafted.problems) == {
        "day": convert.CHOOSE_A_DAY,
        "out": clock.WRITE_A_TIME,
        f"home:{HOME_A}.leave": clock.WRITE_A_TIME,
    }
    assert drafted.plan.stops[0].due_out_at == drafted.plan.stops[0].due_in_at


def test_a_second_visitor_who_was_not_chosen_is_nobody() -> None:
    made = filled()
    made.visitors[1].person = made.visitors[1].name = ""
    assert len(plan(made).visitors) == 1
    made.visitors[0].person = made.visitors[0].name = ""
    assert [v.name for v in plan(made).visitors] == [""]


def test_somebody_without_an_account_goes_by_name_and_organisation() -> None:
    made = filled()
    second = made.visitors[1]
    second.person, second.name, second.organisation = SOMEBODY_ELSE, "Pat Early", "Early Help"
    assert (plan(made).visitors[1].person_id, plan(made).visitors[1].organisation) == (None, "Early Help")


@pytest.mark.parametrize(
    ("told", "exception", "typed", "meant"),
    [
        (NO, "absent_no_answer", "", "absent_no_answer"),
        (NO, ANOTHER, "Their phone is cut off", "Their phone is cut off"),
        (YES, "absent_no_answer", "Their phone is cut off", ""),
    ],
)
def test_an_exception_counts_only_where_nobody_was_told(
    told: str, exception: str, typed: str, meant: str
) -> None:
    made = filled()
    made.told, made.exception, made.exception_other = told, exception, typed
    assert plan(made).told_exception == meant


def test_a_car_counts_only_for_who_drives() -> None:
    made = filled()
    made.travel = Travel.FOOT.value
    assert plan(made).vehicle is None


def test_another_place_than_the_home_has_the_address_that_was_typed() -> None:
    made = filled()
    made.stops[0].place, made.stops[0].address = Place.WORK.value, "Harbour Cafe, Quay 2"
    stop = plan(made).stops[0]
    assert (stop.address, stop.place, stop.household_id) == ("Harbour Cafe, Quay 2", Place.WORK, HOME_A)


def test_a_plan_that_is_kept_comes_back_whole() -> None:
    law = POLICIES["blessed_trinity"]
    made = convert.from_plan(kept(), policy=law, tz=LONDON, form=fields.CHANGE)
    follow.stops(made, PUPILS)
    again = convert.to_plan(made, pupils=PUPILS, tz=LONDON, today=TODAY)
    assert again.problems == {}
    told = {**kept().reasons_given}
    told.pop("told_beforehand")
    assert again.plan == replace(kept(), reasons_given=told)


def test_a_plan_that_is_repeated_has_nothing_confirmed_told_or_explained() -> None:
    made = convert.repeated(kept(), policy=POLICIES["blessed_trinity"], tz=LONDON, form=fields.LOG)
    assert (made.told, made.exception, made.exception_other, made.ticks, made.reasons) == ("", "", "", {}, {})
    assert (made.purpose, made.pupils, made.visitors[1].name) == (
        "See that the child is safe",
        [ADA, BEN],
        "Pat Early",
    )
    assert (
        made.key
        != convert.repeated(kept(), policy=POLICIES["blessed_trinity"], tz=LONDON, form=fields.LOG).key
    )


def test_a_form_survives_as_a_draft_whatever_was_typed() -> None:
    made = filled()
    made.purpose, made.out = "<script>\"'; -- \u202eé", "soon"
    assert fields.from_text(fields.as_text(made)) == made


@pytest.mark.parametrize("text", ["", "{", "[]", '{"stops": 3}', '{"key": null}'])
def test_a_draft_that_cannot_be_read_is_none(text: str) -> None:
    assert fields.from_text(text) is None


def test_a_draft_of_an_older_shape_is_read_as_far_as_it_goes() -> None:
    made = fields.from_text('{"purpose": "Talk", "left_out_since": 1}')
    assert made is not None
    assert made.purpose == "Talk"
