"""Microsoft Teams: one alert to one channel through a workflow's webhook, as an Adaptive Card."""

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http, refuse

from . import base

# Workflows live at Power Platform or Logic Apps; the connectors that they replace had an address of their own.
_HOSTS = re.compile(
    r"https://[a-z0-9.-]+\.(logic\.azure\.com(:443)?|api\.powerplatform\.com(:443)?|webhook\.office\.com)"
)
# A message is 28 KB at most, whatever the script of its letters.
TITLE, TEXT, FACTS, FACT = 200, 2000, 10, 150
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!<>|~-])")


class Channel(BaseModel):
    """A channel's workflow. The address is the only secret: who knows it may post."""

    webhook_url: SecretStr = Field(
        title="Workflow address",
        description="From the channel's menu: Workflows → Post to a channel when a webhook request is received",
    )


class Alerts(base.Alerts):
    """Posts to a channel. A workflow answers once it has the card: whether it comes to show it, nobody says."""

    Settings = Channel
    title = "Microsoft Teams"

    def __init__(self, settings: Channel, http: Http) -> None:
        self._url = settings.webhook_url.get_secret_value().strip()
        parts = urlsplit(self._url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        if not _HOSTS.fullmatch(origin) and origin not in http.trusted_origins:
            raise Rejected("the address is not one of Microsoft's workflows, …powerplatform.com or …logic.azure.com")
        self._http = http

    def send(self, alert: base.Alert) -> str:
        reply = self._http.send("POST", self._url, json=_message(alert))
        refuse(reply, f"Teams answered {reply.status}")
        # The connectors of old answer "1", or 200 and the words of an error.
        text = reply.text.strip()
        if "429" in text and reply.status == 200:
            raise Unavailable("Teams' rate limit is reached", code="429")
        if reply.status != 202 and text != "1":
            raise Unanswered(f"Teams answered {reply.status} with something unreadable")
        return ""

    def check(self) -> str:
        """Nothing can be asked of a workflow but to post; that the address is one of theirs is all that is known."""
        reply = self._http.send("GET", self._url)
        if reply.status in (401, 403, 404, 410) or reply.status == 429 or reply.status >= 500:
            refuse(reply, f"Teams answered {reply.status}")
        return "The workflow's address answers; send an alert to see it in the channel."


def _message(alert: base.Alert) -> dict[str, object]:
    title = " ".join(alert.title.split()) or "LeadHub"
    body: list[dict[str, object]] = [_block(title[:TITLE], weight="Bolder", size="Medium")]
    if alert.text.strip():
        body.append(_block(alert.text[:TEXT]))
    if facts := alert.facts[:FACTS]:
        shown = [{"title": _plain(label[:FACT]), "value": _plain(value[:FACT])} for label, value in facts]
        body.append({"type": "FactSet", "facts": shown})
    if alert.key:
        body.append(_block(alert.key[:FACT], isSubtle=True, size="Small"))
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if urlsplit(alert.link).scheme in {"http", "https"}:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open in LeadHub", "url": alert.link[:TEXT]}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(text: str, **looks: object) -> dict[str, object]:
    return {"type": "TextBlock", "text": _plain(text), "wrap": True, **looks}


def _plain(text: str) -> str:
    """A card reads Markdown: a lead may be called "[here](https://…)"."""
    return _MARKS.sub(r"\\\1", text)
