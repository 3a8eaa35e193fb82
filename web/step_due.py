"""Where everybody needs a second step: whoever signed in by a password and has none sets one up first, and sees no more.

Raising an emergency and the phone's page of a visit stay open, for nobody in danger is asked for an app first. What a
page of Streamlit's shows is decided by `pages.step_due`; here it is our own routes, files and forms that stay shut.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from data.queries.second_step import is_due
from data.queries.session import SignedIn
from web.own_step import PATH
from web.site import Site, see_other

FREE: Final = (PATH, "/account", "/out", "/sign-out", "/_stcore", "/media")
"""With what is below them. `/account` is where an emergency is raised; the last two are Streamlit's own."""


def answer(site: Site, request: Request, found: SignedIn) -> Response | None:
    """What is answered in place of the page; None to let the request through."""
    path: str = request.scope["path"]
    if any(path == free or path.startswith(f"{free}/") for free in FREE):
        return None
    with site.db.read() as session:
        if not is_due(session, found, site.settings):
            return None
    if request.method in ("GET", "HEAD"):
        return see_other(PATH)
    return PlainTextResponse("Set up your second step first.", status_code=403)
