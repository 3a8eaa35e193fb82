"""A second step of somebody made up, as if they had set it up, and its codes."""

from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from uuid6 import uuid7

from data import second_step
from data.database import Database
from data.models import RecoveryCode, SecondStep
from tests.staff import KEY, NOW

HASHES = tuple(f"{number:064x}" for number in range(second_step.RECOVERY_CODES))


def put(db: Database, person_id: UUID, *, confirmed: bool = True, hashes: tuple[str, ...] = HASHES) -> str:
    """Give somebody a second step, with recovery codes of these hashes once it counts; return its secret."""
    secret = second_step.new_secret()
    sealed = second_step.seal(secret, person_id=person_id, key=KEY)
    with db.write() as session:
        session.add(
            SecondStep(
                id=uuid7(),
                person_id=person_id,
                secret=sealed,
                made_at=NOW - timedelta(minutes=5),
                confirmed_at=NOW - timedelta(minutes=4) if confirmed else None,
                last_counter=0,
            )
        )
        for code_hash in hashes if confirmed else ():
            session.add(RecoveryCode(id=uuid7(), person_id=person_id, code_hash=code_hash, made_at=NOW))
    return secret


def code(secret: str, at: datetime) -> str:
    """What an authenticator app shows at that moment."""
    return pyotp.TOTP(secret).at(at)
