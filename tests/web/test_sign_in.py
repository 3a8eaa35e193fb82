"""Signing in and out by plain HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.database import Database
from data.models import Attempt, AuditRow, Person, SignIn
from data.settings import Settings
from tests.staff import NOW, PASSWORD
from tests.web.conftest import INSIDE, Web
from visits.words import Role
from web.site import local_path

OFFICE = "office@school.example"


def audited(db: Database, command: str) -> list[tuple[str, object]]:
    """(outcome, actor or subject) of each entry of a command."""
    with db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.command == command).order_by(AuditRow.number))
        return [(row.outcome, row.subject_id) for row in rows]


def test_the_right_password_leads_to_where_one_wanted_to_go(web: Web) -> None:
    browser = web.browser()
    first = browser.http.get("/visit?id=7")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in?next=%2Fvisit%3Fid%3D7")
    page = browser.http.get(first.headers["location"]).text
    assert 'name="next" value="/visit?id=7"' in page
    answer = browser.sign_in(OFFICE, next="/visit?id=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/visit?id=7")
    assert browser.http.get("/visit?id=7").text == INSIDE
    assert audited(web.db, "session.sign_in") == [("change", web.staff.people[Role.OFFICE])]


def test_the_address_is_taken_in_any_letters(web: Web) -> None:
    assert web.browser().sign_in(" Office@School.EXAMPLE ").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(web: Web) -> None:
    kept = web.browser().sign_in(OFFICE).headers["set-cookie"]
    assert kept.startswith("homeward=")
    parts = {part.strip().lower() for part in kept.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax", f"max-age={12 * 3600}"} <= parts
    assert "secure" not in parts


def test_under_https_every_cookie_is_secure_and_bound_to_the_host(db: Database) -> None:
    from tests import staff as made

    web = Web(db, made.fill(db), Settings(demo=False, public_url="https://homeward.example"))
    browser = web.browser(scheme="https")
    answer = browser.sign_in(OFFICE)
    cookies = [
        *browser.http.get("/sign-out").headers.get_list("set-cookie"),
        *answer.headers.get_list("set-cookie"),
    ]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "; Secure" in cookie
        assert "HttpOnly" in cookie
    assert browser.http.get("/").text == INSIDE


def test_only_a_hash_of_the_token_is_kept(web: Web) -> None:
    browser = web.browser()
    browser.sign_in(OFFICE)
    token = browser.http.cookies["homeward"]
    with web.db.read() as session:
        kept = session.scalars(select(SignIn.token_hash)).one()
    assert len(token) >= 43
    assert token not in kept


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (OFFICE, "wrong"),
        ("nobody@school.example", PASSWORD),
        ("", ""),
        (OFFICE, ""),
        (OFFICE, PASSWORD + " "),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(web: Web, email: str, password: str) -> None:
    browser = web.browser()
    answer = browser.sign_in(email, password)
    assert answer.status_code == 403
    assert "The e-mail address or the password is wrong." in answer.text
    assert f'value="{email}"' in answer.text
    assert "homeward" not in browser.http.cookies
    # Nothing in the audit tells whether there is such an account either.
    assert audited(web.db, "session.sign_in") == [("refused", None)]


def test_somebody_who_has_left_or_has_no_password_cannot_sign_in(web: Web) -> None:
    with web.db.write() as session:
        session.get_one(Person, web.staff.people[Role.OFFICE]).left_on = NOW.date()
        session.get_one(Person, web.staff.people[Role.SLT]).password_hash = None
    assert web.browser().sign_in(OFFICE).status_code == 403
    assert web.browser().sign_in("slt@school.example").status_code == 403


def test_what_was_typed_is_kept_and_the_password_is_not(web: Web) -> None:
    page = web.browser().sign_in(OFFICE, "a secret of mine").text
    assert OFFICE in page
    assert "a secret of mine" not in page


def test_a_name_with_markup_in_it_stays_text(web: Web) -> None:
    page = web.browser().sign_in('"><script>alert(1)</script>').text
    assert "<script>" not in page


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/\tevil",
        "/sign-out",
    ],
)
def test_nobody_is_led_off_the_site(web: Web, wanted: str) -> None:
    assert web.browser().sign_in(OFFICE, next=wanted).headers["location"] == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert local_path("/visit?id=a%20b") == "/visit?id=a%20b"
    assert local_path(None) == "/"


def test_guessing_is_slowed_down_and_never_stopped_for_good(web: Web) -> None:
    browser = web.browser()
    assert [browser.sign_in(OFFICE, "wrong").status_code for _ in range(5)] == [403] * 5
    slowed = browser.sign_in(OFFICE)
    assert slowed.status_code == 429
    assert "Too many tries. Wait 2 seconds" in slowed.text
    assert slowed.headers["retry-after"] == "2"
    # What came inside the wait was not looked at and did not make it longer.
    web.now += timedelta(seconds=2)
    assert browser.sign_in(OFFICE).status_code == 303


def test_the_wait_grows_to_a_minute_and_no_further(web: Web) -> None:
    browser = web.browser()
    waits = []
    for _ in range(14):
        answer = browser.sign_in(OFFICE, "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            web.now += timedelta(seconds=waits[-1])
            assert browser.sign_in(OFFICE, "wrong").status_code == 403
    assert waits == sorted(waits)
    assert max(waits) == 60
    web.now += timedelta(seconds=60)
    assert browser.sign_in(OFFICE).status_code == 303


def test_somebody_who_guesses_elsewhere_does_not_shut_the_person_out(web: Web) -> None:
    attacker = web.browser(client="203.0.113.9")
    for _ in range(5):
        attacker.sign_in(OFFICE, "wrong")
    assert attacker.sign_in(OFFICE, "wrong").status_code == 429
    assert web.browser(client="192.0.2.4").sign_in(OFFICE).status_code == 303


def test_a_whole_school_behind_one_address_can_sign_in(web: Web) -> None:
    for role in web.staff.people:
        assert web.browser().sign_in(web.staff.email(role)).status_code == 303
    with web.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_no_address_stands_among_the_attempts(web: Web) -> None:
    web.browser().sign_in(OFFICE, "wrong")
    with web.db.read() as session:
        subjects = session.scalars(select(Attempt.subject)).all()
    assert len(subjects) == 3
    assert all(len(subject) == 64 and "office" not in subject for subject in subjects)


def test_signing_out_asks_first_and_ends_the_session_itself(web: Web) -> None:
    browser = web.browser()
    browser.sign_in(OFFICE)
    stolen = browser.http.cookies["homeward"]
    assert "Sign out?" in browser.http.get("/sign-out").text
    assert browser.http.get("/").text == INSIDE
    answer = browser.send("/sign-out")
    assert answer.headers["location"] == "/sign-in?said=out"
    assert "You are signed out." in browser.http.get(answer.headers["location"]).text
    thief = web.browser()
    thief.http.cookies.set("homeward", stolen)
    assert thief.http.get("/").status_code == 303


def test_signing_out_twice_is_no_error(web: Web) -> None:
    browser = web.browser()
    assert browser.http.post("/sign-out").status_code == 303
    assert browser.http.get("/sign-out").headers["location"] == "/sign-in"


def test_who_is_signed_in_is_led_on(web: Web) -> None:
    assert web.signed_in(Role.OFFICE).http.get("/sign-in?next=/live").headers["location"] == "/live"


def test_an_address_cannot_put_a_sentence_on_the_page(web: Web) -> None:
    assert "Your+account+is+closed" not in web.browser().http.get("/sign-in?said=Your+account+is+closed").text
    assert "Your account is closed" not in web.browser().http.get("/sign-in?said=Your+account+is+closed").text


def test_the_office_turns_a_browser_into_a_board(web: Web) -> None:
    browser = web.signed_in(Role.OFFICE)
    mine = browser.http.cookies["homeward"]
    assert "Quillmere High" in browser.http.get("/board").text
    answer = browser.send("/board", school=str(web.staff.school))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    board = browser.http.cookies.get("homeward", domain="homeward.example") or answer.cookies["homeward"]
    assert board != mine
    browser.http.cookies.clear()
    browser.http.cookies.set("homeward", mine)
    assert browser.http.get("/").status_code == 303
    browser.http.cookies.clear()
    browser.http.cookies.set("homeward", board)
    assert browser.http.get("/").text == INSIDE
    web.now += timedelta(hours=13)
    assert browser.http.get("/").text == INSIDE
    web.now += timedelta(hours=1)
    assert browser.http.get("/").status_code == 303


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.VISITOR, Role.ADMINISTRATOR, Role.SENDCO])
def test_no_board_is_opened_by_who_does_not_watch(web: Web, role: Role) -> None:
    browser = web.signed_in(role)
    assert browser.http.get("/board").status_code == 403
    token = browser.form_token("/sign-out")
    answer = browser.http.post("/board", data={"form_token": token, "school": str(web.staff.school)})
    assert answer.status_code == 403


def test_no_board_of_another_school(web: Web) -> None:
    assert web.signed_in(Role.OFFICE).send("/board", school=str(web.staff.other)).status_code == 422


def test_a_board_can_be_closed_and_opens_no_other(web: Web) -> None:
    board = web.board()
    assert board.http.get("/board").status_code == 403
    assert "Close this board?" in board.http.get("/sign-out").text
    assert board.send("/sign-out").headers["location"] == "/sign-in?said=closed"
    assert web.board().http.get("/").text == INSIDE
