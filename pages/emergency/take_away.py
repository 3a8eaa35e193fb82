"""Take the briefing away: copied as text, or printed. Both happen in the browser; nothing is sent."""

from typing import Any

import streamlit as st

_HTML = """
<div class="away">
  <button type="button" class="copy">Copy as text</button>
  <button type="button" class="print">Print</button>
  <span class="said" role="status"></span>
</div>
"""

_CSS = """
.away { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; font-family: inherit;
        color: var(--hw-ink); }
.away button { font: inherit; min-height: 44px; padding: .3rem .9rem; border: 1px solid var(--hw-line);
               border-radius: 6px; background: var(--hw-page); color: var(--hw-ink); cursor: pointer; }
.away button:focus-visible { outline: 3px solid var(--hw-focus); outline-offset: 2px; }
"""

_JS = """
function byHand(text) {
  const area = document.createElement("textarea");
  area.value = text; area.style.position = "fixed"; area.style.opacity = "0";
  document.body.append(area); area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

export default function(component) {
  const { data, parentElement } = component;
  const said = parentElement.querySelector(".said");
  const copy = parentElement.querySelector(".copy"), print = parentElement.querySelector(".print");
  copy.onclick = async () => {
    let done = false;
    try { await navigator.clipboard.writeText(data.text); done = true; } catch { done = byHand(data.text); }
    said.textContent = done ? "Copied." : "This browser does not let it be copied. Mark the text and copy it.";
  };
  print.onclick = () => window.print();
}
"""


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("homeward_take_away", html=_HTML, css=_CSS, js=_JS)


def show(text: str) -> None:
    """Two buttons: copy this text, print the page."""
    with st.container(key="take-away"):
        _component()(key="take_away", data={"text": text})
