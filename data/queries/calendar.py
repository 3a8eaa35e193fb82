"""A school's day: whether it is open, when it closes, and until when somebody watches."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Closure, School, Term
from data.queries.rota import rota
from visits.deadlines import Calendar
from visits.permissions import WATCHERS
from visits.rota import OnDuty


def local_day(school: School, at: datetime) -> date:
    """The day at the school."""
    return at.astimezone(ZoneInfo(school.timezone)).date()


def local_at(school: School, day: date, clock: time) -> datetime:
    """That time of day at the school, in UTC: two times of one zone would be compared by their clocks alone."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(school.timezone)).astimezone(UTC)


def is_open(session: Session, *, school_id: UUID, on: date) -> bool:
    """Whether pupils are in school on that day. Where no terms were entered, every weekday counts as open."""
    if on.weekday() > 4 or is_closed(session, school_id=school_id, on=on):
        return False
    if session.scalar(select(Term.id).where(Term.school_id == school_id).limit(1)) is None:
        return True
    term = select(Term.id).where(Term.school_id == school_id, Term.starts_on <= on, Term.ends_on >= on)
    return session.scalar(term.limit(1)) is not None


def is_closed(session: Session, *, school_id: UUID, on: date) -> bool:
    """Whether that day was entered as one on which the school is shut."""
    closed = select(Closure.id).where(
        Closure.school_id == school_id, Closure.starts_on <= on, Closure.ends_on >= on
    )
    return session.scalar(closed.limit(1)) is not None


def watched_until(session: Session, *, school: School, on: date) -> datetime | None:
    """When the last of those who watch goes off duty that day, cover included; None where nobody is down for it."""
    midnight, next_midnight = (
        local_at(school, on, time.min),
        local_at(school, on + timedelta(days=1), time.min),
    )
    spans = watch_rota(session, school=school, from_at=midnight, to_at=next_midnight)
    return max(
        (min(span.to_at, next_midnight) for span in spans if span.from_at < next_midnight), default=None
    )


def watch_rota(session: Session, *, school: School, from_at: datetime, to_at: datetime) -> tuple[OnDuty, ...]:
    """Who watches when, as far as it was entered: hours of duty and accepted cover of the roles that watch."""
    found = rota(session, school=school, roles=WATCHERS, from_at=from_at, to_at=to_at)
    return tuple(span for span in found if span.on_rota)


def calendar_of(session: Session, *, school: School, at: datetime) -> Calendar:
    """The rules' calendar of the day on which a visit leaves."""
    day = local_day(school, at)
    return Calendar(
        open_day=is_open(session, school_id=school.id, on=day),
        closes_at=local_at(school, day, school.closes),
        watched_until=watched_until(session, school=school, on=day),
    )
