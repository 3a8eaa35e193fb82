"""The colours of everything that Homeward draws, by day and by night: of pages, of forms, of figures.

They are defined here alone; `.streamlit/config.toml` repeats those that Streamlit draws itself. Text stands at least
4.5 to 1 against what is behind it, lines and marks 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from dataclasses import asdict, dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A colour for each use, as "#rrggbb".

    Behind: `page`, `soft` (a part set off), `pressed`, `alarm_soft`, `good_soft`. Text: `ink`, `quiet` (small print),
    `link`, `alarm`, `warn`, `good`; on a mark filled with one of these the sign is `page`. Filled, with white text:
    `fill`, `alarm_fill`. Lines: `line`, `focus`.
    Figures: `mark`, `other` (a second curve: blue and orange differ to every eye), `before` and `long_before` (bars of
    earlier terms, lighter or darker than `mark` and with an outline), `axis`.
    """

    page: str
    soft: str
    pressed: str
    alarm_soft: str
    good_soft: str
    ink: str
    quiet: str
    link: str
    alarm: str
    warn: str
    good: str
    fill: str
    alarm_fill: str
    line: str
    focus: str
    mark: str
    other: str
    before: str
    long_before: str
    axis: str


LIGHT: Final = Scheme(
    page="#ffffff",
    soft="#f2f5f7",
    pressed="#e8f1f8",
    alarm_soft="#fdf1f1",
    good_soft="#eef7f1",
    ink="#17212b",
    quiet="#44525e",
    link="#1d5c7a",
    alarm="#8a1c1c",
    warn="#7a4a00",
    good="#1b5e35",
    fill="#1d5c7a",
    alarm_fill="#8a1c1c",
    line="#7b8794",
    focus="#0b5fa5",
    mark="#1d5c7a",
    other="#b3541e",
    before="#8fa3ad",
    long_before="#d8dee2",
    axis="#7b8794",
)
DARK: Final = Scheme(
    page="#12181d",
    soft="#1d262d",
    pressed="#1d3a4c",
    alarm_soft="#351a1c",
    good_soft="#14291d",
    ink="#e8edf1",
    quiet="#b3bfc8",
    link="#84c5e8",
    alarm="#ff9c95",
    warn="#f2b866",
    good="#84d6a5",
    fill="#2b7ea8",
    alarm_fill="#c93a32",
    line="#7f8d99",
    focus="#f2c14e",
    mark="#84c5e8",
    other="#f0a36b",
    before="#5f7683",
    long_before="#33424c",
    axis="#7f8d99",
)
GRID: Final = "rgba(127,141,153,0.25)"
"""Faint lines behind a figure, on either page."""
OF_FIGURES: Final = ("mark", "other", "before", "long_before", "axis")


def scheme(*, dark: bool) -> Scheme:
    """The colours by day, or by night."""
    return DARK if dark else LIGHT


def as_css() -> str:
    """The colours as CSS properties (`--hw-ink`) that follow what the reader's system prefers. Paper is always light."""
    return f":root{{{_properties(LIGHT)}}}@media screen and (prefers-color-scheme:dark){{:root{{{_properties(DARK)}}}}}"


def _properties(colours: Scheme) -> str:
    which = "dark" if colours is DARK else "light"
    named = {name: value for name, value in asdict(colours).items() if name not in OF_FIGURES}
    return f"color-scheme:{which};" + ";".join(
        f"--hw-{name.replace('_', '-')}:{value}" for name, value in named.items()
    )
