"""What a calendar feed holds, for whoever has its link."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import tokens
from data.models import FeedToken, PolicyVersion, School
from data.queries.people import london_day, viewer
from visits.permissions import Action, schools_where


@dataclass(frozen=True, kw_only=True)
class ReviewDate:
    """The next review of a school's policy in force. `by_month`: the text gives a month, `on` is its first day."""

    version_id: UUID
    school: str
    title: str
    owner: str
    on: date
    by_month: bool


def review_dates(session: Session, token: str, *, feed: str, now: datetime) -> list[ReviewDate] | None:
    """The reviews at the schools of the person whose link this is, soonest first; None where no such link holds.

    A policy without a review date is not among them: a calendar has no place for it, the policies' page has.
    """
    holds = FeedToken.token_hash == tokens.kept(token), FeedToken.feed == feed, FeedToken.revoked_at.is_(None)
    row = session.scalars(select(FeedToken).where(*holds)).one_or_none()
    person = None if row is None else viewer(session, row.person_id, today=london_day(now), now=now)
    if person is None:
        return None
    query = (
        select(PolicyVersion, School.name)
        .join(School, School.id == PolicyVersion.school_id)
        .where(
            PolicyVersion.school_id.in_(schools_where(person, Action.SEE_POLICIES)),
            PolicyVersion.in_force_to.is_(None),
            PolicyVersion.next_review_on.is_not(None),
        )
        .order_by(PolicyVersion.next_review_on, School.name)
    )
    return [_review(version, school) for version, school in session.execute(query)]


def has_feed(session: Session, person_id: UUID, *, feed: str) -> datetime | None:
    """When the person's link was made; None where they have none that holds."""
    live = FeedToken.person_id == person_id, FeedToken.feed == feed, FeedToken.revoked_at.is_(None)
    return session.scalar(select(FeedToken.made_at).where(*live))


def _review(version: PolicyVersion, school: str) -> ReviewDate:
    on = version.next_review_on
    assert on is not None  # noqa: S101  (the query asks for those with a date)
    return ReviewDate(
        version_id=version.id,
        school=school,
        title=version.title,
        owner=version.owner,
        on=on,
        by_month=bool(version.document["review"].get("next_is_month")),
    )
