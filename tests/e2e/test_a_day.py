"""A day: a visit from the wish to go to the count, and one that left without a yes, through the real pages.

On the way to the second stop the deadline is a minute off. It comes, and the watcher raises the alert by itself.
While that minute passes the other visit leaves.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from data import clock
from data.database import Database
from data.models import AlertRow, AlertStepRow, StepResultRow, StopRow, VisitRow, WriteUp
from data.queries.people import LONDON
from pages.visit_form.clock import ROAD, STAY, written
from pages.visit_form.words import day_words
from tests.e2e.conftest import People, Server
from tests.e2e.hands import PATIENCE_MS, box, choose, press, sees, sees_no_more, settled, write
from tests.e2e.outing import GRACE, MINUTE, NAMES, SHORT_STAY, SILENCE, Outing, prepare
from tests.trips import every, one
from visits.words import StepOutcome, VisitState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

RAISED_WITHIN: Final = timedelta(seconds=2)
ON_THE_BOARD_WITHIN: Final = timedelta(seconds=7)
GOING: Final = (NAMES["visitor"], NAMES["sendco"])


@pytest.fixture(scope="module")
def db(server: Server) -> Iterator[Database]:
    opened = server.database()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def outing(db: Database) -> Outing:
    return prepare(db)


def test_a_day(people: People, db: Database, outing: Outing) -> None:
    before = _counted(people, outing)
    _log(people, outing)
    _authorise(people, outing)
    board = people.open("office", "live")
    _say(board, outing.first, "Signed out", "Yes, now")
    _say(board, outing.first, "Arrived", "Both together")
    _look_out(board, f"{outing.second}, planned until")
    _say(board, outing.first, "Left", "Both together")
    sees(board, f"Stop 2 of 2: {outing.second}")

    _one_leaves_without_a_yes(people, board, db)

    alert = _alerted(board, db, outing)
    _no_answer_from_either(board, db, outing, alert)
    _say(board, outing.second, "Back", "Both together")
    _stand_down(board, outing.second)
    assert _stood_down(db, alert)
    _write_up(people, db, outing)
    assert _counted(people, outing) == before + outing.counts_by(clock.now())


def _counted(people: People, outing: Outing) -> int:
    """How many visits for a concern about attendance the page of reasons counts at the school."""
    page = people.open("dsl", f"reasons?period=all&school={outing.school_id}")
    table = page.get_by_role("heading", name="By reason", exact=True).locator("xpath=following::table[1]")
    row = table.get_by_role("row", name=re.compile("^Attendance concern"))
    found = int(row.get_by_role("cell").nth(1).inner_text().replace(",", ""))
    page.close()
    return found


def _log(people: People, outing: Outing) -> None:
    """The SENDCO plans it, with a reason for each warning."""
    page = people.open("sendco", "log_visit")
    sees(page, f"{outing.school}, version of")
    for pupil in outing.pupils:
        _add_pupil(page, pupil.name)
    choose(page, "Reason", "A concern about attendance")
    write(page, "What the visit is for", "Agree how the mornings can work")
    write(page, "Why a visit is needed", "Two meetings in school were missed")
    page.get_by_role("radiogroup", name="Have the parents or carers been told?").get_by_text("Yes").click()
    choose(page, "Lead visitor", GOING[0])
    choose(page, "Second visitor", GOING[1])
    _give_times(page, outing.out_at)
    asked = page.get_by_role("textbox", name="Your reason")
    for place in range(asked.count()):
        write(page, "Your reason", "Agreed with the lead DSL this morning", place=place)
    sees(page, "Nothing stops this visit.")
    page.get_by_role("button", name="Ask for authorisation").click()
    sees(page, "Asked for:")
    page.close()


def _add_pupil(page: Page, name: str) -> None:
    """A pupil brings a stop: their home."""
    choose(page, "Pupils", name)
    page.keyboard.press("Escape")  # the list stays open for the next one, before the rest of the page
    sees(page, f"· {name}")


def _give_times(page: Page, out_at: datetime) -> None:
    """Leaving soon, a short stay at the second stop; the rest follows. The form says when silence is an alarm."""
    choose(page, "Day", day_words(out_at.date()))
    write(page, "Leave school", written(out_at.time()))
    second_at = out_at + ROAD + STAY + ROAD
    second_in = page.get_by_role("textbox", name="In", exact=True).nth(1)
    expect(second_in).to_have_value(written(second_at.time()), timeout=PATIENCE_MS)
    write(page, "Out", written((second_at + SHORT_STAY).time()), exact=True, place=1)
    back = page.get_by_role("textbox", name="Back in school")
    expect(back).to_have_value(written((second_at + SHORT_STAY + ROAD).time()), timeout=PATIENCE_MS)
    sees(page, f"Will be overdue at {written((out_at + ROAD + STAY + GRACE).time())} if nobody calls")
    settled(page)


def _authorise(people: People, outing: Outing) -> None:
    page = people.open("dsl", "authorise")
    press(page, outing.first, "Authorise")
    sees(page, "The office signs them out when they leave.")
    page.close()


def _one_leaves_without_a_yes(people: People, board: Page, db: Database) -> None:
    """The office hears that somebody is out. They are watched at once, and nobody has heard of them for too long."""
    who, where = "Morwenna Quaife", "3 Bracken Steps, Quillmere"
    page = people.open("office", "left")
    choose(page, "Who is out", who)
    write(page, "Mobile", "07700 900961")
    write(page, "Where they went", where)
    write(page, "Due back", written((clock.now() + 10 * MINUTE).astimezone(LONDON).time()))
    page.get_by_role("button", name="They are out: watch them now").click()
    sees(page, "Watched since")
    page.close()
    row = box(board, where, button="Call taken, well")
    expect(row).to_contain_text("Left without authorisation", timeout=PATIENCE_MS)
    sees(board, f"{where}, planned until")
    visit = _visit_to(db, where)
    alert = one(db, AlertRow, visit_id=visit.id)
    assert alert.due_at < visit.created_at <= alert.raised_at
    _say(board, where, "Back", who)
    _stand_down(board, where)
    assert _stood_down(db, alert)
    _looked_at(people, db, where)


def _looked_at(people: People, db: Database, where: str) -> None:
    """The lead DSL says on the visit's page what came of it."""
    visit = _visit_to(db, where)
    assert (visit.state, visit.unauthorised) == (VisitState.BACK, True)
    page = people.open("dsl", f"visit?visit={visit.id}")
    sees(page, "No leader has looked at that yet.")
    write(page, "What came of it?", "A parent rang from the gate. The next one is asked for by phone")
    page.get_by_role("button", name="I have looked at it").click()
    sees(page, "A leader looked at that")
    page.close()
    assert _visit_to(db, where).unauthorised_reviewed_at


