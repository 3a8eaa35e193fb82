"""An outside watch, such as healthchecks: asked once a minute while all is well, it tells somebody when that ends.

It is the only one that notices that this whole machine has gone. Whether it answers changes nothing for the watcher.
"""

import time
from http.client import HTTPException
from typing import Final
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

from data import logs

EVERY_S: Final = 60.0
WITHIN_S: Final = 10.0


class Outside:
    """The address of an outside watch. `answers` is what came of the last time: None before the first."""

    def __init__(self, url: str, *, every_s: float = EVERY_S, within_s: float = WITHIN_S) -> None:
        self._url = url
        self._every_s = every_s
        self._within_s = within_s
        self._again_s = 0.0
        # Neither a redirect is followed nor a file opened: only this address is asked.
        self._opener = OpenerDirector()
        for handler in (HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)
        self.answers: bool | None = None

    def look(self, *, well: bool) -> None:
        """Ask it if it is time and all is well. Silence is how it learns that something is wrong."""
        if not well or time.monotonic() < self._again_s:
            return
        self._again_s = time.monotonic() + self._every_s
        self.answers = self._ask()
        if not self.answers:
            logs.logger("watcher").warning("ping.failed")

    def _ask(self) -> bool:
        try:
            asked = Request(self._url, headers={"User-Agent": "Homeward"})  # noqa: S310  (see above: no file)
            with self._opener.open(asked, timeout=self._within_s) as answer:
                return answer is not None and 200 <= answer.status < 300
        except (OSError, HTTPException, ValueError):
            # What it says would quote the address, which is a secret.
            return False
