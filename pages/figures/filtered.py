"""What is filtered, in words, and the way back to everything."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.parts import plain


def said(words: Sequence[str], *, key: str, clear: Callable[..., None], args: tuple[Any, ...]) -> None:
    """The line under the choices; nothing where everything is shown."""
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"Only: **{plain(' · '.join(words))}**", width="content")
        st.button("Clear filters", key=key, on_click=clear, args=args)
