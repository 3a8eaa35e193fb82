"""A file of pupils or of staff: chosen, shown with what taking it would do, and taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pandas as pd
import streamlit as st

from data.commands import imports as commands
from data.imports.plan import Preview
from data.imports.reading import SHOWN
from data.queries import imports as queries
from data.queries.school import schools_for
from pages import guard
from pages.attempts import attempt, done
from pages.parts import nothing, plain
from visits.permissions import Action, Viewer

TAKEN: Final = "imports_taken"


@dataclass(frozen=True)
class Kind:
    """What a file may be of, and the words for it."""

    name: str
    title: str
    whole: str
    preview: Callable[..., Preview]
    take: Callable[..., Preview]


PUPILS: Final = Kind(
    "pupils",
    "Pupils and their contacts",
    "This file is the whole school: whoever is on roll and not in it leaves today",
    queries.preview_pupils,
    commands.pupils,
)
STAFF: Final = Kind(
    "staff",
    "Staff and their roles",
    "This file is the whole staff: whoever is not in it ends at this school today",
    queries.preview_staff,
    commands.staff,
)


def school_chosen(viewer: Viewer, action: Action) -> UUID | None:
    """The school for which a file is taken, of those where the viewer may; None where there is none yet."""
    with guard.db().read() as reading:
        schools = schools_for(reading, viewer, action)
    if not schools:
        nothing("No school yet.", "The first administrator's link makes one: `python -m data first-admin`.")
        return None
    return st.selectbox("School", list(schools), format_func=schools.__getitem__, key="imports_school")


def show_file(kind: Kind, viewer: Viewer, school_id: UUID) -> None:
    """Choose, look, take."""
    content = _file(kind)
    if content is None:
        nothing(
            "Nothing is taken before you have seen it.",
            "Choose a file: this page then shows who is new, what changes and what is wrong, and asks you.",
        )
        return
    leavers = st.checkbox(kind.whole, key=f"imports_leavers_{kind.name}")
    preview = attempt(lambda: _look(kind, viewer, school_id, content, leavers=leavers))
    if preview is not None:
        _say(preview, leavers=leavers)
        if not preview.problems:
            _offer(kind, viewer, school_id, content, preview, leavers=leavers)


def _file(kind: Kind) -> bytes | None:
    """The file that was chosen. The field is empty again once a file was taken."""
    number = st.session_state.get(TAKEN, 0)
    chosen = st.file_uploader(
        "CSV file, as your management information system exports it",
        type=["csv", "txt", "tsv"],
        key=f"imports_file_{kind.name}_{number}",
    )
    st.download_button(
        "An example to start from",
        queries.example(kind.name),
        file_name=f"homeward-{kind.name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    return None if chosen is None else chosen.getvalue()


def _look(kind: Kind, viewer: Viewer, school_id: UUID, content: bytes, *, leavers: bool) -> Preview:
    with st.spinner("Comparing the file with what is kept"), guard.db().read() as reading:
        return kind.preview(
            reading, viewer=viewer, school_id=school_id, content=content, leavers=leavers, now=guard.now()
        )


def _say(preview: Preview, *, leavers: bool) -> None:
    """What was understood, and what taking the file would do."""
    if preview.ignored:
        st.caption(f"Columns that are not read: {plain(', '.join(preview.ignored))}")
    if preview.problems:
        _say_problems(preview)
        return
    parts = [
        f"**{len(preview.new):,}** new",
        f"**{len(preview.changed):,}** changed",
        f"**{preview.unchanged:,}** the same",
    ]
    st.markdown(f"{_rows(preview.rows)}: " + ", ".join(parts))
    if leavers:
        st.markdown(f"**{len(preview.leavers):,}** on the books and not in the file: they leave today")
    for note in preview.notes:
        st.info(plain(note), icon=":material/info:")
    changes = [(c.who, line) for c in preview.changed for line in c.what]
    _table("What changes", changes, ("Who", "What"))
    _table("New", [(who,) for who in preview.new], ("Who",))
    _table("Leave today", [(who,) for who in preview.leavers], ("Who",))


def _say_problems(preview: Preview) -> None:
    many = len(preview.problems)
    told = "one problem" if many == 1 else f"{many:,} problems"
    st.error(
        f"Nothing of this file can be taken yet: {told}. Put it right in the file and choose it again.",
        icon=":material/error:",
    )
    first = preview.problems[:SHOWN]
    title = "What is wrong" if many <= SHOWN else f"What is wrong, the first {SHOWN}"
    _table(title, [(p.row, p.column, p.sentence) for p in first], ("Row", "Column", "What is wrong"))


def _rows(count: int) -> str:
    return "One row" if count == 1 else f"{count:,} rows"


def _table(title: str, rows: Sequence[tuple[object, ...]], columns: tuple[str, ...]) -> None:
    if rows:
        st.header(title)
        st.dataframe(
            pd.DataFrame(rows, columns=list(columns)),
            column_config={"Row": st.column_config.NumberColumn(width=70)},
            hide_index=True,
            width="stretch",
        )


def _offer(
    kind: Kind, viewer: Viewer, school_id: UUID, content: bytes, preview: Preview, *, leavers: bool
) -> None:
    """The one button. It takes what was shown and nothing else: where that has changed, it is another button."""
    if not (preview.new or preview.changed or preview.leavers):
        nothing("There is nothing to take.", "Everything in this file is kept already.")
        return
    if st.button("Take this file", type="primary", key=f"imports_take_{preview.fingerprint}"):
        done(
            lambda: _take(kind, viewer, school_id, content, preview, leavers=leavers),
            said=f"The file is taken: {len(preview.new):,} new, {len(preview.changed):,} changed, "
            f"{len(preview.leavers) if leavers else 0:,} left.",
        )


def _take(
    kind: Kind, viewer: Viewer, school_id: UUID, content: bytes, preview: Preview, *, leavers: bool
) -> Preview:
    taken = kind.take(
        guard.db(),
        school_id=school_id,
        content=content,
        leavers=leavers,
        by=viewer,
        now=guard.now(),
        seen=preview.fingerprint,
    )
    st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
    return taken
