"""HubSpot's calls: one on a contact's history for each of ours, found again by our id."""

from collections.abc import Callable
from datetime import UTC
from html import escape
from urllib.parse import quote

from pydantic import BaseModel, Field

from apps.integrations.http import Reply

from ._hubspot_errors import Invalid, parsed, require_success
from .base import Outcome, Talk

# HubSpot's number for a call that belongs to a contact.
CALL_TO_CONTACT = 194
OUR_ID = "hs_call_external_id"
# Its longest body, and how many calls one request reads.
BODY, BATCH = 65_000, 100
# The outcomes that every account begins with.
OUTCOMES = {
    Outcome.CONNECTED: "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    Outcome.VOICEMAIL: "b2cf5968-551e-4856-9783-52b3da59a7d0",
    Outcome.NO_ANSWER: "73a0d17f-1163-4015-bdd5-ec830791da20",
    Outcome.WRONG_NUMBER: "17b47fee-58de-441e-a44c-c6300d46f273",
}
# What an account may have made its own rules for; the call lands without it.
OPTIONAL = frozenset({"hs_call_disposition", "hs_call_recording_url", "hs_call_direction"})

Properties = dict[str, str]
# Method, path below the version's objects, body or None.
Send = Callable[[str, str, object], Reply]


class Calls:
    """Completed calls. The search learns of one seconds later, so a contact's own list is asked instead."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def note(self, contact_id: str, talk: Talk) -> str:
        """The call's id. Raises the remedies of the wire, `Gone` where the contact is."""
        return self._known(contact_id, talk) or self._make(contact_id, talk)

    def _known(self, contact_id: str, talk: Talk) -> str:
        """The id of this very call, "" where it was not noted yet."""
        reply = self._send("GET", f"/contacts/{quote(contact_id, safe='')}?associations=calls", None)
        require_success(reply)
        # The newest ids come last; each may stand there under several labels.
        theirs = list(dict.fromkeys(call.id for call in parsed(reply, _Contact).associations.calls.results))[::-1]
        for start in range(0, len(theirs), BATCH):
            wanted = {"properties": [OUR_ID], "inputs": [{"id": each} for each in theirs[start : start + BATCH]]}
            reply = self._send("POST", "/calls/batch/read", wanted)
            require_success(reply)
            for call in parsed(reply, _Calls).results:
                if call.properties.get(OUR_ID) == talk.id:
                    return call.id
        return ""

    def _make(self, contact_id: str, talk: Talk) -> str:
        properties = _properties(talk)
        try:
            return self._create(contact_id, properties)
        except Invalid as refused:
            dropped = refused.properties & OPTIONAL & properties.keys()
            if not dropped:
                raise
        return self._create(contact_id, {name: value for name, value in properties.items() if name not in dropped})

    def _create(self, contact_id: str, properties: Properties) -> str:
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": CALL_TO_CONTACT}
        belongs = {"to": {"id": contact_id}, "types": [kind]}
        reply = self._send("POST", "/calls", {"properties": properties, "associations": [belongs]})
        require_success(reply)
        return parsed(reply, _Call).id


def _properties(talk: Talk) -> Properties:
    properties = {
        "hs_timestamp": f"{talk.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "hs_call_title": talk.title,
        # HubSpot shows it as HTML, and these are a stranger's words.
        "hs_call_body": _html(talk.story()),
        "hs_call_duration": str(talk.seconds * 1000),
        "hs_call_status": "COMPLETED",
        "hs_call_direction": "OUTBOUND",
        "hs_call_disposition": OUTCOMES[talk.outcome],
        OUR_ID: talk.id,
    }
    # HubSpot takes no other addresses here.
    if talk.recording_url.startswith("https://"):
        properties["hs_call_recording_url"] = talk.recording_url
    return properties


def _html(text: str) -> str:
    """Cut between lines, so that no entity is cut in two."""
    lines: list[str] = []
    left = BODY
    for line in text.split("\n"):
        safe = escape(line)
        left -= len(safe) + len("<br>")
        if left < 0:
            break
        lines.append(safe)
    return "<br>".join(lines)


class _Call(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    properties: dict[str, str | None] = {}


class _Calls(BaseModel):
    results: list[_Call] = []


class _Associations(BaseModel):
    calls: _Calls = _Calls()


class _Contact(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    associations: _Associations = _Associations()
