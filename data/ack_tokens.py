"""The link by which the reader of a message says that they have seen it: the message's number, signed.

The message names its step and its reader, so the link is good for no other step and in nobody else's name. How long it
counts is asked of the message, not of the link.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, Signer

LONGEST: Final = 200
SALT: Final = "homeward.acknowledge"


def token_of(key: str, message_id: UUID) -> str:
    """The end of the link, fit for an address."""
    plain = urlsafe_b64encode(message_id.bytes).rstrip(b"=")
    return _signer(key).sign(plain).decode("ascii")


def message_of(key: str, token: str) -> UUID | None:
    """Which message the link belongs to; None for one that is not ours, or not whole."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        plain = _signer(key).unsign(token.encode("ascii"))
        return UUID(bytes=urlsafe_b64decode(plain + b"=="))
    except (BadSignature, ValueError):
        return None


def _signer(key: str) -> Signer:
    return Signer(key, salt=SALT, sep=".", key_derivation="hmac", digest_method=_sha256)


def _sha256(text: bytes = b"") -> "hashlib._Hash":
    return hashlib.sha256(text)
