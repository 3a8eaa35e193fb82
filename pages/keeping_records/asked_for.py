"""One record goes before its time, because somebody asked for it. What the law keeps is refused in a sentence."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from data.commands.records import WORD
from data.disposing import erase_one_child, erase_one_person
from pages import guard
from pages.attempts import done
from visits.permissions import Viewer
from visits.retention import REASON_WORDS, EraseReason
from visits.words import RecordKind

WHOSE = {RecordKind.CHILD: "A child who has left", RecordKind.STAFF: "A member of staff who has left"}


def show_erasure_on_request(viewer: Viewer, leavers: Mapping[RecordKind, Mapping[UUID, str]]) -> None:
    """The form, folded away: it is asked for a few times a year."""
    with st.expander("Somebody asks to have their record erased"):
        st.markdown(
            "Only of who has left. A matter of child protection stays for its time, whoever asks. "
            "A parent who asks for a child: see first that they may ask for this child."
        )
        kind = st.radio(
            "Whose record", list(WHOSE), format_func=WHOSE.__getitem__, key="erase_kind", horizontal=True
        )
        names = leavers.get(kind, {})
        whose = st.selectbox(
            "Who",
            list(names),
            format_func=lambda one: names[one],
            index=None,
            placeholder="Choose by name" if names else "Nobody has left",
            key=f"erase_{kind}",
        )
        reason = st.selectbox(
            "Why", list(EraseReason), format_func=REASON_WORDS.__getitem__, key="erase_reason"
        )
        word = st.text_input(
            f"Type the word {WORD}: nobody can bring it back", key="erase_word", max_chars=20
        )
        if st.button("Erase this record", key="erase_one", disabled=whose is None) and whose is not None:
            done(lambda: _erase(viewer, kind, whose, reason, word), said="The record is erased.")


def _erase(viewer: Viewer, kind: RecordKind, whose: UUID, reason: EraseReason, word: str) -> None:
    now, place = guard.now(), guard.keeping()
    if kind is RecordKind.CHILD:
        erase_one_child(guard.db(), place, pupil_id=whose, reason=reason, word=word, by=viewer, now=now)
    else:
        erase_one_person(guard.db(), place, person_id=whose, reason=reason, word=word, by=viewer, now=now)
