"""Where a setting's value stands: in the environment by its name, or in a file that the environment names."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic_settings import PydanticBaseSettingsSource

PREFIX: Final = "HOMEWARD_"
SECRETS_DIR: Final = f"{PREFIX}SECRETS_DIR"
FILE_SUFFIX: Final = "_FILE"


class BadSettings(Exception):
    """Some settings cannot be used; the message is for the person who set them, one sentence a line."""


class Files(PydanticBaseSettingsSource):
    """Settings whose value stands in a file."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """Return the text of the field's file, or None; the rest is what pydantic-settings asks for."""
        return _read_file(variable(field_name), os.environ), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: text for name, text in found.items() if text is not None}


def _read_file(name: str, environ: Mapping[str, str]) -> str | None:
    path = _file_of(name, environ)
    if path is None:
        return None
    if name in environ:
        raise BadSettings(f"{name} is set both by itself and by the file {path}: keep one of them.")
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"{name}{FILE_SUFFIX}: expected a file that can be read, {path} is not ({type(error).__name__})."
        ) from error


def _file_of(name: str, environ: Mapping[str, str]) -> Path | None:
    if named := environ.get(name + FILE_SUFFIX):
        return Path(named)
    if folder := environ.get(SECRETS_DIR):
        if not Path(folder).is_dir():
            raise BadSettings(f"{SECRETS_DIR}: expected a folder, {folder} is none.")
        path = Path(folder) / name.lower()
        return path if path.exists() else None
    return None


def variable(field_name: str) -> str:
    """Return the name of the environment variable that sets a field."""
    return "PORT" if field_name == "port" else PREFIX + field_name.upper()
