"""The Dial verb: ring the rep (or several at once), whisper, bridge."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from apps.sandbox.carrier import conferring, documents, recordings, ringing, twiml
from apps.sandbox.carrier.calls import Call, Calls
from apps.sandbox.carrier.documents import Document
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.forms import Form

DIAL_TIMEOUT_SECONDS = "30"
NOUNS = ("Number", "Client", "Sip")


async def dial(parent: Call, verb: Verb, document: Document, *, talk_seconds: float) -> dict[str, str]:
    """Bridge the first who accepts; returns what the `action` URL is told."""
    if room := conferring.noun_of(verb):
        return await conferring.confer(parent, room, document, talk_seconds=talk_seconds)
    legs = {_place(parent, verb, noun, document): noun for noun in _nouns(verb)}
    if not legs:
        # A queue: nobody else is in it.
        await asyncio.sleep(talk_seconds)
        return {"DialCallStatus": "completed"}
    try:
        if winner := await _first_to_accept(legs, document):
            parent.news("call.bridged", rep_id=winner.sid, rep=winner.to)
            await _talk(parent, verb, document, seconds=talk_seconds)
        _end(legs)
        return _result(winner or next(iter(legs)), bridged=winner is not None)
    finally:
        # The lead may hang up at any moment; nobody else's phone goes on ringing then.
        _end(legs)


async def _talk(parent: Call, verb: Verb, document: Document, *, seconds: float) -> None:
    """Until one of them hangs up; what was recorded up to then is there, whoever did."""
    began_at = parent.world.clock.now()
    try:
        await asyncio.sleep(seconds)
    finally:
        recordings.finish(parent, verb, document, answered_at=began_at)


def _nouns(verb: Verb) -> list[Verb]:
    bare = [Verb("Number", verb.text, {}, ())] if verb.text else []
    return bare + [noun for noun in verb.nested if noun.name in NOUNS]


def _place(parent: Call, verb: Verb, noun: Verb, document: Document) -> Call:
    wishes = {
        "Timeout": [verb.option("timeout", DIAL_TIMEOUT_SECONDS)],
        "StatusCallback": [document.address(noun.option("statusCallback"))] if noun.option("statusCallback") else [""],
        "StatusCallbackEvent": noun.option("statusCallbackEvent").split(),
    }
    caller_id = verb.option("callerId") or parent.from_
    to = f"client:{noun.text}" if noun.name == "Client" else noun.text
    call = type(parent)(parent.world, parent.account, to, caller_id, Form(wishes), leg="rep", parent_sid=parent.sid)
    return parent.world.of(Calls).add(call)


async def _first_to_accept(legs: dict[Call, Verb], document: Document) -> Call | None:
    """Ring all at once; the others stop ringing when one accepts."""
    attempts = {asyncio.create_task(_accepts(leg, noun, document)): leg for leg, noun in legs.items()}
    try:
        ringing_on = set(attempts)
        while ringing_on:
            done, ringing_on = await asyncio.wait(ringing_on, return_when=asyncio.FIRST_COMPLETED)
            if accepted := [attempt for attempt in done if attempt.result()]:
                return attempts[accepted[0]]
        return None
    finally:
        for attempt, leg in attempts.items():
            if attempt.cancel():
                ringing.hang_up(leg)


async def _accepts(leg: Call, noun: Verb, document: Document) -> bool:
    """Ring one rep and let them hear the whisper; true when they take the call."""
    if not await ringing.is_answered(leg):
        return False
    whisper = Document("", [])
    if url := noun.option("url"):
        whisper = await documents.fetch(leg, document.address(url), method=noun.option("method", "POST"))
    leg.news(
        "call.answered",
        at=leg.answered_at,
        twiml=[verb.facts() for verb in whisper.verbs],
        crm_id=twiml.crm_id(whisper.verbs, whisper.url, noun.option("url")),
        answered_by=None,
    )
    accepted = await _heard_out(leg, whisper)
    if not accepted:
        ringing.hang_up(leg)
    return accepted


async def _heard_out(leg: Call, whisper: Document) -> bool:
    """Play the whisper; a person presses 1 where asked, a machine doesn't."""
    behaviour = leg.world.people.at(leg.to).behaviour
    if behaviour == "hang_up":
        return False
    for verb in whisper.verbs:
        await asyncio.sleep(min(verb.seconds(), 1.0))
        if verb.name == "Hangup":
            return False
        if verb.name == "Gather" and behaviour != "voicemail":
            return await _press_one(leg, verb, whisper)
    return True


async def _press_one(leg: Call, gather: Verb, whisper: Document) -> bool:
    """True unless the answer to the key says to hang up."""
    if not (action := gather.option("action")):
        return True
    answer = await documents.fetch(leg, whisper.address(action), news={"Digits": "1"})
    leg.news("call.instructed", url=answer.url, twiml=[verb.facts() for verb in answer.verbs])
    return all(verb.name != "Hangup" for verb in answer.verbs)


def _end(legs: Iterable[Call]) -> None:
    for leg in legs:
        ringing.hang_up(leg)


def _result(leg: Call, *, bridged: bool) -> dict[str, str]:
    # A rep who answered but didn't accept counts as nobody.
    status = leg.status if bridged or leg.status != "completed" else "no-answer"
    return {
        "DialCallStatus": status,
        "DialCallSid": leg.sid,
        "DialCallDuration": str(leg.duration_seconds),
        "DialBridged": str(bridged).lower(),
    }
