"""Reasons for who knows the families: counts by reason, month and school; never a family."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from data.database import Database
from data.models import PersonRole, VisitRow
from pages import guard, menu
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.terms import enter
from tests.trips import POLICIES, adopt, home, trip
from visits.words import Role, VisitState

TIMES = {"attendance": 12, "child_safe": 3, "holiday": 7}


@pytest.fixture
def filled(desk: Desk) -> UUID:
    """22 visits this term, 9 in the school year before; the visits of one home."""
    version = adopt(desk.db, desk.staff)
    ash = home(desk.db, desk.staff)
    when = [
        (datetime(2026, 10, 6, 9, tzinfo=UTC), TIMES),
        (datetime(2026, 5, 6, 9, tzinfo=UTC), {"attendance": 9}),
    ]
    for out_at, times in when:
        for reason, count in times.items():
            for _ in range(count):
                visit_id = trip(
                    desk.db, desk.staff, version, homes=[ash], state=VisitState.CLOSED, out_at=out_at
                )
                with desk.db.write() as session:
                    session.get_one(VisitRow, visit_id).common_reason = reason
    return version


def tables(app: AppTest) -> list[list[list[str]]]:
    """Names, visits and shares of each table."""
    return [
        [[str(cell).replace("\\", "") for cell in row][:3] for row in one.value.to_numpy()]
        for one in app.table
    ]


def test_no_visit_yet_says_how_they_get_here(desk: Desk) -> None:
    app = desk.open("reasons", role=Role.SENDCO)
    assert "No visits in this period." in texts(app)
    assert "**0 visits** that went" in texts(app)


def test_terms_without_a_visit_are_no_frame_of_zeros(desk: Desk) -> None:
    enter(desk.db, desk.staff.school)
    app = desk.open("reasons", role=Role.SENDCO)
    assert "No visits in these terms." in texts(app)
    assert (len(app.table), "By term" in [h.value for h in app.header]) == (0, False)


def test_who_knows_the_families_sees_every_number(desk: Desk, filled: UUID) -> None:
    app = desk.open("reasons", role=Role.SENDCO)
    reason, month, kind, year_group = tables(app)
    assert reason == [
        ["Attendance concern", "12", "55%"],
        ["Suspected holiday", "7", "32%"],
        ["Establish that a child is safe", "3", "14%"],
    ]
    assert month == [
        ["September 2026", "0", "0%"],
        ["October 2026", "22", "100%"],
        ["November 2026 (so far)", "0", "0%"],
    ]
    assert kind == [["Procedural visit", "22", "100%"]]
    assert year_group == [["Year 8", "1", "100%"]]
    assert "**22 visits** that went · Quillmere High · Autumn term 2026" in texts(app).replace("\\", "")
    assert "read Mon 23 Nov, 10:00" in texts(app)


def test_the_period_comes_from_the_address_and_goes_into_it(desk: Desk, filled: UUID) -> None:
    app = desk.open("reasons", role=Role.SENDCO, period="all")
    assert "**31 visits**" in texts(app)
    assert "All that is recorded: May to November 2026" in texts(app).replace("\\", "")
    app.segmented_control[0].set_value("year").run()
    assert app.query_params["period"] == "year"
    assert "**22 visits**" in texts(app)


def test_with_several_schools_one_can_be_chosen_and_stands_in_the_address(desk: Desk, filled: UUID) -> None:
    with desk.db.write() as session:
        session.add(
            PersonRole(
                school_id=desk.staff.other,
                person_id=desk.staff.people[Role.SENDCO],
                role=Role.SENDCO,
                from_on=date(2026, 9, 1),
            )
        )
    app = desk.open("reasons", role=Role.SENDCO)
    assert tables(app)[3] == [["Quillmere High", "22", "100%"], ["Tarrowby School", "0", "0%"]]
    app.selectbox[0].select(str(desk.staff.other)).run()
    assert app.query_params["school"] == str(desk.staff.other)
    assert "**0 visits**" in texts(app)
    app = desk.open("reasons", role=Role.SENDCO, school=str(desk.staff.school))
    assert "**22 visits** that went · Quillmere High" in texts(app)
    assert len(tables(app)) == 4


@pytest.mark.parametrize(
    "given", [{"period": "ever"}, {"school": "x"}, {"school": "00000000-0000-0000-0000-000000000000"}]
)
def test_an_address_that_means_nothing_shows_this_term_of_all(
    desk: Desk, filled: UUID, given: dict[str, str]
) -> None:
    app = desk.open("reasons", role=Role.SENDCO, **given)
    assert not app.exception
    assert "Autumn term 2026" in texts(app)


def test_what_an_address_asks_for_in_vain_is_named(desk: Desk, filled: UUID) -> None:
    """A link to a few visits that opens as all of them would be read as those few."""
    app = desk.open("reasons", role=Role.SENDCO, year="99", policy="nonsense", term="1900", reason="holiday")
    (told,) = app.info
    assert ": term, policy, year group. It is left out" in told.value
    assert not desk.open("reasons", role=Role.SENDCO, year="8", school=str(desk.staff.school)).info


def test_each_table_can_be_had_as_a_file_by_who_asks_for_it_there(desk: Desk, filled: UUID) -> None:
    found = texts(desk.open("reasons", role=Role.SENDCO, period="year"))
    for table in ("reason", "month"):
        asked = f"table={table}&amp;period=year&amp;school={desk.staff.school}"
        assert f'href="/exports/reasons.csv?{asked}"' in found


def test_under_each_figure_stands_what_it_says(desk: Desk, filled: UUID) -> None:
    captions = [c.value.replace("\\", "") for c in desk.open("reasons", role=Role.SENDCO).caption]
    assert (
        "Most by reason: Attendance concern 12, Suspected holiday 7, Establish that a child is safe 3."
        in captions
    )


def test_without_terms_it_says_so_and_with_them_this_term_stands_beside_the_last(
    desk: Desk, filled: UUID
) -> None:
    assert "No terms are entered, so that visits are counted by month alone." in texts(
        desk.open("reasons", role=Role.SENDCO)
    )
    enter(desk.db, desk.staff.school)
    app = desk.open("reasons", role=Role.SENDCO)
    said = texts(app).replace("\\", "")
    assert (
        "**22 visits** that went · Quillmere High · Autumn term 2026/27: 21 July 2026 to 23 November" in said
    )
    assert "By the school's own term dates, 1 September 2026 to 18 December 2026" in said
    assert "22 visits so far this term, 9 the term before." in said
    assert "The same term a year ago is not entered." in said
    compared, terms = tables(app)[2:4]
    assert compared[0] == ["Attendance concern", "12", "9"]
    assert ["Summer term 2025/26", "9", "29%"] in terms
    assert (
        "This term: Autumn term 2026/27, so far. Last term: Summer term 2025/26, first 13 school weeks."
        in said
    )
    assert "/exports/reasons.csv?table=compared" in said


def test_filters_come_from_the_address_and_go_into_it(desk: Desk, filled: UUID) -> None:
    app = desk.open("reasons", role=Role.SENDCO, reason="holiday", kind="planned")
    assert "**7 visits**" in texts(app)
    assert [box.label for box in app.selectbox] == ["Reason", "Emergency or not", "Year group now"]
    assert "Only: **Suspected holiday · All but emergency visits**" in texts(app).replace("\\", "")
    app.selectbox[1].select("emergency").run()
    assert (app.query_params["kind"], app.query_params["reason"]) == ("emergency", "holiday")
    assert "**0 visits**" in texts(app)
    app.button(key="reasons_clear").click().run()
    assert dict(app.query_params) == {"period": "term"}
    assert "**22 visits**" in texts(app)
    assert "Only:" not in texts(app)


def test_of_a_year_group_it_counts_the_visits_to_its_children_per_100_of_them(
    desk: Desk, filled: UUID
) -> None:
    app = desk.open("reasons", role=Role.SENDCO, year="8", reason="holiday")
    assert "**7 visits** that went" in texts(app)
    assert "of the 1 pupil of Year 8 on roll" in texts(app).replace("\\", "")
    assert f"period=term&amp;school={desk.staff.school}&amp;reason=holiday&amp;year=8" in texts(app)
    assert [one[0][0] for one in tables(app)] == ["September 2026", "Procedural visit", "Year 8"]
    assert "**31 visits**" in texts(desk.open("reasons", role=Role.SENDCO, year="9", period="all"))


def test_of_a_policy_it_says_which_visits_are_left_out(desk: Desk, filled: UUID) -> None:
    title = POLICIES["blessed_trinity"].title
    said = texts(desk.open("reasons", role=Role.SENDCO, policy=title)).replace("\\", "")
    assert "**22 visits**" in said
    assert "The school went by it from 1 January 2026" in said
    assert "pupil at the school that had this policy on roll" in said


def test_which_reason_of_the_policy_counts_as_what_is_shown(desk: Desk, filled: UUID) -> None:
    shown = desk.open("reasons", role=Role.SENDCO).dataframe[0].value
    assert list(shown.columns) == ["Counts as", "The policy's own reason", "Policy"]
    assert "Attendance concern" in shown["Counts as"].tolist()


def test_the_office_sees_no_counts(desk: Desk, filled: UUID) -> None:
    app = desk.open("reasons", role=Role.OFFICE)
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert not app.table


def test_a_database_that_is_lost_is_never_a_zero(
    desk: Desk, filled: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sign_in(Role.SENDCO)
    monkeypatch.setattr(guard, "db", lambda: Database(f"sqlite:///{tmp_path / 'nowhere' / 'gone.db'}"))
    app = AppTest.from_file(str(menu.HERE / "reasons.py"), default_timeout=30).run()
    assert not app.exception
    assert app.error
    assert not app.table
    assert "0 visits" not in texts(app)
