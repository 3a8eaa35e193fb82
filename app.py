"""The ASGI application: `python app.py`, `streamlit run app.py` or `uvicorn app:app`."""

from pathlib import Path

import streamlit as st

from data.settings import load_or_exit

app = st.App(Path(__file__).resolve().parent / "pages" / "navigation.py")

if __name__ == "__main__":
    settings = load_or_exit()
    app.run(
        config={
            "server.address": settings.host,
            "server.port": settings.port,
            "server.allowedHosts": list(settings.allowed_hosts),
        }
    )
