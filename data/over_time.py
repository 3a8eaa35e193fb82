"""What of a school's records is over its time on a day (`visits.retention`), and what cannot go yet though it is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, not_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.models import (
    AlertRow,
    AttendanceFile,
    Concern,
    DisposalItem,
    Erasure,
    Household,
    Incident,
    Person,
    PersonRole,
    Pupil,
    StopPupil,
    StopRow,
    Task,
    VisitRow,
)
from visits.retention import (
    Kept,
    RuleKey,
    attendance_kept,
    child_kept,
    household_kept,
    staff_kept,
    visit_kept,
)
from visits.times import LONDON
from visits.words import CommonReason, RecordKind, VisitState

ENDED: Final = (VisitState.CLOSED, VisitState.DECLINED, VisitState.CANCELLED)
NOT_GONE: Final = (VisitState.DECLINED, VisitState.CANCELLED)


@dataclass(frozen=True)
class Matter:
    """One record: of which kind, and its row."""

    kind: RecordKind
    subject_id: UUID


@dataclass(frozen=True)
class Past:
    """What is known of a school's past: its visits that are not erased, and by which rule each is kept.

    `open` are visits with something that is not ended. `of_child` are a child's visits, `last_of_child` the day of the
    last of them, erased ones too; the same of homes.
    """

    visits: Mapping[UUID, Kept]
    open: frozenset[UUID]
    protected: frozenset[UUID]
    of_child: Mapping[UUID, frozenset[UUID]]
    last_of_child: Mapping[UUID, date]
    of_home: Mapping[UUID, frozenset[UUID]]
    last_of_home: Mapping[UUID, date]


def over_time(session: Session, school_id: UUID, *, today: date) -> dict[Matter, Kept]:
    """Everything whose time is over, that nothing holds up and that nobody has put off beyond today."""
    past = past_of(session, school_id)
    held = _put_off(session, school_id, today)
    return {
        matter: kept
        for matter, kept in _all(session, school_id, past, today)
        if kept.is_over(today) and matter not in held
    }


def not_known(session: Session, school_id: UUID, *, today: date) -> list[UUID]:
    """Children who have left and of whom it cannot be told when their time is over: a date of birth is missing."""
    kept = kept_of_children(session, school_id, _leavers(session, school_id, today))
    return [pupil_id for pupil_id, one in kept.items() if one.until is None]


def past_of(session: Session, school_id: UUID) -> Past:
    """Read it: a school's visits are some thousands."""
    erased = _erased(session, RecordKind.VISIT)
    protected = frozenset(session.scalars(protected_visits(school_id)))
    of_child, last_of_child = _visits_by(session, StopPupil.pupil_id, school_id)
    of_home, last_of_home = _visits_by(session, StopRow.household_id, school_id)
    born: defaultdict[UUID, list[date | None]] = defaultdict(list)
    births = (
        select(StopRow.visit_id, Pupil.born_on)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .join(Pupil, Pupil.id == StopPupil.pupil_id)
        .where(StopRow.school_id == school_id, StopRow.visit_id.in_(protected), Pupil.erased_at.is_(None))
    )
    for visit_id, born_on in session.execute(births):
        born[visit_id].append(born_on)
    rows = session.execute(select(VisitRow.id, VisitRow.back_at).where(VisitRow.school_id == school_id))
    visits = {
        visit_id: visit_kept(
            protected=visit_id in protected,
            back_on=_london_day(back_at),
            children_born=born[visit_id],
        )
        for visit_id, back_at in rows
        if visit_id not in erased
    }
    return Past(
        visits=visits,
        open=frozenset(
            session.scalars(select(VisitRow.id).where(VisitRow.school_id == school_id, not_ended()))
        ),
        protected=protected,
        of_child=of_child,
        last_of_child=last_of_child,
        of_home=of_home,
        last_of_home=last_of_home,
    )


def kept_of_child(pupil: Pupil, past: Past) -> Kept:
    """By which rule a child is kept. Every child of a visit with a matter of child protection is protected by it."""
    return child_kept(
        protected=bool(past.of_child.get(pupil.id, frozenset()) & past.protected),
        born_on=pupil.born_on,
        last_on_roll=pupil.on_roll_to,
        last_visit_on=past.last_of_child.get(pupil.id),
    )


def kept_of_children(session: Session, school_id: UUID, pupils: Collection[Pupil]) -> dict[UUID, Kept]:
    """`kept_of_child` of some children of a school, without reading the school's whole past for them."""
    visits = (
        select(StopPupil.pupil_id, func.max(VisitRow.back_at))
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(
            # Not by the school as well: SQLite would begin with all of its visits.
            StopPupil.pupil_id.in_([pupil.id for pupil in pupils]),
            VisitRow.state.not_in(NOT_GONE),
        )
        .group_by(StopPupil.pupil_id)
    )
    last = {pupil_id: _london_day(back_at) for pupil_id, back_at in session.execute(visits)}
    of_protected = visits.where(VisitRow.id.in_(protected_visits(school_id).subquery().select()))
    protected = {pupil_id for pupil_id, _ in session.execute(of_protected)}
    return {
        pupil.id: child_kept(
            protected=pupil.id in protected,
            born_on=pupil.born_on,
            last_on_roll=pupil.on_roll_to,
            last_visit_on=last.get(pupil.id),
        )
        for pupil in pupils
    }


