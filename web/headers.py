"""What a browser may do with an answer. Each part of the policy was tried without, on every page (docs/adr/0018)."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from starlette.datastructures import MutableHeaders

from data.queries.session import is_secure
from data.settings import Settings

ASSETS: Final = ("/static/", "/component/", "/_stcore/bidi-components/")
"""Streamlit's own scripts and styles, which hold nothing of ours."""
KEPT: Final = frozenset({"/favicon.png", "/manifest.json"})
MEDIA: Final = "/media/"
INLINE: Final = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
"""The one script that stands in Streamlit's page (`window.prerenderReady = false`)."""
OF_PAGES: Final = "; ".join(
    (
        "default-src 'none'",
        # blob: is how Streamlit starts a component's own script: the board's clock, the card to take away.
        f"script-src 'self' '{INLINE}' blob:",
        # Streamlit writes its styles while it runs.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""For Streamlit's page, in which all of its pages are drawn. It has no form of its own to send."""
OF_FILES: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For what is no page: nothing in it is loaded or run if it is opened as one."""
EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: a browser would then say `Origin: null` when a form of ours is sent.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "accelerometer=(), autoplay=(self), browsing-topics=(), camera=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), publickey-credentials-get=(), screen-wake-lock=(self), serial=(), usb=(), xr-spatial-tracking=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
BY_TLS: Final = "max-age=63072000; includeSubDomains"
"""Two years. Said only where people come by TLS."""


def put(headers: MutableHeaders, path: str, settings: Settings) -> None:
    """Add to an answer what every answer says. A policy of its own stays."""
    for name, value in EVERYWHERE.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", _policy(headers.get("Content-Type", ""), path))
    if is_secure(settings):
        headers["Strict-Transport-Security"] = BY_TLS
    if not is_asset(path):
        headers["Cache-Control"] = "no-store"


def is_asset(path: str) -> bool:
    """Whether it is a file of Streamlit's own. What is no file there, Streamlit answers with its page."""
    suffix = PurePosixPath(path).suffix
    return path in KEPT or (path.startswith(ASSETS) and suffix not in ("", ".html"))


def _policy(content_type: str, path: str) -> str:
    if path.startswith(MEDIA):
        return f"{OF_FILES}; sandbox"
    return OF_PAGES if content_type.startswith("text/html") else OF_FILES
