"""Messages in Teams through Apprise, to the address of a workflow that a person made there."""

import re
import warnings
from typing import Final
from urllib.parse import parse_qs, urlsplit

from data.sending import NotSent, Outgoing
from data.settings import Settings
from reports.messages import card
from visits.webhooks import NotAllowed, teams_host
from visits.words import Channel
from watcher.links import LinkMaker

with warnings.catch_warnings():
    # As in watcher.mail: only this plugin is loaded.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import AppriseAsset, NotifyFormat
    from apprise.exception import AppriseImproperlyConfigured
    from apprise.plugins.workflows import NotifyWorkflows

PATH: Final = re.compile(
    r"(?P<automate>/powerautomate/automations/direct(?:/cu/(?P<route>[0-9]+))?)?"
    r"/workflows/(?P<workflow>[A-Za-z0-9_-]+)/triggers/manual/paths/invoke/?"
)


class Teams:
    """Sends a message to somebody's workflow. Called from several threads at once."""

    def __init__(self, settings: Settings, links: LinkMaker) -> None:
        self._settings = settings
        self._links = links
        self._asset = AppriseAsset(
            app_id="Homeward", app_desc="Homeward", storage_mode="memory", http_redirects=False
        )

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent."""
        if message.channel is not Channel.TEAMS or not self._settings.teams:
            raise NotSent("channel_not_set_up")
        written = card(
            subject=message.subject,
            body=message.body,
            alert_id=message.alert_id,
            links=self._links(message),
        )
        service = self._service(message.recipient)
        # As text, Apprise would put a backslash before every sign that could be markdown, in the link too.
        if not service.notify(title=written.subject, body=written.text, body_format=NotifyFormat.MARKDOWN):
            raise NotSent("not_taken")

    def _service(self, address: str) -> NotifyWorkflows:
        """Only what makes up the workflow is taken from the address: Apprise would read a file that it names, too."""
        try:
            host = teams_host(address, self._settings.webhooks)
        except NotAllowed:
            raise NotSent("host_not_allowed") from None
        parts = urlsplit(address)
        path, asked = PATH.fullmatch(parts.path), parse_qs(parts.query)
        signature = asked.get("sig", [""])[0]
        if path is None or not signature:
            raise NotSent("address_not_usable")
        try:
            return NotifyWorkflows(  # type: ignore[no-untyped-call]
                asset=self._asset,
                host=host,
                port=parts.port,
                secure=True,
                workflow=path["workflow"],
                signature=signature,
                power_automate=path["automate"] is not None,
                routing_id=path["route"],
                version=asked.get("api-version", [None])[0],
                include_image=False,
            )
        except AppriseImproperlyConfigured:
            raise NotSent("address_not_usable") from None
