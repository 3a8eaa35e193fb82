"""What the person who runs Homeward can set, and nothing else: `HOMEWARD_*` in the environment.

Every setting can also be read from a file: `HOMEWARD_SMTP_PASSWORD_FILE=/run/secrets/smtp` names one, and a
folder named by `HOMEWARD_SECRETS_DIR` holds several, each called like its variable in small letters
(`homeward_smtp_password`). A bad value stops the start with its name and what is expected.
"""

import difflib
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn, Self

from pydantic import (
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data import setting_kinds as kinds
from data.setting_sources import FILE_SUFFIX, PREFIX, SECRETS_DIR, BadSettings, Files, variable

__all__ = ["PREFIX", "BadSettings", "Settings", "current", "load", "load_or_exit", "variable"]

DATABASES: Final = ("sqlite", "postgresql+psycopg")


class Settings(BaseSettings):
    """Everything that can be set. Read once, when a process starts; immutable after that."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    host: str = Field(
        "127.0.0.1", description="the address to listen on; `0.0.0.0` for every one of this machine"
    )
    port: int = Field(
        8501,
        ge=1,
        le=65535,
        validation_alias="PORT",
        description="the port to listen on, a whole number from 1 to 65535",
    )
    public_url: HttpUrl | None = Field(
        None,
        description="the address that people type, such as `https://visits.school.example`; "
        "without it a message has no link",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="more host names that pages answer to, parted by commas; that of `HOMEWARD_PUBLIC_URL` and this "
        "machine's own always do",
    )
    trusted_proxies: Annotated[kinds.Networks, NoDecode] = Field(
        (),
        description="the addresses of proxies whose `X-Forwarded-For` is believed, such as `127.0.0.1`, parted by "
        "commas; empty for none",
    )
    var_dir: Path = Field(Path("var"), description="a folder for the database, attendance files and keys")
    database_url: SecretStr = Field(
        SecretStr(""),
        description="`sqlite:///…` or `postgresql+psycopg://…`; empty for `homeward.db` in `HOMEWARD_VAR_DIR`",
    )
    demo: bool = Field(
        default=True,
        description="`true` or `false`: fill an empty database with made-up schools and accounts",
    )
    demo_password: SecretStr | None = Field(
        None,
        min_length=8,
        description="a password of 8 characters or more for the made-up accounts; empty for a random one",
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="a key of 32 characters or more, to sign links; empty for one made and kept",
    )
    session_idle_minutes: int = Field(
        60,
        ge=5,
        le=1440,
        description="the minutes without a click after which a person is signed out, 5 to 1440; sooner for some roles",
    )
    session_hours: int = Field(
        12,
        ge=1,
        le=168,
        description="the hours after which a person is signed out in any case, 1 to 168; sooner for some roles",
    )
    board_session_hours: int = Field(
        14, ge=1, le=168, description="the hours that a shared board may stay open, 1 to 168"
    )
    oidc_url: kinds.ProviderAddress = Field(
        None,
        description="the issuer or discovery address of the school's own sign-in (OpenID Connect), such as "
        "`https://accounts.google.com`; empty for passwords alone",
    )
    oidc_name: str = Field(
        "your school account", max_length=40, description="what people call it, such as `Microsoft`"
    )
    oidc_client_id: str = Field("", description="the client id that it gave Homeward")
    oidc_client_secret: SecretStr | None = Field(None, description="the client secret that it gave Homeward")
    oidc_domains: Annotated[kinds.MailDomains, NoDecode] = Field(
        (),
        description="the e-mail domains whose addresses it proves, such as `school.example`, parted by commas; "
        "empty and each person connects their account first",
    )
    second_step: Literal["offered", "required"] = Field(
        "offered",
        description="`offered` or `required`: whether whoever signs in by a password has to set up a second step",
    )
    smtp_host: str = Field("", description="the mail server; empty and nobody is told by e-mail")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port, a whole number from 1 to 65535")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="`starttls`, `tls` or `none`"
    )
    smtp_user: str = Field("", description="the name to sign in to the mail server with; empty for none")
    smtp_password: SecretStr | None = Field(None, description="its password")
    smtp_from: str = Field(
        "", description="the address that messages come from, such as `homeward@school.example`"
    )
    sms_url: kinds.SmsGateway = Field(
        None,
        description="an Apprise address of an SMS gateway with `{number}` where the number goes; empty for no SMS",
    )
    teams: bool = Field(
        default=False,
        description="`true` or `false`: people may be told in Teams, by a workflow's address of their own",
    )
    webhooks: Annotated[kinds.Hosts, NoDecode] = Field(
        (),
        description="the hosts that people's webhooks may be at, such as `hooks.school.example`, parted by commas",
    )
    ping_url: kinds.WebAddress = Field(
        None,
        description="an address of an outside watch, asked once a minute while all is well; empty for none",
    )
    anchor_dir: Path | None = Field(
        None,
        description="a folder on another machine, a share, in which the audit's ends are kept each day; empty for none",
    )
    marks_engine: kinds.MarksEngine = Field(
        "duckdb", description="`duckdb`, or `spark`, which has to be installed first: see docs/operating.md"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`: the least serious line that is logged"
    )

    @field_validator("allowed_hosts", "trusted_proxies", "webhooks", "oidc_domains", mode="before")
    @classmethod
    def _parted_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("log_level", "smtp_security", "second_step", mode="before")
    @classmethod
    def _small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator(
        "demo_password",
        "secret_key",
        "smtp_password",
        "public_url",
        "sms_url",
        "ping_url",
        "anchor_dir",
        "oidc_url",
        "oidc_client_secret",
        mode="before",
    )
    @classmethod
    def _empty_is_not_set(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("database_url")
    @classmethod
    def _a_database_that_we_know(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            return value
        try:
            driver = make_url(value.get_secret_value()).drivername
        except ArgumentError:
            # The original would carry the address, and with it the password, into the message.
            raise ValueError("not a database address") from None
        if driver not in DATABASES:
            raise ValueError(f"{driver} is not a database that Homeward knows")
        return value

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.smtp_host and "@" not in self.smtp_from:
            raise ValueError(
                f"{PREFIX}SMTP_FROM: expected an e-mail address, because {PREFIX}SMTP_HOST is set"
            )
        return self

    @model_validator(mode="after")
    def _a_provider_knows_us(self) -> Self:
        needs = {
            "OIDC_CLIENT_ID": self.oidc_client_id,
            "OIDC_CLIENT_SECRET": self.oidc_client_secret,
            "PUBLIC_URL": self.public_url,
        }
        if self.oidc_url and (missing := [f"{PREFIX}{name}" for name, value in needs.items() if not value]):
            raise ValueError(f"{PREFIX}OIDC_URL: expected {', '.join(missing)} to be set with it")
        return self

    @property
    def database(self) -> str:
        """The database's address, with its password: never log it."""
        return (
            self.database_url.get_secret_value() or f"sqlite:///{(self.var_dir / 'homeward.db').as_posix()}"
        )

    @property
    def attendance_folder(self) -> Path:
        """Where files of attendance marks are kept."""
        return self.var_dir / "attendance"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then files."""
        return init_settings, env_settings, Files(settings_cls)


def load() -> Settings:
    """Read the settings now. Raises `BadSettings` with a sentence for each that cannot be used."""
    if strangers := _strangers(os.environ):
        raise BadSettings("\n".join(strangers))
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings("\n".join(_sentence(details) for details in error.errors())) from None


@cache
def current() -> Settings:
    """Return the settings of this process, read at the first call."""
    return load()


def load_or_exit() -> Settings:
    """Return the settings of this process; a bad one ends the process with its sentence and status 2."""
    try:
        return current()
    except BadSettings as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    sys.stderr.write(f"Homeward did not start, because of its settings.\n{message}\n")
    raise SystemExit(2)


def _strangers(environ: Mapping[str, str]) -> list[str]:
    """Say which `HOMEWARD_` variables mean nothing: a misspelt one would be silently without effect."""
    known = [variable(name) for name in Settings.model_fields]
    allowed = {*known, *(name + FILE_SUFFIX for name in known), SECRETS_DIR}
    return [
        f"{name} is not a setting of Homeward{_guess(name, sorted(allowed))}."
        for name in sorted(map(str.upper, environ))
        if name.startswith(PREFIX) and name not in allowed
    ]


def _guess(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; expected perhaps {close[0]}" if close else ""


def _sentence(details: Any) -> str:
    """Turn one finding of pydantic's into `NAME: expected …`. The value is left out: it may be a secret."""
    if not details["loc"]:
        return f"{details['ctx']['error']}."
    given = str(details["loc"][0])
    field = given if given in Settings.model_fields else given.lower().removeprefix(PREFIX.lower())
    return f"{variable(field)}: expected {Settings.model_fields[field].description}."
