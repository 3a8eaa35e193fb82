"""How a form begins: empty with sensible times, as a draft left it, as a visit that is changed, or as the last one."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from data.commands.core import Refused
from data.database import Database
from data.policy_word import in_force_at
from data.queries.calendar import is_open
from data.queries.choices import SchoolChoice, colleagues, schools_for
from data.queries.people import LONDON, london_day
from data.queries.planned import planned
from pages import guard
from pages.parts import clock_time
from pages.visit_form import follow
from pages.visit_form.clock import moved, next_five, on_day, spread, written
from pages.visit_form.convert import from_plan, repeated
from pages.visit_form.fields import CHANGE, LOG, QUICK, Form
from pages.visit_form.keeping import Opened, Restored, Said, begin, change_key, current, restore
from visits.permissions import PLANNERS, Action, Viewer
from visits.words import Role, VisitState

GOING: Final = frozenset({*PLANNERS, Role.VISITOR, Role.DEPUTY_DSL})
"""Whoever holds one of these and plans a visit mostly goes on it."""
DAYS_AHEAD: Final = 60
AN_HOUR: Final = timedelta(hours=1)
GONE: Final = "This visit is not there, or is not yours to change."
UNREADABLE: Final = "That draft could not be read any more, so the form begins empty."
ASKED: Final = ("draft", "visit", "repeat", "pupil", "at")
"""What an address may ask for: a form that is there already, or one that begins with something."""
CHANGEABLE: Final = frozenset({VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.DECLINED})


def fresh(db: Database, viewer: Viewer, *, form: str, now: datetime, school_id: UUID | None = None) -> Form:
    """An empty form: today, in a quarter of an hour, with the viewer in the lead; at that school or else their first."""
    made, me, starts = Form(form=form), None, next_five(now, LONDON)
    with db.read() as session:
        schools = schools_for(session, viewer, Action.LOG_VISIT)
        for school in sorted(schools, key=lambda one: one.school_id != school_id)[:1]:
            made.school = str(school.school_id)
            starts = next_start(session, school, now=now)
            staff = colleagues(session, viewer, school.school_id, today=london_day(now))
            me = next((c for c in staff if c.person_id == viewer.person_id and GOING & set(c.roles)), None)
    follow.begin_with(made, me)
    made.day = starts.date().isoformat()
    spread(made, written(starts.time()))
    return made


def next_start(session: Any, school: SchoolChoice, *, now: datetime) -> datetime:
    """When a visit would sensibly leave: soon, or else an hour into the next day on which the school is open."""
    tz = ZoneInfo(school.timezone)
    soon = next_five(now, tz)
    for later_by in range(DAYS_AHEAD):
        day = soon.date() + timedelta(days=later_by)
        if not is_open(session, school_id=school.school_id, on=day):
            continue
        opens, closes = on_day(day, school.opens, tz), on_day(day, school.closes, tz)
        if opens <= soon <= closes - AN_HOUR:
            return soon
        if soon < opens:
            return opens + AN_HOUR
    return soon


def opened_for(page: str, viewer: Viewer, query: dict[str, str], *, now: datetime) -> Opened:
    """The form that is open on this page for this address, or the one that the address asks for."""
    source = "&".join(f"{name}={query[name]}" for name in ASKED if name in query)
    there = current(page)
    if there is not None and there.person == viewer.person_id and there.source == source:
        return there
    if visit_id := _id(query.get("visit")):
        return _changing(page, viewer, visit_id, source, now)
    if visit_id := _id(query.get("repeat")):
        return _repeating(page, viewer, visit_id, source, now)
    if page == LOG and (pupil_id := _id(query.get("pupil"))):
        school_id = _id(query.get("at"))
        made = fresh(guard.db(), viewer, form=page, now=now, school_id=school_id)
        # Whoever is not theirs to visit is left out again, as in a draft of theirs.
        made.pupils = [str(pupil_id)]
        return begin(page, viewer, made, source=source)
    found = restore(viewer, form=page, draft_id=_id(query.get("draft")))
    if found is not None and page == QUICK and "draft" not in query and _is_old(found, now):
        found = None
    if found is None:
        said = Said(kind="problem", text="That draft is not there any more.") if "draft" in query else None
        return begin(page, viewer, fresh(guard.db(), viewer, form=page, now=now), source=source, said=said)
    return _restored(page, viewer, found, source, now)


def _restored(page: str, viewer: Viewer, found: Restored, source: str, now: datetime) -> Opened:
    if found.form is None or found.sent is not None:
        link = (("visit", "Follow it here", {"visit": str(found.sent.visit_id)}),) if found.sent else ()
        text = "What you had begun has been sent already." if found.sent else UNREADABLE
        empty = fresh(guard.db(), viewer, form=page, now=now)
        return begin(page, viewer, empty, source=source, said=Said(kind="note", text=text, links=link))
    at = clock_time(found.draft.saved_at)
    day = (
        ""
        if london_day(found.draft.saved_at) == london_day(now)
        else f" on {london_day(found.draft.saved_at):%d %b}"
    )
    opened = begin(
        page,
        viewer,
        found.form,
        source=source,
        said=Said(kind="note", text=f"This is what you had typed by {at}{day}."),
    )
    opened.form.kept = False
    opened.saved_at = found.draft.saved_at
    return opened


def _changing(page: str, viewer: Viewer, visit_id: UUID, source: str, now: datetime) -> Opened:
    """A visit that waits, was authorised or declined, with what this person had begun to change of it."""
    key = change_key(viewer, visit_id)
    begun = restore(viewer, form=CHANGE, draft_id=UUID(key))
    with guard.db().read() as session:
        kept = planned(session, viewer, visit_id, Action.LOG_VISIT)
        if kept is None or kept.state not in CHANGEABLE:
            return _not_possible(page, viewer, source, now)
        if begun is not None and begun.form is not None:
            return _restored(page, viewer, begun, source, now)
        try:
            law = in_force_at(session, kept.plan.school_id, now=now)
        except Refused as why:
            return _not_possible(page, viewer, source, now, why=str(why))
        form = from_plan(kept.plan, policy=law.policy, tz=ZoneInfo(law.school.timezone), form=CHANGE)
    form.key, form.visit, form.version = key, str(visit_id), kept.version
    return begin(page, viewer, form, source=source, said=_changing_said(kept.state, kept.declined_reason))


def _changing_said(state: VisitState, why: str) -> Said:
    if state is VisitState.DECLINED:
        return Said(kind="note", text=f"This visit was declined: {why} Change it, then ask again.")
    if state is VisitState.AUTHORISED:
        return Said(
            kind="note", text="This visit is authorised. Once it is changed it has to be authorised again."
        )
    return Said(kind="note", text="This visit waits to be authorised. You are changing it.")


def _repeating(page: str, viewer: Viewer, visit_id: UUID, source: str, now: datetime) -> Opened:
    """The same visit once more, from a quarter of an hour from now; nothing of it was confirmed or told yet."""
    with guard.db().read() as session:
        kept = planned(session, viewer, visit_id, Action.LOG_VISIT)
        if kept is None:
            return _not_possible(page, viewer, source, now)
        try:
            law = in_force_at(session, kept.plan.school_id, now=now)
        except Refused as why:
            return _not_possible(page, viewer, source, now, why=str(why))
        tz = ZoneInfo(law.school.timezone)
        form = repeated(kept.plan, policy=law.policy, tz=tz, form=page)
    starts = next_five(now, tz)
    form.day = starts.date().isoformat()
    _at_the_same_pace(form, starts)
    said = Said(kind="note", text="As last time, with new times. Look through it before you ask.")
    return begin(page, viewer, form, source=source, said=said)


def _at_the_same_pace(form: Form, starts: datetime) -> None:
    """Move the whole trip so that it leaves then; one that would end on another day is spread anew."""
    before = form.copied()
    form.out = written(starts.time())
    moved(before, form)
    if form.back <= form.out:
        spread(form, form.out)


def _not_possible(page: str, viewer: Viewer, source: str, now: datetime, *, why: str = GONE) -> Opened:
    empty = fresh(guard.db(), viewer, form=page, now=now)
    return begin(page, viewer, empty, source=source, said=Said(kind="problem", text=why))


def _is_old(found: Restored, now: datetime) -> bool:
    """A child who was absent on another day is another matter; the draft still stands under My visits."""
    return london_day(found.draft.saved_at) != london_day(now)


def _id(text: str | None) -> UUID | None:
    """The id in an address; None where it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
