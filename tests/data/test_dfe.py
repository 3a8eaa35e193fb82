"""The Department's file adds up after loading, and newer files with other columns and signs are read too."""

from pathlib import Path

import pytest

from data.dfe import BadFigures, areas, beside_of, load, published

HEADER = "time_period,geographic_level,region_name,la_name,education_phase,attendance_perc"


def written(folder: Path, text: str) -> Path:
    path = folder / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_that_is_not_suppressed_adds_up() -> None:
    table = load()
    assert len(table) == 647
    attended = table[["present", "approved", "attended"]].dropna()
    possible = table[["attended", "absent", "possible"]].dropna()
    assert len(attended) > 600
    assert len(possible) > 600
    assert (attended["present"] + attended["approved"] - attended["attended"]).abs().max() < 0.5
    assert (possible["attended"] + possible["absent"] - possible["possible"]).abs().max() < 0.5
    shares = table.dropna(subset=["attended", "possible", "attendance"])
    assert (100 * shares["attended"] / shares["possible"] - shares["attendance"]).abs().max() < 0.01


def test_an_authority_stands_beside_england_phase_by_phase() -> None:
    found = published()
    assert next(iter(found)) == "England, all schools"
    norfolk = found["Norfolk, secondary"]
    assert norfolk.school_year == "2025/26"
    assert norfolk.attendance == pytest.approx(0.9084, abs=0.0001)
    assert all(one.attendance is None or 0.5 < one.attendance < 1 for one in found.values())


def test_signs_in_place_of_numbers_are_not_known_and_columns_may_drift(tmp_path: Path) -> None:
    rows = [f"202627,Local authority,East,Area {n},Primary,{cell}" for n, cell in enumerate("cz:")]
    text = "\n".join([f"extra,{HEADER}", *(f"1,{row}" for row in [*rows, "202627,National,,,Total,93.5"])])
    table = load(written(tmp_path, text))
    assert table["attendance"].isna().tolist() == [True, True, True, False]
    assert table["possible"].isna().all(), "a column that is not there is not known"
    older = text.replace("attendance_perc", "attendance_rate").replace("education_phase", "school_type")
    assert load(written(tmp_path, older)).equals(table)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2", "column time_period is missing"),
        (f"{HEADER}\n202627,National,,,Total,many", 'row 2: "many" is no number'),
        (f"{HEADER}\n202627,National,,,Total,c", "no figure of attendance"),
    ],
)
def test_another_file_is_refused_with_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadFigures, match=says):
        load(written(tmp_path, text))


def test_a_figure_stands_over_the_months_of_its_year_and_england_beside_the_same_phase() -> None:
    norfolk, england = beside_of("Norfolk, secondary")
    assert norfolk.said == "Norfolk, secondary: 90.8% over the school year 2025/26 to date"
    assert england.name == "England, secondary"
    assert set(norfolk.by_month) == {
        *(f"2025-{m:02}" for m in range(9, 13)),
        *(f"2026-{m:02}" for m in range(1, 8)),
    }
    assert len(set(norfolk.by_month.values())) == 1
    assert [one.name for one in beside_of("Nowhere")] == ["England, all schools"]
    (city, _) = beside_of("City of London, primary")
    assert (city.by_month, "suppressed by the Department (c)" in city.said) == ({}, True)


def test_a_file_by_term_has_a_figure_a_term_and_says_why_one_is_missing(tmp_path: Path) -> None:
    rows = [("Autumn term", "92.0"), ("Spring term", "c"), ("Summer term", "z"), ("Spring term", "91.0")]
    lines = [
        f"20262{7 if n < 3 else 6},Local authority,East,Ash,Primary,{cell},{part}"
        for n, (part, cell) in enumerate(rows)
    ]
    text = "\n".join([f"{HEADER},time_identifier", *lines])
    ash = areas(load(written(tmp_path, text.replace("202626", "202526"))))["Ash, primary"]
    assert (ash.school_year, ash.attendance) == ("2026/27", None)
    assert sorted(ash.by_month) == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert ash.said == (
        "Ash, primary: 92.0% over the autumn term 2026/27, suppressed by the Department (c), as of too few schools for "
        "the spring term 2026/27, not applicable there (z) for the summer term 2026/27"
    )
