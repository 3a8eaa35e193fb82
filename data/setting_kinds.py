"""Kinds of settings that have to look a certain way. What is refused is never quoted: it may hold a secret."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, HttpUrl, SecretStr

NUMBER: Final = "{number}"
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


SmsGateway = Annotated[SecretStr | None, AfterValidator(_gateway)]
WebAddress = Annotated[SecretStr | None, AfterValidator(_web_address)]
Hosts = Annotated[tuple[str, ...], AfterValidator(_hosts)]
