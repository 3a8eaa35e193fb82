"""Going through the pages of the second step as somebody does, for tests of them."""

import re
from html import unescape

from tests.second_steps import code
from tests.staff import PASSWORD
from tests.web.conftest import Browser, Web

OFFICE = "office@school.example"
LETTERS = re.compile(r'class="letters">([A-Z2-7 ]+)<')
CODES = re.compile(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>")
WRONG = "not right, or it was used before"


def set_up(web: Web, browser: Browser) -> tuple[str, list[str]]:
    """Go through the pages; return the app's secret and the recovery codes."""
    assert browser.send("/second-step/begin", at="/second-step", password=PASSWORD).status_code == 303
    page = browser.http.get("/second-step").text
    found = LETTERS.search(page)
    assert found is not None
    secret = found[1].replace(" ", "")
    assert "<svg" in page
    assert f"otpauth://totp/Homeward:office%40school.example?secret={secret}&issuer=Homeward" in unescape(
        page
    )
    answer = browser.send("/second-step/confirm", at="/second-step", code=code(secret, web.now))
    codes = CODES.findall(answer.text)
    assert len(set(codes)) == 10
    assert answer.headers["cache-control"] == "no-store"
    return secret, codes


def waits(web: Web, **values: str) -> Browser:
    """A browser of a stranger's make in which the right password was given."""
    browser = web.browser()
    answer = browser.sign_in(OFFICE, **values)
    assert answer.headers["location"].startswith("/sign-in/code")
    return browser


def give(browser: Browser, text: str, **values: str):  # type: ignore[no-untyped-def]
    return browser.send("/sign-in/code", code=text, **values)
