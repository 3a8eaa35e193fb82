"""Everything that is kept of one member of staff, for a subject-access file."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from data import models as m
from data import subject_act_tables as acts
from data import subject_person_tables as t
from data.audit import COMMON_CHAIN
from data.queries.subject_audit import by_or_about
from data.subject_rows import Roles, Told, section
from visits.permissions import Action, Viewer, schools_where
from visits.subject_access import Section, Subject


def subject_person(session: Session, viewer: Viewer, person_id: UUID) -> Subject | None:
    """A member of staff as far as the viewer's schools have them; None for who never worked there, and for who may
    not give out such a file there."""
    theirs = select(m.PersonRole.school_id).where(
        m.PersonRole.person_id == person_id,
        m.PersonRole.school_id.in_(schools_where(viewer, Action.EXPORT_SUBJECT)),
    )
    schools = set(session.scalars(theirs))
    return _subject(session, person_id, schools) if schools else None


def subject_self(session: Session, viewer: Viewer) -> Subject | None:
    """What is kept of the viewer, at every school; None for a shared board, which is nobody."""
    if viewer.person_id is None or viewer.board:
        return None
    theirs = select(m.PersonRole.school_id).where(m.PersonRole.person_id == viewer.person_id)
    return _subject(session, viewer.person_id, set(session.scalars(theirs)))


def _subject(session: Session, person_id: UUID, schools: Collection[UUID]) -> Subject | None:
    person = session.get(m.Person, person_id)
    if person is None:
        return None
    names = select(m.School.id, m.School.name).where(m.School.id.in_(schools)).order_by(m.School.name)
    roles = Roles.at(session, schools, subject_id=person_id)
    found = _Found(session, person_id, schools, roles)
    return Subject(
        name=person.name,
        what="A member of staff",
        schools=dict(session.execute(names).all()),
        sections=(*found.account(), *found.working(), *found.going(), *found.acting(), *found.traces()),
    )


class _Found:
    """The rows of one person, table by table; of a table that belongs to schools, those of these schools."""

    def __init__(self, session: Session, person_id: UUID, schools: Collection[UUID], roles: Roles) -> None:
        self.session, self.me, self.schools, self.roles = session, person_id, schools, roles
        rows = session.scalars(
            select(m.VisitorRow).where(
                m.VisitorRow.person_id == person_id, m.VisitorRow.school_id.in_(schools)
            )
        ).all()
        self.was_on = {row.visit_id for row in rows}
        self.as_visitor = {row.id for row in rows}

    def account(self) -> Iterator[Section]:
        """Who they are, how they are reached, how they sign in."""
        yield self._told(t.PERSON, m.Person.id == self.me)
        for told in (t.KIN, t.WAY, t.ROLE, t.CAR):
            yield self._told(told, self._is_me(told, "person_id"))
        yield self._told(t.SIGN_IN, self._is_me(t.SIGN_IN, "person_id", "opened_by_id"))
        for told in (t.SECOND, t.RECOVERY, t.IDENTITY, t.INVITATION, t.FEED):
            yield self._told(told, self._is_me(told, "person_id"))

    def working(self) -> Iterator[Section]:
        """Hours, cover, the watch, the code phrase, policies read, forms begun."""
        for told in (t.HOURS, t.WATCH, t.READ, t.DRAFT):
            yield self._told(told, self._is_me(told, "person_id"))
        yield self._told(t.COVER, self._is_me(t.COVER, "person_id", "given_by_id"))
        yield self._told(t.HANDOVER, self._is_me(t.HANDOVER, "from_id", "by_id", "to_id"))
        yield self._told(t.PHRASE, self._is_me(t.PHRASE, "person_id", "by_id"))
        yield self._told(t.GLASS, self._is_me(t.GLASS, "person_id", "seen_by_id"))

    def going(self) -> Iterator[Section]:
        """Visits that they were on, with word of them and alerts about them."""
        yield self._told(acts.VISITOR, m.VisitorRow.id.in_(self.as_visitor))
        yield self._told(acts.DROVE, m.VisitRow.id.in_(self.was_on))
        yield self._events()
        yield self._told(acts.DEADLINE, m.DeadlineRow.visitor_id.in_(self.as_visitor))
        acted = ("acknowledged_by_id", "closed_by_id", "police_called_by_id", "police_told_by_id")
        mine = or_(m.AlertRow.visit_id.in_(self.was_on), self._is_me(acts.ALERT, *acted))
        yield self._told(acts.ALERT, mine)
        yield self._told(acts.STEP, self._is_me(acts.STEP, "acknowledged_by_id"))
        about_me = m.StepResultRow.visitor_id.in_(self.as_visitor)
        yield self._told(acts.RESULT, or_(about_me, self._is_me(acts.RESULT, "by_id")))
        on_mine = m.Incident.visit_id.in_(self.was_on)
        yield self._told(acts.INCIDENT, or_(on_mine, self._is_me(acts.INCIDENT, "by_id")))
        yield self._told(t.MESSAGE, self._is_me(t.MESSAGE, "person_id"))

    def acting(self) -> Iterator[Section]:
        """What they did for the school: that, and when."""
        asked = self._is_me(acts.PLANNED, "created_by_id", "authorised_by_id")
        yield self._told(acts.PLANNED, asked, m.VisitRow.id.not_in(self.was_on))
        yield self._told(acts.TASK, self._is_me(acts.TASK, "owner_id", "done_by_id"))
        yield self._told(acts.CONCERN, self._is_me(acts.CONCERN, "by_id", "taken_by_id"))
        yield self._told(acts.WRITE_UP, self._is_me(acts.WRITE_UP, "by_id", "confirmed_by_id"))
        for told in (acts.ASSESSMENT, acts.FLAG, acts.FILE):
            yield self._told(told, self._is_me(told, "by_id"))
        yield self._told(acts.LINK, self._is_me(acts.LINK, "made_by_id", "taken_by_id", "ended_by_id"))
        yield self._told(acts.POLICY, self._is_me(acts.POLICY, "adopted_by_id"))
        yield self._told(acts.DISPOSAL, self._is_me(acts.DISPOSAL, "signed_by_id"))
        yield self._told(acts.CUBE, self._is_me(acts.CUBE, "published_by_id"))

    def traces(self) -> Iterator[Section]:
        """What is to go or is gone, and the audit."""
        yield self._told(acts.DISPOSED, m.DisposalItem.subject_id == self.me)
        yield self._told(acts.ERASURE, or_(m.Erasure.subject_id == self.me, m.Erasure.by_id == self.me))
        chains = {COMMON_CHAIN, *map(str, self.schools)}
        yield by_or_about(self.session, self.me, chains, self.roles)

    def _is_me(self, told: Told, *columns: str) -> ColumnElement[bool]:
        return or_(false(), *(getattr(told.table, column) == self.me for column in columns))

    def _told(self, told: Told, *where: ColumnElement[bool]) -> Section:
        return section(told, self._rows(told, *where), self.roles)

    def _rows(self, told: Told, *where: ColumnElement[bool]) -> list[Any]:
        table: Any = told.table
        query = select(table).where(*where).order_by(table.id)
        if "school_id" in table.__table__.columns and told.table is not m.Draft:
            ours = table.school_id.in_(self.schools)
            nullable = table.__table__.columns["school_id"].nullable
            query = query.where(or_(ours, table.school_id.is_(None)) if nullable else ours)
        return list(self.session.scalars(query))

    def _events(self) -> Section:
        """What they entered, and what was said of them by name on visits that they were on."""
        ids = {str(one) for one in self.as_visitor}
        entered = m.EventRow.by_id == self.me
        rows = self._rows(acts.EVENT, or_(entered, m.EventRow.visit_id.in_(self.was_on)))
        mine = [row for row in rows if row.by_id == self.me or ids & set(row.visitor_ids)]
        return section(acts.EVENT, mine, self.roles)
