"""A school whose people sign in at the provider of the tests, and what a browser does there and back."""

from dataclasses import dataclass
from html import unescape
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select

from data import clock
from data.commands.credentials import invite
from data.database import Database
from data.models import AuditRow, Identity, SecondStep, SignIn
from data.settings import Settings
from tests import staff as made
from tests.web.conftest import Browser, Web
from tests.web.provider import CLIENT_ID, CLIENT_SECRET, HERE, Provider
from visits.words import Role
from web.oidc import BEGIN


@dataclass
class School(Web):
    """A server whose people sign in at the provider; its clock is the real one, by which the provider signs."""

    def connections(self, role: Role) -> int:
        """How many accounts the person of that role is connected to."""
        with self.db.read() as session:
            query = select(func.count()).where(Identity.person_id == self.staff.people[role])
            return session.scalar(query) or 0


def school_of(db: Database, provider: Provider, **more: Any) -> School:
    """A school that has set up this provider."""
    settings = Settings(
        demo=False,
        public_url=HERE,  # type: ignore[arg-type]
        oidc_url=provider.issuer,
        oidc_name="Microsoft",
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        **more,
    )
    return School(db, made.fill(db), settings, now=clock.now())


def gone(page: Any) -> str:
    """The address at the provider that a page of ours goes on to."""
    assert page.status_code == 200, page.text
    address = page.headers["refresh"].removeprefix("0; url=")
    assert f'href="{address}"' in unescape(page.text)
    return str(address)


def begin(browser: Browser, **values: str) -> str:
    """Press "Sign in with Microsoft"; return where that leads."""
    return gone(browser.send(BEGIN, at="/sign-in", **values))


def round_trip(browser: Browser, provider: Provider, **values: str) -> Any:
    """To the provider and back, as a browser does it."""
    return browser.http.get(provider.answer(begin(browser, **values)))


def connected(school: School, role: Role = Role.OFFICE, *, subject: str = "subject-1") -> None:
    """The person of that role is connected to an account."""
    with school.db.write() as session:
        session.add(
            Identity(
                person_id=school.staff.people[role],
                issuer=school.settings.oidc_url.removesuffix("/.well-known/openid-configuration"),  # type: ignore[union-attr]
                subject=subject,
                linked_at=school.now,
            )
        )


def with_a_step(school: School) -> None:
    """The office has set a second step."""
    person_id = school.staff.people[Role.OFFICE]
    with school.db.write() as session:
        session.add(
            SecondStep(person_id=person_id, secret="sealed", made_at=school.now, confirmed_at=school.now)
        )


def entries(school: School, command: str) -> list[tuple[str, object]]:
    """(outcome, subject) of each entry of a command."""
    with school.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.command == command).order_by(AuditRow.number))
        return [(row.outcome, row.subject_id) for row in rows]


def sessions(school: School) -> list[str]:
    """How each session was opened that holds."""
    with school.db.read() as session:
        return list(session.scalars(select(SignIn.how).where(SignIn.revoked_at.is_(None))))


def nothing_came_of_it(school: School, browser: Browser, answer: Any) -> None:
    """Nobody is signed in, and the page offers the password."""
    assert answer.status_code in (403, 503)
    assert "Sign in" in answer.text
    assert "homeward" not in browser.http.cookies
    assert sessions(school) == []
    assert 'name="password"' in answer.text


def invited(school: School) -> tuple[Browser, str]:
    """A browser that opens the office's one-time link, and the link's path."""
    admin = school.staff.viewer(school.db, Role.ADMINISTRATOR, now=school.now)
    token = invite(school.db, person_id=school.staff.people[Role.OFFICE], by=admin, now=school.now)
    return school.browser(), f"/set-password/{token}"


def use_link(browser: Browser, path: str) -> Any:
    """Press "Use Microsoft" on the page of a one-time link."""
    return browser.send(BEGIN, at=path, invitation=path.rsplit("/", 1)[1])
