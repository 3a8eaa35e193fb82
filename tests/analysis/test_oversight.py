"""What the page Oversight says of published and of whole measures, and its figures."""

import pytest

from analysis import published
from analysis.cubes import documents
from analysis.oversight import UNWANTED, Term, as_text, first_action, in_short, over_time, sentence, term
from analysis.run_chart import figure, short, words
from tests.analysis.test_cubes import NOTHING, many
from tests.analysis.test_cubes import term as facts_of
from visits.counted import MEASURES, NO, NOT_ASKED, NOT_KNOWN, VisitFact

TOLD = "Parents told beforehand, or a policy exception"

ONE_ASKED = {key: NOT_ASKED for key in MEASURES if key not in ("told", *UNWANTED)}


def whole(*visits: VisitFact, name: str = "Summer term 2025/26") -> Term:
    return term(name, document=None, facts=facts_of(*visits))


def seen(*visits: VisitFact, name: str = "Summer term 2025/26") -> Term:
    """As a governor sees it."""
    return term(name, document=documents(facts_of(*visits), small_numbers=False)["oversight"], facts=None)


def row(told: Term, measure: str) -> tuple[str, ...]:
    return next(tuple(one) for one in as_text(told).itertuples(index=False) if one[0] == measure)


def test_a_measure_is_told_with_its_denominator_and_what_is_not_known() -> None:
    told = whole(
        *many(90), *many(3, 90, told=NO), *many(7, 93, told=NOT_KNOWN), *many(20, 100, told=NOT_ASKED)
    )
    assert row(told, TOLD) == (TOLD, "90 of 100", "90%", "7")


def test_a_governor_sees_a_range_beside_a_small_number() -> None:
    told = seen(*many(97), *many(3, 97, told=NO))
    assert row(told, TOLD)[1:] == ("95 to 99 of 100", "95 to 99%", "0")
    assert row(seen(*many(97, told=NO), *many(3, 97)), TOLD)[1:3] == ("c of 100", "c")


def test_where_the_denominator_is_hidden_its_most_is_told() -> None:
    told = seen(*many(97), *many(3, 97, told=NOT_ASKED))
    assert row(told, TOLD)[1:3] == ("all of 95 to 99", "100%")
    told = seen(*many(80), *many(10, 80, told=NO), *many(3, 97, told=NOT_ASKED))
    assert row(told, TOLD)[1:3] == ("78 to 82 of up to 92", "89%")


def test_what_is_not_quite_all_is_never_100_percent() -> None:
    assert row(whole(*many(399), *many(1, 399, told=NO)), TOLD)[2] == "99%"


def test_what_the_policy_asks_of_no_visit_is_left_out() -> None:
    told = whole(*many(10, call_home=NOT_ASKED))
    assert "Said they were home, on time" not in set(as_text(told)["Measure"])
    assert list(over_time([told, whole(*many(3))])["Summer term 2025/26"])[:2] == ["3", "3 of 3"]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            [whole(*many(8), *many(2, 8, told=NO)), whole(*many(7), *many(3, 7, told=NO))],
            (
                "10 visits went in the summer term 2025/26. 9 of 10 measures stand at 95% or more; the weakest point is "
                "“Parents told beforehand, or a policy exception”, 7 of 10 (70%; the term before 80%)."
            ),
        ),
        (
            [seen(*many(97), *many(3, 97, told=NO))],
            "100 visits went in the summer term 2025/26. All 10 measures stand at 95% or more.",
        ),
        (
            [seen(*many(80), *many(4, 80, told=NO))],
            (
                "84 visits went in the summer term 2025/26. At least 9 of 10 measures stand at 95% or more; the weakest "
                "point is “Parents told beforehand, or a policy exception”, 79 to 83 of 84."
            ),
        ),
        (
            [seen(*many(15), *many(3, 15, told=NO), *many(5, 18, company=NO))],
            (
                "23 visits went in the summer term 2025/26. At least 8 of 10 measures stand at 95% or more; small "
                "numbers hide which point is weakest: it may be “In company, as the policy asks”, 18 to 22 of 23."
            ),
        ),
        (
            [whole(*many(10))],
            "10 visits went in the summer term 2025/26. All 10 measures stand at 95% or more.",
        ),
        (
            [whole(*many(1, **ONE_ASKED))],
            "1 visit went in the summer term 2025/26. The one measure stands at 95% or more.",
        ),
        (
            [whole(*many(1, told=NO, **ONE_ASKED))],
            (
                "1 visit went in the summer term 2025/26. 0 of 1 measure stand at 95% or more; the weakest point is "
                "“Parents told beforehand, or a policy exception”, 0 of 1."
            ),
        ),
        ([whole()], "No visit went in the summer term 2025/26."),
        (
            [seen(*many(3))],
            (
                "1 to 5 visits went in the summer term 2025/26, or visits to 1 to 5 pupils: too few to say anything of "
                "them."
            ),
        ),
    ],
)
def test_one_plain_sentence(told: list[Term], says: str) -> None:
    assert sentence(told) == says


