"""Where people find Homeward, for links that are handed on."""

from urllib.parse import urlsplit

import streamlit as st

from data.settings import current


def address() -> str:
    """The address without a path: the one that was set, else the one in this browser's address bar."""
    if (public := current().public_url) is not None:
        return str(public).rstrip("/")
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
