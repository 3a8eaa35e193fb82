"""What an audit of the dependencies says is what it found, and silence is not taken for safety."""

import json
from typing import Any

from tests.audit import judge

SAFE: dict[str, Any] = {"name": "starlette", "version": "1.10.0", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "streamlit", "skip_reason": "not found"}
HOLE: dict[str, Any] = {
    "name": "jinja2",
    "version": "3.0.0",
    "vulns": [{"id": "PYSEC-2099-1", "fix_versions": ["3.1.6"], "aliases": [], "description": ""}],
}


def said(*dependencies: dict[str, Any]) -> tuple[int, str]:
    return judge(stdout=json.dumps({"dependencies": list(dependencies), "fixes": []}), stderr="")


def test_a_known_hole_fails_and_says_what_mends_it() -> None:
    status, sentence = said(SAFE, HOLE, SKIPPED)
    assert status == 1
    assert "jinja2 3.0.0: PYSEC-2099-1, mended in 3.1.6" in sentence


def test_no_hole_passes_and_counts() -> None:
    assert said(SAFE) == (0, "No known hole in 1 of 1 dependencies.")


def test_what_was_not_audited_is_named() -> None:
    assert said(SAFE, SKIPPED) == (0, "No known hole in 1 of 2 dependencies. Not audited: streamlit.")


def test_an_index_without_advisories_is_said_and_passes() -> None:
    status, sentence = said(SKIPPED, SKIPPED)
    assert (status, sentence.split(":")[0]) == (0, "Not audited")


def test_no_network_is_said_and_passes() -> None:
    status, sentence = judge(stdout="", stderr="requests.exceptions.ConnectionError: ...")
    assert (status, sentence) == (0, "Not audited: the public advisories cannot be reached from here.")


def test_an_audit_that_broke_fails() -> None:
    status, sentence = judge(stdout="", stderr="usage: pip-audit [-h]")
    assert status == 1
    assert "usage: pip-audit" in sentence
