"""A child is absent and nobody answers: from the pupil's name to asking in under a minute.

Everything that can be known is filled in. Two questions are left: who goes too, and which conditions hold.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from data.opened import DatabaseError
from data.queries.choices import pupil_choices, schools_for
from data.queries.household import PupilFound
from data.queries.people import LONDON, london_day
from pages import guard
from pages.menu import HERE
from pages.parts import clock_time, plain
from pages.visit_form import answers, binding, follow, going
from pages.visit_form.bar import show_bar, show_note, show_said
from pages.visit_form.beginning import opened_for
from pages.visit_form.clock import moved, next_five, spread, written
from pages.visit_form.fields import ANOTHER, LOG, NO, QUICK, Form
from pages.visit_form.keeping import Opened, keep, open_now
from pages.visit_form.page import LOST, finished, looked, taken
from pages.visit_form.reading import World, read
from pages.visit_form.who import facts_of
from pages.visit_form.words import pupil_words, title
from visits.compliance import OTHER
from visits.labels import KIND_WORDS
from visits.permissions import Action, Viewer
from visits.policy import Policy
from visits.words import CommonReason, VisitKind

SOON: Final = timedelta(minutes=5)
PURPOSE: Final = "See that the child is safe"
NEED: Final = "The child is absent and nobody at home answers"
NOT_TOLD: Final = "Absent child, calls and texts unanswered"
FITTING: Final = (CommonReason.CHILD_SAFE, CommonReason.ATTENDANCE)
"""The reasons that fit, the best first. A policy with neither takes one that is not on its list."""


def show(viewer: Viewer) -> None:
    """The quick form."""
    st.html(HERE / "static" / "form.css")
    now = guard.now()
    try:
        opened = opened_for(QUICK, viewer, st.query_params.to_dict(), now=now)
        pupils, schools = _pupils(viewer, now)
        world = settle(viewer, opened, pupils, now=now)
    except DatabaseError:
        st.error(f"{LOST} Tried at {clock_time(now, tz=LONDON)}.", icon=":material/cloud_off:")
        st.button("Try again", key="try_again")
        return
    looked(viewer, world, page=QUICK)
    if opened.form.pupil and world.judged is not None:
        show_note(viewer, QUICK, opened)
    else:
        show_said(viewer, QUICK, opened)
    if not pupils:
        st.markdown(
            "**No pupils to choose from.** They come with the import of the school's records. "
            "Until then use the full form, which takes any address."
        )
        return
    binding.choose(
        opened.form, opened.form, "pupil", "Pupil", _words(pupils, schools), placeholder="Type a name"
    )
    if not opened.form.pupil:
        st.markdown(
            "For a child who is absent while calls and messages go unanswered. Choose the child: the home, the reason, "
            "you in the lead and the times from now are filled in. Two questions are left."
        )
        return
    if world.judged is None:
        st.error(plain(world.why_not))
        return
    fields, said = st.columns([3, 2], gap="large")
    with fields:
        _filled_in(opened, world)
        _questions(opened, world)
    with said, st.container(border=True, key="policy_quick"):
        st.html('<p class="hw-says">Our policy says</p>')
        answers.show_open(opened, world.judged, viewer=viewer)
        _to_the_full_form(viewer, opened, world)
    show_bar(viewer, QUICK, opened, world)


def settle(viewer: Viewer, opened: Opened, pupils: Mapping[str, PupilFound], *, now: datetime) -> World:
    """Take what was typed; for a pupil who was chosen just now fill in all that can be known; ask the policy."""
    form, before, touched = taken(opened)
    moved(before, form)
    chosen = pupils.get(form.pupil)
    if chosen is not None and form.pupil != before.pupil:
        before.school = form.school = str(chosen.school_id)
        form.pupils, form.stops, form.who_to_see = [form.pupil], [], [chosen.name]
        world = read(guard.db(), viewer, form, before, now=now)
        if world.judged is not None:
            _begin(form, world, viewer, now=now)
            before = form.copied()
    world = read(guard.db(), viewer, form, before, now=now)
    finished(viewer, opened, world, touched=touched, now=now)
    return world


def _begin(form: Form, world: World, viewer: Viewer, *, now: datetime) -> None:
    if world.judged is None:
        return
    if not form.visitors or form.visitors[0].person != str(viewer.person_id):
        follow.begin_with(form, world.known.people.get(str(viewer.person_id)))
    fill(form, world.judged.policy, now=now, tz=world.known.tz)


def fill(form: Form, policy: Policy, *, now: datetime, tz: ZoneInfo) -> None:
    """What an absent child makes known: the kind, the policy's fitting reason, why nobody was told, the times."""
    form.kind = (VisitKind.EMERGENCY if VisitKind.EMERGENCY in policy.kinds else policy.kinds[0]).value
    fitting = [reason.key for common in FITTING for reason in policy.reasons if reason.common is common]
    form.reason = fitting[0] if fitting else OTHER if policy.other_reason else ""
    form.reason_other = "" if fitting else PURPOSE
    form.purpose, form.alternatives, form.told = PURPOSE, NEED, NO
    listed = [choice.key for choice in policy.announcement.exceptions if choice.key.startswith("absent")]
    form.exception = listed[0] if listed else ANOTHER
    form.exception_other = "" if listed else NOT_TOLD
    starts = next_five(now, tz, after=SOON)
    form.day = starts.date().isoformat()
    spread(form, written(starts.time()))


