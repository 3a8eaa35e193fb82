"""The school's code phrase: how old it is, changing it, who was told, and what its policy's text gives away."""

from datetime import date, datetime
from uuid import UUID

import streamlit as st

from data.commands import phrase as telling
from data.commands import school as commands
from data.queries.people import london_day
from data.queries.phrase import PhraseState, Told, phrase_state
from pages import guard
from pages.attempts import attempt, done
from pages.parts import day_and_time, plain, way_to
from visits.permissions import Action, Viewer, may
from visits.times import day_said

FEW = 8
PUBLISHED = (
    "**The policy in force prints a phrase in its own text, so that one is no secret.** Whoever reads the policy knows "
    "it. If it is still the one that you use, agree on another."
)


def show(viewer: Viewer, school_id: UUID) -> None:
    """Everything about the phrase; the phrase itself only to who asks for it, and that is recorded."""
    now = guard.now()
    with guard.db().read() as reading:
        state = phrase_state(reading, viewer, school_id, now=now)
    if state is None:
        return
    st.header("Code phrase")
    st.caption("Said on a call to school it means danger. Every look at it is recorded.")
    st.markdown(age(state, today=london_day(now), now=now))
    if state.published:
        st.warning(PUBLISHED, icon=":material/lock_open:")
        way_to(viewer, "policies", "What the policy does not say")
    if may(viewer, Action.SEE_CODE_PHRASE, school_id=school_id) and st.button(
        "Show it", key=f"phrase_{school_id}"
    ):
        show_phrase(viewer, school_id)
    _set(viewer, school_id)
    if state.has_phrase:
        _known(viewer, school_id, state)


def age(state: PhraseState, *, today: date, now: datetime) -> str:
    """Such as "Set 401 days ago, due for a change since 20 November 2026."."""
    if state.set_at is None or state.change_on is None:
        missing = "The policy in force asks for one." if state.asked else "The policy in force asks for none."
        return f"**No code phrase is set.** {missing}"
    days = (now - state.set_at).days
    ago = "today" if days < 1 else "1 day ago" if days == 1 else f"{days:,} days ago"
    if state.change_on <= today:
        return f":material/warning: **Set {ago}, due for a change** since {day_said(state.change_on)}."
    return f":material/check: Set {ago}. Due for a change on {day_said(state.change_on)}."


def show_phrase(viewer: Viewer, school_id: UUID) -> None:
    """Read the phrase, which is recorded, and say it."""
    answer = attempt(
        lambda: (commands.read_code_phrase(guard.db(), school_id=school_id, by=viewer, now=guard.now()),)
    )
    if answer is not None:
        st.info(
            f"The code phrase is: **{plain(answer[0])}**" if answer[0] else "This school has no code phrase."
        )
        st.caption(f"You read it {day_and_time(guard.now())}.")


def _set(viewer: Viewer, school_id: UUID) -> None:
    with st.form(f"set_phrase_{school_id}", border=False, clear_on_submit=True):
        phrase = st.text_input("New code phrase; empty for none", max_chars=200, autocomplete="off")
        if st.form_submit_button("Set the code phrase"):
            done(
                lambda: commands.set_code_phrase(
                    guard.db(), school_id=school_id, phrase=phrase, by=viewer, now=guard.now()
                ),
                said="The code phrase is set. Tell those who visit, and the office, then say below who was told.",
            )


def _known(viewer: Viewer, school_id: UUID, state: PhraseState) -> None:
    st.subheader("Who knows the present phrase")
    of = len(state.told) + len(state.not_told)
    st.markdown(f"{len(state.told)} of {of} have been told.")
    if state.not_told:
        _not_told(list(state.not_told.values()))
        with st.form(f"told_{school_id}", border=False, clear_on_submit=True):
            chosen = st.multiselect(
                "Who was told, by word of mouth?",
                list(state.not_told),
                format_func=state.not_told.__getitem__,
                placeholder="Choose people",
            )
            if st.form_submit_button("They were told"):
                _mark(viewer, school_id, chosen, told=True, said=f"{_people(len(chosen))} marked as told.")
    if state.told:
        with st.expander(f"Told: {len(state.told)}"):
            for one in state.told:
                _told(viewer, school_id, one)


def _not_told(names: list[str]) -> None:
    """A few stand there; many can be unfolded."""
    if len(names) <= FEW:
        st.markdown(f"**Not told yet:** {plain(', '.join(names))}")
        return
    with st.expander(f"Not told yet: {len(names)}"):
        st.markdown(plain(", ".join(names)))


def _told(viewer: Viewer, school_id: UUID, one: Told) -> None:
    text, button = st.columns([3, 1], vertical_alignment="center")
    text.markdown(f"{plain(one.name)}: {day_and_time(one.told_at)}, says {plain(one.by_name)}")
    if button.button("Not told", key=f"untold_{school_id}_{one.person_id}"):
        _mark(
            viewer, school_id, [one.person_id], told=False, said=f"{plain(one.name)} is marked as not told."
        )


def _mark(viewer: Viewer, school_id: UUID, people: list[UUID], *, told: bool, said: str) -> None:
    done(
        lambda: telling.mark_told(
            guard.db(), school_id=school_id, person_ids=people, told=told, by=viewer, now=guard.now()
        ),
        said=said,
    )


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count} people are"
