"""The Dial verb with a Conference: into the room, and what is heard there as long as nobody else is."""

from __future__ import annotations

import asyncio

from apps.sandbox.carrier import documents, rooms
from apps.sandbox.carrier.accounts import TwilioRefused
from apps.sandbox.carrier.calls import Call
from apps.sandbox.carrier.documents import Document
from apps.sandbox.carrier.rooms import Participant, Rooms, Wishes
from apps.sandbox.carrier.twiml import Verb

NOUN = "Conference"


def noun_of(verb: Verb) -> Verb | None:
    """The room that this verb leads into."""
    return next((noun for noun in verb.nested if noun.name == NOUN), None)


async def confer(call: Call, noun: Verb, document: Document, *, talk_seconds: float) -> dict[str, str]:
    """Until they are out of the room; returns what the `action` URL is told."""
    try:
        coming = call.world.of(Rooms).named(call.account, noun.text).expect(call, _wishes(noun, document))
    except TwilioRefused:
        # The document of a second call with the label: Twilio lets nobody in.
        call.news("room.refused", room=noun.text, label=noun.option("participantLabel"))
        return {"DialCallStatus": "failed"}
    waiting = asyncio.create_task(_hear(coming, noun, document))
    try:
        await rooms.sit(coming, talk_seconds=talk_seconds)
    finally:
        waiting.cancel()
    return {"DialCallStatus": "answered", "DialCallSid": call.sid, "DialCallDuration": str(call.duration_seconds)}


def _wishes(noun: Verb, document: Document) -> Wishes:
    return Wishes(
        noun.option("participantLabel"),
        ends_room=noun.option("endConferenceOnExit") == "true",
        starts_room=noun.option("startConferenceOnEnter", "true") == "true",
        news_url=document.address(noun.option("statusCallback")) if noun.option("statusCallback") else "",
        news_events=tuple(noun.option("statusCallbackEvent", "start end").split()),
    )


async def _hear(waiting: Participant, noun: Verb, document: Document) -> None:
    """What `waitUrl` says, as often as it takes."""
    while waiting.room.status == "init" and (url := noun.option("waitUrl")):
        heard = await documents.fetch(waiting.call, document.address(url), method=noun.option("waitMethod", "POST"))
        waiting.call.news("room.waits", room=waiting.room.name, twiml=[verb.facts() for verb in heard.verbs])
        await asyncio.sleep(max(sum(verb.seconds() for verb in heard.verbs), 1.0))
