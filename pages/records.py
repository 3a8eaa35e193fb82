"""Records: what is over its time, who signs that it goes, and what has been looked up in CPOMS or MyConcern."""

from uuid import UUID

import streamlit as st

from data.commands.records import make_list
from data.queries.keeping import record_schools, records_of, records_to_confirm, who_can_be_erased
from pages import guard, looking
from pages.attempts import done, say_what_was_done
from pages.keeping_records.asked_for import show_erasure_on_request
from pages.keeping_records.looked_up import show_to_look_up
from pages.keeping_records.past import show_not_known, show_past, show_rules
from pages.keeping_records.the_list import show_waiting
from pages.lost import said_if_lost
from pages.parts import nothing
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    now = guard.now()
    with guard.db().read() as session:
        schools = record_schools(session, viewer)
        school_id = _chosen(schools)
        found = records_of(session, viewer, school_id, now=now) if school_id else None
        to_look_up, many = records_to_confirm(session, viewer, school_id) if school_id else ([], 0)
        leavers = who_can_be_erased(session, viewer, school_id, now=now) if school_id else {}
    if found is None:
        nothing("There is no such school, or its records are not yours.", "Open Records from the menu.")
        return
    looking.at_list(viewer, "records")
    if found.waiting is None:
        nothing(
            "Nothing waits to be signed.",
            "Homeward lists what is over its time once a month. You can ask for it now.",
        )
    else:
        show_waiting(viewer, found.waiting)
    if found.waiting is None or found.waiting.signed_at is None:
        words = "Look what is over its time" if found.waiting is None else "Bring the list up to date"
        if st.button(words, key="make_list"):
            done(
                lambda: make_list(guard.db(), school_id=found.school_id, by=viewer, now=guard.now()),
                said="The list holds everything whose time is over today.",
            )
    show_past(found.past)
    show_not_known(found.not_known)
    show_erasure_on_request(viewer, leavers)
    show_rules()
    show_to_look_up(viewer, to_look_up, many)


def _chosen(schools: dict[UUID, str]) -> UUID | None:
    if len(schools) < 2:
        return next(iter(schools), None)
    return st.selectbox("School", list(schools), format_func=lambda one: schools[one], key="records_school")


viewer = guard.require(Action.DISPOSE_RECORDS)
st.title("Records")
say_what_was_done()
with said_if_lost("The records"):
    _page(viewer)
