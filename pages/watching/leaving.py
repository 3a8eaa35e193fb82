"""What stands against leaving now, shown where somebody is about to be signed out."""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data.queries.leaving import leaving_gaps
from pages import guard
from pages.parts import plain
from visits.compliance import Verdict
from visits.permissions import Viewer

STOPS = "**Your school lets nobody leave like this: arrange cover first.**"
ALL_THE_SAME = "If they have left all the same, record it: they are watched from now."


def show_leaving_gaps(viewer: Viewer, visit_id: UUID, *, now: datetime) -> None:
    """A sentence for each gap; nothing where somebody watches and can be reached all the time."""
    with guard.db().read() as session:
        gaps = leaving_gaps(session, viewer, visit_id, now=now)
    if not gaps:
        return
    stops = any(gap.verdict is Verdict.BLOCK for gap in gaps)
    sentences = [plain(gap.sentence.split(" Arrange cover")[0]) for gap in gaps]
    words = "  \n".join([*([STOPS] if stops else []), *sentences, ALL_THE_SAME])
    (st.error if stops else st.warning)(words, icon=":material/warning:")
