"""What made-up staff write, from `words.toml`."""

import tomllib
from pathlib import Path
from typing import Final

from data.demo.made import Made
from visits.words import AlarmCause

_ALL: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)


def purpose(made: Made, common: str) -> str:
    """What a visit for this common reason is for."""
    return made.one(_ALL["purpose"][common])


def words(made: Made, key: str) -> str:
    return made.one(_ALL["words"][key])


def reason_for(made: Made, rule: str) -> str:
    """The reason given where a rule warns."""
    given = _ALL["reasons_given"]
    return made.one(given.get(rule, given["any"]))


def of_alert(made: Made, key: str) -> str:
    return made.one(_ALL["alerts"][key])


def of_false_alarm(made: Made) -> tuple[AlarmCause, str]:
    """What set a false alarm off, and in whose words."""
    every = [(AlarmCause(kind), said) for kind, texts in _ALL["false_alarms"].items() for said in texts]
    return made.one(every)


def of_incident(made: Made, key: str) -> str:
    return made.one(_ALL["incidents"][key])
