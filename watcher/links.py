"""Where a message leads, by what it is about. Without a public address nowhere."""

from data import ack_tokens, outbox
from data.sending import Outgoing
from data.settings import Settings
from reports.messages import Links


class LinkMaker:
    """Makes the links of messages. `key` signs the one by which somebody acknowledges."""

    def __init__(self, settings: Settings, *, key: str) -> None:
        self._base = str(settings.public_url) if settings.public_url else ""
        self._key = key

    def __call__(self, message: Outgoing) -> Links:
        quiet = message.topic in (outbox.NUDGE, outbox.WAY_CODE)
        if not self._base or message.topic == outbox.WAY_CODE:
            return Links(quiet=quiet)
        if message.topic == outbox.NUDGE:
            return Links(out=f"{self._base}out", quiet=True)
        if message.topic in (outbox.STEP, outbox.REMINDER):
            token = ack_tokens.token_of(self._key, message.id)
            return Links(board=self._base, acknowledge=f"{self._base}ack/{token}")
        return Links(board=self._base)
