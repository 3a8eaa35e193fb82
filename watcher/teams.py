"""Messages in Teams through Apprise, to the address of a workflow that a person made there."""

import warnings
from urllib.parse import urlsplit

from data.sending import NotSent, Outgoing
from data.settings import Settings
from reports.messages import card
from visits.webhooks import NotAllowed, teams_host, workflow_of
from visits.words import Channel
from watcher.links import LinkMaker

with warnings.catch_warnings():
    # As in watcher.mail: only this plugin is loaded.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import AppriseAsset, NotifyFormat
    from apprise.exception import AppriseImproperlyConfigured
    from apprise.plugins.workflows import NotifyWorkflows


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
        try:
            found = workflow_of(address)
            return NotifyWorkflows(  # type: ignore[no-untyped-call]
                asset=self._asset,
                host=host,
                port=urlsplit(address).port,
                secure=True,
                workflow=found.id,
                signature=found.signature,
                power_automate=found.power_automate,
                routing_id=found.route,
                version=found.version,
                include_image=False,
            )
        except (NotAllowed, AppriseImproperlyConfigured):
            raise NotSent("address_not_usable") from None
