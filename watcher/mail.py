"""E-mail through Apprise, by the mail server of the settings."""

from typing import Any, Final

from apprise import Apprise, AppriseAsset, NotifyFormat

from data.outbox import EMAIL
from data.sending import NotSent, Outgoing
from data.settings import Settings
from reports.messages import letter

_MODES: Final = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}


class Mail:
    """Sends a message by e-mail. Called from several threads at once; each message has a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asset = AppriseAsset(app_id="Homeward", app_desc="Homeward", storage_mode="memory")

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        if message.channel != EMAIL or not self._settings.smtp_host:
            raise NotSent("channel_not_set_up")
        service = Apprise.instantiate(self._target(message), asset=self._asset)
        if service is None:
            raise NotSent("address_not_usable")
        link = self._settings.public_url
        written = letter(
            subject=message.subject,
            body=message.body,
            alert_id=message.alert_id,
            link=str(link) if link else None,
        )
        if not service.notify(title=written.subject, body=written.text, body_format=NotifyFormat.TEXT):
            raise NotSent("not_taken")

    def _target(self, message: Outgoing) -> dict[str, Any]:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        security = _MODES[settings.smtp_security]
        return {
            "schema": "mailto" if security == "insecure" else "mailtos",
            "host": settings.smtp_from.rpartition("@")[2].rstrip("> "),
            "smtp_host": settings.smtp_host,
            "port": settings.smtp_port,
            "secure_mode": security,
            "user": settings.smtp_user or None,
            "password": password,
            "from_addr": settings.smtp_from,
            "targets": [message.recipient],
            "format": "text",
            # By these a repeat is known: the same message twice carries the same number.
            "headers": {
                "X-Homeward-Message": str(message.id),
                "X-Homeward-Alert": str(message.alert_id or ""),
            },
        }
