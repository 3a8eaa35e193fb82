"""The page of a message's link in a real browser: at both widths, with axe, and answered without a script."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from uuid6 import uuid7

from data import ack_tokens, keys, outbox
from data.models import AlertRow, AlertStepRow, OutboxRow, Person
from data.settings import Settings
from tests.e2e.conftest import WIDTHS, Server
from tests.e2e.test_plain_pages import is_fit
from visits.words import Channel

pytestmark = pytest.mark.e2e
OFFICE = "office@homeward.example"


def link_to(server: Server) -> str:
    """The link of a message to the office about a silence that is open; no mail server is set up, so it is made here."""
    db, now, message_id = server.database(), datetime.now(UTC), uuid7()
    with db.write() as session:
        step = session.scalars(
            select(AlertStepRow)
            .join(AlertRow, AlertRow.id == AlertStepRow.alert_id)
            .where(AlertStepRow.remind_at.is_not(None), AlertRow.closed_at.is_(None))
            .order_by(AlertStepRow.started_at)
        ).first()
        assert step is not None
        session.add(
            OutboxRow(
                id=message_id,
                school_id=step.school_id,
                alert_id=step.alert_id,
                step_id=step.id,
                unique_key=f"a message of this test {message_id}",
                topic=outbox.STEP,
                channel=Channel.EMAIL,
                person_id=session.scalars(select(Person.id).where(Person.email == OFFICE)).one(),
                recipient=OFFICE,
                subject="Overdue",
                body="",
                made_at=now,
                not_before=now,
                attempted_at=now,
                delivered_at=now,
            )
        )
    db.close()
    key = keys.signing_key(Settings(var_dir=Path(server.var)))
    return f"{server.url}/ack/{ack_tokens.token_of(key, message_id)}"


def test_the_link_is_fit_and_is_answered_without_scripts(browser: Browser, server: Server) -> None:
    link = link_to(server)
    with_scripts = browser.new_context()
    is_fit(with_scripts.new_page(), link)
    is_fit(with_scripts.new_page(), link[:-4])
    without = browser.new_context(
        java_script_enabled=False, viewport={"width": WIDTHS["phone"], "height": 844}
    )
    page = without.new_page()
    page.goto(link)
    page.get_by_role("button", name="I have seen this and am dealing with it").click()
    expect(page.get_by_role("status")).to_contain_text("you have seen this and are dealing with it")
    assert page.url == link
    is_fit(with_scripts.new_page(), link)
    page.reload()
    expect(page.get_by_role("button")).to_have_count(0)
    with_scripts.close()
    without.close()
