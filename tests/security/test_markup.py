"""Nobody's text becomes markup in what is written by hand: templates, components, messages, documents."""

import re
from pathlib import Path

import pytest

from web.site import _environment

ROOT = Path(__file__).parents[2]
ROOMS = ("pages", "web", "reports", "watcher")
OURS = {
    "{{ 'class=\"main\" '|safe",
    "{{ ' class=\"here\"'|safe",
    "{{ to_scan.picture|safe",  # drawn by segno from a secret of our own
}
"""What a template takes as it is. None of it was typed."""
RAW = re.compile(r"\{\{[^}|]*\|\s*safe")
HTML = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


def sources(*endings: str) -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in endings]


def test_a_template_escapes_whatever_it_is_given() -> None:
    shown = _environment().from_string('<p title="{{ x }}">{{ x }}</p>').render(x=HTML)
    assert "<script>" not in shown
    assert "<img" not in shown
    assert shown.count('"') == 2


def test_what_a_template_takes_as_it_is_was_not_typed() -> None:
    raw = {found for path in sources(".html") for found in RAW.findall(path.read_text(encoding="utf-8"))}
    assert raw == OURS
    assert not [path for path in sources(".html") if "autoescape" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    "way",
    [
        r"unsafe_allow_html|allow_unsafe|unsafe_allow_javascript",
        r"\bMarkup\(",
        r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function",
        r"markdown=True|write_html\(",
        r"components\.(v1\.)?(html|iframe)\(|st\.iframe\(",
        r"st\.table\((?!shown\.rename\(columns=plain\))",
    ],
)
def test_no_way_around_is_used(way: str) -> None:
    used = [path.name for path in sources(".py", ".html") if re.search(way, path.read_text(encoding="utf-8"))]
    assert used == []
