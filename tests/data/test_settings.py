"""A setting is taken from the environment or a file; a bad one stops the start with its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from data import settings
from data.settings import BadSettings, Settings

ROOT = Path(__file__).parents[2]
SECRET = "correct horse battery staple, twice over"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the person who runs the tests has set."""
    for name in [name for name in os.environ if name.startswith(settings.PREFIX) or name == "PORT"]:
        monkeypatch.delenv(name)


def test_with_nothing_set_homeward_listens_to_this_machine_and_keeps_a_file() -> None:
    found = settings.load()
    assert (found.host, found.port, found.demo) == ("127.0.0.1", 8501, True)
    assert found.database == "sqlite:///var/homeward.db"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOMEWARD_VAR_DIR", "elsewhere")
    monkeypatch.setenv("HOMEWARD_DEMO", "false")
    monkeypatch.setenv("HOMEWARD_ALLOWED_HOSTS", "visits.school.example, localhost,")
    monkeypatch.setenv("HOMEWARD_LOG_LEVEL", "WARNING")
    found = settings.load()
    assert (found.port, found.demo, found.log_level) == (9000, False, "warning")
    assert found.database == "sqlite:///elsewhere/homeward.db"
    assert found.allowed_hosts == ("visits.school.example", "localhost")


def test_empty_is_the_same_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DEMO_PASSWORD",
        "SECRET_KEY",
        "SMTP_PASSWORD",
        "SMS_URL",
        "WEBHOOKS",
        "PING_URL",
        "PUBLIC_URL",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
    ):
        monkeypatch.setenv(f"HOMEWARD_{name}", "")
    assert settings.load() == Settings()


@pytest.mark.parametrize(
    "url", ["sqlite:////srv/h.db", "postgresql+psycopg://h:hushhush@db.example/homeward"]
)
def test_a_database_is_taken_by_its_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HOMEWARD_DATABASE_URL", url)
    found = settings.load()
    assert found.database == url
    assert "hushhush" not in repr(found)


BAD = [
    ("PORT", "abc", "a whole number from 1 to 65535"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("HOMEWARD_DEMO", "maybe", "`true` or `false`"),
    ("HOMEWARD_LOG_LEVEL", "loud", "`debug`, `info`, `warning` or `error`"),
    ("HOMEWARD_PUBLIC_URL", "school", "https://visits.school.example"),
    ("HOMEWARD_DATABASE_URL", "nonsense", "postgresql+psycopg://"),
    ("HOMEWARD_DATABASE_URL", "mysql://h:hushhush@db.example/h", "postgresql+psycopg://"),
    ("HOMEWARD_DEMO_PASSWORD", "hush", "8 characters or more"),
    ("HOMEWARD_SECRET_KEY", "hush", "32 characters or more"),
    ("HOMEWARD_SESSION_IDLE_MINUTES", "1", "5 to 1440"),
    ("HOMEWARD_SMTP_SECURITY", "ssl3", "`starttls`, `tls` or `none`"),
    ("HOMEWARD_SMS_URL", "twilio://hushhush@07700900001", "with `{number}` where the number goes"),
    ("HOMEWARD_SMS_URL", "{number}", "an Apprise address of an SMS gateway"),
    ("HOMEWARD_TEAMS", "perhaps", "`true` or `false`"),
    ("HOMEWARD_WEBHOOKS", "https://hooks.school.example/", "such as `hooks.school.example`"),
    ("HOMEWARD_PING_URL", "hushhush", "an address of an outside watch"),
    ("HOMEWARD_OIDC_URL", "http://login.school.example", "the issuer or discovery address"),
    ("HOMEWARD_OIDC_URL", "https://login.microsoftonline.com/common/v2.0", "the issuer or discovery address"),
    ("HOMEWARD_OIDC_DOMAINS", "https://hush.example/", "such as `school.example`"),
]


@pytest.mark.parametrize(("name", "value", "expected"), BAD)
def test_a_bad_value_is_refused_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        settings.load()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name}: expected ")
    assert expected in sentence
    assert "hush" not in sentence


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("HOMEWARD_DEMO", "maybe")
    with pytest.raises(BadSettings) as refused:
        settings.load()
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == ["PORT", "HOMEWARD_DEMO"]


