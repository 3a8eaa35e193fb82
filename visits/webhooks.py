"""Which web addresses a person may give as a way to be reached: only at hosts that this installation names.

Whoever types an address makes the server ask it. So it is https, at a named host and port, without a name or password in
it; a machine's own address is reached only where the installation names it, as a test does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qs, urlsplit

HTTPS: Final = 443
TEAMS_HOSTS: Final = (".logic.azure.com", ".api.powerplatform.com")
"""Where Microsoft keeps the workflows that post to Teams: any name that ends so."""


_WORKFLOW: Final = re.compile(
    r"(?P<automate>/powerautomate/automations/direct(?:/cu/(?P<route>[0-9]+))?)?"
    r"/workflows/(?P<id>[A-Za-z0-9_-]+)/triggers/manual/paths/invoke/?"
)


class NotAllowed(ValueError):
    """The address may not be asked. `str()` is a sentence for the page and quotes nothing."""


def webhook_host(address: str, hosts: Sequence[str]) -> str:
    """The host of a webhook's address that may be asked. Raises NotAllowed.

    `hosts` are names, with a port where it is not 443, such as `hooks.school.example` or `127.0.0.1:8080`.
    """
    host, port, secure = _parts(address)
    named = {host} if port == HTTPS and secure else set()
    if not {f"{host}:{port}", *named} & set(hosts):
        raise NotAllowed("That host is not one that this installation allows. Ask whoever runs it.")
    if not secure and not _own_machine(host):
        raise NotAllowed("The address has to begin with https://.")
    return host


def teams_host(address: str, hosts: Sequence[str]) -> str:
    """The host of a Teams workflow's address: one of Microsoft's, or one that the installation names."""
    host, port, secure = _parts(address)
    if secure and port == HTTPS and host.endswith(TEAMS_HOSTS):
        return host
    return webhook_host(address, hosts)


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """What makes up a workflow's address in Teams. Nothing else of what was typed counts."""

    id: str
    signature: str
    version: str | None
    power_automate: bool
    route: str | None


def workflow_of(address: str) -> Workflow:
    """The workflow of an address in Teams. Raises NotAllowed where it is none, or not whole."""
    parts = urlsplit(address)
    path, asked = _WORKFLOW.fullmatch(parts.path), parse_qs(parts.query)
    signature = asked.get("sig", [""])[0]
    if path is None or not signature:
        raise NotAllowed("That is not the whole address of a workflow. Copy it from Teams once more.")
    return Workflow(
        id=path["id"],
        signature=signature,
        version=asked.get("api-version", [None])[0],
        power_automate=path["automate"] is not None,
        route=path["route"],
    )


def _parts(address: str) -> tuple[str, int, bool]:
    """Host, port and whether it is https."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NotAllowed("That is not a web address.") from None
    strange = any(c.isspace() or ord(c) < 33 or c == "\\" for c in address)
    if not host or strange or parts.scheme not in ("http", "https"):
        raise NotAllowed("Give the whole address, such as https://hooks.school.example/abc.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("Give the address without a name or a password in it.")
    secure = parts.scheme == "https"
    return host, port or (HTTPS if secure else 80), secure


def _own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