def test_the_first_action_is_told_of_six_alerts_or_more() -> None:
    late = facts_of(*many(30), *many(8, 30, overdue="yes"))
    made = documents(late.__class__(**{**late.__dict__, "action_min": (4.0,) * 8}), small_numbers=False)
    told = term("x", document=made["oversight"], facts=None)
    assert first_action(told) == (
        "Of the alerts, 8 have a first action on record: half of those came within about 4 min of falling due."
    )
    assert first_action(seen(*many(30))) == ""
    assert "six alerts or more" in first_action(seen(*many(30), *many(2, 30, overdue="yes")))


def test_an_alert_without_any_action_on_record_is_told() -> None:
    late = facts_of(*many(3, overdue="yes"))
    made = late.__class__(**{**late.__dict__, "action_min": (4.0, None, 6.0)})
    assert first_action(term("x", document=None, facts=made)) == (
        "Of the alerts, 2 have a first action on record: half of those came within about 5 min of falling due. "
        "Of 1 no action is on record."
    )
    alone = late.__class__(**{**late.__dict__, "action_min": (4.0,)})
    assert first_action(term("x", document=None, facts=alone)) == (
        "Of the alerts, 1 has a first action on record: it came within about 4 min of falling due."
    )
    nobody = late.__class__(**{**late.__dict__, "action_min": (None,)})
    assert first_action(term("x", document=None, facts=nobody)) == "Of no alert is an action on record."


def test_the_figure_goes_from_zero_to_all_and_a_hidden_share_is_an_open_circle_on_a_bar() -> None:
    told = [whole(*many(10), name="Autumn term 2025/26"), seen(*many(97), *many(3, 97, told=NO))]
    drawn = figure("told", told)
    assert list(drawn.layout.yaxis.ticktext) == ["0", "50%", "100%"]
    assert drawn.layout.yaxis.range[0] <= 0
    assert [(trace.marker.symbol, list(trace.x)) for trace in drawn.data[1:]] == [
        ("circle", [0]),
        ("circle-open", [1]),
    ]
    assert (drawn.layout.shapes[0].y0, drawn.layout.shapes[0].y1) == (0.95, 0.99)
    assert list(drawn.layout.xaxis.ticktext) == ["Aut<br>25", "Sum<br>26"]
    assert words("told", told) == (
        "Parents told beforehand, or a policy exception, by term: Autumn term 2025/26 10 of 10; "
        "Summer term 2025/26 95 to 99 of 100."
    )


def test_a_line_does_not_join_terms_over_one_of_which_nothing_is_shown() -> None:
    told = [
        whole(*many(10), name="Autumn term 2025/26"),
        whole(name="Spring term 2025/26"),
        whole(*many(9)),
    ]
    drawn = figure("told", told)
    assert list(drawn.data[0].y) == [1.0, None, 1.0]
    assert "Spring term 2025/26 no visit;" in words("told", told)
    assert list(over_time(told)["Spring term 2025/26"])[:2] == ["0", "no visit"]


