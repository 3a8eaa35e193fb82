"""Publish a closed term's figures: from then on they stay as they are, whatever changes in the data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import SYSTEM, Refused, Repeated, command, require
from data.models import PublishedCube, School
from data.queries.calendar import local_day
from data.queries.figures import as_document, cubes_published, published_spans, term_spans
from visits.closed_terms import TermSpan, beside
from visits.permissions import Action, Viewer


@command("figures.publish")
def publish(
    session: Session,
    *,
    school_id: UUID,
    span: TermSpan,
    cubes: Mapping[str, Mapping[str, Any]],
    by: Viewer,
    now: datetime,
) -> None:
    """Keep the tables of a closed term as governors see them from now on. Homeward does so by itself once the write-ups
    have had their time; a safeguarding lead or the headteacher may do so before.

    Once: tables that are published stay, and what is published later of the same term is of other tables. Terms that
    overlap a published one are refused: the difference of two spans would be a few days, and those a family.
    """
    audit.note(session, school_id=school_id, subject_id=school_id, from_on=span.from_on, to_on=span.to_on)
    if by is not SYSTEM:
        require(by, Action.PUBLISH_FIGURES, school_id=school_id)
    school = session.get_one(School, school_id, with_for_update={"key_share": True})
    _can_be(session, school, span, by=by, now=now)
    new = sorted(set(cubes) - cubes_published(session, school_id, span))
    if not new:
        raise Repeated(None)
    for key in new:
        session.add(
            PublishedCube(
                scope=str(school_id),
                school_id=school_id,
                cube=key,
                period=span.key,
                document=as_document(span, cubes[key]),
                published_at=now,
                published_by_id=by.person_id,
            )
        )
    audit.note(session, tables=len(new))


def _can_be(session: Session, school: School, span: TermSpan, *, by: Viewer, now: datetime) -> None:
    published = published_spans(session, school.id)
    if span in published:
        return
    if span not in beside(published, term_spans(session, school.id)):
        raise Refused("These are not the days of a term of the school that can still be published.")
    today = local_day(school, now)
    if not span.has_closed(today):
        raise Refused("The term has not ended yet. Its figures can be published from the day after.")
    if by is SYSTEM and today < span.ready_on:
        raise Refused("The visits of the term can still be written up in time.")
