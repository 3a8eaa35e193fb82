"""Choices that stand in boxes on a page and in its address, so that a link shows the same: two pages have them."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pages.figures import filtered

Offered = Mapping[str, Mapping[str, str]]
"""What can be chosen, by its name in the address: value to words. The first value is what nobody has to choose."""


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """The boxes of a page. `titles` are those of its boxes; those of `filters` stand behind one button."""

    page: str
    names: tuple[str, ...]
    titles: Mapping[str, str]
    filters: tuple[str, ...]

    def key(self, name: str) -> str:
        """Each time that something is taken from the address, the boxes are new ones: behind a closed button a browser
        would keep what stood in the old one, and say it again."""
        return f"{self.page}_{name}_{st.session_state.get(self._turn, 0)}"

    def take(self, offered: Offered) -> None:
        """Take what the address asks for, once: after that the choice on the page counts."""
        asked = tuple(st.query_params.get(name, "") for name in self.names)
        there = all(st.session_state.get(self.key(name)) in offered[name] for name in offered)
        if there and st.session_state.get(self._asked) == asked:
            return
        st.session_state[self._asked] = asked
        st.session_state[self._turn] = int(st.session_state.get(self._turn, 0)) + 1
        for name, value in zip(self.names, asked, strict=True):
            if name in offered:
                st.session_state[self.key(name)] = (
                    value if value in offered[name] else next(iter(offered[name]))
                )

    def box(self, name: str, offered: Offered) -> None:
        """A box of one choice."""
        st.selectbox(
            self.titles[name],
            list(offered[name]),
            key=self.key(name),
            format_func=offered[name].__getitem__,
            on_change=self.into_address,
            args=(tuple(offered),),
        )

    def behind_a_button(self, offered: Offered) -> None:
        """The filters: a telephone shows the figures and not five boxes."""
        with st.popover("Filters", icon=":material/filter_list:"):
            for name in self.filters:
                if name in offered:
                    self.box(name, offered)

    def given(self, offered: Offered) -> dict[str, str]:
        """What is chosen, by its name."""
        return {name: str(st.session_state[self.key(name)]) for name in offered}

    def say(self, offered: Offered) -> tuple[str, ...]:
        """Say what is filtered, with the way back to everything; the same words for others to say."""
        given = self.given(offered)
        words = tuple(offered[name][given[name]] for name in self.filters if given.get(name))
        filtered.said(words, key=f"{self.page}_clear", clear=self._clear, args=(tuple(offered),))
        return words

    def into_address(self, names: tuple[str, ...]) -> None:
        """What is chosen, into the address."""
        given = {name: str(st.session_state.get(self.key(name), "")) for name in names}
        st.session_state[self._asked] = tuple(given.get(name, "") for name in self.names)
        st.query_params.from_dict({name: value for name, value in given.items() if value})

    def _clear(self, names: tuple[str, ...]) -> None:
        """Back to every visit: what stays stands in the address, and is taken from it."""
        kept = {name: str(st.session_state[self.key(name)]) for name in names if name not in self.filters}
        st.query_params.from_dict({name: value for name, value in kept.items() if value})
        st.session_state.pop(self._asked, None)

    @property
    def _asked(self) -> str:
        return f"{self.page}_asked"

    @property
    def _turn(self) -> str:
        return f"{self.page}_turn"
