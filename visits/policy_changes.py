"""What a new version of a policy changes, so that whoever adopts it knows what they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from visits.labels import RESPONSE_WORDS, STRENGTH_WORDS
from visits.policy import Policy
from visits.policy_parts import Duty
from visits.policy_words import aspects


class What(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `before` is empty for what is new, `after` for what is gone."""

    what: What
    name: str
    before: str = ""
    after: str = ""


def changes(old: Policy | None, new: Policy) -> tuple[Change, ...]:
    """What the new text changes: each aspect, each duty, each reason, each finding. Against none, all of it is new."""
    return (
        *_between(_aspects(old), _aspects(new)),
        *_between(_duties(old), _duties(new)),
        *_between(_reasons(old), _reasons(new)),
        *_between(_findings(old), _findings(new)),
        *_rest(old, new),
    )


def _between(old: dict[str, str], new: dict[str, str]) -> Iterable[Change]:
    for name, after in new.items():
        if name not in old:
            yield Change(what=What.NEW, name=name, after=after)
        elif old[name] != after:
            yield Change(what=What.CHANGED, name=name, before=old[name], after=after)
    for name, before in old.items():
        if name not in new:
            yield Change(what=What.GONE, name=name, before=before)


def _rest(old: Policy | None, new: Policy) -> tuple[Change, ...]:
    """Something else differs, such as a question of the risk assessment: said without its wording, never passed over."""
    if old is None:
        return ()
    before, after = old.model_dump(), new.model_dump()
    seen = {"duties", "reasons", "findings", "review"}
    names = [name.replace("_", " ") for name in before if name not in seen and before[name] != after[name]]
    return (Change(what=What.CHANGED, name="Parts that differ", after=", ".join(names)),) if names else ()


def _aspects(policy: Policy | None) -> dict[str, str]:
    if policy is None:
        return {}
    return {a.label: f"{a.text}{' (ours, not the text)' if a.ours else ''}" for a in aspects(policy)}


def _duties(policy: Policy | None) -> dict[str, str]:
    return {duty.id: _duty(duty) for duty in policy.duties} if policy else {}


def _duty(duty: Duty) -> str:
    responses = ", ".join(RESPONSE_WORDS[response] for response in duty.responses)
    return f"{duty.text} ({STRENGTH_WORDS[duty.says]}; Homeward {responses})"


def _reasons(policy: Policy | None) -> dict[str, str]:
    if policy is None:
        return {}
    return {
        f"Reason: {reason.label}": "; ".join(choice.label for choice in reason.conditions)
        for reason in policy.reasons
    }


def _findings(policy: Policy | None) -> dict[str, str]:
    if policy is None:
        return {}
    return {f"Finding: {f.text}": f.ours or "" for f in policy.findings}
