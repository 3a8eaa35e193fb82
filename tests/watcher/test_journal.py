"""What was sent and is not reported yet survives the process in a small file; without it nothing breaks."""

from pathlib import Path

from uuid6 import uuid7

from tests.data.alert_world import at
from watcher.journal import Journal


def test_what_was_noted_and_not_reported_is_there_for_the_next_process(tmp_path: Path) -> None:
    path, ids = tmp_path / "var" / "watcher.sent", [uuid7(), uuid7()]
    first = Journal(path)
    for minutes, message_id in enumerate(ids):
        first.note(message_id, at(minutes))
    first.close()
    assert Journal(path).kept() == {ids[0]: at(0), ids[1]: at(1)}


def test_it_is_emptied_once_all_of_it_is_reported_and_not_before(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "watcher.sent")
    journal.note(uuid7(), at(0))
    journal.note(last := uuid7(), at(1))
    journal.reported(1)
    assert last in journal.kept()
    journal.reported(1)
    assert journal.kept() == {}
    journal.note(later := uuid7(), at(2))
    assert journal.kept() == {later: at(2)}


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path, whole = tmp_path / "watcher.sent", uuid7()
    path.write_text(f"{whole} {at(1).isoformat()}\n{uuid7()} 2026-1")
    assert Journal(path).kept() == {whole: at(1)}


def test_a_folder_that_cannot_be_written_holds_up_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "watcher.sent")
    journal.note(uuid7(), at(0))
    journal.reported(1)
    assert journal.kept() == {}
    journal.close()


def test_nothing_was_kept_before_the_first_start(tmp_path: Path) -> None:
    assert Journal(tmp_path / "watcher.sent").kept() == {}
