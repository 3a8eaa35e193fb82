"""The spans of published figures: whole terms with the holiday before, never two that share a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from visits.closed_terms import TermSpan, beside, do_not_overlap, named, school_weeks, spans

AUTUMN = ("Autumn term 2025/26", date(2025, 9, 1), date(2025, 12, 19))
SPRING = ("Spring term 2025/26", date(2026, 1, 5), date(2026, 3, 27))


def test_the_holiday_before_belongs_to_a_term() -> None:
    autumn, spring = spans([SPRING, AUTUMN])
    assert (autumn.from_on, autumn.to_on) == AUTUMN[1:], "before the first nothing is known"
    assert (spring.from_on, spring.starts_on, spring.to_on) == (date(2025, 12, 20), *SPRING[1:])
    assert spring.key == "2025-12-20..2026-03-27"


def test_a_year_without_terms_is_not_a_holiday() -> None:
    (_, later) = spans([AUTUMN, ("Autumn term 2027/28", date(2027, 9, 1), date(2027, 12, 17))])
    assert later.from_on == date(2027, 7, 3)


def test_a_term_is_closed_on_the_day_after_and_ready_a_fortnight_later() -> None:
    (autumn,) = spans([AUTUMN])
    assert not autumn.has_closed(autumn.to_on)
    assert autumn.has_closed(autumn.to_on + timedelta(days=1))
    assert autumn.ready_on == date(2026, 1, 2)


def test_a_term_that_lies_in_another_has_no_span() -> None:
    inside = ("Half", date(2025, 10, 1), date(2025, 10, 20))
    assert [one.name for one in spans([AUTUMN, inside])] == [AUTUMN[0]]


def test_what_is_published_keeps_its_days_when_the_dates_are_edited() -> None:
    autumn, spring = spans([AUTUMN, SPRING])
    assert beside([autumn], [autumn, spring]) == [spring]
    moved = spans([("Autumn term 2025/26", date(2025, 9, 1), date(2025, 12, 12)), SPRING])
    assert [one.from_on for one in beside([autumn], moved)] == [date(2025, 12, 20)]
    longer = spans([("Autumn term 2025/26", date(2025, 9, 1), date(2026, 1, 9)), SPRING])
    assert beside([autumn], longer) == [longer[1]]
    assert longer[1].from_on > autumn.to_on


def test_a_term_is_named_once() -> None:
    assert named("Autumn", "2025/26") == named("Autumn term", "2025/26") == "Autumn term 2025/26"


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
terms = st.lists(
    st.tuples(st.just("A"), days, st.integers(0, 120)).map(
        lambda one: (one[0], one[1], one[1] + timedelta(days=one[2]))
    ),
    max_size=6,
)


@given(terms, terms)
def test_no_day_is_ever_published_twice_whatever_dates_are_entered(
    first: list[tuple[str, date, date]], then: list[tuple[str, date, date]]
) -> None:
    published: list[TermSpan] = spans(first)
    assert do_not_overlap(published)
    more = beside(published, spans(then))
    assert do_not_overlap([*published, *more])
    assert all(one.from_on <= one.starts_on <= one.to_on for one in more)


def test_school_weeks_after_a_term_are_those_with_a_day_of_school() -> None:
    terms = [(date(2026, 4, 13), date(2026, 7, 20)), (date(2026, 9, 1), date(2026, 12, 18))]
    half_term = [(date(2026, 10, 26), date(2026, 10, 30)), (date(2026, 9, 1), date(2026, 9, 1))]
    after = date(2026, 7, 20)
    assert school_weeks(terms, half_term, after=after, upto=date(2026, 9, 1)) == 0, (
        "holidays, and an INSET day"
    )
    assert school_weeks(terms, half_term, after=after, upto=date(2026, 9, 28)) == 5
    assert school_weeks(terms, half_term, after=after, upto=date(2026, 11, 8)) == 9, "half term is none"
    assert school_weeks([], [], after=after, upto=date(2026, 11, 8)) == 0