def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_SMTP_HOST", "mail.school.example")
    with pytest.raises(BadSettings, match="HOMEWARD_SMTP_FROM: expected an e-mail address"):
        settings.load()
    monkeypatch.setenv("HOMEWARD_SMTP_FROM", "homeward@school.example")
    assert settings.load().smtp_host == "mail.school.example"


def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_DATABSE_URL", "sqlite:///h.db")
    with pytest.raises(BadSettings, match=r"HOMEWARD_DATABSE_URL .* perhaps HOMEWARD_DATABASE_URL\."):
        settings.load()


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text(SECRET + "\r\n", encoding="utf-8")
    monkeypatch.setenv("HOMEWARD_SMTP_PASSWORD_FILE", str(tmp_path / "smtp"))
    assert settings.load().smtp_password == SecretStr(SECRET)


def test_secrets_may_stand_in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "homeward_secret_key").write_text(SECRET, encoding="utf-8")
    monkeypatch.setenv("HOMEWARD_SECRETS_DIR", str(tmp_path))
    assert settings.load().secret_key == SecretStr(SECRET)


def test_a_file_is_held_to_the_same_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "homeward_secret_key").write_text("short", encoding="utf-8")
    monkeypatch.setenv("HOMEWARD_SECRETS_DIR", str(tmp_path))
    with pytest.raises(BadSettings, match=r"HOMEWARD_SECRET_KEY: expected .* 32 characters"):
        settings.load()


def test_a_file_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOMEWARD_SMTP_PASSWORD_FILE", str(tmp_path / "gone"))
    with pytest.raises(BadSettings, match="HOMEWARD_SMTP_PASSWORD_FILE: expected a file that can be read"):
        settings.load()


def test_a_folder_that_is_not_there_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOMEWARD_SECRETS_DIR", str(tmp_path / "gone"))
    with pytest.raises(BadSettings, match="HOMEWARD_SECRETS_DIR: expected a folder"):
        settings.load()


def test_a_secret_that_is_set_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET, encoding="utf-8")
    monkeypatch.setenv("HOMEWARD_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("HOMEWARD_SECRET_KEY", SECRET)
    with pytest.raises(BadSettings, match=r"HOMEWARD_SECRET_KEY .* keep one of them"):
        settings.load()


def test_a_bad_value_stops_the_start_with_a_sentence_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": "many"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert (
        done.stderr.splitlines()[-1]
        == "PORT: expected the port to listen on, a whole number from 1 to 65535."
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://accounts.google.com", "https://accounts.google.com/.well-known/openid-configuration"),
        (
            "https://login.microsoftonline.com/1f/v2.0/.well-known/openid-configuration",
            "https://login.microsoftonline.com/1f/v2.0/.well-known/openid-configuration",
        ),
        ("http://127.0.0.1:9000/", "http://127.0.0.1:9000/.well-known/openid-configuration"),
    ],
)
def test_a_provider_is_found_by_its_issuer_or_its_discovery_address(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    monkeypatch.setenv("HOMEWARD_OIDC_URL", given)
    with pytest.raises(BadSettings) as refused:
        settings.load()
    assert str(refused.value) == (
        "HOMEWARD_OIDC_URL: expected HOMEWARD_OIDC_CLIENT_ID, HOMEWARD_OIDC_CLIENT_SECRET, "
        "HOMEWARD_PUBLIC_URL to be set with it."
    )
    monkeypatch.setenv("HOMEWARD_OIDC_CLIENT_ID", "homeward")
    monkeypatch.setenv("HOMEWARD_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("HOMEWARD_PUBLIC_URL", "https://visits.school.example")
    found = settings.load()
    assert found.oidc_url == kept
    assert SECRET not in repr(found)


def test_spark_is_refused_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.setting_kinds.find_spec", lambda _name: None)
    monkeypatch.setenv("HOMEWARD_MARKS_ENGINE", "spark")
    with pytest.raises(BadSettings, match="HOMEWARD_MARKS_ENGINE: expected `duckdb`, or `spark`"):
        settings.load()
