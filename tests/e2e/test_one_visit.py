"""A single visit, at a school whose name is long: each page that lists or counts visits fits a phone and counts one."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import update

from data import clock, migrate
from data.database import Database
from data.models import PersonRole, School, StopRow
from data.refresh import refresh_deadlines
from tests import staff as made
from tests import trips
from tests.e2e.conftest import WIDTHS, running
from tests.e2e.hands import settled
from visits.words import Role, VisitState

pytestmark = pytest.mark.e2e

NAME = "The Saint Wendreda and Holy Innocents Church of England Voluntary Aided Academy, Tarrowby"
ADDRESS = (
    "Flat 14B, Second Floor Rear, The Old Ropeworks and Granary Quarter, 148 Wendlemere Causeway, QX1 4ZZ"
)
FILES = ("live", "watch", "my_visits", "alerts", "oversight", "risk_figures", "assessments", "reasons")
CUT_OFF = """[...document.querySelectorAll("[data-testid=stMain] :is(button, a) p")]
  .filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.textContent)"""
MANY_OF_ONE = re.compile(r"(?<![\d.,/])\b1 (?!hours)[a-z]+s\b")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over two schools, of which one has a visit that is out, and is late."""
    var, now = tmp_path_factory.mktemp("one") / "var", clock.now()
    var.mkdir()
    db = Database(f"sqlite:///{var / 'homeward.db'}")
    migrate.upgrade(db, backup_dir=None, now=now)
    begun = now.date() - timedelta(days=30)
    staff = made.fill(db, from_on=begun)
    visit_id = trips.trip(
        db,
        staff,
        trips.adopt(db, staff),
        homes=[trips.home(db, staff)],
        state=VisitState.OUT,
        out_at=now - timedelta(hours=3),
    )
    with db.write() as session:
        session.execute(update(School).where(School.id == staff.school).values(name=NAME))
        session.execute(update(StopRow).values(address=ADDRESS))
        lead = staff.people[Role.LEAD_DSL]
        session.add(PersonRole(school_id=staff.other, person_id=lead, role=Role.LEAD_DSL, from_on=begun))
        refresh_deadlines(session, visit_id=visit_id, now=now)
    db.close()
    with running(var, HOMEWARD_DEMO="false") as server:
        yield server.url


def test_a_page_with_one_visit_fits_a_phone_and_counts_one(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 900})
    page = context.new_page()
    page.goto(f"{url}/sign-in?next=/about")
    page.fill("input[name=email]", "lead_dsl@school.example")
    page.fill("input[type=password]", made.PASSWORD)
    page.press("input[type=password]", "Enter")
    for file in FILES:
        page.goto(f"{url}/{file}")
        page.wait_for_selector("[data-testid=stMain] h1")
        settled(page)
        said = page.get_by_test_id("stMain").inner_text()
        assert "could not be shown" not in said, file
        assert MANY_OF_ONE.findall(said) == [], file
        assert (
            page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= WIDTHS["phone"]
        ), file
        assert page.evaluate(CUT_OFF) == [], file
    page.goto(f"{url}/my_visits")
    page.get_by_role("link", name="Log a visit").last.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    context.close()
