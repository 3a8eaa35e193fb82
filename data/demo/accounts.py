"""The made-up people who can sign in, and what each is where."""

import secrets
from dataclasses import dataclass
from typing import Final

from data.settings import Settings
from visits.words import Role

DOMAIN: Final = "homeward.example"
R = Role
Q, T = "quillmere", "tarrowby"
EVERYWHERE: Final = (Q, "lanternfold", T, "pebblewick", "otterhope")


@dataclass(frozen=True, kw_only=True)
class Account:
    """`roles` by the school's slug. The leading people and the office are shared by the two secondaries."""

    key: str
    name: str
    roles: dict[str, tuple[Role, ...]]

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


ACCOUNTS: Final = (
    Account(key="dsl", name="Dilys Orrinshaw", roles={Q: (R.LEAD_DSL,), T: (R.LEAD_DSL,)}),
    Account(key="deputy", name="Farid Nawabkar", roles={Q: (R.DEPUTY_DSL,)}),
    Account(key="head", name="Marguerite Hallowmere", roles={Q: (R.HEADTEACHER,), T: (R.HEADTEACHER,)}),
    Account(key="slt", name="Tobias Wetherstone", roles={Q: (R.SLT,)}),
    Account(key="sendco", name="Sunita Bhattavani", roles={Q: (R.SENDCO,), T: (R.SENDCO,)}),
    Account(key="office", name="Jean Copperwaite", roles={Q: (R.OFFICE,), T: (R.OFFICE,)}),
    Account(key="visitor", name="Emeka Chukwemba", roles={Q: (R.VISITOR,)}),
    Account(key="governor", name="Patrick O'Tierlan", roles={Q: (R.GOVERNOR,)}),
    Account(key="trust", name="Ingrid Fairbraith", roles=dict.fromkeys(EVERYWHERE, (R.TRUST_OFFICER,))),
    Account(key="admin", name="Rhiannon Llewarch", roles=dict.fromkeys(EVERYWHERE, (R.ADMINISTRATOR,))),
)


@dataclass(frozen=True, kw_only=True)
class DemoAccounts:
    """What to print once: everybody has the same password and the same PIN. Neither is kept in clear."""

    emails: tuple[str, ...]
    password: str
    pin: str

    def __str__(self) -> str:
        return f"Made-up people, all with the password {self.password} and the PIN {self.pin}:\n" + "\n".join(
            f"  {email}" for email in self.emails
        )


def new_accounts(settings: Settings) -> DemoAccounts:
    """The accounts with the password that was set, or with one made at random."""
    given = settings.demo_password
    return DemoAccounts(
        emails=tuple(account.email for account in ACCOUNTS),
        password=given.get_secret_value() if given else secrets.token_urlsafe(9),
        pin=f"{secrets.randbelow(9_000) + 1_000}",
    )
