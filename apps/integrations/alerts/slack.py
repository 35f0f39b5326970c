"""Slack: one alert to one channel through its incoming webhook."""

import re
from itertools import batched
from urllib.parse import quote, urlsplit

import orjson
from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, not_connected, refuse
from apps.integrations.oauth import Flow

from . import base

SERVICE = "https://hooks.slack.com"
# What a living channel answers to a message without words.
WORDLESS = frozenset({"no_text", "invalid_payload", "missing_text_or_fallback_or_attachments"})
# The channel is dead to us, whatever the status says; nothing but a person can mend that.
DEAD = frozenset(
    {
        "action_prohibited",
        "channel_is_archived",
        "channel_not_found",
        "no_active_hooks",
        "no_service",
        "no_service_id",
        "no_team",
        "posting_to_general_channel_denied",
        "team_disabled",
        "user_not_found",
    }
)

# The incoming webhook of the channel that a person has picked at the consent page.
PICKED = "incoming_webhook.url"
HEADER_LENGTH = 150
SECTION_LENGTH = 3000
FIELD_LENGTH = 2000
FIELDS_IN_A_SECTION = 10
MOST_FACTS = 100

type Block = dict[str, object]


class Channel(BaseModel):
    """A channel's incoming webhook. The address is the only secret: who knows it may post."""

    webhook_url: SecretStr = Field(
        SecretStr(""),
        title="Webhook address",
        description="From Slack's app page, e.g. https://hooks.slack.com/services/T…/B…/…; none for who signs in with "
        "Slack and picks the channel there",
    )


class Alerts(base.Alerts):
    """Posts to a channel. An answer is read by its text, for Slack's status differs from error to error."""

    Settings = Channel
    title = "Slack"
    oauth = Flow(
        app="slack",
        authorize_url="https://slack.com/oauth/v2/authorize",
        token_url="https://slack.com/api/oauth.v2.access",  # noqa: S106  # an address
        revoke_url="https://slack.com/api/auth.revoke",
        scopes=("incoming-webhook",),
        has_pkce=False,
        has_basic=True,
        keeps=(PICKED,),
        dead=frozenset({"invalid_code", "code_already_used", "invalid_refresh_token", "token_revoked", "invalid_auth"}),
    )

    def __init__(self, settings: Channel, http: Http) -> None:
        self._url = settings.webhook_url.get_secret_value().strip()
        if http.granted:
            self._url = http.granted.access().said.get(PICKED, "")
        if not self._url:
            raise not_connected()
        parts = urlsplit(self._url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin != SERVICE and origin not in http.trusted_origins:
            raise Rejected(f"the address is not one of Slack's, such as {SERVICE}/services/…")
        self._http = http

    def send(self, alert: base.Alert) -> str:
        reply = self._http.send("POST", self._url, json=_message(alert))
        word = _word(reply)
        if word != "ok":
            _refuse(reply, word)
        return ""

    def check(self) -> str:
        """Post a message without words: a living channel refuses it, and nobody in it sees a thing."""
        reply = self._http.send("POST", self._url, json={"text": ""})
        word = _word(reply)
        if word not in WORDLESS:
            _refuse(reply, word)
        return "Slack knows the channel."


def _word(reply: Reply) -> str:
    """The one word that Slack answers: bare, or as `error` in JSON."""
    try:
        answer = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return reply.text.strip()
    if not isinstance(answer, dict):
        return ""
    return "ok" if answer.get("ok") is True else str(answer.get("error", ""))


def _refuse(reply: Reply, word: str) -> None:
    if word in {"ratelimited", "rate_limited"} or reply.status == 429:
        pause = reply.retry_after_seconds
        raise Unavailable("Slack's rate limit is reached", code="ratelimited", retry_after_seconds=pause)
    if word == "invalid_token":
        raise Unauthorized("Slack no longer accepts this webhook", code=word)
    if word in DEAD | WORDLESS:
        raise Rejected(f"Slack refused: {word.replace('_', ' ')}", code=word)
    refuse(reply, f"Slack answered {reply.status}")
    raise Unanswered(f"Slack answered {reply.status} with something unreadable")


def _message(alert: base.Alert) -> dict[str, object]:
    title = _escaped(" ".join(alert.title.split()) or "LeadHub", HEADER_LENGTH)
    blocks: list[Block] = [{"type": "header", "text": {"type": "plain_text", "text": title}}]
    if alert.text.strip():
        blocks.append(_section(_escaped(alert.text, SECTION_LENGTH)))
    facts = [_mrkdwn(_escaped(f"*{label}:*\n{value}", FIELD_LENGTH)) for label, value in alert.facts[:MOST_FACTS]]
    blocks += [{"type": "section", "fields": fields} for fields in batched(facts, FIELDS_IN_A_SECTION)]
    if urlsplit(alert.link).scheme in {"http", "https"}:
        # A link, not a button: a button asks for an app that answers Slack's call about the click.
        blocks.append(_section(f"<{_escaped_url(alert.link)}|Open in LeadHub>"))
    if alert.key:
        blocks.append({"type": "context", "elements": [_mrkdwn(_escaped(alert.key, FIELD_LENGTH))]})
    # What a phone's lock screen shows.
    return {"text": _escaped(f"{alert.title}\n{alert.text}", SECTION_LENGTH), "blocks": blocks}


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def _escaped(text: str, most: int) -> str:
    """Text that can't mention anybody or link anywhere (a lead may be called "<!channel>"), cut to length."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # The cut must not leave half an entity behind.
    return safe if len(safe) <= most else re.sub(r"&\w*$", "", safe[: most - 1]) + "…"


def _escaped_url(url: str) -> str:
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~").replace("&", "&amp;")
