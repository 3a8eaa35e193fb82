"""What an address has to look like for each channel, and whether it may be asked."""

import re
from typing import Final

from data import outbox
from data.commands.core import Invalid
from data.phones import NotANumber, dialled, tidy
from visits.channel_words import CHANNEL_WORDS
from visits.phones import plausible
from visits.webhooks import NotAllowed, teams_host, webhook_host, workflow_of
from visits.words import Channel

LONGEST: Final = 500
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


def tidied(channel: Channel, address: str) -> str:
    """The address as it is kept. Raises Invalid with a sentence where this channel cannot use it."""
    text = address.strip()
    if channel not in outbox.channels():
        raise Invalid({"channel": f"{CHANNEL_WORDS[channel]} is not set up here. Choose another way."})
    if not text:
        raise Invalid({"address": "Give the address or the number by which you are reached."})
    if len(text) > LONGEST:
        raise Invalid({"address": f"That is longer than {LONGEST} characters."})
    if channel is Channel.EMAIL:
        return _email(text)
    if channel is Channel.SMS:
        return _mobile(text)
    try:
        if channel is Channel.TEAMS:
            teams_host(text, outbox.webhook_hosts())
            workflow_of(text)
        else:
            webhook_host(text, outbox.webhook_hosts())
    except NotAllowed as why:
        raise Invalid({"address": str(why)}) from None
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise Invalid({"address": "Give an e-mail address, such as name@school.example."})
    return text.lower()


def _mobile(text: str) -> str:
    try:
        number = tidy(text)
    except NotANumber:
        number = ""
    if not number or not plausible(number):
        raise Invalid({"address": "Give a mobile number, such as 07700 900123."})
    if dialled(number).startswith("+44") and not dialled(number).startswith("+447"):
        raise Invalid({"address": "That is not a mobile number, so it takes no text messages."})
    return number
