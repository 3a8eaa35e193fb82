"""What leaves a page by another way than its text names no family: addresses, titles, files, logs, messages, metrics.

Over the made-up schools, as the lead DSL, who may read everything of the page itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from data.commands import feed
from data.database import Database
from data.models import (
    AlertRow,
    Household,
    HouseholdContact,
    OutboxRow,
    Person,
    Pupil,
    School,
    StopRow,
    VisitRow,
)
from data.settings import Settings
from pages import guard, menu
from tests.data.alert_world import mail_on
from tests.demo_db import demo_database
from tests.logbook import logbook
from tests.pages.conftest import NAVIGATION
from tests.pages.test_guard import texts
from tests.private import leaks, long_enough
from tests.staff import Staff, signed_in
from tests.web.conftest import Web
from visits.words import LadderKind, VisitState
from watcher.anchors import keep

LINK = re.compile(r"""(?:href|action|src)="([^"]+)"|\]\(([^)\s]+)\)""")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Schools:
    """The made-up schools, the lead DSL's session, and every word of a family that there is."""

    web: Web
    token: str
    person_id: UUID
    private: frozenset[str]
    home: UUID
    pupil: UUID
    visit: UUID
    alert: UUID
    folder: Path

    def leaked(self, said: Any) -> set[str]:
        return leaks(said, self.private)


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    demo = demo_database(tmp_path_factory)
    folder = tmp_path_factory.mktemp("outside")
    db = Database(demo.copy(folder / "homeward.db"))
    with db.read() as session:
        person_id = session.scalars(select(Person.id).where(Person.email == "dsl@homeward.example")).one()
        school_id = session.scalars(select(School.id).where(School.slug == "quillmere")).first()
        school_id = school_id or session.scalars(select(AlertRow.school_id)).first()
        stop = session.scalars(
            select(StopRow)
            .join(VisitRow, VisitRow.id == StopRow.visit_id)
            .where(
                StopRow.school_id == school_id,
                StopRow.household_id.is_not(None),
                VisitRow.state == VisitState.OUT,
            )
        ).first()
        assert stop is not None
        assert stop.household_id is not None
        pupil = session.scalars(select(Pupil.id).where(Pupil.household_id == stop.household_id)).first()
        alert = session.scalars(
            select(AlertRow.id).where(AlertRow.school_id == school_id, AlertRow.kind == LadderKind.OVERDUE)
        ).first()
        assert pupil is not None
        assert alert is not None
        found = Schools(
            web=Web(
                db, Staff(school=school_id, other=school_id, people={}, stranger=person_id), now=demo.now
            ),
            token=signed_in(db, person_id, now=demo.now),
            person_id=person_id,
            private=frozenset(_private(session)),
            home=stop.household_id,
            pupil=pupil,
            visit=stop.visit_id,
            alert=alert,
            folder=folder,
        )
    yield found
    db.close()


def _private(session: Any) -> set[str]:
    """Names, addresses, postcodes and numbers. Staff have names too: a pupil's counts whole."""
    pupils = session.execute(select(Pupil.given_name, Pupil.family_name))
    homes = session.execute(select(Household.name, Household.address, Household.postcode, Household.phone))
    adults = session.execute(select(HouseholdContact.name, HouseholdContact.phone))
    staff = set(session.scalars(select(Person.name))) | set(session.scalars(select(Person.mobile)))
    named = {f"{given} {family}" for given, family in pupils}
    return long_enough({*named, *(text for row in (*homes, *adults) for text in row)} - staff)


@pytest.fixture
def http(schools: Schools) -> TestClient:
    browser = schools.web.browser()
    browser.http.cookies.set("homeward", schools.token)
    return browser.http


def addresses(text: str) -> list[str]:
    return [unquote_plus(a or b) for a, b in LINK.findall(text)]


