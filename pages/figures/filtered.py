"""What is filtered, in words, and the way back to everything; and what an address asks for in vain."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pages.parts import plain

TITLES: Final = {
    "school": "school",
    "term": "term",
    "period": "period",
    "reason": "reason",
    "kind": "emergency or not",
    "policy": "policy",
    "year": "year group",
    "visits": "first or later visits",
    "beside": "figure beside",
    "what": "kind of alert",
    "state": "open or ended",
}
"""What the figures' addresses choose by."""


def not_here(offered: Mapping[str, Collection[str]]) -> None:
    """Say what the address asks for that this page has not got, or not for this person: a link to three visits that
    opens as all of them would be read as those three. `offered` has the values that there are, by their name.
    """
    asked = {name: st.query_params.get(name, "") for name in TITLES}
    left_out = [
        title for name, title in TITLES.items() if asked[name] and asked[name] not in offered.get(name, ())
    ]
    if left_out:
        st.info(
            f"This address asks for something that is not here, or not yours to see: {', '.join(left_out)}. It is left "
            "out, and everything else is shown.",
            icon=":material/info:",
        )


def said(words: Sequence[str], *, key: str, clear: Callable[..., None], args: tuple[Any, ...]) -> None:
    """The line under the choices; nothing where everything is shown."""
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"Only: **{plain(' · '.join(words))}**", width="content")
        st.button("Clear filters", key=key, on_click=clear, args=args)
