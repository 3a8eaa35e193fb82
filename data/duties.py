"""Where each duty of the five policies is held: in the code, on which page, by which test.

`docs/duties.toml` is filled in by hand; `docs/duties.md` is made from it and from the policies by
`python -m data duties`. `tests/repo/test_duties.py` holds both true. A duty that lacks code, a page or a test is
`planned`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from data import policy_files
from visits.labels import RESPONSE_WORDS, STRENGTH_WORDS
from visits.policy import Policy
from visits.policy_parts import Duty

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
SOURCE: Final = DOCS / "duties.toml"
PAGE: Final = DOCS / "duties.md"
PLANNED: Final = "planned"

_HEAD: Final = """\
# Duties

Made by `python -m data duties` from `data/policies/` and `docs/duties.toml`: change those, not this page.

Each row is one sentence that a policy's text lays on somebody, in our words: how strongly the text says it, what Homeward
does about it, and where that is held. Ids are stable; they stand in the policies, in tests and in the figures, so that a
figure leads to its sentence. A school can change what is done about a duty in its own policy.
"""


class Held(BaseModel):
    """Duties that are held in the same place.

    `code` names `file.py:symbol`, `pages` files of `pages/` or `web/`, `tests` a `file.py::function`. What is not there
    yet is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    duties: Annotated[tuple[str, ...], Field(min_length=1)]
    code: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Where:
    """Everything that holds one duty."""

    code: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def planned(self) -> bool:
        """Whether code, page or test is still to come."""
        return not (self.code and self.pages and self.tests)


def held(path: Path = SOURCE) -> tuple[Held, ...]:
    """What `docs/duties.toml` says, in its order. Raises pydantic's `ValidationError` where it is malformed."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("held", [])
    return tuple(Held.model_validate(entry) for entry in entries)


def where(duty_id: str, entries: Iterable[Held]) -> Where:
    """Where that duty is held: the entries that name it, put together."""
    naming = [entry for entry in entries if duty_id in entry.duties]
    return Where(
        code=_union(entry.code for entry in naming),
        pages=_union(entry.pages for entry in naming),
        tests=_union(entry.tests for entry in naming),
    )


def planned(policies: Mapping[str, Policy], entries: Iterable[Held]) -> tuple[str, ...]:
    """The ids of the duties that something is still to come for, in the policies' order."""
    kept = tuple(entries)
    return tuple(d.id for p in policies.values() for d in p.duties if where(d.id, kept).planned)


def render_duties() -> str:
    """`docs/duties.md` as it should read now. Raises `PolicyFileError` where a policy cannot be used."""
    policies, entries = policy_files.load_all(), held()
    parts = [_HEAD, summary(policies, entries)]
    parts += [_section(policy, entries) for policy in policies.values()]
    return "\n".join(parts)


def summary(policies: Mapping[str, Policy], entries: Iterable[Held]) -> str:
    """How many duties there are and for how many something is still to come, as a line."""
    every = sum(len(policy.duties) for policy in policies.values())
    return f"{every} duties, {len(planned(policies, entries))} of them {PLANNED} in part or whole.\n"


def write() -> str:
    """Write `docs/duties.md` anew and return its summary."""
    PAGE.write_text(render_duties(), encoding="utf-8", newline="\n")
    return summary(policy_files.load_all(), held()).strip()


def _section(policy: Policy, entries: tuple[Held, ...]) -> str:
    rows = [_row(duty, where(duty.id, entries)) for duty in policy.duties]
    head = ["Duty", "Says", "The text, in our words", "Homeward", "Code", "Page", "Test"]
    lines = [f"## {policy.title} · `{policy.key}`", "", _line(head), _line(["---"] * len(head)), *rows, ""]
    return "\n".join(lines)


def _row(duty: Duty, place: Where) -> str:
    responses = ", ".join(RESPONSE_WORDS[response] for response in duty.responses)
    cells = [duty.id, STRENGTH_WORDS[duty.says], duty.text, responses]
    return _line([*cells, *(_list(names) for names in (place.code, place.pages, place.tests))])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _list(names: tuple[str, ...]) -> str:
    return "<br>".join(f"`{name}`" for name in names) or PLANNED


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Every name once, in the order in which they come."""
    return tuple(dict.fromkeys(name for group in groups for name in group))
