"""Who may let a visit go under a policy."""

from collections.abc import Iterable
from dataclasses import dataclass

from visits.compliance.answers import Verdict, listed
from visits.labels import ROLE_WORDS
from visits.policy import Policy
from visits.words import Role


@dataclass(frozen=True, kw_only=True)
class Say:
    """Whether somebody may decide, with the sentence that the page shows.

    `departs` is a delegate whom the text does not foresee: allowed, shown, and recorded (BT-01).
    """

    verdict: Verdict
    sentence: str
    duties: tuple[str, ...]
    departs: bool = False

    @property
    def allowed(self) -> bool:
        """Whether they may decide at all."""
        return self.verdict is not Verdict.BLOCK


def authoriser_roles(policy: Policy, *, out_of_hours: bool) -> tuple[Role, ...]:
    """The roles that decide; WH-06 names others out of hours. Empty where the policy only wants people told."""
    asked = policy.authorisation
    return (asked.out_of_hours_roles or asked.roles) if out_of_hours else asked.roles


def may_authorise(
    policy: Policy,
    roles: Iterable[Role],
    *,
    on_the_visit: bool,
    delegate: bool,
    out_of_hours: bool = False,
) -> Say:
    """Whether somebody with these roles may let a visit go.

    `delegate` is whether an authoriser named them for today; `on_the_visit` whether they go themselves.
    """
    asked = policy.authorisation
    deciding = authoriser_roles(policy, out_of_hours=out_of_hours)
    people = listed((ROLE_WORDS[role] for role in deciding), "or")
    own = [role for role in deciding if role in set(roles)]

    def say(verdict: Verdict, sentence: str, *, departs: bool = False) -> Say:
        return Say(verdict=verdict, sentence=sentence, duties=tuple(asked.duties), departs=departs)

    if on_the_visit:
        return say(Verdict.BLOCK, "Nobody authorises a visit that they are on.")
    if own:
        return say(Verdict.OK, f"You decide as {listed(ROLE_WORDS[role] for role in own)}.")
    if asked.notify_only:
        told = f" {people} is told." if people else ""
        return say(Verdict.OK, f"This policy has nobody authorise a visit.{told}")
    if not delegate:
        return say(Verdict.BLOCK, f"Under this policy only the {people} authorises this visit.")
    if asked.delegates == "none":
        return say(Verdict.BLOCK, f"This policy allows no delegate: only the {people} authorises this visit.")
    if asked.delegates == "in_text":
        return say(Verdict.OK, f"You decide as delegate of the {people}, as the policy allows.")
    sentence = (
        f"You decide as delegate of the {people}. The policy's text does not foresee one: this is recorded."
    )
    return say(Verdict.RECORD, sentence, departs=True)
