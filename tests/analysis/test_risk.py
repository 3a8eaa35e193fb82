"""Risk in figures: what is counted, per how many, and how sure it is."""

from typing import Any

import pandas as pd
import pytest
from scipy.stats import binomtest

from analysis import risk
from visits.words import AssessmentState

BOTH = ("Quillmere High", "Tarrowby School")


def frame(columns: list[str], *rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns)


def made(*, schools: tuple[str, ...] = BOTH, incidents: int = 4) -> dict[str, pd.DataFrame]:
    visits = ["school", "common_reason", "visits", "with_incident", "alone", "alone_explained"]
    return risk.tables(
        homes=frame(
            ["school", "state", "homes"],
            (BOTH[0], AssessmentState.LAPSED, 3),
            (BOTH[1], AssessmentState.IN_DATE, 9),
        ),
        planned=frame(["school", "state", "visits"], (BOTH[0], AssessmentState.LAPSED, 2)),
        flags=frame(["school", "kind", "homes"], (BOTH[0], "animal", 5), (BOTH[1], "animal", 1)),
        visits=frame(
            visits,
            (BOTH[0], "attendance", 150, 3, 6, 4),
            (BOTH[1], "attendance", 50, 0, 0, 0),
            (BOTH[0], "child_safe", 10, 0, 8, 8),
        ),
        incidents=frame(["school", "kind", "incidents"], (BOTH[0], "verbal_abuse", incidents)),
        schools=schools,
    )


def rows(key: str, tables: dict[str, pd.DataFrame]) -> list[list[str]]:
    found: list[list[str]] = risk.as_text(key, tables[key]).to_numpy().tolist()
    return found


def test_what_most_needs_somebody_stands_first_and_nothing_is_left_out() -> None:
    assert rows(risk.HOMES, made()) == [
        ["Lapsed", "3", "25%"],
        ["No assessment", "0", "0%"],
        ["Not known yet (emergency)", "0", "0%"],
        ["Due for review", "0", "0%"],
        ["In date", "9", "75%"],
    ]
    assert rows(risk.PLANNED, made())[0] == ["Lapsed", "2", "100%"]
    assert rows(risk.FLAGS, made())[0] == ["Dog or other animal", "6"]


def test_incidents_stand_per_100_visits_with_how_sure_that_is() -> None:
    found = rows(risk.INCIDENTS, made())
    # Four in 210: Garwood's interval of four is 1.0899 to 10.2416.
    assert found[0] == ["All incidents", "4", "210", "1.9 (0.5 to 4.9)"]
    assert ["Verbal abuse", "4", "210", "1.9 (0.5 to 4.9)"] in found
    assert ["Accident or illness", "0", "210", "0.0 (0.0 to 1.8)"] in found
    assert rows(risk.SCHOOLS, made()) == [
        ["Quillmere High", "4", "160", "2.5 (0.7 to 6.4)"],
        ["Tarrowby School", "0", "50", "0.0 (0.0 to 7.4)"],
    ]


def test_of_no_visits_there_is_no_rate_and_no_share() -> None:
    table = risk.rates([("Quillmere High", 0, 0)])
    assert risk.rates_text(table, first="School").to_numpy().tolist() == [
        ["Quillmere High", "0", "0", "no visit"]
    ]
    assert "Quillmere High no visit" in risk.rates_words(table)
    assert len(risk.figure(table).data[0].x) == 0


def test_a_share_of_visits_is_told_with_its_exact_interval() -> None:
    wanted = binomtest(3, 210).proportion_ci(method="exact")
    assert risk.share_words(3, 210) == (
        f"3 of 210 visits had an incident: 1.4% of visits (95% interval {wanted.low:.1%} to {wanted.high:.1%})."
    )


def test_going_alone_by_the_reason_of_the_visit_with_all_of_them_last() -> None:
    assert rows(risk.ALONE, made()) == [
        ["Establish that a child is safe", "10", "8", "80%", "8"],
        ["Attendance concern", "200", "6", "3%", "4"],
        ["All", "210", "14", "7%", "12"],
    ]
    assert rows(risk.ALONE, made(schools=BOTH[1:]))[-1] == ["All", "50", "0", "0%", "0"]
    assert rows(risk.ALONE, made(schools=())) == [["All", "0", "0", "", "0"]]


@pytest.mark.parametrize("key", [risk.HOMES, risk.FLAGS, risk.INCIDENTS, risk.SCHOOLS])
def test_every_table_is_of_the_chosen_schools(key: str) -> None:
    assert rows(key, made(schools=BOTH[1:])) != rows(key, made(schools=BOTH))
    assert "Quillmere High" not in str(rows(key, made(schools=BOTH[1:])))


def test_a_long_name_has_the_height_of_its_lines() -> None:
    short, long = (
        risk.figure(risk.rates([(name, 0, 4), ("Ash School", 0, 6)])) for name in ("Fern", "Fern and " * 9)
    )
    assert long.layout.yaxis.ticktext[0].count("<br>") == 4
    assert long.layout.height - short.layout.height == 2 * (6 * 18 - 40)


def test_the_figure_begins_at_zero_and_says_its_numbers() -> None:
    drawn = risk.figure(made()[risk.INCIDENTS])
    assert drawn.layout.xaxis.range[0] <= 0
    assert drawn.layout.annotations[0].text == "1.9 (0.5 to 4.9)"
    assert len(drawn.layout.shapes) == len(drawn.data[0].x) == 6
    assert risk.rates_words(made()[risk.INCIDENTS]).startswith(
        "Incidents per 100 visits, with the 95% interval: All incidents 1.9 (0.5 to 4.9); "
    )
