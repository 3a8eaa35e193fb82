"""The link in a message: a reader answers by it from a phone, in their own name, once, and only while it is asked."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from data import ack_tokens, outbox
from data.commands.emergency import raise_emergency
from data.database import Database
from data.models import AlertStepRow, AuditPayload, OutboxRow, Person, PersonRole
from tests.data.alert_world import SILENT, World, at, mail_on, world
from tests.staff import KEY
from tests.trips import entries, every
from tests.web.conftest import Browser, Web
from visits.words import Role

DEALING = "I have seen this and am dealing with it"


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A silence of which the office was told."""
    mail_on(monkeypatch)
    found = world(db, "blessed_trinity")
    found.watch(49)
    return found


@pytest.fixture
def web(made: World) -> Web:
    return Web(made.db, made.staff, now=at(50))


def message(made: World, role: Role = Role.OFFICE, topic: str = outbox.STEP) -> OutboxRow:
    row, *_later = every(made.db, OutboxRow, person_id=made.staff.people[role], topic=topic)
    return row


def link(made: World, role: Role = Role.OFFICE, topic: str = outbox.STEP) -> str:
    return f"/ack/{ack_tokens.token_of(KEY, message(made, role, topic).id)}"


def press(browser: Browser, path: str):  # type: ignore[no-untyped-def]
    return browser.send(path)


def test_the_page_says_what_it_is_and_nothing_of_the_family(web: Web, made: World) -> None:
    page = web.browser().http.get(link(made))
    assert page.status_code == 200
    assert "Overdue: Quillmere High, visit" in page.text
    assert "Step 1 of 3" in page.text
    assert "Office Person" in page.text
    assert 'href="/live"' in page.text
    for private in ("Ash", "Mill Row", "Visitor Person", "07700 900111", "QM1"):
        assert private not in page.text
    assert len(page.content) < 20_000
    assert "<script" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_scanner_of_links_answers_for_nobody(web: Web, made: World) -> None:
    before = entries(made.db)
    for _ in range(3):
        web.browser().http.get(link(made))
        web.browser().http.head(link(made))
    step = made.step()
    assert step is not None
    assert (step.acknowledged_at, message(made).acknowledged_at, entries(made.db)) == (None, None, before)


def test_pressing_acknowledges_the_step_in_the_readers_name(web: Web, made: World) -> None:
    answer = press(web.browser(), link(made))
    assert (answer.status_code, answer.headers["location"]) == (303, link(made))
    step = made.step()
    assert step is not None
    assert (step.acknowledged_at, step.acknowledged_by_id) == (at(50), made.staff.people[Role.OFFICE])
    assert step.remind_at is None
    assert message(made).acknowledged_at == at(50)
    assert entries(made.db)[-1] == ("alert.acknowledge_by_link", "change")
    after = web.browser().http.get(link(made))
    assert after.status_code == 200
    assert "Noted Mon 23 Nov, 10:50" in after.text
    assert DEALING not in after.text


def test_pressing_twice_is_once(web: Web, made: World) -> None:
    browser, again = web.browser(), web.browser()
    token, other = browser.form_token(link(made)), again.form_token(link(made))
    assert browser.http.post(link(made), data={"form_token": token}).status_code == 303
    assert again.http.post(link(made), data={"form_token": other}).status_code == 303
    assert entries(made.db).count(("alert.acknowledge_by_link", "change")) == 1


def test_who_comes_second_sees_who_has_it(web: Web, made: World) -> None:
    made.ring(51, a=SILENT, b=SILENT)
    web.now = at(52)
    press(web.browser(), link(made, Role.SLT))
    page = web.browser().http.get(link(made, Role.HEADTEACHER))
    assert page.status_code == 200
    assert "Slt Person is dealing with it" in page.text
    assert message(made, Role.HEADTEACHER).acknowledged_at is None


def test_acknowledging_on_the_board_counts_for_what_was_sent_to_that_person(made: World) -> None:
    with made.db.write() as session:
        session.execute(update(OutboxRow).values(attempted_at=at(49)))
    made.acknowledge(51)
    assert message(made).acknowledged_at == at(51)


def test_a_form_of_another_page_is_not_taken(web: Web, made: World) -> None:
    browser = web.browser()
    browser.form_token(link(made))
    for given in ({}, {"form_token": "made up"}, {"form_token": web.browser().form_token(link(made))}):
        answer = browser.http.post(link(made), data=given)
        assert answer.status_code == 403
        assert "nothing was sent" in answer.text
    step = made.step()
    assert step is not None
    assert step.acknowledged_at is None


@pytest.mark.parametrize(
    "spoil", ["first", "last", "cut", "other key", "nothing", "long", "letters", "number"]
)
def test_a_link_that_is_not_whole_says_so(web: Web, made: World, spoil: str) -> None:
    number = message(made).id
    whole = ack_tokens.token_of(KEY, number)
    other = "A" if whole[0] != "A" else "B"
    token = {
        "first": other + whole[1:],
        "last": whole[:-2] + ("AA" if whole[-2:] != "AA" else "BB"),
        "cut": whole[:-1],
        "other key": ack_tokens.token_of("x" * 32, number),
        "nothing": "abc.",
        "long": whole * 9,
        "letters": "%C3%A9.abc",
        "number": str(number),
    }[spoil]
    browser = web.browser()
    form_token = browser.form_token(link(made))
    for answer in (
        browser.http.get(f"/ack/{token}"),
        browser.http.post(f"/ack/{token}", data={"form_token": form_token}),
    ):
        assert answer.status_code == 404
        assert "not whole" in answer.text
    step = made.step()
    assert step is not None
    assert step.acknowledged_at is None


