"""Words as they stand in a figure."""

from html import escape
from textwrap import wrap


def as_text_of_a_figure(words: str) -> str:
    """What somebody typed, as a figure shows it letter by letter.

    plotly draws some HTML in every text that it is given (`<b>`, `<br>`, `<a href>`), and reads `&lt;` back as text.
    """
    return escape(words, quote=False)


def in_lines(words: str, *, width: int) -> str:
    """The same broken into lines of at most `width` letters."""
    return "<br>".join(as_text_of_a_figure(line) for line in wrap(words, width))
