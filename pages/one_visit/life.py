"""What can be done with a visit in its state, by who looks: drawn from the table of a visit's life."""

import streamlit as st

from data.aftercare import needs_review
from data.commands.record import close_visit, review_unauthorised
from data.commands.visit import cancel, visitor_declines
from data.queries.visit import VisitSeen
from pages import guard
from pages.attempts import done
from pages.parts import way_to
from visits.lifecycle import move, possible
from visits.permissions import Action, Viewer, may
from visits.words import EventKind, VisitState

WORDS_OF_THE_BOARD = frozenset({EventKind.SIGN_OUT, EventKind.ARRIVE})


def open_to(viewer: Viewer, seen: VisitSeen) -> frozenset[EventKind]:
    """The events that the visit can meet and that the viewer may bring about."""
    state, school_id = seen.loaded.row.state, seen.loaded.row.school_id
    return frozenset(
        event
        for event in possible(state)
        if may(viewer, move(state, event).action, school_id=school_id, involved=seen.involved)
    )


def went(viewer: Viewer, seen: VisitSeen) -> bool:
    """Whether the viewer is on this visit."""
    return viewer.person_id in {v.person_id for v in seen.loaded.row.visitors}


def show_buttons(viewer: Viewer, seen: VisitSeen) -> None:
    """The next things, in one row; what needs a word opens below."""
    events, row = open_to(viewer, seen), seen.loaded.row
    with st.container(horizontal=True, vertical_alignment="center"):
        if EventKind.AUTHORISE in events and not went(viewer, seen):
            way_to(viewer, "authorise", "Authorise or decline", visit=row.id)
        if events & WORDS_OF_THE_BOARD:
            way_to(viewer, "live", "Record word on Live visits")
        if EventKind.REQUEST in events and row.state is not VisitState.DRAFT:
            way_to(viewer, "log_visit", "Change", visit=row.id)
        if may(viewer, Action.LOG_VISIT, school_id=row.school_id, involved=seen.involved):
            way_to(viewer, "log_visit", "Repeat", repeat=row.id)
        if EventKind.CLOSE in events and st.button("Close the visit", key="close_visit"):
            done(
                lambda: close_visit(guard.db(), visit_id=row.id, by=viewer, now=guard.now()),
                said="The visit is closed.",
            )
    if EventKind.VISITOR_DECLINES in events and went(viewer, seen):
        _decline_to_go(viewer, seen)
    if EventKind.CANCEL in events:
        _cancel(viewer, seen)


def _decline_to_go(viewer: Viewer, seen: VisitSeen) -> None:
    with st.expander("I do not go on this visit"):
        st.write("If you are concerned about your safety, do not go. No reason is asked for.")
        if st.button("I do not go", key="decline_to_go"):
            done(
                lambda: visitor_declines(guard.db(), visit_id=seen.loaded.row.id, by=viewer, now=guard.now()),
                said="Recorded. The planner sees that the visit has to be planned anew.",
            )


def _cancel(viewer: Viewer, seen: VisitSeen) -> None:
    with st.expander("Cancel this visit"):
        why = st.text_input("Why, if it helps others to know", key="cancel_why")
        if st.button("Cancel the visit", key="cancel_visit"):
            done(
                lambda: cancel(
                    guard.db(), visit_id=seen.loaded.row.id, reason=why, by=viewer, now=guard.now()
                ),
                said="The visit is cancelled. It can be repeated with another time.",
            )


def show_review(viewer: Viewer, seen: VisitSeen) -> None:
    """For a leader who was not on it: what came of a visit that left before anybody authorised it."""
    row = seen.loaded.row
    if not needs_review(row) or went(viewer, seen):
        return
    if not may(viewer, Action.CLOSE_VISIT, school_id=row.school_id):
        return
    note = st.text_input("This visit left before anybody authorised it. What came of it?", key="review_note")
    if st.button("I have looked at it", key="review"):
        done(
            lambda: review_unauthorised(guard.db(), visit_id=row.id, note=note, by=viewer, now=guard.now()),
            said="Recorded that a leader has looked at this visit.",
        )
