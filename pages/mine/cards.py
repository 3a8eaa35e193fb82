"""One visit of somebody's own, in a frame with what it asks of them."""

from datetime import datetime

import streamlit as st

from data.queries.my_visits import DraftItem, Mine
from pages.parts import ago, clock_time, day_and_time, plain, until, way_to
from visits.labels import STATE_WORDS
from visits.permissions import Viewer
from visits.words import VisitState


def show_visit(viewer: Viewer, mine: Mine, *, label: str, extra: str = "") -> None:
    """The visit in two lines and the way to its page. `label` is what the link says one does there."""
    with st.container(border=True, key=f"mine-{mine.visit_id}"):
        said, ways = st.columns([4, 1], vertical_alignment="center")
        where = " · ".join(f"**{plain(place)}**" for place in mine.where) or "**No address yet**"
        said.markdown(
            f"{where}  \n{plain(mine.reason)} · {when(mine)}  \n"
            f"{plain(' and '.join(mine.visitors))} · {STATE_WORDS[mine.state]}{extra}"
        )
        with ways:
            way_to(viewer, "visit", label, visit=mine.visit_id)
            if mine.state is VisitState.DECLINED:
                way_to(viewer, "log_visit", "Change and ask again", visit=mine.visit_id)


def show_draft(viewer: Viewer, item: DraftItem, *, now: datetime) -> None:
    """A form that somebody began, and the way back to it: a draft goes by the name of its page."""
    with st.container(border=True, key=f"draft-{item.draft_id}"):
        st.markdown(f"**{plain(item.title or 'A visit')}**  \nKept {ago(item.saved_at, now=now)}")
        way_to(viewer, item.form, "Go on with it", draft=item.draft_id)


def when(mine: Mine) -> str:
    """ "Mon 23 Nov, 15:40 to 16:20"."""
    return f"{day_and_time(mine.out_at)} to {clock_time(mine.back_at)}"


def write_up_due(mine: Mine, *, now: datetime) -> str:
    """When the write-up is due, as the end of a sentence."""
    if mine.due_at is None:
        return ""
    due = until(mine.due_at, now=now)
    return f" · **write-up {due}**" if mine.due_at <= now else f" · write-up due {due}"


def due_back(mine: Mine, *, now: datetime) -> str:
    """When somebody who is out is due back, as the end of a sentence."""
    if mine.state is not VisitState.OUT:
        return ""
    due = until(mine.back_at, now=now)
    return f" · **back {due}**" if mine.back_at <= now else f" · due back {due}"


def declined_because(mine: Mine) -> str:
    """Why somebody said no, as a line of its own."""
    return f"  \nWhy: {plain(mine.declined_reason)}"
