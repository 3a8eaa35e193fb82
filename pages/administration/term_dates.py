"""The school's terms and closures, and a file of new ones: shown first, taken whole or not at all."""

from uuid import UUID

import pandas as pd
import streamlit as st

from data.commands import terms as commands
from data.imports.reading import MOST_BYTES
from data.imports.terms.plan import TermsPreview
from data.queries.imports import example
from data.queries.people import london_day
from data.queries.terms import preview_terms, school_days
from pages import guard
from pages.attempts import attempt, done
from pages.parts import nothing, plain
from visits.permissions import Viewer

TAKEN = "terms_taken"


def show(viewer: Viewer, school_id: UUID) -> None:
    """What is kept, and the field for a file."""
    st.header("Terms and closures")
    _kept(viewer, school_id)
    content = _file(school_id)
    if content is None:
        return
    preview = attempt(lambda: _look(viewer, school_id, content))
    if preview is not None:
        _say(preview)
        if not preview.problems:
            _offer(viewer, school_id, content, preview)


def _kept(viewer: Viewer, school_id: UUID) -> None:
    with guard.db().read() as reading:
        days = school_days(reading, viewer, school_id, today=london_day(guard.now()))
    if not days:
        nothing(
            "No term from today on.",
            "Until there is one, every weekday counts as a school day. Take a file of term dates below.",
        )
        return
    table = [(d.what, d.first_on, d.last_on) for d in days]
    st.dataframe(
        pd.DataFrame(table, columns=["What", "First day", "Last day"]),
        column_config={
            name: st.column_config.DateColumn(format="ddd D MMM YYYY") for name in ("First day", "Last day")
        },
        hide_index=True,
        width="stretch",
        height=240,
    )


def _file(school_id: UUID) -> bytes | None:
    number = st.session_state.get(TAKEN, 0)
    chosen = st.file_uploader(
        "CSV file of term dates, as the school publishes them",
        type=["csv", "txt", "tsv"],
        key=f"terms_file_{school_id}_{number}",
        max_upload_size=MOST_BYTES // 1024 // 1024,
    )
    st.download_button(
        "An example to start from",
        example("terms"),
        file_name="homeward-terms.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="terms_example",
    )
    return None if chosen is None else chosen.getvalue()


def _look(viewer: Viewer, school_id: UUID, content: bytes) -> TermsPreview:
    with guard.db().read() as reading:
        return preview_terms(reading, viewer=viewer, school_id=school_id, content=content)


def _say(preview: TermsPreview) -> None:
    if preview.ignored:
        st.caption(f"Columns that are not read: {plain(', '.join(preview.ignored))}")
    if preview.problems:
        st.error(
            "Nothing of this file can be taken yet. Put it right and choose it again.",
            icon=":material/error:",
        )
        for problem in preview.problems:
            st.markdown(f"- {plain(str(problem))}")
        return
    for note in preview.notes:
        st.info(plain(note), icon=":material/info:")
    for title, lines in (("New", preview.new), ("No longer", preview.gone)):
        if lines:
            st.markdown(f"**{title}**\n\n" + "\n".join(f"- {plain(line)}" for line in lines))


def _offer(viewer: Viewer, school_id: UUID, content: bytes, preview: TermsPreview) -> None:
    """The one button. It takes what was shown and nothing else: where that has changed, it is another button."""
    if not (preview.new or preview.gone):
        nothing("There is nothing to take.", "Everything in this file is kept already.")
        return
    if st.button("Take these dates", type="primary", key=f"terms_take_{preview.fingerprint}"):
        done(
            lambda: _take(viewer, school_id, content, preview),
            said=f"The dates are taken: {len(preview.new)} new, {len(preview.gone)} no longer, {preview.same} as before.",
        )


def _take(viewer: Viewer, school_id: UUID, content: bytes, preview: TermsPreview) -> TermsPreview:
    taken = commands.terms(
        guard.db(), school_id=school_id, content=content, by=viewer, now=guard.now(), seen=preview.fingerprint
    )
    st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
    return taken
