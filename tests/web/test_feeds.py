"""The calendar of policy reviews: for whoever has the link, until it is ended."""

from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from data.commands.core import NotPermitted
from data.commands.feed import make_feed, revoke_feed
from data.models import FeedToken, Person, PolicyVersion, School
from tests.staff import NOW
from tests.trips import adopt
from tests.web.conftest import Web
from visits.words import Role


def feed(web: Web, role: Role = Role.GOVERNOR) -> str:
    return make_feed(web.db, by=web.staff.viewer(web.db, role), now=web.now)


def review(web: Web, on: date | None) -> None:
    adopt(web.db, web.staff)
    with web.db.write() as session:
        session.execute(update(PolicyVersion).values(next_review_on=on))


def test_each_review_is_a_whole_day_that_is_entered_once(web: Web) -> None:
    review(web, date(2026, 9, 1))
    token = feed(web)
    first, second = (web.browser().http.get(f"/policies.ics?token={token}") for _ in range(2))
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(first.content).walk("VEVENT")
    (again,) = Calendar.from_ical(second.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2026, 9, 1)
    assert event["uid"] == again["uid"]
    assert "Quillmere High" in event["summary"]


def test_a_policy_without_a_review_date_is_not_in_a_calendar(web: Web) -> None:
    review(web, None)
    answer = web.browser().http.get(f"/policies.ics?token={feed(web)}")
    assert answer.status_code == 200
    assert Calendar.from_ical(answer.content).walk("VEVENT") == []


def test_only_the_schools_that_the_person_may_see(web: Web) -> None:
    review(web, date(2026, 9, 1))
    stranger = web.staff.viewer_of(web.db, web.staff.stranger)
    token = make_feed(web.db, by=stranger, now=NOW)
    assert b"VEVENT" not in web.browser().http.get(f"/policies.ics?token={token}").content


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_without_the_link_there_is_no_calendar(web: Web, token: str) -> None:
    review(web, date(2026, 9, 1))
    answer = web.browser().http.get(f"/policies.ics?token={token}")
    assert answer.status_code == 404
    assert "Quillmere" not in answer.text


def test_an_ended_link_and_the_one_before_give_nothing(web: Web) -> None:
    review(web, date(2026, 9, 1))
    first, second = feed(web), feed(web)
    assert web.browser().http.get(f"/policies.ics?token={first}").status_code == 404
    assert web.browser().http.get(f"/policies.ics?token={second}").status_code == 200
    revoke_feed(web.db, by=web.staff.viewer(web.db, Role.GOVERNOR), now=NOW)
    assert web.browser().http.get(f"/policies.ics?token={second}").status_code == 404


def test_the_link_of_somebody_who_left_gives_nothing(web: Web) -> None:
    token = feed(web)
    with web.db.write() as session:
        session.execute(update(Person).values(left_on=NOW.date()))
    assert web.browser().http.get(f"/policies.ics?token={token}").status_code == 404


def test_only_a_hash_of_the_link_is_kept(web: Web) -> None:
    token = feed(web)
    with web.db.read() as session:
        assert token not in session.scalars(select(FeedToken.token_hash)).one()


def test_a_board_has_no_calendar(web: Web) -> None:
    from data.models import School
    from data.queries.people import board_viewer

    with web.db.read() as session:
        board = board_viewer(session.get_one(School, web.staff.school))
    with pytest.raises(NotPermitted):
        make_feed(web.db, by=board, now=NOW)


def test_line_breaks_and_markup_in_a_name_stay_text(web: Web) -> None:
    review(web, date(2026, 9, 1))
    name = 'Quill;mere, High\r\nEND:VEVENT\nATTENDEE:mailto:x@x.example <a href="https://x.example">x</a>'
    with web.db.write() as session:
        session.execute(update(School).where(School.name == "Quillmere High").values(name=name))
        session.execute(update(PolicyVersion).values(title=name))
    made = Calendar.from_ical(web.browser().http.get(f"/policies.ics?token={feed(web)}").content)
    (event,) = made.walk("VEVENT")
    one = name.replace("\r\n", "\n")
    assert str(event["summary"]) == f"Review due: {one} ({one})"
    assert "attendee" not in event
