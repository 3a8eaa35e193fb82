"""The key that signs links: set by the person who runs Homeward, or made once and kept in `var/`."""

import os
import secrets
from pathlib import Path
from typing import Final

from data.settings import Settings

FILE: Final = "secret.key"
OWNER_ONLY: Final = 0o600


def signing_key(settings: Settings) -> str:
    """Return the key, making it on the first call. Raises OSError if the folder cannot be written."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.var_dir / FILE
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write a new key, whole or not at all; if another process was first, its key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii"
    ) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where a rename would replace.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
