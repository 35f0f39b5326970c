"""Any messenger by a webhook: one alert as signed JSON to a tenant's own endpoint."""

from hashlib import sha256

from apps.integrations.http import Http
from apps.integrations.wire.webhook import Endpoint, Receiver

from . import base

TEXT, MOST_FACTS, FACT = 10_000, 100, 2000


class Alerts(base.Alerts):
    """The same alert told twice bears the same key."""

    Settings = Endpoint
    title = "Webhook"

    def __init__(self, settings: Endpoint, http: Http) -> None:
        self._receiver = Receiver(settings, http)

    def send(self, alert: base.Alert) -> str:
        return self._tell("alert.raised", alert)

    def resolve(self, alert: base.Alert) -> str:
        return self._tell("alert.resolved", alert)

    def check(self) -> str:
        self._receiver.tell({"event": "ping"})
        return "The receiver took a signed ping."

    def _tell(self, event: str, alert: base.Alert) -> str:
        facts = [{"label": label[:FACT], "value": value[:FACT]} for label, value in alert.facts[:MOST_FACTS]]
        told = {
            "event": event,
            "key": alert.key[:FACT],
            "title": alert.title[:FACT],
            "text": alert.text[:TEXT],
            "link": alert.link[:FACT],
            "facts": facts,
        }
        # A digest, for a key may be longer than a header and have anything in it.
        digest = sha256(f"{event}:{alert.key}".encode()).hexdigest()
        self._receiver.tell(told, key=digest if alert.key else "")
        return ""
