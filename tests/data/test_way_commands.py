"""A way counts once its code came back: not before, not for anybody else, and not for ever."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from data import outbox
from data.commands import ways
from data.commands.core import Invalid, Refused
from data.database import Database
from data.models import AuditPayload, ContactWay, OutboxRow
from data.throttle import TooMany
from tests.data.test_ways import ALL, reached, set_up
from tests.staff import KEY, NOW, Staff, fill
from tests.trips import every, one
from visits.words import Channel, Role

EMAIL, SMS, TEAMS, WEBHOOK = Channel
NUMBER = "07700 900001"


@pytest.fixture(autouse=True)
def channels(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, **ALL)


def put_way(
    db: Database,
    staff: Staff,
    *,
    rank: int = 1,
    channel: Channel = SMS,
    address: str = NUMBER,
    now: datetime = NOW,
) -> str:
    """Set the office's way; return the code that was sent."""
    by = staff.viewer(db, Role.OFFICE)
    ways.set_way(db, rank=rank, channel=channel, address=address, key=KEY, by=by, now=now)
    (row,) = [r for r in every(db, OutboxRow, topic=outbox.WAY_CODE, error="") if r.body]
    found = re.search(r"\b\d{6}\b", row.body)
    assert found is not None
    return found.group()


def confirm(db: Database, staff: Staff, code: str, *, now: datetime = NOW, role: Role = Role.OFFICE) -> bool:
    return ways.confirm_way(db, rank=1, code=code, key=KEY, by=staff.viewer(db, role), now=now)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_way_counts_once_its_code_came_back(db: Database) -> None:
    staff = fill(db)
    office = staff.people[Role.OFFICE]
    code = put_way(db, staff, address="+44 7700 900001")
    (message,) = every(db, OutboxRow)
    assert (message.channel, message.recipient, message.school_id) == (SMS, NUMBER, None)
    assert code not in message.subject
    (before,) = reached(db, (office, "office@school.example"))
    assert (before.channel, before.verified) == (EMAIL, False)
    assert confirm(db, staff, code, now=NOW + timedelta(minutes=14)) is True
    (after,) = reached(db, (office, "office@school.example"))
    assert (after.channel, after.address, after.verified) == (SMS, NUMBER, True)
    assert [row.body for row in every(db, OutboxRow)] == [""]


def test_no_code_stands_anywhere_but_in_its_message(db: Database) -> None:
    staff = fill(db)
    code = put_way(db, staff)
    row = one(db, ContactWay)
    assert row.code_hash is not None
    assert code not in row.code_hash
    confirm(db, staff, wrong(code))
    confirm(db, staff, code)
    with db.read() as session:
        kept = " ".join(str(payload) for payload in session.scalars(select(AuditPayload.payload)))
    assert "confirmed" in kept
    assert code not in kept
    assert NUMBER not in kept
    assert "900001" not in kept


def test_five_wrong_codes_end_it(db: Database) -> None:
    staff = fill(db)
    code = put_way(db, staff)
    assert [confirm(db, staff, wrong(code)) for _ in range(5)] == [False] * 5
    with pytest.raises(Refused, match="Send a new one"):
        confirm(db, staff, code)
    assert one(db, ContactWay).verified_at is None
    assert confirm(db, staff, put_way(db, staff, now=NOW + timedelta(minutes=1))) is True