def _say(board: Page, address: str, word: str, answer: str) -> None:
    """Record a word of the visit that goes there, with the one answer that it asks for."""
    press(board, address, word)
    press(board, address, answer)
    sees(board, f"{word}: {answer}.")


def _look_out(board: Page, words: str) -> None:
    """Have the open page itself note when it first shows these words. A reload would forget it."""
    board.evaluate(
        """words => {
            window.shownAt = 0;
            setInterval(() => {
                if (!window.shownAt && document.body.textContent.includes(words)) window.shownAt = Date.now();
            }, 50);
        }""",
        words,
    )


def _alerted(board: Page, db: Database, outing: Outing) -> AlertRow:
    """The alert comes to the open board by itself, raised in time and shown in time."""
    patience_ms = PATIENCE_MS + SILENCE / timedelta(milliseconds=1)
    shown_ms = board.wait_for_function("() => window.shownAt", timeout=patience_ms).json_value()
    visit = _visit_to(db, outing.second)
    alert = one(db, AlertRow, visit_id=visit.id)
    left_at = one(db, StopRow, visit_id=visit.id, position=1).left_at
    assert left_at
    assert alert.due_at == left_at + SILENCE
    assert timedelta(0) <= alert.raised_at - alert.due_at <= RAISED_WITHIN
    assert timedelta(milliseconds=shown_ms) - _since_1970(alert.due_at) <= ON_THE_BOARD_WITHIN
    return alert


