"""Logs hold ids and places in the code, and nothing about a person."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from data import logs
from tests.logbook import logbook

NAME = "Amy Achebe-Ostrowski"
PHONE = "07700 900123"
MAIL = "amy@homeward.example"
VISIT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What this process logs at `info` or above."""
    with logbook() as stream:
        yield stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return the log as objects; every line must be JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_ids_times_and_numbers(written: io.StringIO) -> None:
    class Colour(Enum):
        RED = "red"

    logs.logger("data").info(
        "visit.logged",
        visit_id=VISIT,
        due_at=datetime(2026, 11, 23, 15, 40, tzinfo=UTC),
        took_s=timedelta(seconds=1.5),
        kind=Colour.RED,
        school_ids=[VISIT],
        attempt=2,
    )
    (line,) = lines(written)
    assert line.pop("timestamp")
    line.pop("correlation_id", None)
    assert line == {
        "event": "visit.logged",
        "level": "info",
        "room": "data",
        "visit_id": str(VISIT),
        "due_at": "2026-11-23T15:40:00+00:00",
        "took_s": 1.5,
        "kind": "red",
        "school_ids": [str(VISIT)],
        "attempt": 2,
    }


def test_what_is_not_on_the_list_is_left_out_and_its_key_named(written: io.StringIO) -> None:
    logs.logger("data").info("visit.logged", visit_id=VISIT, name=NAME, address="3 Mill Row")
    (line,) = lines(written)
    assert line["dropped"] == ["address", "name"]
    assert NAME not in written.getvalue()
    assert "Mill Row" not in written.getvalue()


@pytest.mark.parametrize(
    "value", [NAME, PHONE, PHONE.replace(" ", ""), MAIL, {"name": NAME}, [NAME], object()]
)
@pytest.mark.parametrize("key", ["visit_id", "outcome", "person_ids"])
def test_free_text_under_a_known_key_is_left_out(written: io.StringIO, key: str, value: object) -> None:
    logs.logger("data").warning("visit.refused", **{key: value})
    (line,) = lines(written)
    assert line[key] in (logs.LEFT_OUT, [logs.LEFT_OUT])


def test_an_event_is_a_name_and_not_a_sentence(written: io.StringIO) -> None:
    logs.logger("data").info(f"logged a visit to {NAME}")
    logs.logger("data").info("visit.logged for %s", NAME)
    assert [line["event"] for line in lines(written)] == [logs.LEFT_OUT, logs.LEFT_OUT]


def test_an_exception_leaves_types_and_places_but_no_message(written: io.StringIO) -> None:
    def look_up() -> None:
        raise KeyError(NAME)

    try:
        try:
            look_up()
        except KeyError as error:
            raise ValueError(f"nobody is called {NAME}") from error
    except ValueError:
        logs.logger("pages").exception("page.failed", page="risk")
    (line,) = lines(written)
    assert line["errors"] == ["builtins.ValueError", "builtins.KeyError"]
    assert any(place.endswith(":look_up") for place in line["places"])
    assert NAME not in written.getvalue()


def test_an_exception_with_itself_as_context_ends(written: io.StringIO) -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    logs.logger("pages").error("page.failed", exc_info=first)
    assert lines(written)[0]["errors"] == ["builtins.ValueError", "builtins.KeyError"]


def test_a_librarys_line_keeps_its_template_and_loses_what_was_filled_in(written: io.StringIO) -> None:
    logging.getLogger("apprise").warning("Could not reach %s", MAIL)
    filled_in = f"Could not reach {MAIL} on {PHONE}"
    logging.getLogger("apprise").warning(filled_in)
    talkative = logging.getLogger("apprise.talkative")
    talkative.setLevel(logging.DEBUG)
    talkative.info("Sent")
    first, second = lines(written)
    assert (first["library"], first["template"]) == ("apprise", "Could not reach %s")
    assert second["template"] == f"Could not reach {logs.LEFT_OUT} on {logs.LEFT_OUT}"


def test_a_library_with_handlers_of_its_own_gets_no_second_road(written: io.StringIO) -> None:
    private = io.StringIO()
    late = logging.getLogger("a.library.that.is.loaded.late")
    late.propagate = False
    late.addHandler(logging.StreamHandler(private))
    late.error("No route for %s", NAME)
    assert private.getvalue() == ""
    assert lines(written)[0]["library"] == "a.library.that.is.loaded.late"


def test_an_error_that_ends_the_process_is_logged_without_its_message(written: io.StringIO) -> None:
    try:
        raise RuntimeError(NAME)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (line,) = lines(written)
    assert (line["event"], line["level"]) == ("process.failed", "critical")
    assert NAME not in written.getvalue()


def test_an_error_that_ends_a_thread_is_logged_without_its_message(written: io.StringIO) -> None:
    def fail() -> None:
        raise RuntimeError(NAME)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert lines(written)[0]["errors"] == ["builtins.RuntimeError"]
    assert NAME not in written.getvalue()


def test_a_page_that_fails_is_logged_without_what_was_on_it(
    written: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    def page() -> None:
        raise ValueError("Amy Achebe-Ostrowski of 3 Mill Row")

    app = AppTest.from_function(page).run()
    assert len(app.exception) == 1
    assert [line["errors"] for line in lines(written) if "errors" in line] == [["builtins.ValueError"]]
    everything = written.getvalue() + "".join(capfd.readouterr())
    assert NAME not in everything
    assert "Mill Row" not in everything


def test_the_correlation_goes_with_every_line_of_its_context(written: io.StringIO) -> None:
    bound = logs.bind_correlation()
    logs.logger("data").info("visit.logged")
    logs.logger("watcher").info("outbox.claimed")
    assert {line["correlation_id"] for line in lines(written)} == {bound}
    assert logs.correlation_id() == bound


def test_a_correlation_is_carried_on_only_if_it_is_a_plain_word() -> None:
    assert logs.bind_correlation("c0ffee") == "c0ffee"
    assert logs.bind_correlation("two words\n") not in ("two words\n", "c0ffee")


def test_threads_do_not_share_a_correlation() -> None:
    here, there = logs.bind_correlation(), []
    thread = threading.Thread(target=lambda: there.append(logs.correlation_id()))
    thread.start()
    thread.join()
    assert there != [here]


def test_lines_below_the_level_are_not_written(written: io.StringIO) -> None:
    logs.logger("data").debug("visit.read", visit_id=VISIT)
    assert written.getvalue() == ""
