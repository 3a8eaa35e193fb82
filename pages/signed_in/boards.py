"""The shared boards that stand open: who opened each, when it was last heard of, and its end from here."""

import streamlit as st

from data.commands import boards
from data.queries.boards import OpenBoard, open_boards
from pages import guard
from pages.attempts import done
from pages.parts import ago, moment, plain
from visits.permissions import Action, Viewer, schools_where


def show(viewer: Viewer) -> None:
    """The boards that one may end, and the way to open one; nothing for who has neither."""
    with guard.db().read() as reading:
        found = open_boards(reading, viewer, now=guard.now())
    opens = bool(schools_where(viewer, Action.OPEN_BOARD))
    if not found and not opens:
        return
    st.header("Shared boards")
    for board in found:
        name, button = st.columns([3, 1], vertical_alignment="center")
        name.markdown(_words(board))
        if button.button("End it", key=f"board_{board.id}"):
            done(
                lambda chosen=board.id: boards.end_board(
                    guard.db(), sign_in_id=chosen, by=viewer, now=guard.now()
                ),
                said="The board is ended. It goes blank within seconds.",
            )
    if opens:
        st.caption("For a screen that several people look at, such as the one at reception.")
        st.html('<a href="/board">Turn this browser into a shared board</a>')


def _words(board: OpenBoard) -> str:
    now = guard.now()
    return (
        f"**{plain(board.school)}**, {plain(board.device or 'a browser')}  \n"
        f"Opened by {plain(board.opened_by)}, {moment(board.opened_at, now=now)}; "
        f"last seen {ago(board.seen_at, now=now)}; closes {moment(board.ends_at, now=now)}"
    )