def _since_1970(at: datetime) -> timedelta:
    return timedelta(seconds=at.timestamp())


def _no_answer_from_either(board: Page, db: Database, outing: Outing, alert: AlertRow) -> None:
    """The first step, of each visitor by name; then it is the next step's turn."""
    card = box(board, f"{outing.second}, planned until", button=f"No answer {GOING[0]}")
    expect(card).to_contain_text("Step 1 of 3: Ring both visitors")
    expect(card).to_contain_text("Next: Tell a member of SLT")
    for name in GOING:
        card.get_by_role("button", name=f"No answer {name}", exact=True).click()
        sees(board, f"Ring both visitors: {name}, no answer ({NAMES['office']})")
    sees(board, "Step 2 of 3: Tell a member of SLT")
    step = one(db, AlertStepRow, alert_id=alert.id, key="ring_visitors")
    kept = every(db, StepResultRow, alert_step_id=step.id)
    assert [result.outcome for result in kept] == [StepOutcome.NO_ANSWER] * len(GOING)
    assert len({result.visitor_id for result in kept}) == len(GOING)


def _stand_down(board: Page, address: str) -> None:
    press(board, "Everybody has been heard of", "Stand down: everybody is safe")
    sees_no_more(board, address)


def _stood_down(db: Database, alert: AlertRow) -> bool:
    over = one(db, AlertRow, id=alert.id)
    return over.closed_as == "safe" and over.accounted_at is not None and over.closed_by_id is not None


def _write_up(people: People, db: Database, outing: Outing) -> None:
    """The visitor comes from their own list: how each stop ended, and where the story is kept."""
    page = people.open("visitor", "my_visits")
    box(page, outing.homes, link="Write it up").get_by_role("link", name="Write it up").click()
    choose(page, "Stop 1,", "Child seen")
    write(page, "Who was seen", "Both of them, at the kitchen table")
    choose(page, "Stop 2,", "Nobody in, card left")
    write(page, "Reference of the record", "CP-20471")
    page.get_by_role("button", name="Write up", exact=True).click()
    sees(page, "The visit is written up.")
    sees(page, "CPOMS, CP-20471")
    page.close()
    visit = _visit_to(db, outing.first)
    kept = one(db, WriteUp, visit_id=visit.id)
    assert visit.state is VisitState.WRITTEN_UP
    assert (kept.system, kept.reference) == ("CPOMS", "CP-20471")


def _visit_to(db: Database, address: str) -> VisitRow:
    """The newest visit that goes there."""
    stops = every(db, StopRow, address=address)
    return max((one(db, VisitRow, id=stop.visit_id) for stop in stops), key=lambda visit: visit.created_at)


def test_what_was_typed_survives_a_reload(people: People, outing: Outing) -> None:
    page, pupil = people.open("sendco", "log_visit"), outing.pupils[0]
    _add_pupil(page, pupil.name)
    write(page, "Leave school", "25:99")
    sees(page, "Write the time as 14:05.")
    purpose = page.get_by_role("textbox", name="What the visit is for")
    purpose.press_sequentially("Talk about the bus")  # and nobody leaves the field
    sees_no_more(page, "Say what the visit is for.")
    page.reload()
    sees(page, "This is what you had typed by")
    expect(purpose).to_have_value("Talk about the bus", timeout=PATIENCE_MS)
    expect(page.get_by_role("textbox", name="Leave school")).to_have_value("25:99", timeout=PATIENCE_MS)
    sees(page, f"Stop 1 · {pupil.name}")
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE_MS)
    expect(purpose).to_have_value("", timeout=PATIENCE_MS)
