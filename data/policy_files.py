"""Reads home visit policies from TOML. A file that cannot be used is refused with its name, the key and a sentence.

`data/policies/*.toml` are the five texts that come with Homeward; a school's own has the same format. What is in
force is a version in the database, so a refused file changes nothing.
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from data.policy_errors import Problem, problems
from visits.policy import Policy

FOLDER: Final = Path(__file__).resolve().parent / "policies"


class PolicyFileError(Exception):
    """A policy that cannot be used. `str()` gives every problem, a line each: file, dotted key, sentence."""

    def __init__(self, file: str, found: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = found
        super().__init__("\n".join(f"{file}: {problem}" for problem in found))

    @property
    def key(self) -> str:
        """The dotted key of the first problem, such as `overdue.steps.tell_slt.next`; empty for the whole file."""
        return self.problems[0].key

    @property
    def sentence(self) -> str:
        """What is wrong with it, for the person who wrote the file."""
        return self.problems[0].sentence


def load(path: Path) -> Policy:
    """The policy in that file. Raises `PolicyFileError` and nothing else."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _whole(path.name, f"the file cannot be read ({error.strerror})") from error
    return parse(content, file=path.name)


def load_all(folder: Path = FOLDER) -> dict[str, Policy]:
    """Every policy of a folder by its key, in the order of the files' names. Raises `PolicyFileError`."""
    policies: dict[str, Policy] = {}
    for path in sorted(folder.glob("*.toml")):
        policy = load(path)
        if policy.key in policies:
            raise PolicyFileError(
                path.name, (Problem("key", f"'{policy.key}' is the key of another file too"),)
            )
        policies[policy.key] = policy
    if not policies:
        raise _whole(str(folder.name), "there is no policy file in this folder")
    return policies


def parse(content: bytes, *, file: str) -> Policy:
    """The policy in a file's content; `file` is the name that messages carry. Raises `PolicyFileError`."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _whole(file, "the file is not written in UTF-8; save it as UTF-8 text") from error
    except RecursionError as error:
        raise _whole(file, "lists stand inside each other too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise _whole(file, f"the file is not TOML: {_first_small(str(error))}") from error
    except ValueError as error:
        raise _whole(file, "a number in the file is too long") from error
    return from_document(document, file=file)


def from_document(document: Mapping[str, Any], *, file: str) -> Policy:
    """The policy in a document that was read already. Raises `PolicyFileError`.

    It goes by way of JSON because that is how a version in force is kept: what passes here can be read from there,
    and strict JSON takes no `true` for a 1 and no "30" for a 30.
    """
    try:
        return Policy.model_validate_json(json.dumps(document, default=_iso), strict=True)
    except ValidationError as error:
        raise PolicyFileError(file, problems(error, document)) from error
    except RecursionError as error:
        raise _whole(file, "lists stand inside each other too deeply") from error
    except ValueError as error:
        raise _whole(file, "a number in the file is too long") from error


def _iso(value: object) -> str:
    """TOML knows dates and times, JSON does not."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    raise ValueError(f"{type(value).__name__} cannot stand in a policy")


def _whole(file: str, sentence: str) -> PolicyFileError:
    return PolicyFileError(file, (Problem("", sentence),))


def _first_small(text: str) -> str:
    return text[:1].lower() + text[1:]
