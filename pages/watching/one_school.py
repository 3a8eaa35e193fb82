"""The watch at one school: who has it, taking it, offering it, going off watch."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands import watching
from data.queries.watching import Keeper, Turn, Watch, keepers, turns
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, plain
from pages.watching.line import sentence
from visits.permissions import Viewer

GOES_ON = (
    "Whoever has the watch looks at the board and answers for it. Homeward itself goes on watching every deadline "
    "and tells whoever is on duty, also while nobody has taken it."
)


def show_school(viewer: Viewer, watch: Watch, *, only: bool) -> None:
    """Who has it and what can be done about it. `only`: there is no other school on the page."""
    now = guard.now()
    said = f"{sentence(watch, now=now)} {out_words(watch.out)}"
    (st.warning if watch.name is None or watch.lost else st.info)(said, icon=":material/visibility:")
    mine = watch.person_id is not None and watch.person_id == viewer.person_id
    with st.container(horizontal=True):
        style = "primary" if only else "secondary"
        free = watch.name is None or (watch.lost and not mine)
        take = free and st.button("Take the watch", type=style, key=f"take-{watch.school_id}")
        end = mine and st.button("Go off watch", key=f"end-{watch.school_id}")
        withdraw = watch.offer is not None and st.button("Take the offer back", key=f"back-{watch.school_id}")
    if take:
        _take(viewer, watch)
    if end:
        _end(viewer, watch)
    if withdraw and watch.offer is not None:
        _withdraw(viewer, watch.offer.handover_id, watch.offer.to_name)
    if watch.offer is None:
        _offer(viewer, watch, now)


def choose_keeper(
    found: list[Keeper], *, label: str, key: str, empty: str = "Choose a person"
) -> UUID | None:
    """A field for one of those who may keep the watch, with what speaks for and against each."""
    names = {keeper.person_id: _keeper(keeper) for keeper in found if not keeper.is_out}
    return st.selectbox(
        label, list(names), index=None, format_func=names.__getitem__, placeholder=empty, key=key
    )


def _keeper(keeper: Keeper) -> str:
    return f"{keeper.name}, {'on duty' if keeper.on_duty else 'not on duty now'}"


def out_words(count: int) -> str:
    """How many visits are out, as a sentence."""
    if not count:
        return "Nobody is out."
    return "1 visit is out." if count == 1 else f"{count} visits are out."


def _take(viewer: Viewer, watch: Watch) -> None:
    done(
        lambda: watching.take_watch(guard.db(), school_id=watch.school_id, by=viewer, now=guard.now()),
        said=f"You have the watch at {plain(watch.school)}.",
    )


def _end(viewer: Viewer, watch: Watch) -> None:
    done(
        lambda: watching.end_watch(guard.db(), school_id=watch.school_id, by=viewer, now=guard.now()),
        said=f"You are off watch at {plain(watch.school)}. Nobody is out.",
    )


def _withdraw(viewer: Viewer, handover_id: UUID, to_name: str) -> None:
    done(
        lambda: watching.withdraw_offer(guard.db(), handover_id=handover_id, by=viewer, now=guard.now()),
        said=f"The watch is no longer offered to {plain(to_name)}.",
    )


def _offer(viewer: Viewer, watch: Watch, now: datetime) -> None:
    with guard.db().read() as session:
        found = keepers(session, viewer, watch.school_id, now=now)
    with st.expander("Offer the watch to somebody"), st.form(f"offer_{watch.school_id}", border=False):
        st.caption("It is theirs once they accept. Until then nothing changes.")
        to_id = choose_keeper(found, label="To whom", key=f"offer-to-{watch.school_id}")
        note = st.text_input(
            "What should they know? No family's details.", max_chars=300, key=f"offer-note-{watch.school_id}"
        )
        if st.form_submit_button("Offer the watch"):
            if to_id is None:
                st.error("Choose who is to have the watch.", icon=":material/error:")
                return
            name = next(k.name for k in found if k.person_id == to_id)
            done(
                lambda: watching.offer_watch(
                    guard.db(),
                    school_id=watch.school_id,
                    to_id=to_id,
                    note=note,
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"{plain(name)} is asked: it stands above every page of theirs until they answer.",
            )


def show_turns(viewer: Viewer, watch: Watch) -> None:
    """Who had it before, the latest first."""
    with guard.db().read() as session:
        found = turns(session, viewer, watch.school_id)
    if found:
        with st.expander(f"The last turns: {len(found)}"):
            st.markdown("\n".join(_turn(turn, ZoneInfo(watch.timezone)) for turn in found))


def _turn(turn: Turn, tz: ZoneInfo) -> str:
    until = f"to {day_and_time(turn.ended_at, tz=tz)}" if turn.ended_at else "until now"
    return f"- {plain(turn.name)}: {day_and_time(turn.from_at, tz=tz)} {until}"
