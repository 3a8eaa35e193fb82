"""Who may ask for which route of ours: each by everybody who may come to its door. A route without a rule fails here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

import pytest
from sqlalchemy import func, select
from starlette.routing import Route

from data.models import Base
from tests.security.doors import ELSEWHERE, EVERYBODY, STRANGER, Doors, Who
from tests.web.conftest import Browser, Web
from visits.permissions import Action
from visits.words import Role
from web.middleware import OPEN
from web.routes import routes
from web.site import Site


class Door(Enum):
    """What lets somebody in: nothing, a link that is its own proof, being signed in, the table of permissions."""

    OPEN = "open"
    PROOF = "proof"
    SESSION = "session"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A route's line. `asked` is put in the place of its parameters; `family`: the roles that may read one's words by it.

    `answers` is what an open door says to whom it lets in, or what a link says that proves nothing.
    """

    door: Door
    action: Action | None = None
    asked: str = ""
    family: frozenset[Role] = frozenset()
    answers: tuple[int, ...] = (200,)


def table(action: Action, asked: str = "", *family: Role) -> Rule:
    return Rule(door=Door.TABLE, action=action, asked=asked, family=frozenset(family))


RULES: Final = {
    "/sign-in": Rule(door=Door.OPEN, answers=(200, 303)),
    # Without somebody who waits for a code it leads back to the sign-in page.
    "/sign-in/code": Rule(door=Door.PROOF, answers=(303,)),
    "/second-step": table(Action.OWN_ACCOUNT),
    "/second-step/begin": table(Action.OWN_ACCOUNT),
    "/second-step/confirm": table(Action.OWN_ACCOUNT),
    "/second-step/codes": table(Action.OWN_ACCOUNT),
    "/second-step/off": table(Action.OWN_ACCOUNT),
    # Here no provider is set up; `tests/web/test_oidc.py` has what these do where one is.
    "/sign-in/provider": Rule(door=Door.OPEN),
    "/sign-in/provider/back": Rule(door=Door.OPEN, answers=(403,)),
    "/connect": Rule(door=Door.TABLE, action=Action.OWN_ACCOUNT, answers=(303,)),
    "/sign-out": Rule(door=Door.SESSION),
    "/board": table(Action.OPEN_BOARD),
    # Whoever is signed in may say that they are in danger. The scene's visit is led by the one and the other goes along.
    "/out": Rule(door=Door.SESSION, family=frozenset({Role.SENDCO, Role.FAMILY})),
    "/set-password/{token}": Rule(door=Door.PROOF, asked="not-a-token", answers=(410,)),
    "/ack/{token}": Rule(door=Door.PROOF, asked="not-a-token", answers=(404,)),
    "/policies.ics": Rule(door=Door.PROOF, answers=(404,)),
    "/exports/reasons.csv": table(Action.SEE_SMALL_NUMBERS),
    "/exports/policies/{key}.toml": table(Action.SEE_POLICIES, "blessed_trinity"),
    "/exports/alerts.csv": table(Action.SEE_ALERTS),
    "/exports/risk.csv": table(Action.SEE_SMALL_NUMBERS),
    # Of today's numbers there is a file for who may see small ones; the others have what was published.
    "/exports/figures.csv": Rule(door=Door.TABLE, action=Action.SEE_STATISTICS, answers=(404,)),
    "/exports/oversight.csv": Rule(door=Door.TABLE, action=Action.SEE_STATISTICS, answers=(200, 404)),
    "/exports/attendance.csv": Rule(door=Door.TABLE, action=Action.SEE_SMALL_NUMBERS, answers=(404,)),
    "/exports/attendance-months.csv": Rule(door=Door.TABLE, action=Action.SEE_SMALL_NUMBERS, answers=(404,)),
    "/exports/audit.csv": table(Action.SEE_AUDIT, "", Role.LEAD_DSL, Role.HEADTEACHER),
    # Nobody is asked for here, and nothing was made.
    "/subject-access": Rule(door=Door.TABLE, action=Action.EXPORT_SUBJECT, answers=(404,)),
    "/subject-access/own": table(Action.OWN_ACCOUNT),
    "/subject-access/file/{address}": Rule(door=Door.SESSION, asked="none", answers=(404,)),
    "/livez": Rule(door=Door.OPEN),
    "/healthz": Rule(door=Door.OPEN, answers=(503,)),
    "/metrics": Rule(door=Door.OPEN),
}
"""The rule of each route, by its path. Nobody watches in the scene, and no marks of attendance were brought in."""
WORDS: Final = ("Ashdown", "Ash", "Mill Row", "QM1 4ZZ", "07700 900555", "Zoë")
"""Words of the one family of the scene."""


