"""How you are reached: your first and second way, each with its state in words, its form and its code."""

import streamlit as st

from data import outbox
from data.commands import ways
from data.keys import signing_key
from data.queries.people import Own
from data.queries.ways import Way, own_ways
from data.settings import current
from pages import guard
from pages.attempts import attempt, done
from pages.parts import day_and_time, plain
from visits.channel_words import CHANNEL_WORDS
from visits.permissions import Viewer
from visits.words import Channel

NAMES = {1: "First way", 2: "Second way"}
LABELS = {
    Channel.EMAIL: "E-mail address",
    Channel.SMS: "Mobile number",
    Channel.TEAMS: "Web address of your workflow in Teams",
    Channel.WEBHOOK: "Web address, beginning with https://",
}


def show(viewer: Viewer, details: Own) -> None:
    """Both ways, and what counts while neither is confirmed."""
    st.subheader("Where messages go")
    channels = outbox.channels()
    if not channels:
        st.markdown("Nothing is set up here to send messages by. You are told only by an open board.")
        return
    st.caption(
        "An alert goes to your first way. Where that does not take it, it goes to the second, and then to "
        "somebody else. A way counts once you have typed the code that is sent there."
    )
    with guard.db().read() as reading:
        found = own_ways(reading, viewer)
    if not any(way.confirmed_at and way.channel in channels for way in found.values()):
        st.info(_until_then(details, channels), icon=":material/info:")
    for rank in (1, 2):
        if rank == 1 or found:
            _one(viewer, rank, found.get(rank), details)


def _until_then(details: Own, channels: tuple[Channel, ...]) -> str:
    if Channel.EMAIL in channels and details.email:
        return f"No way is confirmed yet. Until one is, messages go to {plain(details.email)}."
    return "No way is confirmed yet. Until one is, **no message reaches you**."


def _one(viewer: Viewer, rank: int, way: Way | None, details: Own) -> None:
    st.markdown(f"**{NAMES[rank]}**: {_state(way)}")
    if way is None:
        _form(viewer, rank, None, details)
        return
    if way.waits_until is not None:
        _code(viewer, way)
    with st.expander(f"Change the {NAMES[rank].lower()}"):
        _form(viewer, rank, way, details)
        if st.button("Take it away", key=f"way_remove_{rank}"):
            done(
                lambda: ways.remove_way(guard.db(), rank=rank, by=viewer, now=guard.now()),
                said=f"Your {NAMES[rank].lower()} is taken away.",
            )


def _state(way: Way | None) -> str:
    """What there is, in words."""
    if way is None:
        return "none yet"
    where = f"{CHANNEL_WORDS[way.channel]} to {plain(_short(way))}"
    if way.channel not in outbox.channels():
        return f"{where}. This is not set up here any more, so it does not count."
    if way.confirmed_at is not None:
        return f"{where}. :material/check: Confirmed {day_and_time(way.confirmed_at)}."
    if way.waits_until is not None and guard.now() < way.waits_until and way.tries < ways.MOST_TRIES:
        return (
            f"{where}. :material/hourglass_top: Waiting for the code until {day_and_time(way.waits_until)}."
        )
    return f"{where}. :material/close: Not confirmed: the code does not count any more. Send a new one."


def _short(way: Way) -> str:
    """An address as it can be shown: of a web address only where it is, for the rest of it opens the door."""
    if way.channel in (Channel.TEAMS, Channel.WEBHOOK):
        return "/".join(way.address.split("/")[:3])
    return way.address


def _code(viewer: Viewer, way: Way) -> None:
    with st.form(f"way_code_{way.rank}", border=False):
        code = st.text_input(
            f"Code for the {NAMES[way.rank].lower()}",
            max_chars=12,
            autocomplete="one-time-code",
            key=f"way_code_typed_{way.rank}",
        )
        if not st.form_submit_button("Confirm", type="primary"):
            return
    right = attempt(
        lambda: ways.confirm_way(
            guard.db(), rank=way.rank, code=code, key=signing_key(current()), by=viewer, now=guard.now()
        )
    )
    if right:
        done(lambda: None, said=f"Confirmed. {CHANNEL_WORDS[way.channel]} is your {NAMES[way.rank].lower()}.")
    elif right is False:
        left = ways.MOST_TRIES - way.tries - 1
        st.error(f"That is not the code. {_tries(left)}", icon=":material/error:")


def _tries(left: int) -> str:
    if left < 1:
        return "Send a new one."
    return f"You can try {left} more time{'' if left == 1 else 's'}."


def _form(viewer: Viewer, rank: int, way: Way | None, details: Own) -> None:
    channels = list(outbox.channels())
    at_first = channels.index(way.channel) if way and way.channel in channels else 0
    channel = st.selectbox(
        f"{NAMES[rank]}, by",
        channels,
        index=at_first,
        format_func=CHANNEL_WORDS.__getitem__,
        key=f"way_channel_{rank}",
    )
    with st.form(f"way_{rank}_{channel}", border=False):
        address = st.text_input(
            LABELS[channel],
            value=_known(channel, way, details),
            max_chars=500,
            key=f"way_address_{rank}_{channel}",
        )
        if st.form_submit_button("Save and send a code"):
            done(
                lambda: ways.set_way(
                    guard.db(),
                    rank=rank,
                    channel=channel,
                    address=address,
                    key=signing_key(current()),
                    by=viewer,
                    now=guard.now(),
                ),
                said="Saved. A code is on its way: type it here within 15 minutes.",
            )


def _known(channel: Channel, way: Way | None, details: Own) -> str:
    """What is known of one already, so that nobody has to type it again."""
    if way is not None and way.channel is channel:
        return way.address
    return {Channel.EMAIL: details.email, Channel.SMS: details.mobile}.get(channel, "")
