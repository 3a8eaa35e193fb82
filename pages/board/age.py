"""The board's own age, counted in the browser: it goes on when the server, the network or the session does not.

It also sounds and marks the tab's title while something is overdue. A browser plays no sound before somebody has pressed
a button on the page, so there is one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import streamlit as st

from data.queries.alert_card import AlertCard

STALE_AFTER_S = 15

_HTML = """
<div class="age" role="status">
  <span class="text">Reading the list</span>
  <button type="button" class="sound" aria-pressed="false">Enable sound</button>
</div>
"""

_CSS = """
.age { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; font-family: inherit; font-size: .95rem;
       color: var(--hw-ink); }
.text { font-variant-numeric: tabular-nums; }
.age.stale .text { background: var(--hw-alarm-fill); color: white; font-weight: 700; padding: .25rem .6rem;
                   border-radius: 4px; }
.sound { font: inherit; min-height: 44px; padding: .3rem .9rem; border: 1px solid var(--hw-line); border-radius: 6px;
         background: var(--hw-page); color: var(--hw-ink); cursor: pointer; }
.sound:focus-visible { outline: 3px solid var(--hw-focus); outline-offset: 2px; }
.sound[aria-pressed="true"] { background: var(--hw-pressed); border-color: var(--hw-focus); }
"""

_JS = """
const states = new WeakMap();

function beep(context) {
  for (const [start, pitch] of [[0, 880], [.25, 660], [.5, 880]]) {
    const tone = context.createOscillator(), gain = context.createGain();
    tone.frequency.value = pitch; gain.gain.value = .2;
    tone.connect(gain).connect(context.destination);
    tone.start(context.currentTime + start); tone.stop(context.currentTime + start + .2);
  }
}

function paint(state) {
  const age = Math.round((performance.now() - state.receivedAt) / 1000);
  const stale = age > state.data.stale_after_s;
  state.box.classList.toggle("stale", stale);
  state.text.textContent = stale
    ? `NOT UPDATING. This list is ${age} s old. Check the connection, or open the page again.`
    : `This page: ${age} s old`;
  const overdue = state.data.overdue, drills = state.data.drills;
  const title = stale ? "NOT UPDATING" : overdue ? `(${overdue}) OVERDUE` : drills ? "DRILL" : "Live visits";
  document.title = `${title} - Homeward`;
  if (state.context && (overdue || drills || stale) && performance.now() - state.rangAt > 5000) {
    state.rangAt = performance.now(); beep(state.context);
  }
}

export default function(component) {
  const { data, parentElement } = component;
  let state = states.get(parentElement);
  if (!state) {
    state = { box: parentElement.querySelector(".age"), text: parentElement.querySelector(".text"),
              button: parentElement.querySelector(".sound"), rangAt: 0, context: window.homewardSound || null };
    states.set(parentElement, state);
    state.button.onclick = () => {
      if (state.context) { state.context.close(); state.context = null; }
      else { state.context = new AudioContext(); beep(state.context); }
      window.homewardSound = state.context;
      show(state);
    };
    state.timer = setInterval(() => paint(state), 1000);
  }
  if (!state.data || state.data.read_at !== data.read_at) state.receivedAt = performance.now();
  state.data = data;
  show(state);
  paint(state);
  return () => { clearInterval(state.timer); states.delete(parentElement); };
}

function show(state) {
  state.button.setAttribute("aria-pressed", state.context ? "true" : "false");
  state.button.textContent = state.context ? "Sound is on" : "Enable sound";
}
"""


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("homeward_age", html=_HTML, css=_CSS, js=_JS)


def show_age(*, read_at: datetime, alerts: Iterable[AlertCard]) -> None:
    """Show how old the list is. Alerts of which not everybody is accounted for make the sound and the tab's title.

    A drill sounds too, and its title says that it is one.
    """
    unheard = [alert for alert in alerts if alert.accounted_at is None]
    drills = sum(alert.drill for alert in unheard)
    data = {
        "read_at": read_at.isoformat(),
        "overdue": len(unheard) - drills,
        "drills": drills,
        "stale_after_s": STALE_AFTER_S,
    }
    _component()(key="age", data=data)
