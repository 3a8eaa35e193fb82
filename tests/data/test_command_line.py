"""`python -m data`: what is typed in a terminal, what it answers, and how it ends."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from data import __main__ as command
from data import anchors, clock, migrate
from data.commands.anchor import ends
from data.database import Database
from data.queries.invitation import invited
from data.settings import Settings
from data.verify import Tip
from tests import sample
from tests.repo import tree

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(var_dir=tmp_path / "var")
    monkeypatch.setattr(command, "_settings", lambda: made)
    return made


@pytest.fixture
def filled(settings: Settings) -> Settings:
    db = Database(settings.database)
    migrate.upgrade(db, backup_dir=None, now=sample.NOW)
    sample.fill(db)
    db.close()
    return settings


def tamper(settings: Settings) -> None:
    db = Database(settings.database)
    with db.write() as session:
        session.execute(text("DROP TRIGGER audit_update"))
        session.execute(text("UPDATE audit SET command = 'else' WHERE number = 2"))
    db.close()


def test_migrate_makes_the_database(settings: Settings, capsys: Capture) -> None:
    assert command.main(["migrate"]) == 0
    assert f"The database has schema {migrate.head()}.\n" in capsys.readouterr().out
    db = Database(settings.database)
    assert migrate.current(db) == migrate.head()
    db.close()


def test_backup_then_restore_then_verify(filled: Settings, tmp_path: Path, capsys: Capture) -> None:
    assert command.main(["backup", str(tmp_path / "backup")]) == 0
    assert f"{tmp_path / 'backup'}: the database of 20" in capsys.readouterr().out
    for path in filled.var_dir.glob("homeward.db*"):
        path.unlink()
    assert command.main(["restore", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert "Messages that were waiting and will not be sent: none." in said
    assert "Everybody has to sign in again (signed out: 0)" in said
    assert command.main(["verify"]) == 0
    assert "homeward: whole, up to entry 1\n" in capsys.readouterr().out


def test_restore_lists_what_was_given_up_and_what_is_open(
    filled: Settings, tmp_path: Path, capsys: Capture
) -> None:
    db = Database(filled.database)
    with db.write() as session:
        session.execute(text("UPDATE outbox SET delivered_at = NULL, given_up_at = NULL, topic = 'alert'"))
        session.execute(text("UPDATE alerts SET closed_at = NULL, due_at = '2026-11-23 14:20:00'"))
        session.execute(text("UPDATE schools SET name = 'Northfield High'"))
    db.close()
    command.main(["backup", str(tmp_path / "backup")])
    for path in filled.var_dir.glob("homeward.db*"):
        path.unlink()
    assert command.main(["restore", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert "will not be sent: alert 1." in said
    assert "Northfield High, due 2026-11-23 14:20 UTC." in said


def test_verify_names_what_is_broken_and_fails(filled: Settings, capsys: Capture) -> None:
    tamper(filled)
    assert command.main(["verify"]) == 1
    assert f"{sample.SCHOOL}: BROKEN. Entry 2 was changed" in capsys.readouterr().out


def test_tips_are_kept_and_held_against(filled: Settings, tmp_path: Path, capsys: Capture) -> None:
    tips = tmp_path / "tips.json"
    assert command.main(["verify", "--save-tips", str(tips)]) == 0
    assert json.loads(tips.read_text())[str(sample.SCHOOL)]["number"] == 3
    assert command.main(["verify", "--tips", str(tips)]) == 0
    kept = json.loads(tips.read_text())
    kept[str(sample.SCHOOL)]["number"] = 4
    tips.write_text(json.dumps(kept))
    assert command.main(["verify", "--tips", str(tips)]) == 1
    assert "once it had 4" in capsys.readouterr().out


def test_the_tips_of_a_broken_audit_are_not_kept(filled: Settings, tmp_path: Path) -> None:
    tamper(filled)
    assert command.main(["verify", "--save-tips", str(tmp_path / "tips.json")]) == 1
    assert not (tmp_path / "tips.json").exists()


def test_verify_says_that_there_is_nothing_yet(settings: Settings, capsys: Capture) -> None:
    command.main(["migrate"])
    assert command.main(["verify"]) == 0
    assert "Nothing has been written to the audit yet." in capsys.readouterr().out


@pytest.mark.parametrize("asked", [["backup", "there"], ["verify"]])
def test_where_there_is_no_database_it_says_so(settings: Settings, capsys: Capture, asked: list[str]) -> None:
    assert command.main(asked) == 1
    assert capsys.readouterr().err == "There is no database of Homeward's at the address that is set.\n"
    assert not settings.var_dir.exists()


def test_what_cannot_be_done_is_a_sentence(filled: Settings, tmp_path: Path, capsys: Capture) -> None:
    assert command.main(["restore", str(tmp_path)]) == 1
    assert "expected the folder of a backup" in capsys.readouterr().err
    assert command.main(["verify", "--tips", str(tmp_path / "none.json")]) == 1
    assert "expected tips that --save-tips has written" in capsys.readouterr().err


def test_a_database_that_cannot_be_reached_is_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    url = SecretStr("postgresql+psycopg://homeward:s3cret@127.0.0.1:1/homeward")
    monkeypatch.setattr(command, "_settings", lambda: Settings(database_url=url))
    assert command.main(["verify"]) == 1
    assert capsys.readouterr().err == "The database cannot be used (OperationalError).\n"


def test_it_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "data", "migrate"],
        cwd=tree.ROOT,
        env={**os.environ, "HOMEWARD_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"The database has schema {migrate.head()}.\n")
    assert json.loads(done.stderr.splitlines()[-1])["event"] == "schema.migrated"


def test_the_first_administrators_link_is_printed_and_works(settings: Settings, capsys: Capture) -> None:
    assert command.main(["migrate"]) == 0
    capsys.readouterr()
    assert command.main(["first-admin"]) == 0
    address = capsys.readouterr().out.splitlines()[-1]
    assert address.startswith("http://127.0.0.1:8501/set-password/")
    db = Database(settings.database)
    with db.read() as session:
        found = invited(session, address.rsplit("/", 1)[1], now=clock.now())
    db.close()
    assert found is not None
    assert found.name is None
    assert found.needs_school


def test_without_a_database_there_is_no_first_administrator(settings: Settings, capsys: Capture) -> None:
    assert command.main(["first-admin"]) == 1
    assert "There is no database" in capsys.readouterr().err


def test_verify_compares_with_every_end_that_lies_in_a_folder(
    filled: Settings, tmp_path: Path, capsys: Capture
) -> None:
    db = Database(filled.database)
    with db.read() as session:
        kept = ends(session)
    folder = tmp_path / "share"
    folder.mkdir()
    assert command.main(["verify", "--anchors", str(folder)]) == 1
    assert "no end of a chain was kept there" in capsys.readouterr().err
    anchors.keep(folder, kept, on=sample.NOW.date(), said="Kept")
    assert command.main(["verify", "--anchors", str(folder)]) == 0
    assert f"{len(kept)} ends that were kept" in capsys.readouterr().out
    chain, tip = sorted(kept.items())[0]
    anchors.keep(folder, {chain: Tip(number=tip.number, hash="0" * 64)}, on=date(2026, 11, 1), said="Kept")
    assert command.main(["verify", "--anchors", str(folder)]) == 1
    assert f"{chain}: BROKEN." in capsys.readouterr().out
    db.close()
