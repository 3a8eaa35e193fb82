"""What machines are told: well, or not, and why; and nothing of anybody."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.database import Database
from data.models import DeadlineRow, OutboxRow, WatcherPulse
from data.version import VERSION
from tests.data.alert_world import world
from tests.staff import NOW, fill
from tests.web.conftest import Web


def beat(db: Database, *, seconds_ago: float) -> None:
    at = NOW - timedelta(seconds=seconds_ago)
    with db.write() as session:
        session.merge(WatcherPulse(id=1, beat_at=at, holder="a", held_until=at, started_at=at, facts={}))


def test_the_process_answers_whatever_else_is_wrong(web: Web) -> None:
    answer = web.browser().http.get("/livez")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_with_a_watcher_that_answers_all_is_well(web: Web) -> None:
    beat(web.db, seconds_ago=2)
    answer = web.browser().http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": VERSION, "database": "ok", "watcher_age_s": 2.0}


@pytest.mark.parametrize(("seconds", "status"), [(9, 200), (9.1, 503), (3600, 503)])
def test_a_watcher_that_is_silent_for_nine_seconds_is_a_failure(
    web: Web, seconds: float, status: int
) -> None:
    beat(web.db, seconds_ago=seconds)
    answer = web.browser().http.get("/healthz")
    assert answer.status_code == status
    assert answer.json()["status"] == ("ok" if status == 200 else "failing")


def test_a_watcher_that_never_answered_is_a_failure(web: Web) -> None:
    answer = web.browser().http.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["watcher_age_s"] is None


def test_a_lost_database_is_a_failure(sqlite_db: Database, tmp_path: Path) -> None:
    web = Web(Database(f"sqlite:///{tmp_path / 'gone' / 'none.db'}"), fill(sqlite_db))
    answer = web.browser().http.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "version": VERSION,
        "database": "unreachable",
        "watcher_age_s": None,
    }
    figures = web.browser().http.get("/metrics").text
    assert "homeward_database_up 0.0" in figures
    # What could not be read is not there: 0 would say that nobody is overdue.
    assert "homeward_overdue_now" not in figures


def test_the_figures_say_how_much_waits(db: Database) -> None:
    w = world(db)
    web = Web(w.db, w.staff, now=NOW + timedelta(hours=2))
    with db.write() as session:
        session.add(
            OutboxRow(
                unique_key="k",
                topic="alert",
                channel="email",
                recipient="office@school.example",
                subject="s",
                body="b",
                made_at=web.now - timedelta(seconds=40),
                not_before=web.now - timedelta(seconds=40),
            )
        )
    with db.read() as session:
        first_due = min(row.due_at for row in session.query(DeadlineRow) if row.ladder)
    text = web.browser().http.get("/metrics").text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("homeward_"))
    assert float(lines["homeward_overdue_now"]) > 0
    assert float(lines["homeward_watcher_lag_seconds"]) == (web.now - first_due).total_seconds()
    assert float(lines["homeward_outbox_age_seconds"]) == 40
    assert "homeward_page_errors_total" in lines
    for secret in ("school.example", "Quillmere", "Person", "Mill Row"):
        assert secret not in text


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("::1", {}, 200),
        ("8.8.8.8", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),
        ("127.0.0.1", {"Forwarded": "for=8.8.8.8"}, 404),
        ("not-an-address", {}, 404),
    ],
)
def test_the_figures_are_for_the_house_only(
    web: Web, client: str, headers: dict[str, str], status: int
) -> None:
    assert web.browser(client=client).http.get("/metrics", headers=headers).status_code == status


@pytest.mark.parametrize(("answers", "said"), [(True, "ok"), (False, "failing")])
def test_the_outside_watch_is_named_where_there_is_one_and_changes_nothing(
    web: Web, answers: bool, said: str
) -> None:
    beat(web.db, seconds_ago=1)
    with web.db.write() as session:
        session.get_one(WatcherPulse, 1).facts = {"ping": answers}
    answer = web.browser().http.get("/healthz")
    assert (answer.status_code, answer.json()["ping"], answer.json()["status"]) == (200, said, "ok")
