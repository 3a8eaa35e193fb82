"""What every route shares: the database, the settings, the clock, and how a page is drawn and a cookie set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from analysis.colours import as_css
from data.database import Database
from data.phones import dialled
from data.queries.session import SignedIn, cookie_name, is_secure
from data.settings import Settings
from visits.times import said
from web import forms

LONDON: Final = ZoneInfo("Europe/London")
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Our own pages load nothing at all: their style stands in them, and there is no script."""


@dataclass(frozen=True)
class Site:
    """One a process. `key` signs forms and hashes what is throttled; `now` is the clock."""

    db: Database
    settings: Settings
    key: str
    now: Callable[[], datetime]
    pages: Environment = field(default_factory=lambda: _environment(), repr=False)

    @property
    def cookie(self) -> str:
        """The session cookie's name."""
        return cookie_name(self.settings)

    def token(self, request: Request) -> str:
        """The session's token as the browser sent it; empty for none."""
        return request.cookies.get(self.cookie, "")

    def page(self, request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """Draw a page with a fresh form token in it; never kept by a browser or a proxy."""
        form_cookie = forms.cookie_of(request, self.settings) or forms.new_cookie()
        token = forms.token(self.key, form_cookie, self.token(request), now=self.now())
        text = self.pages.get_template(template).render(form_token=token, **values)
        response = HTMLResponse(text, status_code=status, headers={"Content-Security-Policy": POLICY})
        response.headers["Cache-Control"] = "no-store"
        self.set_cookie(
            response,
            forms.cookie_name(self.settings),
            form_cookie,
            max_age_s=int(forms.LASTS.total_seconds()),
        )
        return response

    async def form(self, request: Request, *, long: bool = False) -> forms.Form:
        """The form that was sent, `long` for one over a long list. Raises BadForm if it is of no page of ours."""
        return await forms.read(
            request,
            key=self.key,
            form_cookie=forms.cookie_of(request, self.settings),
            session_token=self.token(request),
            now=self.now(),
            most=forms.LONG if long else (forms.LARGEST_BYTES, forms.MOST_FIELDS),
        )

    def keep_session(self, response: Response, token: str, *, ends_at: datetime) -> None:
        """Give the browser its session."""
        seconds = int((ends_at - self.now()).total_seconds())
        self.set_cookie(response, self.cookie, token, max_age_s=seconds)

    def drop_session(self, response: Response) -> None:
        """Take the session's cookie away."""
        self.set_cookie(response, self.cookie, "", max_age_s=0)

    def set_cookie(self, response: Response, name: str, value: str, *, max_age_s: int) -> None:
        """Give the browser a cookie for the whole site, out of reach of scripts and of other sites' pages."""
        # Lax, not Strict: whoever follows a link from an e-mail is still signed in.
        response.set_cookie(
            name,
            value,
            max_age=max_age_s,
            path="/",
            secure=is_secure(self.settings),
            httponly=True,
            samesite="lax",
        )


def signed_in(request: Request) -> SignedIn | None:
    """The session behind a request, as the middleware found it."""
    found: SignedIn | None = request.scope.get("state", {}).get("signed_in")
    return found


def see_other(path: str) -> RedirectResponse:
    """Go on to another page of ours by GET, so that a reload never sends a form again."""
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def to_sign_in(path: str) -> RedirectResponse:
    """To the sign-in page, and from there back to `path`."""
    return see_other("/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}")


def local_path(text: str | None) -> str:
    """The path to go on to, if it is one of this very site; otherwise the first page."""
    if not text or not text.startswith("/") or text[1:2] in ("/", "\\"):
        return "/"
    if any(ord(c) < 33 or ord(c) == 127 for c in text) or text.startswith(("/sign-in", "/sign-out")):
        return "/"
    return text


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, Callable[..., Any]] = {"clock": _clock, "moment": said, "tel": dialled}
    made.filters.update(filters)
    made.globals["colours"] = as_css()
    return made


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
