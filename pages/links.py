"""Ways from one page to another. An address carries ids and never a name."""

from uuid import UUID

import streamlit as st

from pages import menu
from visits.permissions import Viewer


def to_page(viewer: Viewer, file: str, label: str, *, icon: str | None = None, **ids: UUID | str) -> None:
    """A link to a page that is open to the viewer; nothing where it is not."""
    item = next(item for item in menu.items() if item.file == file)
    if item.path.exists() and menu.is_open(item, viewer):
        query = {name: str(value) for name, value in ids.items()}
        st.page_link(item.path, label=label, icon=icon, query_params=query or None)


def id_in_address(name: str) -> UUID | None:
    """The id under that name in the page's address; None where there is none, or something that is no id."""
    try:
        return UUID(st.query_params.get(name, ""))
    except ValueError:
        return None
