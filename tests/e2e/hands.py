"""What a person does on a page: they choose, type and press what they see, by its role and its label."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

PATIENCE_MS: Final = 60_000
"""How long a page may take on a machine that has other things to do."""


def choose(page: Page, label: str, words: str) -> None:
    """Type into a list and take what is offered."""
    settled(page)
    field = page.get_by_role("combobox", name=label)
    field.click()  # first of all: an open list closes again when the page is scrolled to it
    field.press("Control+a")
    field.press_sequentially(words)
    page.get_by_role("option", name=words).first.click(timeout=PATIENCE_MS)


def write(page: Page, label: str, words: str, *, exact: bool = False, place: int = 0) -> None:
    """Fill in the field of that label, or the one at that place of several, and leave it."""
    settled(page)
    field = page.get_by_role("textbox", name=label, exact=exact).nth(place)
    field.fill(words)
    field.press("Enter")


def settled(page: Page) -> None:
    """Wait until the page shows what came of the last thing that was done."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)


def press(page: Page, words: str, button: str) -> None:
    """Press the button that stands with these words."""
    box(page, words, button=button).get_by_role("button", name=button, exact=True).click(timeout=PATIENCE_MS)


def box(page: Page, words: str, *, button: str = "", link: str = "") -> Locator:
    """The smallest part of the page that has both these words and that button or link."""
    way = page.get_by_role("button" if button else "link", name=button or link, exact=True)
    return page.locator("div").filter(has=page.get_by_text(words)).filter(has=way).last


def sees(page: Page, words: str) -> None:
    """Wait for these words."""
    expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)


def sees_no_more(page: Page, words: str) -> None:
    """Wait until these words are gone."""
    expect(page.get_by_text(words)).to_have_count(0, timeout=PATIENCE_MS)
