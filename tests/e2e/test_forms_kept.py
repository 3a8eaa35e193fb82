"""In a real browser: what is half typed is kept without leaving the field, and a part of a name means a colleague."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PATIENCE_MS = 60_000
HALF = "Talk about morn"


def settled(page: Page) -> None:
    """Until the page has answered."""
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)


def test_what_is_half_typed_is_there_after_a_reload(people: People) -> None:
    page = people.open("slt", "log_visit")
    field = page.get_by_label("What the visit is for")
    field.click()
    page.keyboard.type(HALF, delay=30)
    # The field still has the cursor: nobody pressed Enter or went on.
    expect(page.get_by_text("Saved as you type")).to_have_count(0, timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_label("What the visit is for")).to_have_value(HALF, timeout=PATIENCE_MS)
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_text("What stood here was thrown away.")).to_be_visible(timeout=PATIENCE_MS)
    settled(page)
    expect(page.get_by_label("What the visit is for")).to_have_value("", timeout=PATIENCE_MS)


def test_typing_on_is_never_overtaken_by_the_page(people: People) -> None:
    page = people.open("slt", "log_visit")
    page.get_by_label("What the visit is for").click()
    page.keyboard.type("A sentence that is typed with", delay=20)
    page.wait_for_timeout(1_100)
    page.keyboard.type(" a pause for thought in it", delay=60)
    settled(page)
    expect(page.get_by_label("What the visit is for")).to_have_value(
        "A sentence that is typed with a pause for thought in it"
    )
    page.get_by_role("button", name="Start afresh").click()
    settled(page)


def test_a_part_of_a_name_means_the_colleague_whom_it_fits(people: People) -> None:
    page = people.open("office", "left", width="phone")
    who = page.get_by_label("Who is out")
    who.click()
    page.keyboard.type("nawabk", delay=30)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who is out")).to_have_value("Farid Nawabkar", timeout=PATIENCE_MS)
    expect(page.get_by_label("Mobile")).to_have_value("07700 900002", timeout=PATIENCE_MS)
