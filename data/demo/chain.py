"""The audit of what never happened: the same chains as everywhere, sealed entry by entry, all at once."""

from operator import attrgetter
from types import SimpleNamespace
from typing import Final, cast

from data.audit import COMMON_CHAIN, START, digest_of, seal
from data.demo.made import Entry, Made
from data.models import AuditHead, AuditPayload, AuditRow

SALT_BITS: Final = 128


def seal_all(made: Made) -> None:
    """Turn the noted entries into rows, each chain in the order of time, and set the heads."""
    chains: dict[str, list[Entry]] = {}
    for entry in sorted(made.entries, key=attrgetter("at")):
        chains.setdefault(str(entry.school_id or COMMON_CHAIN), []).append(entry)
    heads = made.rows.setdefault(AuditHead, [])
    for chain in sorted(chains):
        previous = START
        for number, entry in enumerate(chains[chain], start=1):
            previous = _seal(made, chain, number, entry, previous)
        heads.append({"chain": chain, "number": len(chains[chain]), "hash": previous})
    made.entries.clear()


def _seal(made: Made, chain: str, number: int, entry: Entry, previous: str) -> str:
    """Keep one entry with its payload; its hash. The salt hides nothing here, so it may come from the seed."""
    salt = f"{made.dice.getrandbits(SALT_BITS):032x}"
    values = {
        "id": made.uuid(entry.at),
        "chain": chain,
        "number": number,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "command": entry.command,
        "outcome": "change",
        "subject_id": entry.subject_id,
        "correlation": "",
        "digest": digest_of(salt, entry.facts),
        "previous": previous,
    }
    # `seal` only reads; 40,000 rows of the ORM would take seconds to make.
    sealed = seal(previous, cast(AuditRow, SimpleNamespace(**values)))
    made.rows.setdefault(AuditRow, []).append({**values, "hash": sealed})
    made.rows.setdefault(AuditPayload, []).append(
        {"entry_id": values["id"], "salt": salt, "payload": entry.facts}
    )
    return sealed
