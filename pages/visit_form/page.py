"""The whole form on a page: its four parts, each with the policy's word beside it, and the bar at its foot."""

from datetime import datetime
from html import escape
from typing import Final
from uuid import UUID

import streamlit as st

from data.opened import DatabaseError
from data.queries.planned import last_planned
from pages import guard, looking
from pages.menu import HERE
from pages.parts import LONDON, clock_time, plain, way_to
from pages.visit_form import answers, binding, going, when, who, why
from pages.visit_form.bar import show_bar, show_missing, show_note, show_said
from pages.visit_form.beginning import opened_for
from pages.visit_form.clock import moved
from pages.visit_form.fields import LOG, Form, as_text
from pages.visit_form.keeping import Opened, keep
from pages.visit_form.reading import World, read
from pages.visit_form.words import month_words, title
from visits.permissions import Viewer

LOST: Final = "The form cannot be shown just now: the database cannot be reached. What was saved is not lost."
BEGINNINGS: Final = ("repeat", "pupil")
"""What an address may say that a new form begins with."""
PARTS: Final = (
    ("who", "Who"),
    ("why", "Why"),
    ("when", "When and where"),
    ("going", "Who goes and how"),
)


def show(viewer: Viewer) -> None:
    """Log a visit."""
    st.html(HERE / "static" / "form.css")
    now = guard.now()
    try:
        opened = opened_for(LOG, viewer, st.query_params.to_dict(), now=now)
        world = settle(viewer, opened, now=now)
    except DatabaseError:
        st.error(f"{LOST} Tried at {clock_time(now, tz=LONDON)}.", icon=":material/cloud_off:")
        st.button("Try again", key="try_again")
        return
    looked(viewer, world, page="log_visit")
    show_note(viewer, LOG, opened)
    _once_more(viewer, opened)
    if not world.known.schools:
        show_said(viewer, LOG, opened)
        st.markdown(f"**{plain(world.why_not)}**")
        return
    _parts(viewer, opened, world)
    show_missing(opened, world)
    show_bar(viewer, LOG, opened, world)


def settle(viewer: Viewer, opened: Opened, *, now: datetime) -> World:
    """Take what was typed, let the form follow from it, ask the policy, and keep it all before anything is drawn."""
    form, before, touched = taken(opened)
    moved(before, form)
    world = read(guard.db(), viewer, form, before, now=now)
    finished(viewer, opened, world, touched=touched, now=now)
    return world


def taken(opened: Opened) -> tuple[Form, Form, bool]:
    """The form with what was typed since, the form before that, and whether anybody has touched it."""
    form = opened.form
    before = form.copied()
    binding.take(form)
    if form != before and opened.said is not None and opened.said.undo is None:
        opened.said = None
    return form, before, form != before or as_text(before) != opened.saved


def finished(viewer: Viewer, opened: Opened, world: World, *, touched: bool, now: datetime) -> None:
    """Let the widgets show what followed, and keep it."""
    form = opened.form
    binding.give(form)
    if touched:
        keep(viewer, opened, title=title(form, world.known), now=now)
        _is_found_again(opened)
    else:
        # What only followed from how the form began was typed by nobody.
        opened.saved = as_text(form)


def _is_found_again(opened: Opened) -> None:
    """From the first word that is kept the address names the draft: loaded again, it would begin the form anew."""
    if opened.saved == as_text(opened.form) and any(name in st.query_params for name in BEGINNINGS):
        st.query_params.from_dict({"draft": opened.form.key})
        opened.source = f"draft={opened.form.key}"


def looked(viewer: Viewer, world: World, *, page: str) -> None:
    """Keep who was shown the school's families to choose from, and each home that was chosen."""
    looking.at_list(viewer, page)
    for household_id in world.known.homes:
        looking.at_home(viewer, UUID(household_id), page=page)


def _once_more(viewer: Viewer, opened: Opened) -> None:
    """The last visit once more, for who goes to the same home again."""
    if opened.form.visit:
        return
    with guard.db().read() as session:
        last = last_planned(session, viewer)
    if last is not None:
        way_to(viewer, "log_visit", f"Repeat last visit: {plain(last.address)}", repeat=last.visit_id)


def _parts(viewer: Viewer, opened: Opened, world: World) -> None:
    for part, heading in PARTS:
        fields, said = st.columns([3, 2], gap="large")
        with fields:
            st.header(heading)
            _fields(part, opened, world)
        with said:
            _said(part, opened, world, viewer=viewer)


def _fields(part: str, opened: Opened, world: World) -> None:
    if part == "who":
        who.show(opened, world)
    elif part == "when":
        when.show(opened, world)
    elif part == "going":
        going.show(opened, world)
    elif world.judged is not None:
        why.show(opened, world.judged)
    else:
        st.markdown(f"**{plain(world.why_not)}**")


def _said(part: str, opened: Opened, world: World, *, viewer: Viewer) -> None:
    if world.judged is None:
        return
    school = world.known.schools[opened.form.school].name
    which = (
        f" <small>{escape(school)}, version of {month_words(world.judged.law.since)}</small>"
        if part == "who"
        else ""
    )
    with st.container(border=True, key=f"policy_{part}"):
        st.html(f'<p class="hw-says">Our policy says{which}</p>')
        answers.show_part(opened, world.judged, part, viewer=viewer)
        if part == "why":
            why.guidance(world.judged)
