"""Secrets that stand in a cookie or a link: 32 random bytes for whoever holds them, their SHA-256 for the database.

A token is random enough that a plain hash of it cannot be turned back; a password is not, and goes by `data.passwords`.
"""

import hashlib
import hmac
import secrets
from typing import Final

BYTES: Final = 32


def new() -> str:
    """A new token, fit for a cookie and for an address."""
    return secrets.token_urlsafe(BYTES)


def kept(token: str) -> str:
    """What the database keeps of a token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(key: str, *parts: str) -> str:
    """A keyed hash, by which the same thing is known again without being kept in clear."""
    return hmac.new(key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
