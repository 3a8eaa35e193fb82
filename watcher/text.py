"""Text messages through Apprise, by the gateway of the settings: one line, and the link to go on with."""

import warnings

from data.phones import dialled
from data.sending import NotSent, Outgoing
from data.setting_kinds import NUMBER
from data.settings import Settings
from reports.messages import short_text
from visits.words import Channel
from watcher.links import LinkMaker

with warnings.catch_warnings():
    # Apprise asks for a module that Python has given up, and does without it.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import Apprise, AppriseAsset, NotifyFormat


class Text:
    """Sends a message to a mobile number. Called from several threads at once.

    The gateway is named by its address, so all plugins of Apprise are loaded: a second or two, at the start.
    """

    def __init__(self, settings: Settings, links: LinkMaker) -> None:
        self._gateway = settings.sms_url.get_secret_value() if settings.sms_url else ""
        self._links = links
        self._asset = AppriseAsset(
            app_id="Homeward", app_desc="Homeward", storage_mode="memory", http_redirects=False
        )
        if self._gateway:
            self._service("+447700900000")

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        if message.channel is not Channel.SMS or not self._gateway:
            raise NotSent("channel_not_set_up")
        number = dialled(message.recipient)
        service = self._service(number) if number else None
        if service is None:
            raise NotSent("address_not_usable")
        said = short_text(
            subject=message.subject,
            body=message.body,
            alert_id=message.alert_id,
            links=self._links(message),
        )
        if not service.notify(body=said, body_format=NotifyFormat.TEXT):
            raise NotSent("not_taken")

    def _service(self, number: str) -> Apprise | None:
        """The gateway for one number, in digits as 447700900123; None where Apprise cannot make anything of it."""
        service = Apprise(asset=self._asset)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            added = service.add(self._gateway.replace(NUMBER, number.lstrip("+")))
        return service if added else None
