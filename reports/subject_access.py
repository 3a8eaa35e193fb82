"""The file that somebody is given who asks what is kept of them: one page to read and print, and the same as JSON.

The page loads nothing from anywhere, so that it can be read years later and on a machine without a network.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from visits.subject_access import GROUND_WORDS, Entry, Given, Ground, Section
from visits.times import said_in_full

LONDON: Final = ZoneInfo("Europe/London")
PAGE: Final = "what-is-kept.html"
DATA: Final = "what-is-kept.json"
STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; background: #fff; color: #17212b;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .25rem; padding-top: .75rem; border-top: 2px solid #1d5c7a; }
p { margin: .35rem 0; }
.more { color: #44525e; }
dl { margin: .6rem 0; padding: .5rem .75rem; border-left: 3px solid #c3ccd4; }
dl > div { display: grid; grid-template-columns: 13rem 1fr; gap: 0 .75rem; }
dt { color: #44525e; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.75rem; }
a { color: #1d5c7a; }
.out { border-left: 5px solid #8a1c1c; padding: .25rem .75rem; background: #fdf4f4; }
@media (max-width: 34rem) { dl > div { grid-template-columns: 1fr; margin-bottom: .35rem; } nav ol { columns: 1; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; } dl { break-inside: avoid; } nav { display: none; } a { color: inherit; }
  @page { margin: 18mm 16mm; }
}
"""
RIGHTS: Final = (
    "You may ask the school to put right what is wrong, to erase what it need not keep, and why it keeps the rest.",
    "Somebody at the school will explain any word in this file that you do not follow.",
    "If you are not content with the answer you can complain to the Information Commissioner's Office: ico.org.uk.",
)


def as_zip(given: Given) -> bytes:
    """Both in one file. The same content at the same time is the same bytes."""
    buffer = io.BytesIO()
    stamp = given.made_at.astimezone(LONDON).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((PAGE, as_page(given)), (DATA, as_json(given))):
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return buffer.getvalue()


def as_page(given: Given) -> str:
    """HTML of everything, for a person. What somebody typed is text in it and never markup."""
    subject = given.subject
    shown = [section for section in subject.sections if section.entries]
    return "".join(
        (
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex"><title>What is kept</title>',
            f"<style>{STYLE}</style></head><body>",
            f"<h1>What Homeward keeps of {escape(subject.name)}</h1>",
            f"<p>{escape(subject.what)}. {escape(', '.join(subject.schools.values()))}.</p>",
            f'<p class="more">Made {escape(said_in_full(given.made_at))}. All times are those of London.</p>',
            *_left_out(given),
            '<p class="more">Staff are shown as what they are at the school, and not by name.</p>',
            _contents(shown),
            *(part for n, section in enumerate(shown, start=1) for part in _section(section, n)),
            *_nothing(subject.sections),
            "<h2>Your rights</h2>",
            *(f"<p>{escape(line)}</p>" for line in RIGHTS),
            "</body></html>",
        )
    )


def as_json(given: Given) -> str:
    """The same for a machine: times in ISO 8601 and UTC, words of the record system as they are kept."""
    subject = given.subject
    return json.dumps(
        {
            "of": subject.name,
            "what": subject.what,
            "schools": list(subject.schools.values()),
            "made_at": given.made_at.isoformat(),
            "left_out": [
                {"entries": count, "ground": ground.value, "because": GROUND_WORDS[ground]}
                for ground, count in _grounds(given)
            ],
            "sections": [
                {
                    "name": section.name,
                    "title": section.title,
                    "not_shown": list(section.not_shown),
                    "entries": [{f.name: f.value for f in entry.facts} for entry in section.entries],
                }
                for section in subject.sections
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _grounds(given: Given) -> list[tuple[Ground, int]]:
    return [(ground, given.left_out[ground]) for ground in Ground if given.left_out.get(ground)]


def _left_out(given: Given) -> Iterator[str]:
    for ground, count in _grounds(given):
        entries = "1 entry was" if count == 1 else f"{count} entries were"
        yield f'<p class="out">{entries} left out. {escape(GROUND_WORDS[ground])}.</p>'


def _contents(shown: list[Section]) -> str:
    lines = "".join(
        f'<li><a href="#part-{n}">{escape(section.title)}</a> ({len(section.entries)})</li>'
        for n, section in enumerate(shown, start=1)
    )
    return f"<nav><h2>What is in this file</h2><ol>{lines}</ol></nav>"


def _section(section: Section, number: int) -> Iterator[str]:
    yield f'<h2 id="part-{number}">{escape(section.title)}</h2>'
    if section.about:
        yield f'<p class="more">{escape(section.about)}</p>'
    yield from (_entry(one) for one in section.entries if one.facts)
    if bare := sum(not one.facts for one in section.entries):
        yield f"<p>{bare} {'entry' if bare == 1 else 'entries'}.</p>"
    for line in section.not_shown:
        yield f'<p class="more">{escape(line)}</p>'


def _entry(entry: Entry) -> str:
    lines = "".join(
        f"<div><dt>{escape(fact.label)}</dt><dd>{escape(fact.words)}</dd></div>" for fact in entry.facts
    )
    return f"<dl>{lines}</dl>"


def _nothing(sections: tuple[Section, ...]) -> Iterator[str]:
    """What there could be and is not: that nothing is kept is an answer too."""
    none = [section.title for section in sections if not section.entries]
    if none:
        yield "<h2>Nothing is kept, or nothing is given out, of these</h2><ul>"
        yield from (f"<li>{escape(title)}</li>" for title in none)
        yield "</ul>"
