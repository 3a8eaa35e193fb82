"""The second step of signing in: codes of an authenticator app (TOTP, RFC 6238), and the recovery codes of a lost phone.

Pure: the time is passed in. An app's secret is kept sealed with a key that is derived from the installation's key and
from whose it is, so that a sealed secret is of no use in another person's row. A recovery code is kept as a slow hash.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LABEL: Final = "Homeward"
DIGITS: Final = 6
STEP: Final = timedelta(seconds=30)
AROUND: Final = 1
"""Half-minutes before and after in which a code is taken as well: clocks differ, and typing takes a moment."""
RECOVERY_CODES: Final = 10
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a recovery code is made of: nothing that looks like something else on paper."""
RECOVERY_LENGTH: Final = 10
SCRYPT_COST = 2**14
"""16 MB and a twentieth of a second for each recovery code."""


class Unreadable(Exception):
    """A sealed secret does not open: the installation's key is another one than when it was sealed."""


def new_secret() -> str:
    """A new secret, 160 random bits in base 32, as an authenticator app takes it."""
    return pyotp.random_base32()


def seal(secret: str, *, person_id: UUID, key: str) -> str:
    """What the database keeps of a secret."""
    return _sealer(person_id, key).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, person_id: UUID, key: str) -> str:
    """The secret again. Raises Unreadable."""
    try:
        return _sealer(person_id, key).decrypt(sealed.encode()).decode()
    except InvalidToken as why:
        raise Unreadable from why


def address(secret: str, *, email: str) -> str:
    """What an authenticator app reads out of the picture (`otpauth://`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=LABEL)


def counter(secret: str, typed: str, *, now: datetime) -> int | None:
    """The half-minute whose code this is, of the present one and the one before and after it; None for none.

    Every one of them is compared, so that the time tells nothing.
    """
    code = "".join(typed.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    made, found = pyotp.TOTP(secret), None
    present = int(now.timestamp() // STEP.total_seconds())
    for candidate in range(present - AROUND, present + AROUND + 1):
        if secrets.compare_digest(made.generate_otp(candidate), code):
            found = candidate
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten new codes of 49 random bits, as they are shown: `abcde-fghjk`."""
    return tuple(_in_two(_random()) for _ in range(RECOVERY_CODES))


def recovery_hash(typed: str, *, person_id: UUID) -> str:
    """What is kept of a recovery code, however it was typed: by scrypt, salted with whose it is.

    It does not depend on the installation's key: after a restore without it the codes are what is left.
    """
    text = "".join(c for c in typed.casefold() if c in LETTERS)[: 2 * RECOVERY_LENGTH]
    return hashlib.scrypt(text.encode(), salt=person_id.bytes, n=SCRYPT_COST, r=8, p=1, dklen=32).hex()


def recovery_hashes(codes: Iterable[str], *, person_id: UUID) -> tuple[str, ...]:
    """The hashes of several."""
    return tuple(recovery_hash(code, person_id=person_id) for code in codes)


def _random() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH))


def _in_two(code: str) -> str:
    return f"{code[: RECOVERY_LENGTH // 2]}-{code[RECOVERY_LENGTH // 2 :]}"


def _sealer(person_id: UUID, key: str) -> Fernet:
    derived = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"homeward second step\x1f" + person_id.bytes
    )
    return Fernet(urlsafe_b64encode(derived.derive(key.encode())))
