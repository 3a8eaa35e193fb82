"""Where a duty is held is put together from every entry that names it; what is missing is planned."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from data import __main__ as command
from data import duties
from data.duties import Held, Where
from tests.policy_documents import smallest
from visits.policy import Policy

CODE = Held(duties=("NF-01", "NF-02"), code=("a.py:f",))
SHOWN = Held(
    duties=("NF-01",), code=("a.py:f", "b.py:g"), pages=("pages/a.py",), tests=("tests/a.py::test_a",)
)


def test_a_duty_is_held_wherever_an_entry_names_it() -> None:
    assert duties.where("NF-01", [CODE, SHOWN]) == Where(
        code=("a.py:f", "b.py:g"), pages=("pages/a.py",), tests=("tests/a.py::test_a",)
    )
    assert duties.where("NF-03", [CODE, SHOWN]) == Where()


@pytest.mark.parametrize(
    ("place", "planned"),
    [
        (Where(), True),
        (Where(code=("a",), tests=("c",)), True),
        (Where(code=("a",), pages=("b",)), True),
        (Where(pages=("b",), tests=("c",)), True),
        (Where(code=("a",), pages=("b",), tests=("c",)), False),
    ],
)
def test_a_duty_is_planned_until_code_page_and_test_are_there(place: Where, planned: bool) -> None:
    assert place.planned is planned


def test_planned_duties_are_counted() -> None:
    policies = {"northfield": Policy.model_validate(smallest())}
    assert duties.planned(policies, [CODE]) == ("NF-01",)
    assert duties.planned(policies, [SHOWN]) == ()
    assert duties.summary(policies, [CODE]) == "1 duties, 1 of them planned in part or whole.\n"


def test_a_malformed_entry_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "duties.toml"
    path.write_text("[[held]]\nduties = ['NF-01']\ntest = ['tests/a.py']\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="test"):
        duties.held(path)


def test_the_command_writes_the_page_and_prints_how_many_are_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(duties, "PAGE", tmp_path / "duties.md")
    assert command.main(["duties"]) == 0
    assert capsys.readouterr().out.startswith("89 duties, ")
    assert (tmp_path / "duties.md").read_text(encoding="utf-8") == duties.render_duties()


def test_a_word_that_is_no_command_is_answered_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        command.main(["dutys"])
    assert "duties" in capsys.readouterr().err
