"""Under which names Homeward answers, and whose pages may ask it to do something (web/hosts.py)."""

import pytest
from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect

from data.database import Database
from data.settings import Settings
from tests import staff as made
from tests.web.conftest import INSIDE, Web
from visits.words import Role
from web import hosts
from web.middleware import NOT_OURS, NOT_THIS_NAME

PUBLIC = "https://visits.school.example"
PLAIN = Settings(demo=False)
BEHIND_TLS = Settings(demo=False, public_url=PUBLIC, allowed_hosts=("inside.school.example",))  # type: ignore[arg-type]


@pytest.fixture
def web(sqlite_db: Database) -> Web:
    return Web(sqlite_db, made.fill(sqlite_db))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST", "localhost."]
)
def test_this_machines_own_names_are_always_ours(host: str) -> None:
    assert hosts.is_ours(host, "/live", PLAIN)
    assert hosts.is_ours(host, "/live", BEHIND_TLS)


@pytest.mark.parametrize(
    "host", ["visits.school.example", "VISITS.school.example:443", "inside.school.example"]
)
def test_names_that_are_set_are_ours(host: str) -> None:
    assert hosts.is_ours(host, "/live", BEHIND_TLS)
    assert not hosts.is_ours(host, "/live", PLAIN)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "rebound.elsewhere.example",
        "visits.school.example.elsewhere.example",
        "xvisits.school.example",
        "visits.school.example@elsewhere.example",
        "visits.school.example/elsewhere.example",
        "visits.school.example#",
        "visits.school.example:x",
        "elsewhere.example:visits.school.example",
        "127.0.0.1.elsewhere.example",
        "192.0.2.7",
        "[2001:db8::7]:8501",
        "[",
        "\x00localhost",
        "localhost localhost",
    ],
)
def test_any_other_name_is_not(host: str | None) -> None:
    assert not hosts.is_ours(host, "/live", PLAIN)
    assert not hosts.is_ours(host, "/live", BEHIND_TLS)


@pytest.mark.parametrize("path", sorted(hosts.OF_MACHINES))
def test_a_machine_may_ask_by_its_address_how_it_is(path: str) -> None:
    assert hosts.is_ours("192.0.2.7:8501", path, PLAIN)
    assert hosts.is_ours("[2001:db8::7]", path, PLAIN)
    # A page can give itself a name that leads here, and never an address.
    assert not hosts.is_ours("rebound.elsewhere.example", path, PLAIN)


def test_where_it_listens_is_a_name_of_its_own_and_everywhere_is_none() -> None:
    assert hosts.is_ours("192.0.2.7:8501", "/live", Settings(demo=False, host="192.0.2.7"))
    assert not hosts.is_ours("0.0.0.0:8501", "/live", Settings(demo=False, host="0.0.0.0"))  # noqa: S104  (never listened on)


@pytest.mark.parametrize(
    "path", ["/", "/live", "/sign-in", "/metrics", "/static/js/a.js", "/ack/x", "/no/such"]
)
def test_a_page_that_was_rebound_to_this_machine_reads_nothing(web: Web, path: str) -> None:
    http = web.signed_in(Role.LEAD_DSL).http
    answer = http.get(path, headers={"Host": "rebound.elsewhere.example"})
    assert (answer.status_code, answer.text) == (421, NOT_THIS_NAME)
    assert "set-cookie" not in answer.headers
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        http.websocket_connect("/_stcore/stream", headers={"Host": "rebound.elsewhere.example"}),
    ):
        pass
    assert refused.value.code == NOT_OURS


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        (None, "localhost:8501", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("http://localhost:8502", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("null", "localhost:8501", False),
        ("", "localhost:8501", False),
        ("file://localhost:8501", "localhost:8501", False),
        (PUBLIC, "visits.school.example", True),
        (PUBLIC, "127.0.0.1:8501", True),
        ("http://visits.school.example", "visits.school.example", False),
        (f"{PUBLIC}:8443", "visits.school.example", False),
        (f"{PUBLIC}.elsewhere.example", "visits.school.example", False),
        ("https://elsewhere.example", "visits.school.example", False),
    ],
)
def test_whose_page_may_open_a_websocket(origin: str | None, host: str, may: bool) -> None:
    given = {"host": host} if origin is None else {"host": host, "origin": origin}
    assert hosts.may_open(Headers(given), BEHIND_TLS) is may


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "anything"])
def test_what_another_sites_page_sends_is_not_taken(web: Web, site: str) -> None:
    browser = web.signed_in(Role.OFFICE)
    token = browser.form_token("/sign-out")
    for given in ({"Sec-Fetch-Site": site}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        answer = browser.http.post("/sign-out", data={"form_token": token}, headers=given)
        assert (answer.status_code, answer.text) == (
            403,
            "This came from another site's page. Nothing was done.",
        )
    assert browser.http.get("/live").text == INSIDE


def test_what_our_own_page_sends_is(web: Web) -> None:
    browser = web.signed_in(Role.OFFICE)
    token = browser.form_token("/sign-out")
    given = {"Sec-Fetch-Site": "same-origin", "Origin": "http://homeward.example"}
    assert browser.http.post("/sign-out", data={"form_token": token}, headers=given).status_code == 303
    assert browser.http.get("/live").status_code == 303
