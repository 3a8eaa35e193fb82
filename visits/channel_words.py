"""What people read of the ways by which they are reached, and of a message that did not arrive."""

from collections.abc import Mapping
from typing import Final

from visits.words import Channel

CHANNEL_WORDS: Final[Mapping[Channel, str]] = {
    Channel.EMAIL: "E-mail",
    Channel.SMS: "Text message",
    Channel.TEAMS: "Teams",
    Channel.WEBHOOK: "Webhook",
}

WITHDRAWN: Final = "withdrawn"
PROBLEM_WORDS: Final[Mapping[str, str]] = {
    "not_taken": "It was not taken.",
    "channel_not_set_up": "This way is not set up here any more.",
    "address_not_usable": "The address cannot be used.",
    "too_slow": "The other side took too long to answer.",
    "not_reached": "The other side could not be reached.",
    "no_secure_connection": "There was no secure connection to the other side.",
    "host_not_allowed": "The address is at a host that is not allowed here.",
}


def problem_said(error: str) -> str:
    """Why a message has not arrived, in words; empty where nothing is wrong. `error` is the word that its row keeps."""
    if error in ("", WITHDRAWN):
        return ""
    return PROBLEM_WORDS.get(error, "It could not be sent.")
