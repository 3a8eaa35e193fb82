"""Erase records: what says who it was about goes, the rows stay, so that counts and the audit's chain still hold.

A row that was erased says so itself ("Erased", where a name or an address stood): no page can forget to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.erasing_people import erase_people
from data.erasing_text import Found, empty_entries, erase_mentions
from data.marks_without import drop_year, swap_files
from data.models import (
    AlertRow,
    AlertStepRow,
    AnswerRow,
    Concern,
    Erasure,
    EventRow,
    Household,
    HouseholdContact,
    HouseholdFlag,
    HouseholdLink,
    Incident,
    OutboxRow,
    Pupil,
    RiskAnswer,
    RiskAssessment,
    StepResultRow,
    StopPupil,
    StopRow,
    Task,
    VisitorRow,
    VisitRow,
    WriteUp,
)
from data.over_time import Matter
from data.purging import UNSYNCED, purge_words
from visits.words import RecordKind

ERASED: Final = "Erased"
NO_CAR: Final = dict.fromkeys(("vehicle_make", "vehicle_model", "vehicle_colour", "vehicle_registration"), "")
_AS: Final = {RecordKind.INCIDENT: RecordKind.VISIT}
"""A visit with a matter of child protection is a visit: its rule differs, what goes does not."""


def erase(
    session: Session, matters: Iterable[Matter], *, found: Found, by_id: UUID | None, now: datetime
) -> list[Matter]:
    """Erase these records and what hangs on them; return everything that went, once each. `found` was looked for before.

    Nothing is asked here: whether it may go is the command's to say. What was erased before is erased again.
    """
    wanted: defaultdict[RecordKind, set[UUID]] = defaultdict(set)
    for matter in matters:
        wanted[_AS.get(matter.kind, matter.kind)].add(matter.subject_id)
    children = wanted[RecordKind.CHILD]
    homes = wanted[RecordKind.HOUSEHOLD] | _emptied_homes(session, children)
    visits = wanted[RecordKind.VISIT] | _visits_of_homes(session, homes)
    whole = visits | _emptied_visits(session, children)
    erase_mentions(session, found)
    purge_words(session, _visits_of(session, children), now=now)
    _visits(session, whole, now=now)
    _children(session, children, now=now)
    _homes(session, homes, now=now)
    erase_people(session, wanted[RecordKind.STAFF], now=now)
    swap_files(session, found.files, now=now)
    drop_year(session, wanted[RecordKind.ATTENDANCE], now=now)
    gone = [
        *(Matter(RecordKind.CHILD, one) for one in children),
        *(Matter(RecordKind.HOUSEHOLD, one) for one in homes),
        *(Matter(RecordKind.VISIT, one) for one in whole),
        *(Matter(RecordKind.STAFF, one) for one in wanted[RecordKind.STAFF]),
        *(Matter(RecordKind.ATTENDANCE, one) for one in wanted[RecordKind.ATTENDANCE]),
    ]
    empty_entries(session, {one.subject_id for one in gone}, found.entries)
    _note(session, gone, by_id=by_id, now=now)
    return sorted(gone, key=lambda one: (one.kind, one.subject_id))


def with_it(session: Session, matters: Iterable[Matter]) -> set[UUID]:
    """The ids of everything that goes with these records: of what texts and entries are looked through."""
    matters = list(matters)
    children = {m.subject_id for m in matters if m.kind is RecordKind.CHILD}
    homes = {m.subject_id for m in matters if m.kind is RecordKind.HOUSEHOLD} | _emptied_homes(
        session, children
    )
    visits = _emptied_visits(session, children) | _visits_of_homes(session, homes)
    return {m.subject_id for m in matters} | homes | visits


def _emptied_homes(session: Session, children: Collection[UUID]) -> set[UUID]:
    """Homes in which no other child is left that is not erased."""
    homes = select(Pupil.household_id).where(Pupil.id.in_(children), Pupil.household_id.is_not(None))
    another = exists().where(
        Pupil.household_id == Household.id, Pupil.erased_at.is_(None), Pupil.id.not_in(children)
    )
    return set(session.scalars(select(Household.id).where(Household.id.in_(homes), ~another)))


def _visits_of(session: Session, children: Collection[UUID]) -> set[UUID]:
    query = (
        select(StopRow.visit_id)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .where(StopPupil.pupil_id.in_(children))
    )
    concerns = select(Concern.visit_id).where(Concern.pupil_id.in_(children))
    return {*session.scalars(query), *session.scalars(concerns)}


def _emptied_visits(session: Session, children: Collection[UUID]) -> set[UUID]:
    """Visits to these children alone, or to others who are erased."""
    mine = _visits_of(session, children)
    others = (
        select(StopRow.visit_id)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .join(Pupil, Pupil.id == StopPupil.pupil_id)
        .where(StopRow.visit_id.in_(mine), Pupil.erased_at.is_(None), Pupil.id.not_in(children))
    )
    return mine - set(session.scalars(others))


def _visits_of_homes(session: Session, homes: Collection[UUID]) -> set[UUID]:
    """Visits that went to these homes and to no other that is kept."""
    mine = set(session.scalars(select(StopRow.visit_id).where(StopRow.household_id.in_(homes))))
    others = (
        select(StopRow.visit_id)
        .outerjoin(Household, Household.id == StopRow.household_id)
        .where(
            StopRow.visit_id.in_(mine),
            Household.erased_at.is_(None),
            func.coalesce(Household.id, StopRow.id).not_in(homes),
        )
    )
    return mine - set(session.scalars(others))


def _children(session: Session, ids: Collection[UUID], *, now: datetime) -> None:
    for one in ids:
        values = {
            "given_name": ERASED,
            "family_name": "",
            "number": f"erased-{uuid7().hex[-20:]}",
            "born_on": None,
            "erased_at": now,
        }
        session.execute(update(Pupil).where(Pupil.id == one).values(**values), execution_options=UNSYNCED)


def _homes(session: Session, ids: Collection[UUID], *, now: datetime) -> None:
    assessed = select(RiskAssessment.id).where(RiskAssessment.household_id.in_(ids))
    about = Task.about_id.in_(ids) | Task.about_id.in_(assessed)
    for change in (
        update(Household)
        .where(Household.id.in_(ids))
        .values(name=f"{ERASED} home", address=ERASED, postcode="", phone="", erased_at=now),
        delete(HouseholdContact).where(HouseholdContact.household_id.in_(ids)),
        update(HouseholdFlag).where(HouseholdFlag.household_id.in_(ids)).values(note=""),
        update(HouseholdFlag)
        .where(HouseholdFlag.household_id.in_(ids), HouseholdFlag.ended_at.is_(None))
        .values(ended_at=now),
        update(HouseholdLink)
        .where(
            HouseholdLink.household_id.in_(ids) | HouseholdLink.other_household_id.in_(ids),
            HouseholdLink.ended_at.is_(None),
        )
        .values(ended_at=now),
        update(StopRow).where(StopRow.household_id.in_(ids)).values(address=ERASED, who_was_seen=""),
        update(Task).where(about).values(note="", came_of_it=""),
        update(RiskAnswer).where(RiskAnswer.assessment_id.in_(assessed)).values(note=""),
        update(RiskAssessment)
        .where(RiskAssessment.household_id.in_(ids))
        .values(concerns="", signed_manager="", signed_worker="", signed_agency=""),
    ):
        session.execute(change, execution_options=UNSYNCED)


def _visits(session: Session, ids: Collection[UUID], *, now: datetime) -> None:
    purge_words(session, ids, now=now)
    alerts = select(AlertRow.id).where(AlertRow.visit_id.in_(ids))
    steps = select(AlertStepRow.id).where(AlertStepRow.alert_id.in_(alerts))
    assessed = select(RiskAssessment.id).where(RiskAssessment.visit_id.in_(ids))
    events, results = EventRow.visit_id.in_(ids), StepResultRow.alert_step_id.in_(steps)
    for change in (
        update(VisitRow).where(VisitRow.id.in_(ids)).values(reason_other="", told_exception="", **NO_CAR),
        update(VisitRow)
        .where(VisitRow.id.in_(ids), VisitRow.declined_reason != "")
        .values(declined_reason=ERASED),
        update(StopRow).where(StopRow.visit_id.in_(ids)).values(address=ERASED),
        update(VisitorRow)
        .where(VisitorRow.visit_id.in_(ids))
        .values(name=ERASED, mobile="", part="", organisation=""),
        update(EventRow).where(events, EventRow.by_name != "").values(by_name=""),
        update(StepResultRow).where(results, StepResultRow.by_name != "").values(by_name=""),
        update(AnswerRow).where(AnswerRow.visit_id.in_(ids)).values(sentence=ERASED, reason=""),
        update(AlertRow).where(AlertRow.visit_id.in_(ids)).values(police_reference=""),
        update(AlertRow).where(AlertRow.visit_id.in_(ids), AlertRow.cause != "").values(cause=ERASED),
        update(OutboxRow).where(OutboxRow.alert_id.in_(alerts)).values(subject="", body=""),
        update(WriteUp).where(WriteUp.visit_id.in_(ids)).values(reference=ERASED),
        update(Incident).where(Incident.visit_id.in_(ids)).values(agencies_notified=""),
        update(Task).where(Task.visit_id.in_(ids)).values(note="", came_of_it=""),
        update(RiskAnswer).where(RiskAnswer.assessment_id.in_(assessed)).values(note=""),
        update(RiskAssessment)
        .where(RiskAssessment.visit_id.in_(ids))
        .values(concerns="", signed_manager="", signed_worker="", signed_agency=""),
    ):
        session.execute(change, execution_options=UNSYNCED)


def _note(session: Session, gone: Iterable[Matter], *, by_id: UUID | None, now: datetime) -> None:
    """Keep that it is gone. What an older erasure named stays as it was, also where two processes start at once."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    session.flush()
    for one in gone:
        row = {"kind": one.kind, "subject_id": one.subject_id, "at": now, "by_id": by_id}
        session.execute(insert(Erasure).values(id=uuid7(), **row).on_conflict_do_nothing())
