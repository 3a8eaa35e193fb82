"""What a school's records page shows: the list that waits, lists of the past, and what nobody has looked up yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import (
    AttendanceFile,
    Disposal,
    DisposalItem,
    Household,
    Person,
    PersonRole,
    Pupil,
    School,
    StopRow,
    VisitRow,
    WriteUp,
)
from data.over_time import kept_of_children, not_known
from data.purging import to_confirm
from data.queries.calendar import local_day
from data.queries.school import schools_for
from visits.permissions import Action, Viewer
from visits.retention import RuleKey
from visits.times import day_said
from visits.words import RecordKind, VisitState

ASKED_AT_ONCE: Final = 10


@dataclass(frozen=True, kw_only=True)
class Item:
    """One record of a list. `what` says whose it is, `last` what it was last about; one put off has `kept_until`."""

    item_id: UUID
    kind: RecordKind
    what: str
    last: str
    due_on: date
    rule: RuleKey
    kept_reason: str
    kept_until: date | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The list that is not done: to be signed, or signed and being worked off, when `left` falls to 0."""

    disposal_id: UUID
    made_at: datetime
    signed_at: datetime | None
    signed_by: str
    items: tuple[Item, ...]
    left: int


@dataclass(frozen=True, kw_only=True)
class Done:
    """A list of the past: who signed it and when, how many of each kind went, how many were put off."""

    signed_at: datetime
    signed_by: str
    went: Mapping[RecordKind, int]
    put_off: int


