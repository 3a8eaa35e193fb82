"""The ASGI application: `python app.py`, `streamlit run app.py` or `uvicorn app:app`."""

import os
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import streamlit as st

from data import logs
from data.counters import PAGE_ERRORS
from data.settings import load_or_exit
from web.hosts import names
from web.middleware import stack
from web.routes import routes
from web.startup import make_site, running

PAGES = Path(__file__).resolve().parent / "pages"

settings = load_or_exit()
site = make_site(settings)


def lifespan(_app: st.App) -> AbstractAsyncContextManager[None]:
    """What runs beside the pages. Under plain uvicorn the port is not known here."""
    served = st.get_option("server.port") if st.get_option("server.address") else None
    address = str(settings.public_url or (f"http://{settings.host}:{served}" if served else ""))
    return running(site, address=address)


def say_that_it_failed(error: Exception) -> bool:
    """A page that failed says so with a reference; the log has the rest under the same one."""
    PAGE_ERRORS.inc()
    logs.logger("pages").error("page.failed", exc_info=error)
    st.error(
        "This page could not be shown. Nothing that was saved is lost. Reload it; if it happens again, tell whoever runs "
        f"Homeward this reference: {logs.correlation_id()}",
        icon=":material/error:",
    )
    return True


app = st.App(
    PAGES / "navigation.py",
    routes=routes(site),
    middleware=stack(site),
    lifespan=lifespan,
    on_script_error=say_that_it_failed,
)

if __name__ == "__main__":
    # Without it uvicorn would believe any process of this machine who asks.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", ",".join(settings.trusted_proxies))
    app.run(
        config={
            "server.address": settings.host,
            "server.port": settings.port,
            "server.allowedHosts": sorted(names(settings)),
        }
    )
