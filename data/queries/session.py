"""Who is behind a cookie: looked up at every request and every run, so that a signed-out session shows nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import tokens
from data.models import Person, School, SignIn, VisitorRow, VisitRow
from data.queries.people import board_viewer, is_past, london_day, roles_of
from data.settings import Settings
from visits.permissions import Viewer
from visits.session_limits import Limit, limit_of
from visits.words import Role, VisitState

COOKIE: Final = "homeward"
MINUTES_A_DAY: Final = 1440


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session that holds. `board_school_id` is set for a shared board, which is nobody in person.

    It ends at `ends_at` in any case, and at `idle_at` if nobody presses anything until then; a board is never idle.
    """

    id: UUID
    viewer: Viewer
    used_at: datetime
    ends_at: datetime
    idle_at: datetime | None
    board_school_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser in which a person is signed in; `how` is as in `data.models.SignIn`."""

    id: UUID
    device: str
    how: str
    made_at: datetime
    used_at: datetime
    this_one: bool


# Columns and not whole rows: this is asked several times in each run of each page.
_BY_TOKEN: Final = select(
    SignIn.id,
    SignIn.person_id,
    SignIn.board_school_id,
    SignIn.made_at,
    SignIn.used_at,
    SignIn.ends_at,
    SignIn.revoked_at,
    SignIn.waits_for_code,
    Person.name,
    Person.left_on,
).outerjoin(Person, Person.id == SignIn.person_id)


def is_secure(settings: Settings) -> bool:
    """Whether people reach Homeward by https, so that its cookies may never travel without."""
    return settings.public_url is not None and settings.public_url.scheme == "https"


def cookie_name(settings: Settings) -> str:
    """The session cookie's name. With `__Host-` a browser takes it only by https and for this very host."""
    return f"__Host-{COOKIE}" if is_secure(settings) else COOKIE


def signed_in(
    session: Session, token: str, *, idle_minutes: int, now: datetime, on_a_visit: bool = False
) -> SignedIn | None:
    """The session of this token, or None if there is none that holds: unknown, ended, idle, revoked, or they left.

    One that waits for the second step is nobody's (`data.queries.second_step.waiting`).

    `idle_minutes` is what the school has set; what the person is today may make it, and the whole, shorter
    (`visits.session_limits`). A board has no idle time. With `on_a_visit` a person who is out at this moment is not idle
    either: the page by which they call in must not ask for a password at a doorstep.
    """
    if not token:
        return None
    row = session.execute(_BY_TOKEN.where(SignIn.token_hash == tokens.kept(token))).one_or_none()
    if row is None or row.revoked_at is not None or row.ends_at <= now or row.waits_for_code:
        return None
    found = _viewer(session, row, now)
    if found is None:
        return None
    idle_at, ends_at = None, row.ends_at
    if row.person_id is not None:
        limit = _limit(found.roles, row.ends_at - row.made_at, idle_minutes=idle_minutes)
        idle_at, ends_at = row.used_at + limit.idle, row.made_at + limit.whole
    if ends_at <= now:
        return None
    if idle_at is not None and idle_at <= now and not (on_a_visit and _is_out(session, row.person_id)):
        return None
    return SignedIn(
        id=row.id,
        viewer=found,
        used_at=row.used_at,
        ends_at=ends_at,
        idle_at=idle_at,
        board_school_id=row.board_school_id,
    )


def devices(session: Session, person_id: UUID, *, token: str, now: datetime) -> list[Device]:
    """Where the person is signed in, the last used first."""
    query = (
        select(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.revoked_at.is_(None),
            SignIn.ends_at > now,
            SignIn.waits_for_code.is_(False),
        )
        .order_by(SignIn.used_at.desc())
    )
    mine = tokens.kept(token)
    roles = roles_of(session, person_id, today=london_day(now), now=now)
    return [
        Device(
            id=row.id,
            device=row.device,
            how=row.how,
            made_at=row.made_at,
            used_at=row.used_at,
            this_one=row.token_hash == mine,
        )
        for row in session.scalars(query)
        if row.made_at + _limit(roles, row.ends_at - row.made_at).whole > now
    ]


def _limit(
    roles: Mapping[UUID, frozenset[Role]], whole: timedelta, *, idle_minutes: int = MINUTES_A_DAY
) -> Limit:
    """How long a session lasts for somebody with these roles, at the longest as long as it was opened for."""
    held: frozenset[Role] = frozenset().union(*roles.values())
    return limit_of(held, most=Limit(idle=timedelta(minutes=idle_minutes), whole=whole))


def _viewer(session: Session, row: Any, now: datetime) -> Viewer | None:
    if row.person_id is None:
        return board_viewer(session.get_one(School, row.board_school_id))
    today = london_day(now)
    if is_past(row.left_on, today):
        return None
    roles = roles_of(session, row.person_id, today=today, now=now)
    return Viewer(person_id=row.person_id, name=row.name, roles=roles)


def _is_out(session: Session, person_id: UUID | None) -> bool:
    query = (
        select(VisitRow.id)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(VisitorRow.person_id == person_id, VisitRow.state == VisitState.OUT)
    )
    return session.scalar(query.limit(1)) is not None