def _pupils(viewer: Viewer, now: datetime) -> tuple[dict[str, PupilFound], dict[UUID, str]]:
    """Every pupil of every school at which the viewer plans visits: the school follows from the child."""
    with guard.db().read() as session:
        schools = {s.school_id: s.name for s in schools_for(session, viewer, Action.LOG_VISIT)}
        found = pupil_choices(session, viewer, list(schools), on=london_day(now))
    return {str(pupil.pupil_id): pupil for pupil in found}, schools


def _words(pupils: Mapping[str, PupilFound], schools: Mapping[UUID, str]) -> dict[str, str]:
    words = pupil_words(pupils)
    if len(schools) < 2:
        return words
    return {key: f"{said}, {schools[pupils[key].school_id]}" for key, said in words.items()}


def _filled_in(opened: Opened, world: World) -> None:
    """What was filled in, to be read and not to be typed."""
    form, judged = opened.form, world.judged
    if judged is None:
        return
    reason = judged.policy.reason(form.reason)
    why = reason.label if reason else form.reason_other
    said = [f"<strong>{escape(KIND_WORDS[VisitKind(form.kind)])}</strong>: {escape(why)}"]
    lead = form.visitors[0] if form.visitors else None
    if lead is not None and lead.name:
        said.append(f"{escape(lead.name)} leads, {escape(lead.mobile or 'no mobile known')}")
    if judged.plan.vehicle is not None:
        said.append(f"By car: {escape(str(judged.plan.vehicle))}")
    with st.container(border=True, key="filled_in"):
        for home in world.known.homes.values():
            st.html("".join(facts_of(home)))
        st.html("".join(f'<p class="hw-facts">{line}</p>' for line in said))
        out, back = st.columns(2)
        with out:
            binding.clock(form, form, "out", "Leave school", judged.problems)
        with back:
            binding.clock(form, form, "back", "Back in school", judged.problems)


def _questions(opened: Opened, world: World) -> None:
    form, judged = opened.form, world.judged
    if judged is None or not form.visitors:
        return
    st.header("Who goes with you?")
    if len(form.visitors) > 1:
        going.show_visitor(form, form.visitors[1], 1, going.people_words(world))
    ticks = [a for a in judged.word.answers if _is_asked(a.key) and a.choices]
    if ticks:
        st.header("Which of these is so?")
        for answer in ticks:
            binding.tick(form, answer.choices[0].key, answer.choices[0].label)


def _is_asked(key: str) -> bool:
    """The conditions of the reason, and what the policy does not go on without."""
    return key.startswith("condition_") or key in ("planned_through_line", "other_reason_discussed")


def _to_the_full_form(viewer: Viewer, opened: Opened, world: World) -> None:
    """Everything that stands here stands there too."""
    if st.button("Open the full form with all of this", key="full_form", icon=":material/open_in_full:"):
        keep(viewer, opened, title=title(opened.form, world.known), now=guard.now())
        source = {"draft": opened.form.key}
        opened.source = f"draft={opened.form.key}"
        open_now(LOG, opened)
        st.switch_page("log_visit.py", query_params=source)
