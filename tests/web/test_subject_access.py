"""What is kept of somebody, made and taken over HTTP: by whom, looked through first, kept before it is given out."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from data import audit
from data.commands import concern
from data.models import AuditPayload, AuditRow, Concern
from reports.subject_access import DATA, PAGE
from tests.staff import HELD
from tests.trips import Home, adopt, home, one, trip
from tests.web.conftest import Browser, Web
from visits.words import Role, VisitState
from web import subject_access

PATH, OWN = "/subject-access", subject_access.OWN
WORDS = "A bruise, said of her brother"


@pytest.fixture
def at_home(web: Web) -> Home:
    found = home(web.db, web.staff)
    visit_id = trip(web.db, web.staff, adopt(web.db, web.staff), homes=[found], state=VisitState.BACK)
    by = web.staff.viewer(web.db, Role.VISITOR)
    concern.raise_concern(web.db, visit_id=visit_id, note=WORDS, by=by, now=web.now)
    return found


def make(browser: Browser, path: str, **more: str) -> Any:
    """Look through it and send the form, with every entry that the page shows as seen."""
    text = browser.http.get(path).text
    seen = dict.fromkeys(re.findall(r'name="(seen\.[^"]+)"', text), "1")
    return browser.send(path, **seen, **more)


def taken(browser: Browser, answer: Any) -> dict[str, str]:
    """The file behind the page's link."""
    link = re.search(r'href="(/subject-access/file/[^"]+)"', answer.text)
    assert link
    got = browser.http.get(link[1])
    assert re.fullmatch(
        r'attachment; filename="subject-access-\d{4}-\d\d-\d\d\.zip"', got.headers["content-disposition"]
    )
    assert got.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def kept(web: Web) -> Iterator[tuple[str, str, Any]]:
    query = (
        select(AuditRow.command, AuditRow.outcome, AuditPayload.payload)
        .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .where(AuditRow.command.startswith("subject."))
        .order_by(AuditRow.number)
    )
    with web.db.read() as session:
        yield from session.execute(query)


@pytest.mark.parametrize("whose", ["pupil", "person"])
def test_only_the_lead_dsl_and_the_headteacher_give_it_out(web: Web, at_home: Home, whose: str) -> None:
    path = f"{PATH}?{whose}={at_home.pupil if whose == 'pupil' else web.staff.people[Role.OFFICE]}"
    for role in HELD:
        wanted = 200 if role in (Role.LEAD_DSL, Role.HEADTEACHER) else 403
        browser = web.signed_in(role)
        answer = browser.http.get(path)
        assert answer.status_code == wanted, role
        assert ("Zoë" in answer.text) is (wanted == 200 and whose == "pupil")
        if wanted == 403:
            assert browser.send(path, at=OWN).status_code == 403
        unknown = browser.http.get(f"{PATH}?{whose}={uuid4()}")
        assert unknown.status_code == (404 if wanted == 200 else 403)
    assert web.board().http.get(path).status_code == 403


def test_a_pupils_file_is_looked_through_kept_and_then_given(web: Web, at_home: Home) -> None:
    browser, path = web.signed_in(Role.LEAD_DSL), f"{PATH}?pupil={at_home.pupil}"
    shown = browser.http.get(path).text
    assert WORDS in shown
    assert [command for command, *_ in kept(web)] == ["subject.look_through"]
    key = f"concerns.{one(web.db, Concern).id}"
    without = make(browser, path, **{f"out.{key}": "1"})
    assert without.status_code == 422
    assert subject_access.NO_REASON in unescape(without.text)
    assert f'name="out.{key}" value="1" checked' in without.text
    files = taken(browser, make(browser, path, **{f"out.{key}": "1", f"why.{key}": "child_abuse"}))
    assert set(files) == {PAGE, DATA}
    for text in files.values():
        assert WORDS not in text
        assert "14 Mill Row" in text
    assert "1 entry was left out." in files[PAGE]
    assert json.loads(files[DATA])["left_out"][0]["ground"] == "child_abuse"
    *_, (command, outcome, facts) = kept(web)
    assert (command, outcome, facts["left_out"]) == ("subject.export", "read", {"child_abuse": 1})
    whole = taken(browser, make(browser, path))
    assert all(WORDS in text for text in whole.values())


def test_what_came_in_while_somebody_looked_is_looked_at_too(web: Web, at_home: Home) -> None:
    browser, path = web.signed_in(Role.LEAD_DSL), f"{PATH}?pupil={at_home.pupil}"
    answer = browser.send(path)
    assert answer.status_code == 422
    assert subject_access.MORE_CAME in answer.text


def test_everybody_takes_what_is_kept_of_themselves_without_asking(web: Web) -> None:
    for role in (Role.GOVERNOR, Role.VISITOR, Role.ADMINISTRATOR):
        browser = web.signed_in(role)
        files = taken(browser, make(browser, OWN))
        assert f"{role.value}@school.example" in files[PAGE]
    assert [command for command, *_ in kept(web)] == ["subject.export_own"] * 3


def test_the_file_is_there_for_minutes_and_for_its_own_session(web: Web, at_home: Home) -> None:
    browser = web.signed_in(Role.LEAD_DSL)
    answer = make(browser, f"{PATH}?pupil={at_home.pupil}")
    link = re.search(r'href="(/subject-access/file/[^"]+)"', answer.text)
    assert link
    assert web.signed_in(Role.HEADTEACHER).http.get(link[1]).status_code == 404
    assert web.browser().http.get(link[1]).status_code == 303
    assert browser.http.get(f"{link[1]}x").status_code == 404
    web.now += subject_access.LASTS + timedelta(seconds=1)
    assert browser.http.get(link[1]).status_code == 404


def test_a_form_of_another_page_makes_nothing(web: Web, at_home: Home) -> None:
    answer = web.signed_in(Role.LEAD_DSL).http.post(f"{PATH}?pupil={at_home.pupil}", data={"form_token": "x"})
    assert answer.status_code == 403
    assert list(kept(web)) == []


def test_what_cannot_be_kept_is_not_given_out(
    web: Web, at_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, path = web.signed_in(Role.LEAD_DSL), f"{PATH}?pupil={at_home.pupil}"
    browser.http.get(path)

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    token = browser.form_token(path)
    monkeypatch.setattr(audit, "append", full)
    answer = browser.http.get(path)
    assert answer.status_code == 503
    assert WORDS not in answer.text
    answer = browser.http.post(OWN, data={"form_token": token})
    assert answer.status_code == 503
    assert "/subject-access/" not in answer.text
