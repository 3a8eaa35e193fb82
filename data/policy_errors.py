"""What pydantic finds wrong with a policy, said so that the person who wrote the file can mend it."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from visits.policy import Policy

_DUTY: Final = re.compile(r"\bduty ([A-Z]{2,4}-\d{2})\b")
_NAMES: Final = ("id", "key", "stage")
"""What an entry of a list is called by, so that a message says `reasons.refusing` and not `reasons.0`."""

_PATTERNS: Final = {
    r"^[A-Z]{2,4}-\d{2}$": "is no duty's id; one looks like BT-04",
    r"^[a-z][a-z0-9_]*$": "is no key; one has small letters, digits and underscores, a letter first",
    r"^[a-z][a-z_]*$": "is no step's key; one has small letters and underscores, a letter first",
}


@dataclass(frozen=True)
class Problem:
    """`key` is dotted (`check_ins.back.grace_minutes`) and empty where the whole file is meant."""

    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.key}: {self.sentence}" if self.key else self.sentence


def problems(error: ValidationError, document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every problem of a document, in the order of the file's keys."""
    details = error.errors(include_url=False)
    found = (_problem(d, document) for d in details if not _counts_the_refused(d, details))
    return tuple(dict.fromkeys(found))


def _counts_the_refused(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is only called too short because an entry of it was refused, which is said already."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in details
    )


def _problem(detail: ErrorDetails, document: Mapping[str, Any]) -> Problem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    sentence = _sentence(detail, loc)
    if not loc:
        return _of_the_whole(sentence, document)
    return Problem(_dotted(loc, document), sentence)


def _of_the_whole(sentence: str, document: Mapping[str, Any]) -> Problem:
    """A rule between parts of a policy names its key or the duty that it is about; the rest is looked up."""
    key, colon, rest = sentence.partition(": ")
    if colon and key in Policy.model_fields:
        return Problem(key, rest)
    if duty := _DUTY.search(sentence):
        used = next(_uses(document, duty[1]), ("duties", duty[1]))
        return Problem(_dotted(used, document), sentence)
    return Problem("", sentence)


def _uses(node: Any, duty: str, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a rule names that duty."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "duties" and isinstance(value, list) and duty in value:
                yield (*loc, key)
            yield from _uses(value, duty, (*loc, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _uses(value, duty, (*loc, place))


def _dotted(loc: tuple[str | int, ...], document: Any) -> str:
    """`('overdue', 'steps', 1, 'next')` as `overdue.steps.tell_slt.next`; a nameless entry by its place, from 1."""
    words: list[str] = []
    node = document
    for part in loc:
        node = _inside(node, part)
        words.append(_name(node, part) if isinstance(part, int) else part)
    return ".".join(words)


def _inside(node: Any, part: str | int) -> Any:
    if isinstance(node, Mapping) and isinstance(part, str):
        return node.get(part)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _name(node: Any, place: int) -> str:
    if isinstance(node, Mapping):
        for key in _NAMES:
            if isinstance(name := node.get(key), str) and name:
                return name
    return str(place + 1)


def _sentence(detail: ErrorDetails, loc: tuple[str | int, ...]) -> str:
    ctx = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        return _unknown_key(loc)
    if detail["type"] == "value_error":
        return str(ctx["error"])
    if detail["type"] == "string_pattern_mismatch":
        return f"{_shown(detail['input'])} {_PATTERNS.get(ctx['pattern'], 'is not written as it must be')}"
    if say := _SENTENCES.get(detail["type"]):
        return say(ctx, _shown(detail["input"]))
    return f"{_shown(detail['input'])} cannot stand here"


def _unknown_key(loc: tuple[str | int, ...]) -> str:
    name, known = str(loc[-1]), _fields(loc[:-1])
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known here are {', '.join(known)}"
    return f"'{name}' is a key that a policy does not know; {hint}"


def _fields(loc: tuple[str | int, ...]) -> list[str]:
    """The keys that are known at that place."""
    model: type[BaseModel] = Policy
    for part in loc:
        field = model.model_fields.get(str(part))
        model = (_model(field.annotation) if field else None) or model
    return list(model.model_fields)


def _model(annotation: Any) -> type[BaseModel] | None:
    """The part of a policy inside `tuple[Duty, ...]`, `Rule | None` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for inner in get_args(annotation) if (model := _model(inner))), None)


def _shown(value: Any) -> str:
    """What stands in the file, short enough for a message."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (Mapping, list)):
        return "a table" if isinstance(value, Mapping) else "a list"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


_Say = Callable[[dict[str, Any], str], str]
_SENTENCES: Final[dict[str, _Say]] = {
    "missing": lambda _, __: "is missing",
    "enum": lambda ctx, value: f"{value} is not known; possible: {ctx['expected']}",
    "literal_error": lambda ctx, value: f"{value} is not known; possible: {ctx['expected']}",
    "string_type": lambda _, value: f"must be text in quotes, not {value}",
    "int_type": lambda _, value: f"must be a whole number, not {value}",
    "int_parsing": lambda _, value: f"must be a whole number, not {value}",
    "int_parsing_size": lambda _, __: "is too large a number",
    "bool_type": lambda _, value: f"must be true or false, not {value}",
    "date_type": lambda _, value: f"must be a date such as 2026-09-30, not {value}",
    "date_parsing": lambda _, value: f"must be a date such as 2026-09-30, not {value}",
    "time_type": lambda _, value: f"must be a time such as 16:00:00, not {value}",
    "time_parsing": lambda _, value: f"must be a time such as 16:00:00, not {value}",
    "greater_than_equal": lambda ctx, value: f"must be {ctx['ge']} or more, not {value}",
    "less_than_equal": lambda ctx, value: f"must be {ctx['le']} or less, not {value}",
    "too_short": lambda ctx, _: f"needs at least {ctx['min_length']} in its list",
    "json_invalid": lambda _, __: "a part of the file is too deep, or holds characters that cannot be kept",
    "tuple_type": lambda _, value: f"must be a list, not {value}",
    "dict_type": lambda _, value: f"must be a table of keys, not {value}",
    "model_type": lambda _, value: f"must be a table of keys, not {value}",
}
