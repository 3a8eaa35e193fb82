"""Once a day the audit's ends are kept away from the machine, and what was kept finds what the chain alone cannot."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from data import anchors
from data.anchors import NoAnchors
from data.database import Database
from data.models import AuditPayload, AuditRow, OutboxRow, Person
from data.verify import Tip, verify
from tests import sample
from tests.data.alert_world import every, mail_on
from tests.staff import NOW, Staff, fill
from visits.words import Role
from watcher.anchors import keep


@pytest.fixture
def staff(db: Database) -> Staff:
    made = fill(db)
    with db.write() as session:
        sample.entry(session, 1, school_id=made.school)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "share"
    made.mkdir()
    return made


def test_a_day_is_kept_once_in_the_folder_and_once_by_mail(
    db: Database, staff: Staff, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    assert [keep(db, folder, now=NOW + timedelta(hours=hour)) for hour in range(4)] == [1, 0, 0, 0]
    (file,) = folder.iterdir()
    assert file.name == "homeward-audit-2026-11-23.txt"
    mails = {row.recipient: row for row in every(db, OutboxRow)}
    # The other school has written nothing yet, so that there is nothing to keep.
    assert set(mails) == {"headteacher@school.example"}
    mail = mails["headteacher@school.example"]
    assert mail.subject.startswith("Keep this: the end of the audit of Quillmere High")
    for text in (file.read_text(), mail.body):
        assert anchors.from_text(text)[0] == (str(staff.school), verify_tip(db, str(staff.school), 1))
    assert keep(db, folder, now=NOW + timedelta(days=1)) == 1
    assert len(list(folder.iterdir())) == 2
    assert len(every(db, OutboxRow)) == 2 * len(mails)


def verify_tip(db: Database, chain: str, number: int) -> Tip:
    with db.read() as session:
        kept = session.scalars(
            select(AuditRow.hash).where(AuditRow.chain == chain, AuditRow.number == number)
        ).one()
    return Tip(number=number, hash=kept)


def test_what_was_done_stands_in_the_audit(db: Database, staff: Staff, folder: Path) -> None:
    assert keep(db, folder, now=NOW) == 1
    with db.read() as session:
        query = select(AuditPayload.payload).join(AuditRow, AuditRow.id == AuditPayload.entry_id)
        facts = session.scalars(query.where(AuditRow.command == "audit.anchor")).all()
    assert facts == [{"entry": 1, "told": 0, "in_folder": True}]


def test_with_no_folder_and_no_mail_nothing_is_written(db: Database, staff: Staff) -> None:
    before = sample.contents(db)
    assert keep(db, None, now=NOW) == 0
    assert sample.contents(db) == before


def test_without_a_headteacher_the_lead_dsl_is_written_to(
    db: Database, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    with db.write() as session:
        session.get_one(Person, staff.people[Role.HEADTEACHER]).left_on = NOW.date() - timedelta(days=1)
    keep(db, None, now=NOW)
    assert "lead_dsl@school.example" in [row.recipient for row in every(db, OutboxRow)]


def test_a_share_that_is_gone_is_tried_again_and_keeps_no_mail_back(
    db: Database, staff: Staff, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    gone = folder / "gone"
    assert keep(db, gone, now=NOW) >= 1
    gone.mkdir()
    keep(db, gone, now=NOW + timedelta(hours=1))
    assert len(list(gone.iterdir())) == 1


def test_ends_are_read_from_a_saved_mail_whatever_stands_around_them(folder: Path) -> None:
    tip = Tip(number=17, hash="ab" * 32)
    (folder / "mail.eml").write_text(
        f"Subject: Keep this\r\n\r\nHello\r\n{anchors.as_text({'homeward': tip})}Bye"
    )
    (folder / "photo.png").write_bytes(b"\x89PNG\xff\xfe")
    assert anchors.read(folder) == {"homeward": [tip]}


def test_a_folder_without_ends_is_no_proof(folder: Path) -> None:
    for where in (folder, folder / "nowhere"):
        with pytest.raises(NoAnchors):
            anchors.read(where)


def test_what_was_kept_lies_on_a_whole_chain(db: Database, staff: Staff, folder: Path) -> None:
    for day in range(3):
        keep(db, folder, now=NOW + timedelta(days=day))
    kept = anchors.read(folder)
    assert len(kept[str(staff.school)]) == 3
    assert [chain.broken for chain in verify(db, tips=kept)] == [None] * len(verify(db))
