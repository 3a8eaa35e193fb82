"""Streamlit's own settings are the ones that were measured, and Streamlit still knows each of them."""

import tomllib
from typing import Any

import pytest
from streamlit import config

from tests.repo import tree

FILE = tomllib.loads((tree.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def flat(values: dict[str, Any], within: str = "") -> dict[str, Any]:
    """Options by their whole names: a table in a table has more of them."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        whole = f"{within}{name}"
        found |= flat(value, f"{whole}.") if isinstance(value, dict) else {whole: value}
    return found


OPTIONS = flat(FILE)


@pytest.mark.parametrize("option", OPTIONS)
def test_streamlit_knows_the_option(option: str) -> None:
    assert option in config._config_options_template


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("server.fileWatcherType", "none"),
        ("browser.gatherUsageStats", False),
        ("client.showErrorDetails", "none"),
        ("logger.enableRich", False),
        ("server.maxUploadSize", 64),
        ("client.toolbarMode", "minimal"),
    ],
)
def test_what_was_measured_stays(option: str, value: object) -> None:
    assert OPTIONS[option] == value


def test_the_page_icon_is_our_own() -> None:
    assert (tree.ROOT / "pages" / "static" / "house.png").read_bytes().startswith(b"\x89PNG")
