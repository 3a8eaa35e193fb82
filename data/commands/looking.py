"""Somebody looks at a family's details: every look is kept, once a person, page and hour; every search by itself.

Who may look is decided by the query that shows it. Here it is asked once more, so that a look at what is not theirs is
kept as one that was refused.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import NotPermitted, Repeated, command, require, require_person
from data.models import AuditPayload, AuditRow, Household, VisitRow
from data.queries.home_scope import may_reach_home
from data.queries.scope import visits_for
from visits.permissions import Action, Viewer
from visits.words import Role

ONCE_IN: Final = timedelta(hours=1)
LISTS: Final[Mapping[str, Action]] = {
    "live": Action.SEE_LIVE,
    "alerts": Action.SEE_ALERTS,
    "my_visits": Action.DECLINE_TO_GO,
    "assessments": Action.ASSESS_RISK,
    "not_visited": Action.SEE_UNVISITED,
    "log_visit": Action.LOG_VISIT,
    "absent_child": Action.LOG_VISIT,
    "audit": Action.SEE_AUDIT,
    "records": Action.DISPOSE_RECORDS,
    "opened_in_emergency": Action.SEE_BROKEN_GLASS,
}
"""Pages that show many families at once, and what it takes to see them."""
TABLES: Final[Mapping[str, Action]] = {
    "reasons": Action.SEE_STATISTICS,
    "attendance": Action.SEE_STATISTICS,
    "risk": Action.SEE_SMALL_NUMBERS,
    "figures": Action.SEE_STATISTICS,
    "oversight": Action.SEE_STATISTICS,
    "alerts": Action.SEE_ALERTS,
    "audit": Action.SEE_AUDIT,
}
"""What can be taken away as a file, and what it takes to have it."""


@command("visit.read", outcome="read")
def read_visit(session: Session, *, visit_id: UUID, page: str, by: Viewer, now: datetime) -> None:
    """Keep that a person has seen a visit, with its homes, on this page. Again within the hour nothing is written."""
    require_person(by)
    row = session.get(VisitRow, visit_id)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=visit_id, page=page)
    _note_glass(session, by, row.school_id)
    if session.scalar(select(VisitRow.id).where(VisitRow.id == visit_id, visits_for(by))) is None:
        raise NotPermitted
    _once(session, "visit.read", subject_id=visit_id, page=page, by=by, now=now)


@command("household.read", outcome="read")
def read_home(session: Session, *, household_id: UUID, page: str, by: Viewer, now: datetime) -> None:
    """Keep that a person has seen a home on this page. Again within the hour nothing is written."""
    require_person(by)
    row = session.get(Household, household_id)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=household_id, page=page)
    _note_glass(session, by, row.school_id)
    if not may_reach_home(session, by, Action.SEE_HOUSEHOLD, household_id):
        raise NotPermitted
    _once(session, "household.read", subject_id=household_id, page=page, by=by, now=now)


@command("list.read", outcome="read")
def read_list(session: Session, *, school_id: UUID, page: str, by: Viewer, now: datetime) -> None:
    """Keep that a person has seen a page of `LISTS` with a school's families. Again within the hour nothing is."""
    require_person(by)
    audit.note(session, school_id=school_id, subject_id=school_id, page=page)
    _note_glass(session, by, school_id)
    if page not in LISTS:
        raise NotPermitted
    require(by, LISTS[page], school_id=school_id, involved=True)
    _once(session, "list.read", subject_id=school_id, page=page, by=by, now=now)


@command("household.search", outcome="read")
def search(session: Session, *, school_id: UUID, found: Sequence[UUID], by: Viewer, now: datetime) -> None:
    """Keep that a person searched a school's homes by name, and which were found. What they typed is a family's name
    and is not kept."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    theirs = all(may_reach_home(session, by, Action.SEE_HOUSEHOLD, home) for home in found)
    require(by, Action.SEE_HOUSEHOLD, school_id=school_id, involved=theirs)
    audit.note(session, found=len(found), homes=sorted(map(str, found)))
    _note_glass(session, by, school_id)


@command("page.turned_away", outcome="refused")
def turned_away(session: Session, *, school_id: UUID | None, page: str, by: Viewer, now: datetime) -> None:
    """Keep that a person asked for a page or an address that is not open to them. Again within the hour nothing is.

    At a school of theirs, or for somebody without a role in the chain that belongs to no school.
    """
    require_person(by)
    audit.note(session, school_id=school_id, subject_id=school_id or by.person_id, page=page)
    if school_id is not None and school_id not in by.schools:
        raise NotPermitted
    _once(
        session,
        "page.turned_away",
        subject_id=school_id or require_person(by),
        page=page,
        by=by,
        now=now,
        outcome="refused",
    )


@command("table.export", outcome="read")
def export_table(
    session: Session, *, school_id: UUID, table: str, asked: Mapping[str, str], by: Viewer, now: datetime
) -> None:
    """Keep that a person takes a table of `TABLES` with a school's rows away as a file. `asked` is what they chose, in
    words of Homeward's own. Every time is kept."""
    require_person(by)
    audit.note(session, school_id=school_id, subject_id=school_id)
    if table not in TABLES:
        raise NotPermitted
    require(by, TABLES[table], school_id=school_id)
    audit.note(session, table=table, asked=dict(asked))


def seen_lately(
    session: Session,
    command_name: str,
    *,
    subject_id: UUID,
    page: str,
    by: Viewer,
    now: datetime,
    outcome: str = "read",
) -> bool:
    """Whether it is kept already that this person saw this matter on this page within the hour."""
    lately = (
        select(AuditPayload.payload)
        .join(AuditRow, AuditRow.id == AuditPayload.entry_id)
        .where(
            AuditRow.subject_id == subject_id,
            AuditRow.at > now - ONCE_IN,
            AuditRow.command == command_name,
            AuditRow.outcome == outcome,
            AuditRow.actor_id == by.person_id,
        )
    )
    return any(facts.get("page") == page for facts in session.scalars(lately))


def _once(
    session: Session,
    command_name: str,
    *,
    subject_id: UUID,
    page: str,
    by: Viewer,
    now: datetime,
    outcome: str = "read",
) -> None:
    if seen_lately(session, command_name, subject_id=subject_id, page=page, by=by, now=now, outcome=outcome):
        raise Repeated(None)


def _note_glass(session: Session, by: Viewer, school_id: UUID) -> None:
    """That somebody looks while they have the school opened in an emergency."""
    if Role.BREAK_GLASS in by.roles_at(school_id):
        audit.note(session, opened_in_emergency=True)
