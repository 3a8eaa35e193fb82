"""The OWASP top ten (2021, with what 2025 moved or added) as concrete attempts against a running Homeward.

    python -m tests.security.owasp        # starts one with made-up data and prints the table

An attempt returns what it got open, as sentences; an empty list is what is wanted. tests/security/test_owasp.py runs the
same in the suite.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.security import attempts
from tests.security.attacked import Attacked, started
from tests.security.attempts import Found


@dataclass(frozen=True)
class Attempt:
    """One attempt: the risk it belongs to, and what is tried."""

    risk: str
    what: str
    run: Callable[[Attacked], Found]


ACCESS = "A01 Broken access control"
REQUESTS = "A01 (2021: A10) Server-side request forgery"
SECRETS = "A02 (2025: A04) Cryptographic failures"
INJECTION = "A03 (2025: A05) Injection"
DESIGN = "A04 (2025: A06) Insecure design"
SETTINGS = "A05 (2025: A02) Security misconfiguration"
PARTS = "A06 (2025: A03) Outdated components, supply chain"
PEOPLE = "A07 Authentication failures"
INTEGRITY = "A08 Software and data integrity failures"
RECORD = "A09 Logging and alerting failures"
FAILING = "2025: A10 Mishandling of exceptional conditions"

ATTEMPTS = (
    Attempt(ACCESS, "a governor at pages and exports, with others' ids", attempts.governor_sees_no_family),
    Attempt(ACCESS, "an administrator likewise", attempts.administrator_sees_no_family),
    Attempt(ACCESS, "a stranger at every door", attempts.stranger_gets_nothing),
    Attempt(REQUESTS, "an address in every field", attempts.nothing_is_fetched_for_anybody),
    Attempt(SECRETS, "tokens, passwords and cookies as they are kept", attempts.secrets_are_kept_well),
    Attempt(
        INJECTION, "SQL, templates, markup, paths and headers in every field", attempts.nothing_is_injected
    ),
    Attempt(DESIGN, "passwords by guessing, accounts by asking", attempts.wrong_passwords_are_slowed_down),
    Attempt(SETTINGS, "debug pages, files, methods, headers", attempts.nothing_is_left_switched_on),
    Attempt(PARTS, "versions that are told (pins: tests/repo/test_pins.py)", attempts.versions_are_not_told),
    Attempt(PEOPLE, "a session that ended, a session that was fixed", attempts.sessions_hold),
    Attempt(INTEGRITY, "forms, links and messages that nobody signed", attempts.what_comes_in_is_checked),
    Attempt(RECORD, "a refused try is on record", attempts.refusals_are_on_record),
    Attempt(RECORD, "the log names no family", attempts.the_log_names_nobody),
    Attempt(FAILING, "broken and huge requests", attempts.failures_say_nothing),
)


def table(server: Attacked) -> Iterator[tuple[Attempt, Found]]:
    """Each attempt with what it got open."""
    for attempt in ATTEMPTS:
        yield attempt, attempt.run(server)


def main() -> int:
    worst = 0
    with started() as server:
        for attempt, found in table(server):
            sys.stdout.write(f"{'OPEN' if found else 'ok':4}  {attempt.risk}: {attempt.what}\n")
            for sentence in found:
                sys.stdout.write(f"      {sentence}\n")
            worst = max(worst, len(found))
    return int(worst > 0)


if __name__ == "__main__":
    raise SystemExit(main())
