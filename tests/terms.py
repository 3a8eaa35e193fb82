"""Terms of the made-up school, visits in them, and their figures published, for tests of what governors see."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from uuid6 import uuid7

from data.commands.core import SYSTEM
from data.database import Database
from data.models import Pupil, Term, VisitRow
from data.queries.figures import term_spans
from tests.staff import NOW, Staff
from tests.trips import Home, adopt, trip
from visits.closed_terms import TermSpan
from visits.words import VisitState
from watcher.publishing import publish_term

TERMS: Final = (
    ("Spring", "2025/26", date(2026, 1, 5), date(2026, 3, 27)),
    ("Summer", "2025/26", date(2026, 4, 13), date(2026, 7, 20)),
    ("Autumn", "2026/27", date(2026, 9, 1), date(2026, 12, 18)),
)
SUMMER, AUTUMN = "Summer term 2025/26", "Autumn term 2026/27"
MAY: Final = datetime(2026, 5, 6, 9, tzinfo=UTC)
OCTOBER: Final = datetime(2026, 10, 6, 9, tzinfo=UTC)
SUMMERS: Final = {"attendance": 14, "refusing": 7, "holiday": 3}
"""How many visits there were in the summer term, by reason: each to a child of its own."""


def enter(db: Database, school_id: UUID) -> None:
    """Three terms of a school, of which the last goes on."""
    with db.write() as session:
        for name, year, starts_on, ends_on in TERMS:
            session.add(
                Term(
                    school_id=school_id,
                    academic_year=year,
                    name=name,
                    starts_on=starts_on,
                    ends_on=ends_on,
                )
            )


def span(db: Database, school_id: UUID, name: str = SUMMER) -> TermSpan:
    with db.read() as session:
        return next(one for one in term_spans(session, school_id) if one.name == name)


def go(db: Database, staff: Staff, version: UUID, reason: str, count: int, *, out_at: datetime = MAY) -> None:
    """So many visits for that reason, each to a child of its own."""
    pupils = [uuid7() for _ in range(count)]
    with db.write() as session:
        for place, pupil in enumerate(pupils):
            session.add(
                Pupil(
                    id=pupil,
                    school_id=staff.school,
                    number=f"N{pupil.hex[-10:]}",
                    given_name="Ada",
                    family_name="Fern",
                    year_group=str(7 + place % 2),
                )
            )
    visits = [
        trip(
            db,
            staff,
            version,
            homes=[Home(household=None, pupil=pupil)],  # type: ignore[arg-type]
            state=VisitState.CLOSED,
            out_at=out_at + timedelta(minutes=place),
        )
        for place, pupil in enumerate(pupils)
    ]
    with db.write() as session:
        session.execute(update(VisitRow).where(VisitRow.id.in_(visits)).values(common_reason=reason))


def summer(db: Database, staff: Staff) -> UUID:
    """The terms, and the summer's visits; the policy's version."""
    enter(db, staff.school)
    version = adopt(db, staff)
    for reason, count in SUMMERS.items():
        go(db, staff, version, reason, count)
    return version


def published(db: Database, staff: Staff) -> UUID:
    """The same with the summer's figures published."""
    version = summer(db, staff)
    publish_term(db, school_id=staff.school, span=span(db, staff.school), by=SYSTEM, now=NOW)
    return version
