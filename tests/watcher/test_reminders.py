"""Reminders of policies' reviews: on their days, once, to the role that the school has set."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.commands import review
from data.commands.core import NotPermitted
from data.commands.review import remind_of_review
from data.database import Database
from data.models import PolicyVersion, ReviewReminder, School
from tests.data.alert_world import World, mail_on, world
from tests.trips import POLICIES, entries, every
from visits.words import Role, VisitState
from watcher.reminders import remind_of_reviews


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A school whose policy is reviewed on 1 March 2027; the headteacher is reminded."""
    mail_on(monkeypatch)
    policy = POLICIES["heather_avenue"]
    dated = policy.review.model_copy(
        update={
            "last": date(2025, 3, 1),
            "next": date(2027, 3, 1),
            "next_is_month": False,
            "last_is_month": False,
        }
    )
    return world(db, document=policy.model_copy(update={"review": dated}), state=VisitState.CLOSED)


def run(made: World, on: date) -> int:
    return remind_of_reviews(made.db, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC))


DUE = date(2027, 3, 1)


def test_at_90_60_30_7_and_0_days_and_then_every_week_once_each(made: World) -> None:
    sent = [
        (DUE - day).days
        for day in (DUE + timedelta(days=n) for n in range(-100, 25))
        if run(made, day) and not run(made, day)
    ]
    assert sent == [90, 60, 30, 7, 0, -7, -14, -21]
    assert [row.stage for row in every(made.db, ReviewReminder)] == sent
    assert len(made.messages()) == len(sent)
    assert entries(made.db).count(("review.remind", "change")) == len(sent)


def test_it_goes_to_whoever_holds_the_role_that_the_school_has_set(made: World) -> None:
    run(made, DUE - timedelta(days=90))
    assert made.told() == {"headteacher"}
    with made.db.write() as session:
        session.get_one(School, made.staff.school).reminder_role = Role.SENDCO
    run(made, DUE - timedelta(days=60))
    assert made.told() == {"headteacher", "sendco"}
    (message,) = [m for m in made.messages() if m.recipient.startswith("sendco")]
    assert "is due in 60 days, on 1 March 2027" in message.body
    assert (message.topic, message.alert_id) == ("policy.review", None)


def test_a_day_on_which_nothing_ran_loses_no_reminder(made: World) -> None:
    assert run(made, DUE - timedelta(days=85)) == 1
    assert run(made, DUE - timedelta(days=84)) == 0


def test_nobody_to_tell_uses_no_reminder_up(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("data.outbox.channels", lambda: ())
        assert run(made, DUE - timedelta(days=90)) == 0
    assert every(made.db, ReviewReminder) == []
    assert run(made, DUE - timedelta(days=89)) == 1


def test_a_text_without_a_date_reminds_of_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    made = world(db, "washwood_heath", state=VisitState.CLOSED)
    assert run(made, DUE) == 0
    assert made.messages() == []


def test_a_policy_that_is_no_longer_in_force_reminds_of_nothing(made: World) -> None:
    with made.db.write() as session:
        session.get_one(PolicyVersion, made.version).in_force_to = date(2026, 12, 1)
    assert run(made, DUE) == 0


def test_a_policy_that_fails_does_not_hold_up_the_others(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise ValueError("a document that cannot be read")

    monkeypatch.setattr(review, "policy_of", broken)
    assert run(made, DUE) == 0


def test_nobody_but_the_watcher_reminds(made: World) -> None:
    with pytest.raises(NotPermitted):
        remind_of_review(
            made.db,
            version_id=made.version,
            by=made.who(Role.HEADTEACHER),
            now=datetime(2027, 3, 1, tzinfo=UTC),
        )


@pytest.mark.parametrize("key", POLICIES)
def test_the_five_texts_remind_on_the_present_day_where_they_have_a_date(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    mail_on(monkeypatch)
    made = world(sqlite_db, key, state=VisitState.CLOSED)
    has_date = POLICIES[key].review.next is not None
    assert run(made, date(2026, 11, 23)) == (1 if has_date else 0)
