"""The form that somebody has open: kept as a draft at each change, found again after a reload or a new sign-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import streamlit as st

from data.commands import draft as drafts
from data.commands.core import Invalid, Refused
from data.opened import DatabaseError
from data.queries.draft import DraftKept, draft, newest_draft
from data.queries.planned import Known, sent_already
from pages import guard
from pages.visit_form.fields import CHANGE, Form, as_text, from_text
from visits.permissions import Viewer

CHANGES: Final = UUID("0192d0c5-6f1e-7c1a-9d53-2f0b8f5b7a11")
"""The name space of drafts that change a visit: each person has one a visit."""
NOT_KEPT: Final = "This is not being saved just now: the database cannot be reached. Keep this page open."

Links = tuple[tuple[str, str, dict[str, str]], ...]


@dataclass(kw_only=True)
class Said:
    """A message above the form. `links` are (page, words, query); `undo` is the form as it was."""

    kind: str
    text: str
    links: Links = ()
    undo: Form | None = None


@dataclass(kw_only=True)
class Opened:
    """A form on somebody's screen. `source` is what the address asked for; `saved` is the form as it was last kept."""

    person: UUID
    source: str
    form: Form
    saved: str
    saved_at: datetime | None = None
    said: Said | None = None
    not_kept: str = ""


def current(page: str) -> Opened | None:
    """The form that is open on this page, if there is one."""
    found: Any = st.session_state.get(f"opened:{page}")
    return found if isinstance(found, Opened) else None


def open_now(page: str, opened: Opened) -> None:
    """Put this form on the page."""
    st.session_state[f"opened:{page}"] = opened


def begin(page: str, viewer: Viewer, form: Form, *, source: str = "", said: Said | None = None) -> Opened:
    """A form that nobody has typed in yet: there is nothing to keep until somebody does."""
    if viewer.person_id is None:
        guard.refuse()
    opened = Opened(person=viewer.person_id, source=source, form=form, saved=as_text(form), said=said)
    open_now(page, opened)
    return opened


def keep(viewer: Viewer, opened: Opened, *, title: str, now: datetime) -> None:
    """Keep the form if it has changed. What cannot be kept is said and loses nothing that is on the screen."""
    text, form = as_text(opened.form), opened.form
    if text == opened.saved or not form.school:
        return
    try:
        drafts.save_draft(
            guard.db(),
            form=form.form,
            payload=text,
            school_id=UUID(form.school),
            title=title,
            draft_id=UUID(form.key),
            by=viewer,
            now=now,
        )
    except (DatabaseError, Refused, Invalid) as why:
        opened.not_kept = NOT_KEPT if isinstance(why, DatabaseError) else str(why)
        return
    opened.saved, opened.saved_at, opened.not_kept = text, now, ""


def throw_away(viewer: Viewer, form: Form, *, now: datetime) -> None:
    """The draft is not wanted any more. One that stays behind by accident is found to be sent when it is opened."""
    try:
        drafts.discard_draft(guard.db(), draft_id=UUID(form.key), by=viewer, now=now)
    except (DatabaseError, Refused):
        return


def change_key(viewer: Viewer, visit_id: UUID) -> str:
    """The key of this person's draft that changes this visit."""
    return str(uuid5(CHANGES, f"{visit_id}:{viewer.person_id}"))


@dataclass(frozen=True)
class Restored:
    """A draft that was found: the form, or the visit that came of it, or neither where it cannot be read."""

    draft: DraftKept
    form: Form | None
    sent: Known | None


def restore(viewer: Viewer, *, form: str, draft_id: UUID | None = None) -> Restored | None:
    """The draft of that id, or else what the person last left in that form and did not put aside."""
    with guard.db().read() as session:
        found = draft(session, viewer, draft_id) if draft_id else newest_draft(session, viewer, form)
        if found is None:
            return None
        read = from_text(found.payload)
        if draft_id is None and read is not None and read.kept:
            return None
        sent = sent_already(session, viewer, read.key) if read and read.form != CHANGE else None
    return Restored(draft=found, form=read, sent=sent)
