"""Oversight: governors see what was published and nothing else, leaders see today. Reasons and Attendance too."""

import pytest
from sqlalchemy import event, update
from streamlit.testing.v1 import AppTest

from data.commands.core import SYSTEM
from data.models import PersonRole, PublishedCube, VisitRow
from pages.parts import plain
from tests import terms
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import adopt, every
from visits.words import Role
from watcher.publishing import publish_term

LIVE_TABLES = (
    "visits",
    "stops",
    "stop_pupils",
    "visit_answers",
    "deadlines",
    "incidents",
    "write_ups",
    "pupils",
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """24 visits in the summer, published, and 9 in the autumn, which goes on."""
    version = terms.published(desk.db, desk.staff)
    terms.go(desk.db, desk.staff, version, "work", 9, out_at=terms.OCTOBER)
    return desk


def said(app: AppTest) -> str:
    assert not app.exception
    return texts(app).replace("\\", "")


def tables(app: AppTest) -> list[list[list[str]]]:
    return [[[str(cell) for cell in row] for row in one.value.to_numpy()] for one in app.table]


def test_a_governor_sees_the_published_term_and_not_the_one_that_goes_on(filled: Desk) -> None:
    app = filled.open("oversight", role=Role.GOVERNOR)
    assert "**24 visits** that went · Quillmere High · Summer term 2025/26" in said(app)
    assert "and unchanged since" in said(app)
    assert app.selectbox[0].options == [terms.SUMMER]
    assert ["Authorised before leaving", "24 of 24", "100%", "0"] in tables(app)[0]
    assert "The next term is published on " in said(app)
    assert "Publish" not in [button.label for button in app.button]


def test_a_leader_sees_today_whole_and_the_term_that_goes_on(filled: Desk) -> None:
    app = filled.open("oversight", role=Role.LEAD_DSL)
    assert "**9 visits** that went · Quillmere High · Autumn term 2026/27" in said(app)
    assert "Governors do not see this term before it is published." in said(app)
    app = filled.open("oversight", role=Role.LEAD_DSL, term=terms.SUMMER)
    assert "24 visits went in the summer term 2025/26" in said(app)


def test_a_link_to_a_term_that_is_not_here_says_so_and_which_one_is_shown(filled: Desk) -> None:
    found = said(filled.open("oversight", role=Role.GOVERNOR, term=terms.AUTUMN))
    assert f"**{terms.AUTUMN}** is asked for and is not here" in found
    assert f"This is {terms.SUMMER}." in found
    assert "is not here" not in said(filled.open("oversight", role=Role.GOVERNOR, term=terms.SUMMER))


def test_one_visit_is_one_visit(desk: Desk) -> None:
    terms.enter(desk.db, desk.staff.school)
    terms.go(desk.db, desk.staff, adopt(desk.db, desk.staff), "work", 1, out_at=terms.OCTOBER)
    assert "**1 visit** that went" in said(desk.open("oversight", role=Role.LEAD_DSL))


def test_a_governor_is_answered_without_a_look_at_a_visit(filled: Desk) -> None:
    asked: list[str] = []
    filled.sign_in(Role.GOVERNOR)
    with filled.db.read() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for page in ("oversight", "reasons", "attendance"):
        found = said(filled.open(page))
        assert terms.SUMMER in found
        assert not any(name in found for name in ("Ada", "Fern", "Mill Row"))
    assert "It is published once the attendance marks of eight school weeks after the term" in found
    looked = [
        one for one in asked if any(f"FROM {table}" in one or f"JOIN {table}" in one for table in LIVE_TABLES)
    ]
    assert any("FROM published_cubes" in one for one in asked)
    assert looked == []


@pytest.mark.parametrize("page", ["oversight", "reasons"])
def test_what_a_governor_reads_is_frozen(filled: Desk, page: str) -> None:
    before = filled.open(page, role=Role.GOVERNOR)
    with filled.db.write() as session:
        session.execute(update(VisitRow).values(common_reason="other", authorised_at=None, unauthorised=True))
    after = filled.open(page)
    assert (tables(after), said(after)) == (tables(before), said(before))


def test_reasons_of_a_governor_are_the_published_ones(filled: Desk) -> None:
    app = filled.open("reasons", role=Role.GOVERNOR)
    assert tables(app)[0] == [
        ["Refusing school", "7", "29%"],
        ["Attendance concern", "12 to 16", "50 to 67%"],
        ["Suspected holiday", "c", "c"],
    ]
    assert "**24 visits** that went to 24 pupils · Quillmere High" in said(app)
    assert "How small numbers are protected" in [one.label for one in app.expander]
    asked = f"table=reason&amp;term=Summer+term+2025%2F26&amp;school={filled.staff.school}"
    assert f'href="/exports/figures.csv?{asked}"' in texts(app)
    assert {"Shares are of 24 visits.", "Shares are of 24 pupils."} <= {one.value for one in app.caption}


def test_a_term_without_a_visit_is_one_sentence_and_no_frame_of_zeros(desk: Desk) -> None:
    terms.enter(desk.db, desk.staff.school)
    of = terms.span(desk.db, desk.staff.school)
    publish_term(desk.db, school_id=desk.staff.school, span=of, by=SYSTEM, now=desk.now)
    app = desk.open("reasons", role=Role.GOVERNOR)
    assert "**0 visits** that went to 0 pupils" in said(app)
    assert "No visit went in this term." in said(app)
    assert (tables(app), [h.value for h in app.header]) == ([], [])


@pytest.mark.parametrize("page", ["reasons", "attendance"])
def test_figures_of_a_term_that_is_not_published_say_so_and_which_are_shown(filled: Desk, page: str) -> None:
    coming = filled.open(page, role=Role.GOVERNOR, term=terms.AUTUMN)
    shown = f"Shown is {terms.SUMMER}, the newest that is."
    assert [plain(f"{terms.AUTUMN} is not published yet. {shown}")] == [one.value for one in coming.info]
    never = filled.open(page, role=Role.GOVERNOR, term="Michaelmas")
    assert [plain(f"No figures of Michaelmas are published here. {shown}")] == [
        one.value for one in never.info
    ]
    assert not filled.open(page, role=Role.GOVERNOR, term=terms.SUMMER).info


def test_before_anything_is_published_it_says_when_it_will_be(desk: Desk) -> None:
    terms.enter(desk.db, desk.staff.school)
    for page in ("oversight", "reasons", "attendance"):
        found = said(desk.open(page, role=Role.GOVERNOR))
        assert "No figures have been published yet." in found
        assert "Quillmere High: the first on 23 November 2026" in found


def test_without_term_dates_it_says_what_is_missing(desk: Desk) -> None:
    assert "no term dates are entered yet" in said(desk.open("oversight", role=Role.GOVERNOR))


def test_a_leader_publishes_a_closed_term_and_others_are_not_offered_it(desk: Desk) -> None:
    terms.summer(desk.db, desk.staff)
    app = desk.open("oversight", role=Role.SENDCO)
    assert not any(button.label.startswith("Publish") for button in app.button)
    app = desk.open("oversight", role=Role.HEADTEACHER)
    next(button for button in app.button if button.label == f"Publish {terms.SUMMER}").click().run()
    assert f"{terms.SUMMER} is published." in [one.value for one in app.success]
    assert {row.period for row in every(desk.db, PublishedCube)} == {"2026-03-28..2026-07-20"}


def test_a_trust_officer_sees_schools_side_by_side_and_adds_only_what_is_shown(filled: Desk) -> None:
    with filled.db.write() as session:
        session.add(
            PersonRole(
                school_id=filled.staff.other,
                person_id=filled.staff.people[Role.TRUST_OFFICER],
                role=Role.TRUST_OFFICER,
                from_on=terms.TERMS[-1][2],
            )
        )
    app = filled.open("oversight", role=Role.TRUST_OFFICER)
    (table,) = [h.proto.body for h in app.get("html") if "newest published term" in h.proto.body]
    assert table.count('<td role="cell" data-name="School">') == 1
    assert '<td role="cell" data-name="School">Quillmere High</td>' in table
    app = filled.open("oversight", school=str(filled.staff.other))
    assert "No figures have been published yet." in said(app)
    assert "**24 visits**" in said(filled.open("reasons"))


def test_a_school_that_is_not_theirs_is_none(filled: Desk) -> None:
    app = filled.open("oversight", role=Role.GOVERNOR, school=str(filled.staff.other))
    assert "There is no such school" in said(app)
    assert not app.table


def test_a_leaders_link_with_filters_tells_a_governor_what_is_left_out(filled: Desk) -> None:
    app = filled.open("reasons", role=Role.GOVERNOR, reason="holiday", year="8")
    (told,) = app.info
    assert ": reason, year group. It is left out" in told.value
    another = filled.open("reasons", role=Role.GOVERNOR, school=str(filled.staff.other))
    assert ": school. It is left out" in another.info[0].value
