"""How things stand with a school's code phrase: how old it is, who was told, and whether its policy gives it away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from data.models import Person, PersonRole, PhraseKnown, School
from data.queries.calendar import local_day
from data.queries.people import in_force as holding
from data.queries.people import is_past
from data.queries.policy import in_force, policy_of
from visits.permissions import Action, Reach, Viewer, may, reach
from visits.words import Role

KNOWERS: Final = tuple(
    role for role in Role if reach(Action.SEE_CODE_PHRASE, frozenset({role})) is Reach.SCHOOL
)
"""Who says the phrase or has to know it when it is said: whoever visits, plans or watches."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Somebody who was told the present phrase: when, and who said so."""

    person_id: UUID
    name: str
    told_at: datetime
    by_name: str


@dataclass(frozen=True, kw_only=True)
class PhraseState:
    """Everything about the phrase but the phrase. `change_on` is when it is due for a change, None without a phrase.

    `asked` is whether the policy in force speaks of a phrase, `published` whether its text prints the one it means.
    `not_told` maps ids to names.
    """

    has_phrase: bool
    set_at: datetime | None
    change_on: date | None
    asked: bool
    published: bool
    told: tuple[Told, ...]
    not_told: dict[UUID, str]


def phrase_state(session: Session, viewer: Viewer, school_id: UUID, *, now: datetime) -> PhraseState | None:
    """How it stands with the phrase, for whoever sets the school; None for others."""
    school = session.get(School, school_id)
    if school is None or not may(viewer, Action.SET_SCHOOL, school_id=school_id):
        return None
    today = local_day(school, now)
    version = in_force(session, school_id=school_id, on=today)
    rule = policy_of(version).code_phrase if version else None
    told = _told(session, school) if school.code_phrase else []
    known = {one.person_id for one in told}
    wanted = who_should_know(session, school_id, on=today)
    set_at = school.code_phrase_set_at if school.code_phrase else None
    return PhraseState(
        has_phrase=school.code_phrase is not None,
        set_at=set_at,
        change_on=local_day(school, set_at) + timedelta(days=school.phrase_days) if set_at else None,
        asked=rule is not None,
        published=rule is not None and rule.published_in_text,
        told=tuple(told),
        not_told={person_id: name for person_id, name in wanted.items() if person_id not in known},
    )


def who_should_know(session: Session, school_id: UUID, *, on: date) -> dict[UUID, str]:
    """Everybody at the school on that day who visits, plans or watches, by name. For commands and the query above."""
    query = (
        select(Person.id, Person.name, Person.left_on)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == school_id, PersonRole.role.in_(KNOWERS), holding(on))
        .order_by(Person.name, Person.id)
    )
    return {row.id: row.name for row in session.execute(query) if not is_past(row.left_on, on)}


def _told(session: Session, school: School) -> list[Told]:
    teller = aliased(Person)
    query = (
        select(PhraseKnown, Person.name, teller.name)
        .join(Person, Person.id == PhraseKnown.person_id)
        .join(teller, teller.id == PhraseKnown.by_id)
        .where(PhraseKnown.school_id == school.id, PhraseKnown.phrase_set_at == school.code_phrase_set_at)
        .order_by(Person.name, Person.id)
    )
    return [
        Told(person_id=row.person_id, name=name, told_at=row.told_at, by_name=by_name)
        for row, name, by_name in session.execute(query)
    ]
