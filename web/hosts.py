"""Under which names Homeward answers, and whose pages may ask it to do something.

A page of a stranger can give its own name the address of this machine (DNS rebinding): its requests then carry that
name. It can also send a form here, or open a websocket: the browser then says whose page it was.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from data.queries.session import is_secure
from data.settings import Settings

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
EVERY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104  (never listened on here)
OF_MACHINES: Final = frozenset({"/livez", "/healthz", "/metrics"})
"""What a balancer or a container's host asks, which may know an IP address only. A page cannot be given one."""
OWN_PAGES: Final = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site: a page of this very address, or no page at all (typed, bookmarked, a reload)."""


def names(settings: Settings) -> frozenset[str]:
    """The names that pages answer to: those that are set, the public address's, where it listens, this machine's own."""
    public = settings.public_url.host if settings.public_url else None
    listens = {settings.host} - EVERY_ADDRESS
    found = {*settings.allowed_hosts, *listens, *LOOPBACK, *([public] if public else [])}
    return frozenset(name.lower().strip("[]").rstrip(".") for name in found)


def is_ours(host: str | None, path: str, settings: Settings) -> bool:
    """Whether a request with this Host header may be answered."""
    name = _name(host)
    if name is None:
        return False
    return name in names(settings) or (path in OF_MACHINES and _is_address(name))


def may_act(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether what is sent may change something: it comes from a page of ours, or from no page at all."""
    return headers.get("sec-fetch-site", "none") in OWN_PAGES and may_open(headers, settings)


def may_open(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a page of this very address, port included, opens a websocket; or no page at all.

    A browser always says whose page it is, and sends our cookie whatever page it is: one of another port is a
    stranger's. Nobody can leave that out but a program, which brings a cookie of its own or none. Sec-Fetch-Site says
    nothing here: browsers differ in what they call a websocket's site.
    """
    origin = headers.get("origin")
    return origin is None or _same_origin(origin, headers.get("host", ""), settings)


def _same_origin(origin: str, host: str, settings: Settings) -> bool:
    """`null` is no page of ours: it is a file, or a frame without an origin of its own."""
    given = urlsplit(origin)
    if settings.public_url is not None and origin.lower() == _origin(str(settings.public_url)):
        return True
    if given.scheme not in ("http", "https") or given.netloc.lower() != host.lower():
        return False
    # Where pages come by TLS, one that did not may have been written by whoever is on the way.
    return given.scheme == "https" or not is_secure(settings) or _name(host) in LOOPBACK


def _origin(address: str) -> str:
    parts = urlsplit(address.lower())
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"


def _name(host: str | None) -> str | None:
    """The name in a Host header without its port; None where it is none."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    if parts.netloc != host or not parts.hostname or parts.username is not None:
        return None
    return parts.hostname.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
