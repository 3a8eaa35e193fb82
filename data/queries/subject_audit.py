"""Who looked at somebody's records, and forms that were begun about them, for a subject-access file."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from data import models as m
from data.subject_rows import Roles, Told, section
from visits.audit_facts import facts_words
from visits.audit_words import OUTCOME_WORDS, command_words
from visits.subject_access import Entry, Fact, Section
from visits.times import said_in_full

DRAFT = Told(
    table=m.Draft,
    title="Forms that were begun and not sent",
    shown={
        "form": "Form",
        "title": "Title",
        "saved_at": "Last kept",
        "person_id": "Begun by",
        "payload": "What was typed, as it is kept",
    },
    look_first="A form that somebody began: it may name other people.",
)
SEARCH = "household.search"


def drafts_about(session: Session, school_id: UUID, own: Collection[UUID], roles: Roles) -> Section:
    """Forms of the school's staff in which one of these ids stands."""
    inside = [m.Draft.payload.contains(str(one), autoescape=True) for one in own]
    rows = session.scalars(select(m.Draft).where(m.Draft.school_id == school_id, or_(*inside))).all()
    return section(DRAFT, rows, roles)


def about_them(
    session: Session, school_id: UUID, subjects: Collection[UUID], own: Collection[UUID], roles: Roles
) -> Section:
    """The audit on these subjects at a school, newest first, and searches that found one of `own`."""
    where = [
        m.AuditRow.subject_id.in_(subjects),
        *(
            and_(
                m.AuditRow.command == SEARCH,
                cast(m.AuditPayload.payload, String).contains(str(one), autoescape=True),
            )
            for one in own
        ),
    ]
    return _section(
        session,
        and_(m.AuditRow.chain == str(school_id), or_(*where)),
        roles,
        title="Who looked, and what was done",
        about="Each look at these records is kept once a person, page and hour. A list with many families on it is kept "
        "as a look at the list and does not stand here.",
    )


def by_or_about(session: Session, person_id: UUID, chains: Collection[str], roles: Roles) -> Section:
    """The audit of what somebody did, and of what was done with their own account, newest first."""
    return _section(
        session,
        and_(
            m.AuditRow.chain.in_(chains),
            or_(m.AuditRow.actor_id == person_id, m.AuditRow.subject_id == person_id),
        ),
        roles,
        title="What you did in Homeward, and who looked at or changed your details",
        about="On whom it was is not shown where it is a family.",
    )


def _section(
    session: Session, where: ColumnElement[bool], roles: Roles, *, title: str, about: str
) -> Section:
    query = (
        select(m.AuditRow, m.AuditPayload.payload)
        .outerjoin(m.AuditPayload, m.AuditPayload.entry_id == m.AuditRow.id)
        .where(where)
        .order_by(m.AuditRow.at.desc(), m.AuditRow.id.desc())
    )
    entries = tuple(_entry(row, payload or {}, roles) for row, payload in session.execute(query))
    return Section(
        name="audit",
        title=title,
        about=about,
        entries=entries,
        not_shown=("The seals by which a change of these entries would be found say nothing of anybody.",),
    )


def _entry(row: m.AuditRow, payload: dict[str, object], roles: Roles) -> Entry:
    who = roles.of(row.actor_id) if row.actor_id else "Homeward itself, or a shared screen"
    more = "; ".join(facts_words(payload))
    told: tuple[tuple[str, str, str, object], ...] = (
        ("at", "When", said_in_full(row.at), _iso(row.at)),
        ("who", "Who", who, who),
        ("command", "What", command_words(row.command), row.command),
        ("outcome", "Outcome", OUTCOME_WORDS[row.outcome], row.outcome),
        ("facts", "More", more, more),
    )
    facts = tuple(Fact(name=n, label=label, words=w, value=v) for n, label, w, v in told if w)
    return Entry(key=f"audit.{row.id}", facts=facts)


def _iso(at: datetime) -> str:
    return at.isoformat()