@pytest.fixture(scope="module")
def web(doors: Doors) -> Web:
    return Web(doors.seen.world.db, doors.seen.world.staff)


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at the audit's file is an entry in it: here nothing is kept, so that everybody finds the same."""
    for name in (
        "alert_exports",
        "attendance_export",
        "audit_export",
        "exports",
        "figures_export",
        "months_export",
        "risk_export",
    ):
        monkeypatch.setattr(f"web.{name}.kept", lambda *_, **__: None)


def ours(web: Web) -> list[Route]:
    site = Site(db=web.db, settings=web.settings, key="k" * 32, now=lambda: web.now)
    return [route for route in routes(site) if isinstance(route, Route)]


def taking(web: Web, method: str) -> Iterator[tuple[str, Rule]]:
    """Each path that takes this method, filled in, with its rule."""
    for route in ours(web):
        if method in (route.methods or ()):
            rule = RULES[route.path]
            names = dict.fromkeys(route.param_convertors, rule.asked)
            yield route.path.format(**names), rule


def browser(web: Web, doors: Doors, who: Who) -> Browser:
    made = web.browser()
    if doors.tokens[who]:
        made.http.cookies.set("homeward", doors.tokens[who])
    return made


def lets_in(rule: Rule, who: Who) -> bool:
    if rule.door is Door.SESSION:
        return who.roles is not None
    return rule.action is None or who.may(rule.action)


def expected(rule: Rule, who: Who) -> tuple[int, ...]:
    """What is answered to somebody who asks."""
    if rule.door in (Door.OPEN, Door.PROOF):
        return rule.answers
    if who.roles is None:
        return (303,)
    return rule.answers if lets_in(rule, who) else (403,)


def turned_away(rule: Rule, who: Who) -> tuple[int, ...]:
    """What is answered to somebody who sends a form that did not come from a page of ours."""
    if rule.door is Door.OPEN:
        return (403,)
    if rule.door is Door.PROOF:
        return (403, *rule.answers)
    return (303, 401) if who.roles is None else (403,)


def test_every_route_has_a_rule_and_every_rule_a_route(web: Web) -> None:
    assert sorted({route.path for route in ours(web)}) == sorted(RULES)


def test_what_needs_no_session_is_what_the_middleware_leaves_open(web: Web) -> None:
    stranger = web.browser().http
    for path, rule in taking(web, "GET"):
        to_sign_in = stranger.get(path).headers.get("location", "").startswith("/sign-in")
        is_open = rule.door in (Door.OPEN, Door.PROOF)
        assert is_open is not to_sign_in or path == "/sign-out" or rule.answers == (303,), path
        assert path not in OPEN or is_open or path == "/sign-out", path


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_a_route_answers_whom_its_rule_says(web: Web, doors: Doors, who: Who) -> None:
    asking = browser(web, doors, who).http
    for path, rule in taking(web, "GET"):
        answer = asking.get(path)
        assert answer.status_code in expected(rule, who), path
        read = [word for word in WORDS if word in answer.text]
        assert not read or (who.roles and who.roles <= rule.family and who is not ELSEWHERE), (path, read)


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_no_form_is_taken_that_is_none_of_ours(web: Web, doors: Doors, who: Who) -> None:
    asking, before = browser(web, doors, who).http, everything(doors)
    for path, rule in taking(web, "POST"):
        answer = asking.post(path, data={"do": "danger", "school": str(doors.seen.school)})
        assert answer.status_code in turned_away(rule, who), path
        assert not [word for word in WORDS if word in answer.text and who.roles is None], path
    assert everything(doors) == before


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who.roles is not None], ids=lambda who: who.name)
def test_a_form_of_ours_does_nothing_that_its_rule_forbids(web: Web, doors: Doors, who: Who) -> None:
    asking, before = browser(web, doors, who), everything(doors)
    token = asking.form_token("/sign-out")
    for path, rule in taking(web, "POST"):
        if rule.door is Door.TABLE and not lets_in(rule, who):
            answer = asking.http.post(path, data={"form_token": token, "school": str(doors.seen.school)})
            assert answer.status_code == 403, path
    assert everything(doors) == before


def everything(doors: Doors) -> dict[str, int]:
    """How many rows each table has."""
    with doors.seen.world.db.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_there_are_words_of_a_family_to_be_found(web: Web, doors: Doors) -> None:
    lead = next(who for who in EVERYBODY if who.roles == {Role.SENDCO})
    page = browser(web, doors, lead).http.get("/out").text
    assert [word for word in WORDS if word in page]
    assert browser(web, doors, STRANGER).http.get("/out").status_code == 303
