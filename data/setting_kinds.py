"""Kinds of settings that have to look a certain way. What is refused is never quoted: it may hold a secret."""

import re
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, HttpUrl, SecretStr

NUMBER: Final = "{number}"
DISCOVERY: Final = "/.well-known/openid-configuration"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
ENTRA: Final = "login.microsoftonline.com"
ANY_TENANT: Final = ("/common", "/organizations", "/consumers")
_DOMAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def _gateway(value: SecretStr | None) -> SecretStr | None:
    text = value.get_secret_value() if value else ""
    if text and ("://" not in text or text.count(NUMBER) != 1):
        raise ValueError("not a gateway's address with a place for the number")
    return value


def _web_address(value: SecretStr | None) -> SecretStr | None:
    if value:
        HttpUrl(value.get_secret_value())
    return value


def _hosts(value: tuple[str, ...]) -> tuple[str, ...]:
    hosts = tuple(host.lower() for host in value)
    if not all(_HOST.fullmatch(host) for host in hosts):
        raise ValueError("not names of hosts")
    return hosts


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        str(ip_network(one)) if "/" in one else str(ip_network(one).network_address) for one in value
    )


def is_safe_address(text: str) -> bool:
    """Whether nobody on the way can read or change what is asked there: https, or this very machine."""
    parts = urlsplit(text)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _provider(value: str | None) -> str | None:
    """The discovery address. Entra's address for every tenant is refused: its issuer would be anybody's."""
    if not value:
        return None
    issuer = value.removesuffix(DISCOVERY).rstrip("/")
    parts = urlsplit(issuer)
    if not is_safe_address(issuer) or parts.query or parts.fragment or parts.username:
        raise ValueError("not an issuer's address")
    if parts.hostname == ENTRA and parts.path.lower().startswith(ANY_TENANT):
        raise ValueError("not one tenant's address")
    return issuer + DISCOVERY


def _domains(value: tuple[str, ...]) -> tuple[str, ...]:
    domains = tuple(domain.lower().removeprefix("@") for domain in value)
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError("not e-mail domains")
    return domains


SmsGateway = Annotated[SecretStr | None, AfterValidator(_gateway)]
WebAddress = Annotated[SecretStr | None, AfterValidator(_web_address)]
Hosts = Annotated[tuple[str, ...], AfterValidator(_hosts)]
ProviderAddress = Annotated[str | None, AfterValidator(_provider)]
Networks = Annotated[tuple[str, ...], AfterValidator(_networks)]
MailDomains = Annotated[tuple[str, ...], AfterValidator(_domains)]


def _installed(engine: Literal["duckdb", "spark"]) -> Literal["duckdb", "spark"]:
    if engine == "spark" and find_spec("pyspark") is None:
        raise ValueError("Spark is not installed")
    return engine


MarksEngine = Annotated[Literal["duckdb", "spark"], AfterValidator(_installed)]
