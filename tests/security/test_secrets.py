"""What is secret is never shown: whatever holds settings can be printed."""

import re
from typing import get_args

import pytest
from pydantic import SecretStr
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from data import settings
from data.settings import Settings

HUSH = "hush-" * 8
SECRET = [
    name
    for name, field in Settings.model_fields.items()
    if field.annotation is SecretStr or SecretStr in get_args(field.annotation)
]
NAMES = re.compile(r"password|secret|key\b|token")
GIVEN = {
    "database_url": f"postgresql+psycopg://h:{HUSH}@db.example/h",
    "sms_url": f"jsons://x:{HUSH}@g.example/{{number}}",
}
"""Addresses have the secret inside."""


def test_whatever_is_called_a_secret_is_one() -> None:
    assert {name for name in Settings.model_fields if NAMES.search(name)} <= set(SECRET)
    assert {"database_url", "sms_url", "ping_url"} <= set(SECRET)


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text = GIVEN.get(name, f"https://p.example/{HUSH}" if name.endswith("_url") else HUSH)
    monkeypatch.setenv(settings.variable(name), text)
    found = settings.load()
    for shown in (repr(found), str(found), f"{found}", found.model_dump_json(), repr(found.model_dump())):
        assert HUSH not in shown
    assert HUSH in getattr(found, name).get_secret_value()


def test_proxies_are_named_by_address_or_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().trusted_proxies == ()
    monkeypatch.setenv("HOMEWARD_TRUSTED_PROXIES", "127.0.0.1, ::1,10.8.0.0/24")
    assert settings.load().trusted_proxies == ("127.0.0.1", "::1", "10.8.0.0/24")
    monkeypatch.setenv("HOMEWARD_TRUSTED_PROXIES", "everybody")
    with pytest.raises(settings.BadSettings, match="HOMEWARD_TRUSTED_PROXIES: expected"):
        settings.load()


@pytest.mark.parametrize(
    ("trusted", "asks", "seen"),
    [
        ("", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "192.0.2.9"),
        ("127.0.0.1", "192.0.2.77", "192.0.2.77"),
        ("10.8.0.0/24", "10.8.0.5", "192.0.2.9"),
    ],
)
@pytest.mark.anyio
async def test_where_somebody_comes_from_is_said_by_nobody_else(trusted: str, asks: str, seen: str) -> None:
    """As `app.py` gives it to uvicorn: with nothing set it believes no one."""
    clients = []

    async def app(scope, _receive, _send) -> None:  # type: ignore[no-untyped-def]
        clients.append(scope["client"][0])

    scope = {
        "type": "http",
        "client": (asks, 1),
        "headers": [(b"x-forwarded-for", b"192.0.2.9")],
        "scheme": "http",
    }
    await ProxyHeadersMiddleware(app, trusted)(scope, None, None)  # type: ignore[arg-type]
    assert clients == [seen]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
