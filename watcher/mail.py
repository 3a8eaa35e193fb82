"""E-mail through Apprise, by the mail server of the settings."""

import warnings
from typing import Final

from data.outbox import EMAIL
from data.sending import NotSent, Outgoing
from data.settings import Settings
from reports.messages import letter
from watcher.links import LinkMaker

with warnings.catch_warnings():
    # Apprise asks for a module that Python has given up, and does without it. Only this plugin is loaded: by its address
    # it would be looked for among all 130 of them, which takes seconds.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import AppriseAsset, NotifyFormat
    from apprise.exception import AppriseImproperlyConfigured
    from apprise.plugins.email import NotifyEmail

_MODES: Final = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}


class Mail:
    """Sends a message by e-mail. Called from several threads at once; each message has a connection of its own."""

    def __init__(self, settings: Settings, links: LinkMaker) -> None:
        self._settings = settings
        self._links = links
        self._asset = AppriseAsset(app_id="Homeward", app_desc="Homeward", storage_mode="memory")

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        if message.channel != EMAIL or not self._settings.smtp_host:
            raise NotSent("channel_not_set_up")
        written = letter(
            subject=message.subject,
            body=message.body,
            alert_id=message.alert_id,
            links=self._links(message),
        )
        service = self._service(message)
        if not service.notify(title=written.subject, body=written.text, body_format=NotifyFormat.TEXT):
            raise NotSent("not_taken")

    def _service(self, message: Outgoing) -> NotifyEmail:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        try:
            return NotifyEmail(  # type: ignore[no-untyped-call]
                asset=self._asset,
                host=settings.smtp_from.rpartition("@")[2].rstrip("> "),
                smtp_host=settings.smtp_host,
                port=settings.smtp_port,
                secure_mode=_MODES[settings.smtp_security],
                user=settings.smtp_user or None,
                password=password,
                from_addr=settings.smtp_from,
                targets=[message.recipient],
                format="text",
                # By these a repeat is known: the same message twice carries the same number.
                headers={
                    "X-Homeward-Message": str(message.id),
                    "X-Homeward-Alert": str(message.alert_id or ""),
                },
            )
        except AppriseImproperlyConfigured:
            # Its text quotes the address.
            raise NotSent("address_not_usable") from None
