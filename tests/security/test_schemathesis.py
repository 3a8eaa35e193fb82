"""Our routes, given whatever Schemathesis makes of their description: nothing fails, nothing leaks, headers stay."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.database import Database
from data.models import Household
from tests import staff as made
from tests.security.openapi import description
from tests.web.conftest import Web
from visits.words import Role
from web import headers
from web.routes import routes

FAMILY, ADDRESS = "Threlkeld-Osgood household", "17 Unheard-of Row"
EXAMPLES = 50


@pytest.fixture
def web(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> Web:
    made.quicken(monkeypatch)
    web = Web(sqlite_db, made.fill(sqlite_db))
    with web.db.write() as session:
        session.add(
            Household(school_id=web.staff.school, name=FAMILY, address=ADDRESS, postcode="ZZ1 1ZZ", phone="")
        )
    return web


@pytest.mark.parametrize("role", [None, Role.GOVERNOR, Role.LEAD_DSL])
def test_our_routes_hold_whatever_is_sent(web: Web, role: Role | None) -> None:
    site = web.app.user_middleware[0].kwargs["site"]
    schema = schemathesis.openapi.from_dict(description(routes(site)))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 15
    browser = web.browser() if role is None else web.signed_in(role)
    http = browser.http
    token = browser.form_token("/sign-in" if role is None else "/sign-out")

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def whatever(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from(operations)).as_strategy())
        given_now = case.as_transport_kwargs(base_url="http://homeward.example")
        form = given_now.get("data")
        if isinstance(form, dict) and case.path != "/sign-out" and data.draw(st.booleans()):
            form["form_token"] = token  # a form of ours, with anything in its fields
        answer = http.request(
            given_now["method"],
            given_now["url"],
            params=given_now.get("params"),
            data=form,
            headers=dict(given_now.get("headers") or {}),
        )
        assert answer.status_code < 500 or case.path == "/healthz", case.as_curl_command()
        if role is not Role.LEAD_DSL:
            assert FAMILY not in answer.text
            assert ADDRESS not in answer.text
        assert {name for name in headers.EVERYWHERE if name not in answer.headers} == set()
        assert "content-security-policy" in answer.headers
        assert answer.headers.get("cache-control") == "no-store"
        assert "traceback" not in answer.text.lower()
        assert not answer.content or "content-type" in answer.headers

    whatever()
