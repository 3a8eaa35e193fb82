"""The ASGI application: `python app.py`, `streamlit run app.py` or `uvicorn app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from data import logs
from data.settings import load_or_exit

settings = load_or_exit()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Send all logs one way. Streamlit and uvicorn have set up theirs by now, so this is the last word."""
    logs.configure(level=settings.log_level)
    logs.logger("app").info("process.started", port=settings.port)
    yield


app = st.App(Path(__file__).resolve().parent / "pages" / "navigation.py", lifespan=lifespan)

if __name__ == "__main__":
    app.run(
        config={
            "server.address": settings.host,
            "server.port": settings.port,
            "server.allowedHosts": list(settings.allowed_hosts),
        }
    )
