"""What stays in sight while one types: how the form stands, where it goes, and the buttons."""

from html import escape
from typing import Final

import streamlit as st

from pages.parts import clock_time, plain, way_to
from pages.visit_form import sending
from pages.visit_form.answers import as_list
from pages.visit_form.fields import Form
from pages.visit_form.keeping import Opened
from pages.visit_form.reading import World
from pages.visit_form.words import counted, goes_to, nobody_there, overdue_words
from visits.permissions import Viewer

MOST: Final = 4
"""How many of the things that are missing stand beside the button. All of them stand beside their fields."""


def show_said(viewer: Viewer, page: str, opened: Opened) -> None:
    """What the last press or the opening of the form has to tell, with the way on."""
    said = opened.said
    if said is None:
        return
    text = plain(said.text)
    if said.kind == "done":
        st.success(text, icon=":material/check:")
    elif said.kind == "note":
        st.info(text, icon=":material/info:")
    else:
        st.error(text, icon=":material/error:")
    with st.container(horizontal=True):
        for file, label, query in said.links:
            way_to(viewer, file, label, **query)
        if said.undo is not None:
            st.button("Undo", key="undo", on_click=sending.undo, args=(page,))
        if said.kind == "stale":
            way_to(viewer, "visit", "Look at it as it is now", visit=opened.form.visit)
            st.button(
                "Go on with what I typed", key="go_on", on_click=sending.go_on, args=(page, opened.form.key)
            )


def show_missing(opened: Opened, world: World) -> None:
    """What still stops the form, in one list: on a narrow screen the parts are far apart."""
    form = opened.form
    if _is_done(opened):
        return
    missing = [*world.stopped_by(form), *world.wants_reasons(form)]
    if missing:
        more = f'<p class="hw-facts">and {len(missing) - MOST} more above</p>' if len(missing) > MOST else ""
        head = f'<p class="hw-says">Before it can be {_done(form)}</p>'
        st.html(f"{head}{as_list(missing[:MOST])}{more}")


def show_note(viewer: Viewer, page: str, opened: Opened) -> None:
    """How the form came to be as it is: at its head. What a press did is said beside the button instead."""
    if opened.said is not None and opened.said.kind == "note":
        show_said(viewer, page, opened)


def show_bar(viewer: Viewer, page: str, opened: Opened, world: World) -> None:
    """The line at the foot of the page. There is one primary button, and it says why it cannot be pressed yet."""
    form = opened.form
    with st.container(key="form_bar"):
        if opened.said is not None and opened.said.kind != "note":
            show_said(viewer, page, opened)
        if _is_done(opened):
            return
        words, buttons = st.columns([3, 2], vertical_alignment="center")
        with words:
            st.html(f'<div role="status">{_sum(world, form)}</div>')
        with buttons, st.container(horizontal=True):
            st.button(
                _label(form),
                key=f"ask_{form.key}",
                type="primary",
                disabled=not world.may_send(form),
                on_click=sending.ask,
                args=(page, form.key),
            )
            st.button(
                "Keep as draft", key=f"keep_{form.key}", on_click=sending.put_aside, args=(page, form.key)
            )
            st.button(
                "Start afresh",
                key=f"afresh_{form.key}",
                type="tertiary",
                on_click=sending.start_afresh,
                args=(page, form.key),
            )
        st.caption(_saved(opened))


def _is_done(opened: Opened) -> bool:
    """The last form was sent or put aside, and nobody has typed in the empty one: it has nothing to answer for yet."""
    return opened.said is not None and opened.said.kind == "done"


def _label(form: Form) -> str:
    return "Log this visit" if form.ended else "Ask for authorisation"


def _done(form: Form) -> str:
    return "logged" if form.ended else "asked for"


def _sum(world: World, form: Form) -> str:
    """How many things stop it, who decides, when silence is an alarm."""
    if world.judged is None:
        return f'<p class="hw-sum"><strong>{escape(world.why_not)}</strong></p>'
    waiting = [
        counted(len(world.judged.problems), "field cannot be read", "fields cannot be read"),
        counted(len(world.stopped_by(form)), "thing stops it", "things stop it"),
        counted(len(world.wants_reasons(form)), "wants a reason", "want a reason"),
    ]
    said = ", ".join(part for part in waiting if part)
    first = f"Not yet: {said}." if said else "Nothing stops this visit."
    if form.ended:
        return f'<p class="hw-sum"><strong>{first}</strong><br>Kept with what the policy says of it.</p>'
    facts = [f"Goes to {goes_to(world)}", overdue_words(world), nobody_there(world)]
    rest = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    return f'<p class="hw-sum"><strong>{escape(first)}</strong><br>{rest}</p>'


def _saved(opened: Opened) -> str:
    if opened.not_kept:
        return opened.not_kept
    return f"Saved {clock_time(opened.saved_at)}" if opened.saved_at else "Saved as you type"
