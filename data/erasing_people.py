"""Erase members of staff: how they sign in and are reached goes, their name too; what they did stays, by id alone."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.models import (
    BrokenGlass,
    ContactWay,
    Draft,
    EventRow,
    FeedToken,
    Handover,
    Identity,
    Invitation,
    NextOfKin,
    OutboxRow,
    Person,
    RecoveryCode,
    RiskAssessment,
    SecondStep,
    SignIn,
    StepResultRow,
    Vehicle,
    VisitorRow,
    VisitRow,
)
from data.purging import UNSYNCED

ERASED: Final = "Erased"
THEIRS: Final = (
    ContactWay,
    Draft,
    FeedToken,
    Identity,
    Invitation,
    NextOfKin,
    RecoveryCode,
    SecondStep,
    SignIn,
    Vehicle,
)
"""What is of nobody without them."""
NO_CAR: Final = dict.fromkeys(("vehicle_make", "vehicle_model", "vehicle_colour", "vehicle_registration"), "")


def erase_people(session: Session, ids: Collection[UUID], *, now: datetime) -> None:
    """Leave of each the row, with the roles and the days on which they held them."""
    if not ids:
        return
    names = [
        name.casefold()
        for name in session.scalars(select(Person.name).where(Person.id.in_(ids)))
        if name != ERASED
    ]
    for model in THEIRS:
        session.execute(delete(model).where(model.person_id.in_(ids)), execution_options=UNSYNCED)
    went = select(VisitorRow.visit_id).where(VisitorRow.person_id.in_(ids))
    signed = [
        update(RiskAssessment).where(func.lower(column).in_(names)).values({column.key: ERASED})
        for column in (
            RiskAssessment.signed_manager,
            RiskAssessment.signed_worker,
            RiskAssessment.signed_agency,
        )
    ]
    for change in (
        update(VisitRow).where(VisitRow.id.in_(went)).values(**NO_CAR),
        update(VisitorRow).where(VisitorRow.person_id.in_(ids)).values(name=ERASED, mobile="", part=""),
        update(EventRow).where(EventRow.by_id.in_(ids), EventRow.by_name != "").values(by_name=""),
        update(StepResultRow)
        .where(StepResultRow.by_id.in_(ids), StepResultRow.by_name != "")
        .values(by_name=""),
        update(OutboxRow)
        .where(OutboxRow.person_id.in_(ids))
        .values(recipient="", subject="", body="", error=""),
        update(OutboxRow)
        .where(
            OutboxRow.person_id.in_(ids), OutboxRow.delivered_at.is_(None), OutboxRow.given_up_at.is_(None)
        )
        .values(given_up_at=now, error="erased"),
        update(Handover).where(Handover.from_id.in_(ids) | Handover.by_id.in_(ids)).values(note=""),
        update(BrokenGlass).where(BrokenGlass.person_id.in_(ids)).values(reason=ERASED),
        *signed,
        update(Person)
        .where(Person.id.in_(ids))
        .values(
            name=ERASED,
            email=None,
            mobile="",
            staff_number=None,
            password_hash=None,
            pin_hash=None,
            trained_on=None,
            notice_read_at=None,
            erased_at=now,
        ),
    ):
        session.execute(change, execution_options=UNSYNCED)