def _london_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(LONDON)).date()


def protected_visits(school_id: UUID) -> CompoundSelect[UUID]:
    """The ids of visits with a concern, an incident, or that another service asked for."""
    return union(
        select(Concern.visit_id).where(Concern.school_id == school_id),
        select(Incident.visit_id).where(Incident.school_id == school_id),
        select(VisitRow.id).where(
            VisitRow.school_id == school_id, VisitRow.common_reason == CommonReason.REFERRED.value
        ),
    )


def not_ended() -> ColumnElement[bool]:
    """A condition on `visits`: it is not over, or an alert, a task or a concern of it is open. Nothing of it goes."""
    alert = exists().where(AlertRow.visit_id == VisitRow.id, AlertRow.closed_at.is_(None))
    task = exists().where(Task.visit_id == VisitRow.id, Task.done_at.is_(None))
    concern = exists().where(Concern.visit_id == VisitRow.id, Concern.taken_at.is_(None))
    return or_(VisitRow.state.not_in(ENDED), alert, task, concern)


def on_roll(pupil: Pupil, today: date) -> bool:
    """Whether the child is on roll, or is to come."""
    begun = pupil.on_roll_from is not None
    return begun and (pupil.on_roll_to is None or pupil.on_roll_to >= today)


def _all(session: Session, school_id: UUID, past: Past, today: date) -> Iterator[tuple[Matter, Kept]]:
    for visit_id, kept in past.visits.items():
        if visit_id not in past.open:
            protected = kept.rule is RuleKey.VISIT_PROTECTED
            yield Matter(RecordKind.INCIDENT if protected else RecordKind.VISIT, visit_id), kept
    for pupil in _leavers(session, school_id, today):
        if not past.of_child.get(pupil.id, frozenset()) & past.open:
            yield Matter(RecordKind.CHILD, pupil.id), kept_of_child(pupil, past)
    for home_id in _without_children(session, school_id):
        if not past.of_home.get(home_id, frozenset()) & past.open:
            yield Matter(RecordKind.HOUSEHOLD, home_id), _kept_of_home(home_id, past)
    for person in _gone(session, school_id, today):
        yield Matter(RecordKind.STAFF, person.id), staff_kept(person.left_on)
    files = select(AttendanceFile).where(
        AttendanceFile.school_id == school_id, AttendanceFile.replaced_at.is_(None)
    )
    for file in session.scalars(files):
        yield Matter(RecordKind.ATTENDANCE, file.id), attendance_kept(file.last_on)


def _kept_of_home(home_id: UUID, past: Past) -> Kept:
    """Of a home that no child lives in any more: as long as its visits, also those that went before it."""
    last = past.last_of_home.get(home_id)
    if last is None:
        return household_kept(())
    left = [past.visits[v] for v in past.of_home[home_id] if v in past.visits]
    return household_kept((*left, visit_kept(protected=False, back_on=last, children_born=())))


def _leavers(session: Session, school_id: UUID, today: date) -> Collection[Pupil]:
    gone = (Pupil.erased_at.is_(None), Pupil.on_roll_to < today)
    return session.scalars(select(Pupil).where(Pupil.school_id == school_id, *gone)).all()


def _without_children(session: Session, school_id: UUID) -> Collection[UUID]:
    lives_there = exists().where(Pupil.household_id == Household.id, Pupil.erased_at.is_(None))
    query = select(Household.id).where(
        Household.school_id == school_id, Household.erased_at.is_(None), not_(lives_there)
    )
    return session.scalars(query).all()


def _gone(session: Session, school_id: UUID, today: date) -> Collection[Person]:
    here = exists().where(PersonRole.person_id == Person.id, PersonRole.school_id == school_id)
    still = exists().where(
        PersonRole.person_id == Person.id, or_(PersonRole.to_on.is_(None), PersonRole.to_on >= today)
    )
    gone = and_(Person.erased_at.is_(None), Person.left_on <= today)
    return session.scalars(select(Person).where(gone, here, not_(still))).all()


def _visits_by(
    session: Session,
    column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None],
    school_id: UUID,
) -> tuple[dict[UUID, frozenset[UUID]], dict[UUID, date]]:
    """The visits of each child or home, and the day of the last."""
    made = (
        VisitRow.school_id == school_id,
        VisitRow.state.not_in(NOT_GONE),
    )
    query: Select[*tuple[Any, ...]] = (
        select(column, VisitRow.id, VisitRow.back_at)
        .select_from(StopRow)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .outerjoin(StopPupil, StopPupil.stop_id == StopRow.id)
        .where(*made, column.is_not(None))
    )
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    last: dict[UUID, date] = {}
    for key, visit_id, back_at in session.execute(query):
        on = _london_day(back_at)
        found[key].add(visit_id)
        last[key] = max(on, last.get(key, on))
    return {key: frozenset(ids) for key, ids in found.items()}, last


def _erased(session: Session, kind: RecordKind) -> frozenset[UUID]:
    return frozenset(session.scalars(select(Erasure.subject_id).where(Erasure.kind == kind)))


def _put_off(session: Session, school_id: UUID, today: date) -> set[Matter]:
    query = select(DisposalItem.kind, DisposalItem.subject_id).where(
        DisposalItem.school_id == school_id, DisposalItem.kept_until > today
    )
    return {Matter(kind, subject_id) for kind, subject_id in session.execute(query)}
