"""Open in an emergency: for staff who see their own visits alone, when somebody is in danger and no lead answers."""

from uuid import UUID

import streamlit as st

from data import outbox
from data.commands.glass import LASTS, LONGEST_REASON, open_glass
from data.queries.school import schools_for
from pages import guard
from pages.attempts import done, say_what_was_done
from pages.lost import said_if_lost
from pages.parts import plain, way_to
from visits.permissions import Action, Viewer
from visits.words import Role

TOLD = "The designated lead and the deputies are told at once that it was you, and read your reason."
NOT_TOLD = (
    "**No message can be sent from here, so go on ringing the designated lead.** They see on every page of theirs that "
    "it was you, and read your reason."
)
MINUTES = int(LASTS.total_seconds() // 60)


def _form(viewer: Viewer, schools: dict[UUID, str], *, again: bool) -> None:
    """The form; `again` where one school is open already, so that nobody opens another one by mistake."""
    with st.form("open_glass"):
        ids = list(schools)
        if again:
            st.markdown(
                f"**Another school as well?** {' and '.join(map(plain, schools.values()))}: not open."
            )
        school_id = ids[0] if len(ids) == 1 else st.selectbox("School", ids, format_func=schools.__getitem__)
        reason = st.text_area(
            "What has happened, and why you have to see it now: a short sentence",
            max_chars=LONGEST_REASON,
            # What was typed for the school that is open is not typed for the next.
            key=f"glass_reason_{len(ids)}",
        )
        if st.form_submit_button(f"Open it for {MINUTES} minutes, and tell the leads", type="primary"):
            done(
                lambda: open_glass(
                    guard.db(), school_id=school_id, reason=reason, by=viewer, now=guard.now()
                ),
                said="It is open. The line above every page says until when, and ends it.",
            )


def _page(viewer: Viewer) -> None:
    opened = {school_id for school_id, held in viewer.roles.items() if Role.BREAK_GLASS in held}
    if opened:
        with st.container(horizontal=True):
            way_to(viewer, "live", "Live visits")
            way_to(viewer, "assessments", "Find a home")
    with guard.db().read() as session:
        schools = schools_for(session, viewer, Action.BREAK_GLASS)
    st.markdown(
        "For when somebody may be in danger, and neither the designated lead nor a deputy answers. In danger of life "
        "ring 999 first."
    )
    st.markdown(
        f"- You see your school's live visits, visits and homes for {MINUTES} minutes. You can change none of them.\n"
        f"- {TOLD if outbox.channels() else NOT_TOLD}\n"
        "- Every page that you look at is on record, and they look at that afterwards."
    )
    if others := {school_id: name for school_id, name in schools.items() if school_id not in opened}:
        _form(viewer, others, again=bool(opened))


viewer = guard.require(Action.BREAK_GLASS)
st.title("Open in an emergency")
say_what_was_done()
with said_if_lost("What is open"):
    _page(viewer)
