"""Begin a drill, and how it stands: for the pages of alerts and of policies."""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data.commands.drill import hold_drill
from data.queries.drills import DrillLine
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, plain, way_to
from visits.labels import LADDER_KIND_WORDS
from visits.permissions import Viewer
from visits.times import day_said
from visits.words import LadderKind

KINDS = {LadderKind.OVERDUE: "Nobody answers (overdue)", LadderKind.EMERGENCY: "The code phrase is heard"}


def last_drill(line: DrillLine) -> str:
    """When the school last practised, and whether it is due: one line."""
    if line.ended_at is None:
        return ":material/exercise: **Due for a drill:** none has been held."
    last = f"Last drill: {LADDER_KIND_WORDS[line.kind].lower() if line.kind else ''}, {day_and_time(line.ended_at)}"
    if line.is_due:
        since = f" since {day_said(line.due_on)}" if line.due_on else ""
        return f":material/exercise: **Due for a drill**{since}. {last}."
    return (
        f":material/exercise: {last}. The next is due by {day_said(line.due_on) if line.due_on else 'now'}."
    )


def show_hold(viewer: Viewer, line: DrillLine) -> None:
    """The way into the drill that goes on, or the form to begin one."""
    if line.open_id:
        st.markdown("**A drill goes on.**")
        way_to(viewer, "live", "Act on it on Live visits")
        return
    if not line.may_hold or viewer.board:
        return
    if line.in_earnest:
        st.markdown(f"A real alert is open at {plain(line.school)}: hold the drill once it is over.")
        way_to(viewer, "live", "Act on it on Live visits")
        return
    with st.expander(f"Hold a drill at {plain(line.school)}"):
        st.markdown(
            "It walks the school's own ladder. Everybody who would be told is told, and every message says that it is "
            "a drill. Nobody rings the police, a family or the visitors."
        )
        kind = st.radio(
            "What is practised",
            list(KINDS),
            format_func=KINDS.__getitem__,
            key=f"drill-kind-{line.school_id}",
        )
        if st.button("Begin the drill now", key=f"drill-{line.school_id}"):
            _begin(viewer, line.school_id, kind, guard.now())


def _begin(viewer: Viewer, school_id: UUID, kind: LadderKind, now: datetime) -> None:
    done(
        lambda: hold_drill(guard.db(), school_id=school_id, kind=kind, by=viewer, now=now),
        said="The drill has begun. It stands on Live visits; end it there.",
    )
