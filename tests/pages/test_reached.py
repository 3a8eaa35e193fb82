"""Your account, how you are reached: what there is in words, a code that comes back, and what cannot be taken."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from data import outbox
from data.models import ContactWay, OutboxRow
from tests.data.test_ways import ALL, set_up, way
from tests.pages.conftest import Desk
from tests.pages.test_people import field, press, said
from tests.trips import every, one
from visits.words import Channel, Role

EMAIL, SMS, TEAMS, WEBHOOK = Channel


@pytest.fixture(autouse=True)
def channels(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, **ALL)


def opened(desk: Desk) -> AppTest:
    app = desk.open("account", role=Role.OFFICE)
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    shown = " ".join(one.value for one in (*app.markdown, *app.info, *app.error, *app.caption))
    return shown.replace("\\", "")


def by_text_message(app: AppTest, number: str) -> AppTest:
    """Choose a text message as the first way, and save the number."""
    field(app, "First way, by", "selectbox").set_value(SMS)
    app.run()
    next(one for one in app.text_input if one.key == "way_address_1_sms").set_value(number)
    return press(app, "Save and send a code")


def code(desk: Desk) -> str:
    (row,) = [r for r in every(desk.db, OutboxRow, topic=outbox.WAY_CODE) if r.body]
    found = re.search(r"\d{6}", row.body)
    assert found is not None
    return found.group()


def test_a_way_is_set_and_confirmed_and_the_page_says_each_state(desk: Desk) -> None:
    app = opened(desk)
    assert "messages go to office@school.example" in text(app)
    assert "**First way**: none yet" in text(app)
    assert "Second way" not in text(app)
    app = by_text_message(app, "+44 7700 900001")
    assert said(app) == ["Saved. A code is on its way: type it here within 15 minutes."]
    assert "Text message to 07700 900001" in text(app)
    assert "Waiting for the code until" in text(app)
    field(app, "Code for the first way").set_value(code(desk))
    app = press(app, "Confirm")
    assert not app.exception
    assert said(app) == ["Confirmed. Text message is your first way."]
    assert "Confirmed Mon 23 Nov" in text(app)
    assert "No way is confirmed yet" not in text(app)
    assert "**Second way**: none yet" in text(app)


def test_a_wrong_code_is_said_with_how_often_it_can_be_tried(desk: Desk) -> None:
    app = by_text_message(opened(desk), "07700 900001")
    wrong = f"{(int(code(desk)) + 1) % 10**6:06}"
    for says in ("4 more times", "3 more times", "2 more times", "1 more time.", "Send a new one"):
        field(app, "Code for the first way").set_value(wrong)
        app = press(app, "Confirm")
        assert says in text(app)
        app.run()
    assert "Not confirmed: the code does not count any more" in text(app)
    assert one(desk.db, ContactWay).verified_at is None


@pytest.mark.parametrize("number", ["ring me", "01632 960001", ""])
def test_what_cannot_be_taken_is_a_sentence_and_stays_typed(desk: Desk, number: str) -> None:
    app = by_text_message(opened(desk), number)
    assert not app.exception
    assert len([one for one in app.error if one.icon == ":material/error:"]) == 1
    assert next(one for one in app.text_input if one.key == "way_address_1_sms").value == number
    assert every(desk.db, ContactWay) == []


def test_a_way_is_taken_away(desk: Desk) -> None:
    way(desk.db, desk.staff.people[Role.OFFICE], rank=1, channel=SMS, address="07700 900001")
    app = press(opened(desk), "Take it away")
    assert said(app) == ["Your first way is taken away."]
    assert every(desk.db, ContactWay) == []


def test_of_a_web_address_only_its_host_is_shown_beside_its_form(desk: Desk) -> None:
    address = "https://hooks.school.example/secret-of-mine"
    way(desk.db, desk.staff.people[Role.OFFICE], rank=1, channel=WEBHOOK, address=address)
    app = opened(desk)
    assert "Webhook to \u2060https://hooks.school.example" in text(app), "and no link of it"
    assert "secret-of-mine" not in text(app)


def test_a_channel_that_is_gone_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    way(desk.db, desk.staff.people[Role.OFFICE], rank=1, channel=SMS, address="07700 900001")
    set_up(monkeypatch, smtp_host="mail.example", smtp_from="h@school.example")
    assert "not set up here any more" in text(opened(desk))


def test_where_nothing_is_set_up_the_page_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    app = opened(desk)
    assert "told only by an open board" in text(app)
    assert not [one for one in app.button if one.label == "Save and send a code"]


def test_people_shows_who_manages_them_by_what_each_is_told(desk: Desk) -> None:
    way(desk.db, desk.staff.people[Role.SLT], rank=2, channel=SMS, address="07700 900001")
    for role, shown in ((Role.ADMINISTRATOR, True), (Role.SENDCO, False)):
        frame = desk.open("people", role=role).dataframe[0].value
        assert ("Told by" in frame.columns) is shown
        if shown:
            told = dict(zip(frame["Name"], frame["Told by"], strict=True))
            assert told["Slt Person"] == "text message, then e-mail"
            assert told["Office Person"] == "e-mail (not confirmed)"
