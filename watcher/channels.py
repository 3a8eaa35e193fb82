"""Every way by which a message goes out: it is handed to the one that its row names."""

from collections.abc import Mapping
from dataclasses import replace

from data.keys import signing_key
from data.sending import NotSent, Outgoing
from data.settings import Settings
from reports.messages import card
from visits.webhooks import NotAllowed, webhook_host
from visits.words import Channel
from watcher.links import LinkMaker
from watcher.mail import Mail
from watcher.steps import Sender
from watcher.teams import Teams
from watcher.text import Text
from watcher.webhook import Webhook


class Channels:
    """Sends a message by its channel, or raises NotSent. Called from several threads at once."""

    def __init__(self, settings: Settings) -> None:
        links = LinkMaker(settings, key=signing_key(settings))
        self._senders: Mapping[Channel, Sender] = {
            Channel.EMAIL: Mail(settings, links),
            Channel.SMS: Text(settings, links),
            Channel.TEAMS: Teams(settings, links),
            Channel.WEBHOOK: Hooks(settings, links),
        }

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        self._senders[message.channel](message)


class Hooks:
    """Webhooks, at the hosts that the settings name. Asked again at each message: a setting can have changed since."""

    def __init__(self, settings: Settings, links: LinkMaker) -> None:
        self._hosts = settings.webhooks
        self._links = links
        self._post = Webhook()

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        if message.channel is not Channel.WEBHOOK or not self._hosts:
            raise NotSent("channel_not_set_up")
        try:
            webhook_host(message.recipient, self._hosts)
        except NotAllowed:
            raise NotSent("host_not_allowed") from None
        written = card(
            subject=message.subject,
            body=message.body,
            alert_id=message.alert_id,
            links=self._links(message),
        )
        self._post(replace(message, subject=written.subject, body=written.text))