def test_no_line_goes_through_the_long_room_of_a_handful() -> None:
    """1 to 5 of fewer and fewer visits would rise from term to term, and nobody knows that it did."""
    told = [seen(*many(size), *many(3, size, incident="yes")) for size in (60, 40, 30)]
    told += [seen(*many(40)), seen(*many(600), *many(4, 600, incident="yes"))]
    line, exact, narrow = figure("incident", told).data
    assert list(line.y)[:4] == [None, None, None, 0.0]
    assert line.y[4] == pytest.approx(3 / 604, abs=0.001)
    assert (list(exact.x), list(narrow.x)) == ([3], [4])
    assert len(figure("incident", told).layout.shapes) == 4


def test_of_a_handful_a_table_of_schools_says_c_and_not_that_it_is_not_asked() -> None:
    assert in_short(seen(*many(3)), "told", share=True) == "c"
    assert in_short(whole(*many(9, told=NOT_ASKED)), "told", share=True) == "not asked"
    assert in_short(whole(*many(9)), "told", share=True) == "100%"


def test_a_label_stands_clear_of_the_bar_of_a_hidden_share() -> None:
    (label,) = figure("told", [seen(*many(12), *many(5, 12, told=NO))]).layout.annotations
    assert (label.y, label.yshift < 0) == (12 / 17, True)
    (label,) = figure("incident", [seen(*many(40), *many(2, 40, incident="yes"))]).layout.annotations
    assert (label.y, label.yshift > 0) == (5 / 42, True)


def test_what_nobody_hopes_for_is_drawn_nearer() -> None:
    drawn = figure("overdue", [whole(*many(95), *many(5, 95, overdue="yes"))])
    assert list(drawn.layout.yaxis.ticktext) == ["0", "5%", "10%"]
    assert figure("overdue", [seen(*many(3))]).layout.annotations[0].text == "c"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Autumn term 2025/26", "Aut 25"),
        ("Spring term 2025/26", "Spr 26"),
        ("Half", "Hal"),
        ("Term 4 2025/26", "T4 26"),
        ("Michaelmas term 2025/26", "Mic 25"),
        ("Spring 2 term 2025/26", "Spr2 26"),
    ],
)
def test_a_term_on_an_axis(name: str, says: str) -> None:
    assert short(name) == says


def test_several_schools_add_up_what_each_shows() -> None:
    one = documents(facts_of(*many(30), *many(3, 30, reason="holiday")), small_numbers=False)["reason"]
    two = documents(facts_of(*many(20), *many(9, 20, reason="holiday")), small_numbers=False)["reason"]
    three = documents(NOTHING, small_numbers=False)["reason"]
    table = published.table([one, two, three], cube="reason", words={"holiday": "Holiday"})
    assert table is not None
    assert published.as_text(table).to_numpy().tolist() == [
        ["attendance", "48 to 52", "77 to 84%"],
        ["Holiday", "10 to 14", "16 to 23%"],
    ]
    both = published.table([two, two], cube="reason", words={})
    assert both is not None
    assert published.as_text(both).to_numpy().tolist() == [
        ["attendance", "40", "69%"],
        ["holiday", "18", "31%"],
    ]
    work = documents(facts_of(*many(11, reason="work"), *many(40, 11)), small_numbers=False)["reason"]
    three = published.table([one, work], cube="reason", words={})
    assert three is not None
    assert three["reason"].tolist() == ["attendance", "work", "holiday"], (
        "a range stands by its middle, not last"
    )
    few = documents(facts_of(*many(3)), small_numbers=False)["reason"]
    assert published.table([two, few], cube="reason", words={}) is None
    schools = published.by_school({"A": [two], "B": [few]})
    assert schools["shown"].tolist() == ["29", "c"]
    assert schools["share"].isna().all()
