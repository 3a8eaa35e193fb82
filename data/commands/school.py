"""What a school has set: its hours, its office's number, who is reminded, its code phrase."""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.changes import noted
from data.commands.core import Invalid, NotPermitted, Stale, command, require, require_person
from data.models import PersonRole, PhraseKnown, School
from data.phones import NotANumber, tidy
from data.queries.people import london_day
from data.queries.school import SchoolSettings
from data.ripple import refresh_school
from visits.permissions import Action, Viewer, schools_where
from visits.words import GIVEN, Response, Role

SHORTEST_PHRASE = 6
WATCH_SETTINGS = ("unreachable", "arrive_minutes", "not_seen_on", "phrase_days", "drill_days")
MOST_MINUTES = 120
FEWEST_DAYS, MOST_DAYS = 7, 1830


@command("school.add")
def add_school(session: Session, *, name: str, by: Viewer, now: datetime) -> UUID:
    """Add another school. Whoever administers one may, and administers the new one."""
    person_id = require_person(by)
    mine = schools_where(by, Action.MANAGE_PEOPLE)
    if not any(Role.ADMINISTRATOR in by.roles_at(school) for school in mine):
        raise NotPermitted
    school = make_school(session, name=name)
    audit.note(session, school_id=school.id, subject_id=school.id)
    session.add(
        PersonRole(school_id=school.id, person_id=person_id, role=Role.ADMINISTRATOR, from_on=london_day(now))
    )
    return school.id


@command("school.set")
def set_school(
    session: Session, *, school_id: UUID, settings: SchoolSettings, by: Viewer, now: datetime
) -> None:
    """Change what a school has set. Raises Stale when somebody else has changed it since it was read."""
    school = _held(session, school_id, by)
    problems: dict[str, str] = {}
    phone = ""
    try:
        phone = tidy(settings.office_phone)
    except NotANumber as why:
        problems["office_phone"] = str(why)
    if not settings.opens < settings.closes:
        problems["closes"] = "The school closes after it opens."
    if settings.reminder_role not in GIVEN:
        problems["reminder_role"] = "Choose who is reminded."
    problems |= _out_of_range(settings)
    if problems:
        raise Invalid(problems)
    if school.settings_version != settings.version:
        raise Stale
    plain = ("opens", "closes", "office_closes", *WATCH_SETTINGS)
    with noted(session, school, "office_phone", "reminder_role", *plain):
        school.office_phone, school.reminder_role = phone, settings.reminder_role
        for name in plain:
            setattr(school, name, getattr(settings, name))
    school.settings_version += 1
    refresh_school(session, school_id=school_id, now=now)


@command("school.set_code_phrase")
def set_code_phrase(session: Session, *, school_id: UUID, phrase: str, by: Viewer, now: datetime) -> None:
    """Agree on another code phrase, or with an empty text on none. The phrase itself is never in the audit."""
    school = _held(session, school_id, by)
    said = " ".join(phrase.split())
    if said and len(said) < SHORTEST_PHRASE:
        raise Invalid({"phrase": "Choose a phrase of a few words that nobody says by chance on a call."})
    school.code_phrase = said or None
    school.code_phrase_set_at = now
    school.settings_version += 1
    if said:
        # Whoever sets it knows it; of nobody else is that known any more.
        setter = require_person(by)
        session.execute(
            delete(PhraseKnown).where(PhraseKnown.school_id == school_id, PhraseKnown.phrase_set_at == now)
        )
        session.add(
            PhraseKnown(school_id=school_id, person_id=setter, phrase_set_at=now, told_at=now, by_id=setter)
        )
    audit.note(session, has_phrase=bool(said))


@command("school.read_code_phrase", outcome="read")
def read_code_phrase(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> str | None:
    """The school's code phrase, or None when it has none. Every look at it is kept (BT-16, FS-07)."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.SEE_CODE_PHRASE, school_id=school_id)
    return session.get_one(School, school_id).code_phrase


def make_school(session: Session, *, name: str) -> School:
    """A new school inside another command. Raises Invalid when it has no name or one that is taken."""
    said = " ".join(name.split())
    slug = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60]
    if not slug:
        raise Invalid({"school_name": "Give the name of your school."})
    taken = select(School.id).where((School.name == said) | (School.slug == slug))
    if session.scalar(taken.limit(1)) is not None:
        raise Invalid({"school_name": "There is a school of this name already."})
    school = School(id=uuid7(), name=said, slug=slug)
    session.add(school)
    session.flush()
    return school


def _out_of_range(settings: SchoolSettings) -> dict[str, str]:
    """What is wrong with how the school is watched over, by field."""
    problems: dict[str, str] = {}
    if settings.unreachable not in (Response.WARN, Response.BLOCK):
        problems["unreachable"] = "Choose whether it warns or stops a visit."
    minutes = settings.arrive_minutes
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        problems["arrive_minutes"] = (
            f"The call on arrival is due within 0 to {MOST_MINUTES} minutes, or has no time."
        )
    for name, what in (("phrase_days", "The code phrase is changed"), ("drill_days", "A drill is held")):
        if not FEWEST_DAYS <= getattr(settings, name) <= MOST_DAYS:
            problems[name] = f"{what} every {FEWEST_DAYS} to {MOST_DAYS:,} days."
    return problems


def _held(session: Session, school_id: UUID, by: Viewer) -> School:
    """The school's row, held for the change, if `by` may change it."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.SET_SCHOOL, school_id=school_id)
    return session.get_one(School, school_id, with_for_update={"key_share": True})