def test_a_code_ends_after_a_quarter_of_an_hour_or_with_the_next(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    first = put_way(sqlite_db, staff)
    with pytest.raises(Refused, match="does not count any more"):
        confirm(sqlite_db, staff, first, now=NOW + timedelta(minutes=15))
    second = put_way(sqlite_db, staff)
    if first != second:
        assert confirm(sqlite_db, staff, first) is False
    assert confirm(sqlite_db, staff, second) is True
    assert [r.error for r in every(sqlite_db, OutboxRow)] == ["withdrawn", "withdrawn"]


def test_nobody_confirms_anothers_way(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    code = put_way(sqlite_db, staff)
    with pytest.raises(Refused, match="No code is waited for"):
        confirm(sqlite_db, staff, code, role=Role.SLT)
    assert one(sqlite_db, ContactWay).verified_at is None


def test_a_new_address_has_to_be_confirmed_anew(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    confirm(sqlite_db, staff, put_way(sqlite_db, staff))
    with pytest.raises(Invalid, match="confirmed already"):
        put_way(sqlite_db, staff)
    put_way(sqlite_db, staff, address="07700 900002")
    assert one(sqlite_db, ContactWay).verified_at is None
    ways.remove_way(sqlite_db, rank=1, by=staff.viewer(sqlite_db, Role.OFFICE), now=NOW)
    assert every(sqlite_db, ContactWay) == []


def test_codes_cannot_be_sent_without_end(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    for number in range(5):
        put_way(sqlite_db, staff, address=f"07700 90000{number}")
    with pytest.raises(TooMany):
        put_way(sqlite_db, staff, address="07700 900009")
    assert one(sqlite_db, ContactWay).address == "07700 900004"


@pytest.mark.parametrize(
    ("channel", "address", "says"),
    [
        (SMS, "", "Give the address or the number"),
        (SMS, "0770", "Give a mobile number"),
        (SMS, "07700 90000", "Give a mobile number"),
        (SMS, "01632 960001", "not a mobile number"),
        (EMAIL, "office", "Give an e-mail address"),
        (EMAIL, "a@b.example, c@d.example", "Give an e-mail address"),
        (WEBHOOK, "http://hooks.school.example/x", "not one that this installation allows"),
        (WEBHOOK, "https://hooks.school.example@127.0.0.1/x", "without a name"),
        (WEBHOOK, "https://169.254.169.254/latest", "not one that this installation allows"),
        (WEBHOOK, "https://hooks.school.example:8443/x", "not one that this installation allows"),
        (WEBHOOK, "https://hooks.school.example.evil.example/x", "not one that this installation allows"),
        (WEBHOOK, "https://hooks.school.example\\@evil.example/x", "Give the whole address"),
        (WEBHOOK, "file:///etc/passwd", "Give the whole address"),
        (WEBHOOK, "https://[::1", "not a web address"),
        (WEBHOOK, "https://" + "a" * 500, "longer than 500"),
        (TEAMS, "https://logic.azure.com.evil.example/x", "not one that this installation allows"),
        (TEAMS, "https://prod-1.westeurope.logic.azure.com/workflows/a", "not the whole address"),
        (TEAMS, "http://prod-1.westeurope.logic.azure.com/x", "not one that this installation allows"),
    ],
)
def test_what_cannot_be_an_address_is_said(
    sqlite_db: Database, channel: Channel, address: str, says: str
) -> None:
    staff = fill(sqlite_db)
    with pytest.raises(Invalid, match=says):
        put_way(sqlite_db, staff, channel=channel, address=address)
    assert every(sqlite_db, ContactWay) == []
    assert every(sqlite_db, OutboxRow) == []


@pytest.mark.parametrize(
    ("channel", "address", "kept"),
    [
        (EMAIL, " Office@Home.Example ", "office@home.example"),
        (WEBHOOK, "https://hooks.school.example/Abc?d=1", "https://hooks.school.example/Abc?d=1"),
        (
            TEAMS,
            "https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=b",
            "https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=b",
        ),
    ],
)
def test_what_can_be_one_is_kept_tidily(
    sqlite_db: Database, channel: Channel, address: str, kept: str
) -> None:
    put_way(sqlite_db, fill(sqlite_db), channel=channel, address=address)
    assert one(sqlite_db, ContactWay).address == kept


def test_the_same_address_is_not_both_ways(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    put_way(sqlite_db, staff)
    with pytest.raises(Invalid, match="your other way already"):
        put_way(sqlite_db, staff, rank=2)


def test_a_channel_that_is_not_set_up_cannot_be_chosen(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch)
    with pytest.raises(Invalid, match="Text message is not set up here"):
        put_way(sqlite_db, fill(sqlite_db))
