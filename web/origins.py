"""From where a request comes, for the throttle alone: an IPv4 address, or the /64 that one IPv6 line is given.

`request.client` is who asked, or whom a proxy names in X-Forwarded-For that HOMEWARD_TRUSTED_PROXIES lists; from anybody
else the header is not looked at.
"""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.requests import Request

LINE_BITS: Final = 64
"""Whoever has one IPv6 address has the 2^64 of its network, and could come from another one at each try."""


def origin(request: Request) -> str:
    """The place that is throttled as one; empty where nothing is known of it."""
    if request.client is None:
        return ""
    try:
        found = ip_address(request.client.host.partition("%")[0])
    except ValueError:
        return request.client.host
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, LINE_BITS), strict=False))