def test_a_message_that_asks_nothing_has_no_page(web: Web, made: World) -> None:
    made.stand_down(51, cause="They walked in")
    token = ack_tokens.token_of(KEY, message(made, topic=outbox.STOOD_DOWN).id)
    assert web.browser().http.get(f"/ack/{token}").status_code == 404
    assert web.browser().http.get(f"/ack/{ack_tokens.token_of(KEY, UUID(int=5))}").status_code == 404


def ended(web: Web, made: World, says: str, *, status: int = 410, role: Role = Role.OFFICE) -> None:
    """The link answers with this, and a page that was opened before cannot acknowledge any more."""
    browser = web.browser()
    page = browser.http.get(link(made, role))
    assert page.status_code == status
    assert says in page.text
    assert DEALING not in page.text
    found = re.search(r'name="form_token"', page.text)
    assert found is None


def post_anyway(web: Web, made: World, opened: Browser, form_token: str, *, status: int) -> None:
    before = [(row.id, row.acknowledged_at) for row in every(made.db, AlertStepRow)]
    assert opened.http.post(link(made), data={"form_token": form_token}).status_code == status
    assert [(row.id, row.acknowledged_at) for row in every(made.db, AlertStepRow)] == before


def test_after_the_stand_down_it_is_over(web: Web, made: World) -> None:
    opened = web.browser()
    form_token = opened.form_token(link(made))
    made.stand_down(51, cause="They walked in")
    web.now = at(52)
    ended(web, made, "stood down Mon 23 Nov, 10:51")
    post_anyway(web, made, opened, form_token, status=410)


def test_once_the_ladder_has_gone_on_that_step_is_over(web: Web, made: World) -> None:
    opened = web.browser()
    form_token = opened.form_token(link(made))
    made.ring(51, a=SILENT, b=SILENT)
    ended(web, made, "That step is over")
    post_anyway(web, made, opened, form_token, status=410)
    assert web.browser().http.get(link(made, Role.SLT)).status_code == 200


def test_a_link_counts_for_a_day(web: Web, made: World) -> None:
    web.now = at(49) + timedelta(hours=24) - timedelta(seconds=1)
    assert web.browser().http.get(link(made)).status_code == 200
    web.now = at(49) + timedelta(hours=24)
    opened = web.browser()
    opened.http.get("/sign-in")
    ended(web, made, "too old")
    post_anyway(web, made, opened, opened.form_token("/sign-in"), status=410)


@pytest.mark.parametrize("how", ["left", "role"])
def test_who_has_left_or_has_another_job_now_answers_nothing(web: Web, made: World, how: str) -> None:
    opened = web.browser()
    form_token = opened.form_token(link(made))
    with made.db.write() as session:
        if how == "left":
            session.get_one(Person, made.staff.people[Role.OFFICE]).left_on = at(0).date()
        else:
            query = select(PersonRole).where(PersonRole.person_id == made.staff.people[Role.OFFICE])
            session.scalars(query).one().role = Role.GOVERNOR
    ended(web, made, "does not count any more")
    assert "Overdue" not in web.browser().http.get(link(made)).text
    post_anyway(web, made, opened, form_token, status=410)


def test_who_is_on_the_visit_does_not_answer_for_themselves(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(db, "blessed_trinity", second=Role.SLT)
    made.watch(49)
    with made.db.write() as session:
        # As though they had been put on the visit after the message went out.
        row = session.scalars(select(OutboxRow)).one()
        row.person_id = made.staff.people[Role.SLT]
    web = Web(made.db, made.staff, now=at(50))
    ended(web, made, "on this visit yourself", status=403, role=Role.SLT)


def test_the_key_is_the_installations_and_no_audit_entry_holds_the_link(web: Web, made: World) -> None:
    press(web.browser(), link(made))
    token = link(made).rpartition("/")[2]
    with made.db.read() as session:
        assert token not in str(session.scalars(select(AuditPayload.payload)).all())


def test_a_board_and_somebody_else_who_is_signed_in_act_in_the_readers_name_only(
    web: Web, made: World
) -> None:
    press(web.signed_in(Role.HEADTEACHER), link(made))
    step = made.step()
    assert step is not None
    assert step.acknowledged_by_id == made.staff.people[Role.OFFICE]


def test_of_an_emergency_it_says_that_nobody_is_rung_back(web: Web, made: World) -> None:
    raise_emergency(
        made.db,
        school_id=made.staff.school,
        visit_id=made.visit,
        heard="Is the kettle still broken",
        by=made.who(Role.OFFICE),
        now=at(51),
    )
    row, *_others = every(made.db, OutboxRow, person_id=made.staff.people[Role.HEADTEACHER])
    web.now = at(52)
    page = web.browser().http.get(f"/ack/{ack_tokens.token_of(KEY, row.id)}")
    assert page.status_code == 200
    assert "Emergency: Quillmere High" in page.text
    assert "Do not ring the visitors back" in page.text
    assert "Raised" in page.text
    assert "Word was due" not in page.text
    assert "kettle" not in page.text