def test_no_address_of_a_page_and_no_line_of_its_log_names_a_family(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "db": lambda: schools.web.db,
        "now": lambda: schools.web.now,
        "attendance_folder": lambda: Settings().attendance_folder,
        "_token": lambda: schools.token,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(guard, name, answer)
    ids = {"home": schools.home, "visit": schools.visit, "alert": schools.alert}
    titles, seen, shown = {item.title for item in menu.items()}, set[str](), ""
    with logbook("debug") as log:
        app = AppTest.from_file(str(NAVIGATION), default_timeout=60).run()
        for item in menu.items():
            app.switch_page(f"{item.file}.py")
            app.query_params.clear()
            if item.file in ("risk", "visit", "briefing"):
                app.query_params.update(
                    {name: str(one) for name, one in ids.items() if (name, item.file) in WANTED}
                )
            app.run()
            assert not app.exception, item.file
            shown += texts(app) if item.file == "risk" else ""
            seen |= {
                f"{link.proto.page}?{unquote_plus(link.proto.query_string)}" for link in app.get("page_link")
            }
            seen |= set(addresses(texts(app)))
            seen |= {f"{name}={value}" for name, values in app.query_params.items() for value in values}
    assert schools.leaked([shown])
    assert any("visit=" in one for one in seen)
    assert schools.leaked(seen) == set()
    assert schools.leaked(titles) == set()
    assert schools.leaked([log.getvalue()]) == set()


WANTED = {("home", "risk"), ("visit", "visit"), ("alert", "briefing")}


def test_no_header_title_file_name_or_link_of_our_own_pages_names_a_family(
    schools: Schools, http: TestClient
) -> None:
    paths = (
        "/out",
        "/sign-in",
        "/sign-out",
        "/board",
        f"/subject-access?pupil={schools.pupil}",
        f"/subject-access?person={schools.person_id}",
        "/subject-access/own",
        "/exports/reasons.csv",
        "/exports/alerts.csv?table=alerts",
        "/exports/audit.csv?what=cover.",
        "/healthz",
        "/livez",
        "/metrics",
    )
    outside, inside = [], ""
    with logbook("debug") as log:
        for path in paths:
            answer = http.get(path)
            assert answer.status_code < 404 or path == "/healthz", path
            outside += [*answer.headers.values(), *TITLE.findall(answer.text), *addresses(answer.text)]
            if "subject-access" in path:
                inside += answer.text
            if path in ("/healthz", "/livez", "/metrics"):
                outside.append(answer.text)
    assert schools.leaked([inside])
    assert schools.leaked(outside) == set()
    assert schools.leaked([log.getvalue()]) == set()


def test_no_message_calendar_or_anchor_names_a_family(
    schools: Schools, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    db, now = schools.web.db, schools.web.now
    kept = schools.folder / "anchors"
    kept.mkdir()
    assert keep(db, kept, now=now) > 0
    with db.read() as session:
        messages = [(row.subject, row.body) for row in session.scalars(select(OutboxRow))]
    assert messages
    by = schools.web.staff.viewer_of(db, schools.person_id, now=now)
    token = feed.make_feed(db, by=by, now=now)
    calendar = http.get("/policies.ics", params={"token": token})
    assert calendar.status_code == 200
    said = [part for message in messages for part in message]
    said += [text for file in kept.iterdir() for text in (file.name, file.read_text())]
    assert schools.leaked([*said, calendar.text]) == set()


def test_a_failure_that_has_a_familys_name_in_it_shows_a_reference_and_logs_no_name(
    schools: Schools, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = sorted(schools.private)[:40]

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("; ".join(secret))

    monkeypatch.setattr("web.subject_access.subject_pupil", fail)
    monkeypatch.setattr("web.exports.reason_scope", fail)
    with logbook("debug") as log:
        for path in (f"/subject-access?pupil={schools.pupil}", "/exports/reasons.csv"):
            answer = http.get(path)
            assert answer.status_code == 500
            assert answer.headers["x-correlation-id"] in answer.text
            assert schools.leaked([answer.text, *answer.headers.values()]) == set()
    assert "builtins.ValueError" in log.getvalue()
    assert schools.leaked([log.getvalue()]) == set()
