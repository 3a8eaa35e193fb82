"""What governors are shown of attendance: no handful of pupils, and no two answers that can be subtracted."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.around_visits import Study, Threshold
from analysis.attendance_figure import NO_MATCH, as_table, as_text, figure, sentences
from analysis.attendance_seen import FEWEST, lines, protected
from analysis.matching import Change
from analysis.suppression import is_small


def study_of(pupils: int, *, change: Change | None = None) -> Study:
    weeks = list(range(-8, 9))
    curve = pd.DataFrame(
        {
            "week": weeks,
            "attendance": 0.9,
            "visits": pupils + 3,
            "pupils": pupils,
            "sessions": pupils * 10,
            "provisional": False,
            "matched": 0.9,
            "similar": 0.91,
        }
    )
    return Study(visits=pupils + 3, pupils=pupils, not_counted=2, curve=curve, change=change, threshold=None)


def change_of(low: float | None, high: float | None, beyond: float = 0.01) -> Change:
    return Change(
        visits=47, pupils=33, similar=88, rose=0.04, anyway=0.04 - beyond, beyond=beyond, low=low, high=high
    )


@pytest.mark.parametrize("pupils", [0, 1, 5, 6, 9])
def test_fewer_than_ten_pupils_are_no_point(pupils: int) -> None:
    shown = protected(study_of(pupils)).curve
    assert shown[["attendance", "matched", "similar", "visits", "pupils", "sessions"]].isna().all().all()
    assert set(as_text(shown, hidden="too few")["Attendance, all visits"]) == {"too few"}
    assert "Attendance, similar pupils" not in as_table(shown, hidden="too few"), "none of it is shown"


@settings(deadline=None)
@given(st.integers(FEWEST, 5_000))
def test_counts_are_tens(pupils: int) -> None:
    shown = protected(study_of(pupils, change=change_of(-0.01, 0.03)))
    counts = [*shown.curve["visits"], *shown.curve["pupils"], *shown.curve["sessions"], shown.visits]
    assert shown.change is not None
    assert all(count % 10 == 0 for count in [*counts, shown.change.visits, shown.change.pupils])
    assert shown.not_counted == 0
    assert 0 not in counts, "rounded down to a 0 that is none"


def test_similar_pupils_are_not_shown_beside_a_few() -> None:
    shown = protected(study_of(30, change=change_of(None, None)))
    assert shown.change is None
    assert shown.curve["similar"].isna().all()
    assert shown.curve["attendance"].notna().all()


def over_the_lines(visits: int, *, persistent: list[int], severe: list[int], **children: int) -> Threshold:
    """So many visits over each line before and after; each of another child, but for what `children` says."""
    counts = {
        f"{name}_{when}": both[place]
        for name, both in (("persistent", persistent), ("severe", severe))
        for place, when in enumerate(("before", "after"))
    }
    behind = {
        **counts,
        **{f"not_{name}": visits - count for name, count in counts.items()},
        **{f"between_{when}": persistent[n] - severe[n] for n, when in enumerate(("before", "after"))},
    }
    return Threshold(
        visits=visits,
        **counts,
        sessions_before=visits * 80,
        sessions_after=visits * 80,
        children=behind | children,
    )


@settings(deadline=None)
@given(st.data())
def test_no_count_over_a_line_leaves_a_handful_on_either_side(data: st.DataObject) -> None:
    visits = data.draw(st.integers(1, 60))
    persistent = [data.draw(st.integers(0, visits)) for _ in range(2)]
    severe = [data.draw(st.integers(0, most)) for most in persistent]
    threshold = over_the_lines(visits, persistent=persistent, severe=severe)
    assert lines(threshold, small_numbers=True)["before"].tolist() == [persistent[0], severe[0]]
    table = lines(threshold, small_numbers=False)
    for column, both in zip(("before", "after"), zip(persistent, severe, strict=True), strict=True):
        shown = [None if pd.isna(count) else int(count) for count in table[column]]
        assert all(count is None or not (is_small(count) or is_small(visits - count)) for count in shown)
        if None not in shown:
            assert not is_small(both[0] - both[1])


@pytest.mark.parametrize(
    ("children", "hidden"),
    [
        ({"severe_before": 2}, ["severe_before"]),
        ({"not_persistent_after": 5}, ["persistent_after"]),
        ({"between_before": 1}, ["persistent_before", "persistent_after", "severe_before", "severe_after"]),
        ({"severe_before": 6}, []),
    ],
)
def test_many_visits_to_a_handful_of_children_are_no_number(
    children: dict[str, int], hidden: list[str]
) -> None:
    threshold = over_the_lines(90, persistent=[50, 48], severe=[22, 24], **children)
    table = lines(threshold, small_numbers=False).set_index(pd.Index(["persistent", "severe"]))
    away = [
        f"{name}_{when}"
        for name in table.index
        for when in ("before", "after")
        if pd.isna(table.at[name, when])
    ]
    assert away == hidden


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (None, NO_MATCH),
        (change_of(-0.01, 0.03), "cannot be told apart from no difference"),
        (change_of(0.002, 0.018), "not proof of what brought it about"),
        (change_of(None, None), "cannot be told from chance"),
    ],
)
def test_the_sentences_say_what_would_have_come_anyway_and_never_why(
    change: Change | None, says: str
) -> None:
    told = " ".join(sentences(change))
    assert says in told
    assert "because" not in told
    if change is not None:
        assert "similar pupils who were not visited then went up by 3.0 points" in told
        assert "A visit to two pupils counts here as two" in told


def test_numbers_that_do_not_add_up_as_printed_are_said_to_be_rounded() -> None:
    change = replace(change_of(-0.02, 0.01), rose=0.026, anyway=0.029, beyond=-0.004)
    assert "is -0.4 points, each number rounded by itself (95% interval" in sentences(change)[2]
    assert "rounded" not in " ".join(sentences(change_of(-0.01, 0.03)))


def test_the_figure_names_both_lines_and_says_when_the_visit_was() -> None:
    drawn = figure(study_of(30, change=change_of(-0.01, 0.03)))
    named = {note.text for note in drawn.layout.annotations}
    assert named == {"Visited", "Similar, not visited"}
    alone = figure(protected(study_of(30, change=None)))
    assert {note.text for note in alone.layout.annotations} == {"Visited"}
    assert "0<br>week of the visit" in drawn.layout.xaxis.ticktext
    assert figure(protected(study_of(2))).layout.yaxis.range == (0.0, 1.0)


def test_one_visit_to_one_pupil_is_counted_as_one() -> None:
    one = replace(change_of(None, None), visits=1, pupils=1)
    assert sentences(one)[0].startswith("After 1 visit to 1 pupil, attendance")


@pytest.mark.parametrize(
    ("weeks", "anchor", "shifts"),
    [(range(-8, 0), "left", {16}), (range(-8, 9), "right", {16})],
)
def test_a_name_has_the_room_that_its_line_leaves(weeks: range, anchor: str, shifts: set[int]) -> None:
    study = protected(study_of(30))
    study.curve["attendance"] = study.curve["attendance"].where(study.curve["week"].isin(weeks))
    notes = figure(study).layout.annotations
    assert [note.xanchor for note in notes] == [anchor]
    assert {note.yshift for note in notes} == shifts


def test_names_are_above_their_lines_where_the_axis_is_below_them() -> None:
    study = study_of(30, change=change_of(-0.01, 0.03))
    study.curve[["matched", "similar"]] = [[0.0, 0.02]] * len(study.curve)
    assert [note.yshift for note in figure(study).layout.annotations] == [34, 16]


def test_where_similar_pupils_fell_no_rise_is_said_to_have_come_anyway() -> None:
    fell = sentences(replace(change_of(-0.01, 0.03), anyway=-0.004))[1]
    assert "would have come anyway" not in fell
    assert fell.endswith("here similar pupils who were not visited then went down by 0.4 points.")
    assert "would have come anyway" in sentences(replace(change_of(-0.01, 0.03), anyway=0.004))[1]
