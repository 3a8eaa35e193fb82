"""Passwords and PINs, kept as argon2id hashes. Hashing takes a moment on purpose: call it off the event loop."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hash_password(text: str) -> str:
    """The hash to keep of a password or PIN; another one at each call, since its salt is random."""
    return _HASHER.hash(text)


def verify(kept: str | None, text: str) -> bool:
    """Whether the text is the one behind the kept hash.

    Without a kept hash the answer is no, and takes as long: the time does not tell whether an account exists.
    """
    try:
        _HASHER.verify(_nobodys() if kept is None else kept, text)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than today's: hash the text again at the next sign-in."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return hash_password("nobody's")
