"""A file of attendance marks: what it was understood as, what it would change, and the button that takes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import pandas as pd
import streamlit as st

from data.commands import attendance as commands
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import MarksPreview
from data.imports.attendance.reading import LAYOUTS, MOST_BYTES, Progress, needed, read_codes, unheard
from data.imports.cells import BadCell
from data.queries import imports as queries
from pages import guard
from pages.attempts import attempt, done
from pages.parts import LONDON, counted, nothing, plain
from visits.permissions import Viewer

TAKEN = "imports_taken"
MANY = 1_000
CODES_MB = 1
LARGE_BYTES = 1024 * 1024
"""A file above that takes a second and more."""


def show(viewer: Viewer, school_id: UUID) -> None:
    """Choose, look, take."""
    content = _file()
    if content is None:
        nothing(
            "Nothing is taken before you have seen it.",
            "Choose a file as your system exports it. It is known by its header: "
            + ", ".join(layout.title for layout in LAYOUTS)
            + ".",
        )
        return
    asked = _asked(content)
    if asked is None:
        return
    preview = attempt(lambda: _look(viewer, school_id, content, asked))
    if preview is None:
        return
    if preview.problems:
        _say_problems(preview)
        return
    _say(preview)
    _offer(viewer, school_id, content, asked, preview)


def _file() -> bytes | None:
    number = st.session_state.get(TAKEN, 0)
    chosen = st.file_uploader(
        f"CSV file, up to {MOST_BYTES // 1024 // 1024} MB",
        type=["csv", "txt", "tsv"],
        key=f"imports_file_attendance_{number}",
        max_upload_size=MOST_BYTES // 1024 // 1024,
    )
    st.download_button(
        "An example to start from",
        queries.example("attendance"),
        file_name="homeward-attendance.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    return None if chosen is None else chosen.getvalue()


def _asked(content: bytes) -> Asked | None:
    """What the file does not say; None while it is missing."""
    needs = needed(content)
    week = _week() if "week" in needs else None
    pupil = (
        st.text_input("This layout holds one pupil and does not say whom. Pupil number", max_chars=40)
        if "pupil" in needs
        else None
    )
    if ("week" in needs and week is None) or ("pupil" in needs and not pupil):
        return None
    with st.expander("The codes in this file are ids"):
        table = st.file_uploader(
            "CSV file with two columns: the id and its code", type=["csv"], max_upload_size=CODES_MB
        )
    try:
        codes = None if table is None else read_codes(table.getvalue())
    except BadCell as why:
        st.error(str(why), icon=":material/error:")
        return None
    return Asked(week=week, pupil=pupil, codes=codes)


def _week() -> date | None:
    """The Monday of a week; a list, since a day in the middle would be another file's."""
    today = guard.now().astimezone(LONDON).date()
    monday = today - timedelta(days=today.weekday())
    return st.selectbox(
        "This layout does not say which week it is. Week that begins on Monday",
        [monday - timedelta(weeks=weeks) for weeks in range(60)],
        index=None,
        placeholder="Choose the week",
        format_func=lambda day: f"{day.day} {day:%b %Y}",
    )


def _look(viewer: Viewer, school_id: UUID, content: bytes, asked: Asked) -> MarksPreview:
    with _told("Reading the file", content) as progress, guard.db().read() as reading:
        return queries.preview_marks(
            reading,
            viewer=viewer,
            school_id=school_id,
            content=content,
            asked=asked,
            folder=guard.attendance_folder(),
            now=guard.now(),
            progress=progress,
        )


@contextmanager
def _told(what: str, content: bytes) -> Iterator[Progress]:
    """How far the reading of a large file is, and a way to stop it: nothing of it is taken then."""
    if len(content) < LARGE_BYTES:
        with st.spinner(what):
            yield unheard
        return
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=what)
        # A press runs the page anew: Streamlit ends this run at its next word, which is the next `progress`.
        st.button("Stop", key=f"imports_stop_{what}", on_click=_put_away)
    yield lambda share: bar.progress(share, text=f"{what}: {share:.0%}")
    place.empty()


def _put_away() -> None:
    """The field for the file is empty again."""
    st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1


def _say(preview: MarksPreview) -> None:
    """What was understood, and what taking the file would do."""
    days = " to ".join(_day(day) for day in (preview.first_on, preview.last_on) if day is not None)
    st.markdown(
        f"{plain(preview.layout)}: {counted(preview.rows, 'row')}, {counted(preview.pupils, 'pupil')}, {days}.  \n"
        f"**{preview.new:,}** new marks, **{preview.changed:,}** changed, **{preview.removed:,}** taken away, "
        f"**{preview.same:,}** the same"
    )
    if preview.removed:
        st.caption(
            "Taken away: the file has a blank where a mark is kept. A blank means not taken, not absent."
        )
    for note in preview.notes:
        st.info(plain(note), icon=":material/info:")
    if preview.unknown:
        _say_unknown(preview)


def _say_unknown(preview: MarksPreview) -> None:
    many = len(preview.unknown)
    who = "One pupil is" if many == 1 else f"{many:,} pupils are"
    st.warning(
        f"{who} not known here by that number and left out. Bring them in as pupils, then choose this file again.",
        icon=":material/warning:",
    )
    st.dataframe(
        pd.DataFrame(preview.unknown[:MANY], columns=["Pupil number", "Marks"]),
        hide_index=True,
        width="stretch",
    )


def _say_problems(preview: MarksPreview) -> None:
    many = len(preview.problems) + preview.more_problems
    told = "one problem" if many == 1 else f"{many:,} problems"
    st.error(
        f"Nothing of this file can be taken yet: {told}. Put it right in the file and choose it again.",
        icon=":material/error:",
    )
    title = "What is wrong"
    st.header(f"{title}, the first {len(preview.problems)}" if preview.more_problems else title)
    st.dataframe(
        pd.DataFrame(
            [(p.row, p.column, p.sentence) for p in preview.problems],
            columns=["Row", "Column", "What is wrong"],
        ),
        column_config={"Row": st.column_config.NumberColumn(width=70)},
        hide_index=True,
        width="stretch",
    )


def _offer(viewer: Viewer, school_id: UUID, content: bytes, asked: Asked, preview: MarksPreview) -> None:
    """The one button. It takes what was shown and nothing else: where that has changed, it is another button."""
    if preview.changes_nothing:
        nothing("There is nothing to take.", "Every mark in this file is kept already.")
        return
    if st.button("Take this file", type="primary", key=f"imports_take_{preview.fingerprint}"):
        done(
            lambda: _take(viewer, school_id, content, asked, preview),
            said=f"The file is taken: {preview.new:,} new marks, {preview.changed:,} changed, "
            f"{preview.removed:,} taken away.",
        )


def _take(viewer: Viewer, school_id: UUID, content: bytes, asked: Asked, preview: MarksPreview) -> None:
    with _told("Taking the file", content) as progress:
        commands.take_file(
            guard.db(),
            school_id=school_id,
            content=content,
            asked=asked,
            folder=guard.attendance_folder(),
            by=viewer,
            now=guard.now(),
            seen=preview.fingerprint,
            progress=progress,
        )
    _put_away()


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
