"""An alert that is opened from the list stands in the address, beside what was chosen there.

A link from a page to itself leaves the browser's address as it is, so that the next press would know of no alert.
"""

from uuid import UUID

import streamlit as st


def open_alert(alert_id: UUID) -> None:
    """For a button's `on_click`: show this alert, and keep it in the address."""
    st.query_params["alert"] = str(alert_id)


def close() -> None:
    """For a button's `on_click`: back to the list, as it was chosen."""
    st.query_params.pop("alert", None)
