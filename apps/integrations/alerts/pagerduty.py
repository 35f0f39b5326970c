"""PagerDuty: one incident for one key through Events v2, opened by an alert and closed by its end."""

from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http, Reply, refuse

from . import base

SERVICE = "https://events.pagerduty.com"
SUMMARY, DEDUP_KEY = 1024, 255
# An event is 512 KB at most.
MOST_FACTS, FACT = 100, 2000
# Its limit is counted by the minute, and no Retry-After comes with it.
PAUSE_SECONDS = 60.0


class Integration(BaseModel):
    """A service's Events API v2 integration."""

    routing_key: SecretStr = Field(
        title="Integration key", description="Of the service's Events API v2 integration: 32 letters and digits"
    )
    severity: Literal["critical", "error", "warning", "info"] = Field(
        "error", title="Severity", description="Of every incident from LeadHub"
    )
    base_url: str = Field(SERVICE, title="API address", description=f"PagerDuty's own, {SERVICE}")


class Alerts(base.Alerts):
    """The same key while the incident is open is the same incident, so a repetition does no harm."""

    Settings = Integration
    title = "PagerDuty"

    def __init__(self, settings: Integration, http: Http) -> None:
        parts = urlsplit(settings.base_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin != SERVICE and origin not in http.trusted_origins:
            raise Rejected(f"the address is not PagerDuty's, {SERVICE}")
        self._url = settings.base_url.rstrip("/") + "/v2/enqueue"
        self._integration = settings
        self._http = http

    def send(self, alert: base.Alert) -> str:
        facts = {label[:100]: value[:FACT] for label, value in alert.facts[:MOST_FACTS]}
        payload = {
            "summary": (" ".join(alert.title.split()) or alert.text.strip() or "LeadHub")[:SUMMARY],
            "source": "LeadHub",
            "severity": self._integration.severity,
            "custom_details": {"text": alert.text[: 5 * FACT], "key": alert.key[:FACT], **facts},
        }
        event: dict[str, object] = {"event_action": "trigger", "payload": payload, "client": "LeadHub"}
        if urlsplit(alert.link).scheme in {"http", "https"}:
            event |= {"client_url": alert.link, "links": [{"href": alert.link, "text": "Open in LeadHub"}]}
        return self._enqueue(event | _known_by(alert))

    def resolve(self, alert: base.Alert) -> str:
        return self._enqueue({"event_action": "resolve", **_known_by(alert)})

    def check(self) -> str:
        """An event without contents: who knows the key refuses it as incomplete, and nobody is woken."""
        reply = self._post({"event_action": "trigger"})
        if reply.status == 400 and _read(reply).errors:
            return "PagerDuty takes events; whether it knows the key, the first one shows."
        _refuse(reply)
        raise Unanswered("PagerDuty took an event without contents")

    def _enqueue(self, event: dict[str, object]) -> str:
        reply = self._post(event)
        _refuse(reply)
        taken = _read(reply)
        if taken.status != "success":
            raise Unanswered(f"PagerDuty answered {reply.status} with something unreadable")
        return taken.dedup_key

    def _post(self, event: dict[str, object]) -> Reply:
        key = self._integration.routing_key.get_secret_value().strip()
        return self._http.send("POST", self._url, json={"routing_key": key, **event})


class _Taken(BaseModel):
    status: str = ""
    dedup_key: str = ""
    errors: list[str] = []


def _read(reply: Reply) -> _Taken:
    try:
        return _Taken.model_validate_json(reply.body)
    except ValidationError:
        return _Taken()


def _refuse(reply: Reply) -> None:
    if reply.status == 429:
        pause = reply.retry_after_seconds or PAUSE_SECONDS
        raise Unavailable("PagerDuty's limit of events is reached", code="429", retry_after_seconds=pause)
    refuse(reply, f"PagerDuty answered {reply.status}")


def _known_by(alert: base.Alert) -> dict[str, object]:
    """A key that is too long is told by its digest, for its beginning may be another's."""
    if not alert.key:
        return {}
    is_long = len(alert.key) > DEDUP_KEY
    return {"dedup_key": sha256(alert.key.encode()).hexdigest() if is_long else alert.key}
