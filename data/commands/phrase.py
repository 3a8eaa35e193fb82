"""Who was told the school's code phrase. The phrase itself is in none of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Invalid, Refused, command, require, require_person
from data.happening import hold_school
from data.models import PhraseKnown
from data.queries.people import london_day
from data.queries.phrase import who_should_know
from visits.permissions import Action, Viewer


@command("school.phrase_told")
def mark_told(
    session: Session,
    *,
    school_id: UUID,
    person_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    told: bool = True,
) -> None:
    """These people were told the phrase that the school has now; or, with `told` False, they were not after all.

    A new phrase empties the list: it is kept with the moment at which the phrase was set.
    """
    audit.note(session, school_id=school_id, subject_id=school_id, people=len(person_ids), told=told)
    require(by, Action.SET_SCHOOL, school_id=school_id)
    school, wanted = hold_school(session, school_id), set(person_ids)
    if school.code_phrase is None or school.code_phrase_set_at is None:
        raise Refused("This school has no code phrase yet. Set one first, then say who was told.")
    if not wanted:
        raise Invalid({"person_ids": "Choose who was told."})
    if not wanted <= who_should_know(session, school_id, on=london_day(now)).keys():
        raise Invalid({"person_ids": "One of them neither visits nor watches at this school today."})
    present = PhraseKnown.school_id == school_id, PhraseKnown.phrase_set_at == school.code_phrase_set_at
    if not told:
        session.execute(delete(PhraseKnown).where(*present, PhraseKnown.person_id.in_(wanted)))
        return
    there = set(session.scalars(select(PhraseKnown.person_id).where(*present)))
    session.add_all(
        PhraseKnown(
            school_id=school_id,
            person_id=person_id,
            phrase_set_at=school.code_phrase_set_at,
            told_at=now,
            by_id=require_person(by),
        )
        for person_id in sorted(wanted - there)
    )