@dataclass(frozen=True, kw_only=True)
class Records:
    """Of one school. `not_known` are children who left and of whom a date is missing, by name."""

    school_id: UUID
    waiting: Waiting | None
    past: tuple[Done, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ToConfirm:
    """A visit whose record nobody has looked up where its write-up says that it is."""

    visit_id: UUID
    out_at: datetime
    homes: tuple[str, ...]
    system: str
    reference: str


def record_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The schools whose records the viewer answers for, by name."""
    return schools_for(session, viewer, Action.DISPOSE_RECORDS)


def records_of(session: Session, viewer: Viewer, school_id: UUID, *, now: datetime) -> Records | None:
    """The school's list and its past; None for a school whose records are not the viewer's."""
    if school_id not in record_schools(session, viewer):
        return None
    today = local_day(session.get_one(School, school_id), now)
    lists = session.execute(
        select(Disposal, Person.name)
        .outerjoin(Person, Person.id == Disposal.signed_by_id)
        .where(Disposal.school_id == school_id)
        .order_by(Disposal.made_at.desc())
    ).all()
    waiting = next(((row, name) for row, name in lists if row.done_at is None), None)
    missing = select(Pupil.given_name, Pupil.family_name).where(
        Pupil.id.in_(not_known(session, school_id, today=today))
    )
    return Records(
        school_id=school_id,
        waiting=_waiting(session, *waiting) if waiting else None,
        past=tuple(_done(session, row, name or "") for row, name in lists if row.done_at is not None),
        not_known=tuple(sorted(f"{given} {family}" for given, family in session.execute(missing))),
    )


def records_to_confirm(session: Session, viewer: Viewer, school_id: UUID) -> tuple[list[ToConfirm], int]:
    """Closed visits whose record is to be looked up, the oldest first, and how many there are in all."""
    if school_id not in record_schools(session, viewer):
        return [], 0
    which = (VisitRow.school_id == school_id, VisitRow.state == VisitState.CLOSED, to_confirm())
    joined = select(VisitRow.id, VisitRow.out_at, WriteUp.system, WriteUp.reference).join(
        WriteUp, WriteUp.visit_id == VisitRow.id
    )
    many = select(func.count()).select_from(VisitRow).join(WriteUp, WriteUp.visit_id == VisitRow.id)
    rows = session.execute(joined.where(*which).order_by(VisitRow.out_at).limit(ASKED_AT_ONCE)).all()
    homes = _homes_of(session, [row.id for row in rows])
    found = [
        ToConfirm(
            visit_id=row.id,
            out_at=row.out_at,
            homes=tuple(homes[row.id]),
            system=row.system,
            reference=row.reference,
        )
        for row in rows
    ]
    return found, session.scalar(many.where(*which)) or 0


def who_can_be_erased(
    session: Session, viewer: Viewer, school_id: UUID, *, now: datetime
) -> dict[RecordKind, dict[UUID, str]]:
    """Children and staff who have left this school and are not erased, by name: of whom erasure can be asked for."""
    if school_id not in record_schools(session, viewer):
        return {}
    today = local_day(session.get_one(School, school_id), now)
    pupils = select(Pupil).where(
        Pupil.school_id == school_id, Pupil.on_roll_to < today, Pupil.erased_at.is_(None)
    )
    people = (
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, Person.left_on <= today, Person.erased_at.is_(None))
    )
    children = {
        p.id: f"{p.given_name} {p.family_name}, {_left(p.on_roll_to)}" for p in session.scalars(pupils)
    }
    staff = {p.id: f"{p.name}, {_left(_last_day(p))}" for p in session.scalars(people).unique()}
    return {
        kind: dict(sorted(found.items(), key=lambda one: one[1]))
        for kind, found in ((RecordKind.CHILD, children), (RecordKind.STAFF, staff))
    }


def _waiting(session: Session, row: Disposal, name: str | None) -> Waiting:
    query = select(DisposalItem).where(DisposalItem.disposal_id == row.id)
    items = session.scalars(query.order_by(DisposalItem.due_on, DisposalItem.id)).all()
    whats = _whats(session, items)
    rules = _rules(session, row.school_id, items)
    return Waiting(
        disposal_id=row.id,
        made_at=row.made_at,
        signed_at=row.signed_at,
        signed_by=name or "",
        items=tuple(
            Item(
                item_id=item.id,
                kind=item.kind,
                what=whats.get(item.subject_id, ("Erased", ""))[0],
                last=whats.get(item.subject_id, ("", ""))[1],
                due_on=item.due_on,
                rule=rules[item.id],
                kept_reason=item.kept_reason,
                kept_until=item.kept_until,
            )
            for item in items
        ),
        left=sum(item.done_at is None and item.kept_until is None for item in items),
    )


def _done(session: Session, row: Disposal, name: str) -> Done:
    query = select(DisposalItem.kind, DisposalItem.done_at).where(DisposalItem.disposal_id == row.id)
    items = session.execute(query).all()
    assert row.signed_at is not None  # noqa: S101  (the table checks it)
    return Done(
        signed_at=row.signed_at,
        signed_by=name,
        went=Counter(kind for kind, done_at in items if done_at is not None),
        put_off=sum(done_at is None for _, done_at in items),
    )


def _rules(session: Session, school_id: UUID, items: Collection[DisposalItem]) -> dict[UUID, RuleKey]:
    """By which rule each is due; a child by one of two."""
    by_kind: dict[RecordKind, RuleKey] = {
        RecordKind.INCIDENT: RuleKey.VISIT_PROTECTED,
        **{kind: RuleKey(kind.value) for kind in RecordKind if kind is not RecordKind.INCIDENT},
    }
    found = {item.id: by_kind[item.kind] for item in items}
    children = {item.subject_id: item.id for item in items if item.kind is RecordKind.CHILD}
    if children:
        pupils = session.scalars(select(Pupil).where(Pupil.id.in_(children))).all()
        for pupil_id, kept in kept_of_children(session, school_id, pupils).items():
            found[children[pupil_id]] = kept.rule
    return found


def _whats(session: Session, items: Collection[DisposalItem]) -> dict[UUID, tuple[str, str]]:
    """Whose record each is, and what it was last about."""
    ids: defaultdict[RecordKind, list[UUID]] = defaultdict(list)
    for item in items:
        ids[item.kind].append(item.subject_id)
    found: dict[UUID, tuple[str, str]] = {}
    for pupil in session.scalars(select(Pupil).where(Pupil.id.in_(ids[RecordKind.CHILD]))):
        found[pupil.id] = (f"{pupil.given_name} {pupil.family_name}".strip(), _left(pupil.on_roll_to))
    for home in session.scalars(select(Household).where(Household.id.in_(ids[RecordKind.HOUSEHOLD]))):
        found[home.id] = (home.name, "no child lives there")
    for person in session.scalars(select(Person).where(Person.id.in_(ids[RecordKind.STAFF]))):
        found[person.id] = (person.name, _left(_last_day(person)))
    for file in session.scalars(
        select(AttendanceFile).where(AttendanceFile.id.in_(ids[RecordKind.ATTENDANCE]))
    ):
        found[file.id] = (f"Marks of {file.school_year}", f"last day {day_said(file.last_on)}")
    visits = [*ids[RecordKind.VISIT], *ids[RecordKind.INCIDENT]]
    homes = _homes_of(session, visits)
    for row in session.execute(select(VisitRow.id, VisitRow.out_at).where(VisitRow.id.in_(visits))):
        to = ", ".join(homes[row.id]) or "no home on record"
        found[row.id] = (f"Visit to {to}", day_said(row.out_at.date()))
    return found


def _last_day(person: Person) -> date | None:
    """The last day on which somebody worked here: `left_on` is the one after it."""
    return person.left_on - timedelta(days=1) if person.left_on else None


def _left(on: date | None) -> str:
    return f"left {day_said(on)}" if on else "not known when they left"


def _homes_of(session: Session, visit_ids: Collection[UUID]) -> defaultdict[UUID, list[str]]:
    query = (
        select(StopRow.visit_id, Household.name)
        .join(Household, Household.id == StopRow.household_id)
        .where(StopRow.visit_id.in_(visit_ids))
        .order_by(StopRow.position)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for visit_id, name in session.execute(query):
        found[visit_id].append(name)
    return found
