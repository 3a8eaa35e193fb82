"""Where a visit's words are: here until somebody has found the record in CPOMS or MyConcern, and there from then on."""

from datetime import datetime

import streamlit as st

from data.commands.confirming import confirm_record
from data.queries.visit import VisitSeen, WrittenUp
from pages import guard
from pages.attempts import done
from pages.parts import moment, plain
from visits.permissions import Action, Viewer, may
from visits.retention import WORDS_AFTER
from visits.times import day_said
from visits.words import VisitState

STATES = frozenset({VisitState.WRITTEN_UP, VisitState.CLOSED})


def show_erased(seen: VisitSeen) -> None:
    """That nothing but counts is left of this visit; nothing of any other."""
    if seen.erased_at is not None:
        st.info(
            f"This visit was over its time and was erased on {day_said(seen.erased_at.date())}. Its counts stay.",
            icon=":material/inventory_2:",
        )


def show_kept_where(viewer: Viewer, seen: VisitSeen, *, now: datetime) -> None:
    """What became of the words, and the button by which somebody says that they found the record."""
    row, found = seen.loaded.row, seen.written_up
    if found is None or seen.erased_at is not None or row.state not in STATES:
        return
    if row.purged_at is not None:
        st.info(
            f"The words of this visit are kept in {plain(found.system)}, reference {plain(found.reference)}. "
            f"Here they were emptied on {day_said(row.purged_at.date())}.",
            icon=":material/inventory_2:",
        )
    if not found.to_confirm:
        if row.purged_at is None and found.confirmed_at is not None:
            _found(found, found.confirmed_at, now=now)
        return
    if may(viewer, Action.WRITE_UP, school_id=row.school_id, involved=seen.involved):
        st.caption(
            f"Have you looked in {plain(found.system)}, and is all of it there, each concern and incident too? "
            f"Then what is written here in words is emptied {WORDS_AFTER.days} days later."
        )
        if st.button(f"I found it in {plain(found.system)}", key="confirm_record"):
            done(
                lambda: confirm_record(guard.db(), visit_id=row.id, by=viewer, now=guard.now()),
                said=f"Noted. The words of this visit go from here in {WORDS_AFTER.days} days.",
            )


def _found(found: WrittenUp, at: datetime, *, now: datetime) -> None:
    st.caption(
        f"Found there {moment(at, now=now)} by {plain(found.confirmed_by)}. "
        f"The words go from here on {day_said((at + WORDS_AFTER).date())}, "
        "once the visit is closed and nothing of it is open."
    )
