"""Streamlit's own settings are the ones that were measured, and Streamlit still knows each of them."""

import tomllib

import pytest
from streamlit import config

from tests.repo import tree

FILE = tomllib.loads((tree.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
OPTIONS = {f"{section}.{name}": value for section, values in FILE.items() for name, value in values.items()}


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
