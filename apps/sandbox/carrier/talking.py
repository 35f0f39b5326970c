"""An answered call: fetch the TwiML and do what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from apps.sandbox.callbacks import Callbacks
from apps.sandbox.carrier import dialing, documents, recordings, relaying, streaming, twiml
from apps.sandbox.carrier.calls import Call
from apps.sandbox.carrier.documents import Document
from apps.sandbox.carrier.ringing import IMPATIENCE_SECONDS
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.forms import Form

LISTEN_SECONDS = 3.0
DETECTION_SECONDS = 0.3
# The end of a machine's greeting is waited for where a message is to be left behind it.
GREETING_SECONDS = 7.0
MOST_DOCUMENTS = 20


class HangUp(Exception):
    """The document, or the person, ended the call."""


async def talk(call: Call) -> None:
    """The whole conversation; returns when one side hangs up."""
    await _detect_machine(call)
    first = await _wished(call, call.wishes)
    call.news(
        "call.answered",
        at=call.answered_at,
        twiml=[verb.facts() for verb in first.verbs],
        crm_id=twiml.crm_id(first.verbs, first.url),
        answered_by=call.answered_by,
    )
    if call.world.people.at(call.person).behaviour == "hang_up":
        await asyncio.sleep(IMPATIENCE_SECONDS)
        return
    await Conversation(call).go_on(first)


async def redirected(call: Call, wishes: Form) -> None:
    """The rest of a call whose document was replaced through the API."""
    document = await _wished(call, wishes)
    _show(call, document)
    await Conversation(call).go_on(document)
    call.end("completed", sip_code=200)


async def take_up(call: Call, wishes: Form) -> None:
    """A call to the application: what it answers is done, and whoever hangs up ends it."""
    call.started_at = call.world.clock.now()
    call.status = "ringing"
    document = await documents.fetch(call, wishes.first("VoiceUrl"), method=wishes.first("VoiceMethod", "POST"))
    call.status, call.answered_at = "in-progress", call.world.clock.now()
    _show(call, document)
    await Conversation(call).go_on(document)
    call.end("completed", sip_code=200)


class Conversation:
    """One run through the application's documents, within the person's patience."""

    def __init__(self, call: Call) -> None:
        person = call.world.people.at(call.person)
        self.call = call
        self.seconds_left = LISTEN_SECONDS if person.talk_ms is None else person.talk_ms / 1000
        self._documents = 0
        self._spoke = False

    async def go_on(self, document: Document) -> None:
        try:
            await self.perform(document)
        except HangUp:
            return

    async def perform(self, document: Document) -> None:
        self._documents += 1
        # An application that redirects for ever would keep the line for ever.
        if self._documents > MOST_DOCUMENTS:
            raise HangUp
        for verb in document.verbs:
            perform = VERBS.get(verb.name, _listen)
            await perform(self, verb, document)

    async def jump(self, url: str, method: str = "POST", **news: str) -> None:
        """Leave this document for the one at `url`."""
        document = await documents.fetch(self.call, url, method=method, news=news)
        _show(self.call, document)
        await self.perform(document)
        raise HangUp

    async def listen(self, verbs: Sequence[Verb]) -> None:
        seconds = min(sum(verb.seconds() for verb in verbs), self.seconds_left)
        self.seconds_left -= seconds
        await asyncio.sleep(seconds)

    def reply(self, gather: Verb) -> dict[str, str]:
        """What the person does when asked: speaks once, or presses 1; some press nothing."""
        if self.call.world.people.at(self.call.person).behaviour == "no_press":
            return {}
        if "speech" not in gather.option("input", "dtmf"):
            return {"Digits": self.call.key} if self.call.key else {}
        if self._spoke:
            return {}
        self._spoke = True
        return {"SpeechResult": self.call.world.people.at(self.call.person).says, "Confidence": "0.94"}


async def _listen(conversation: Conversation, verb: Verb, document: Document) -> None:
    await conversation.listen([verb])


async def _hang_up(conversation: Conversation, verb: Verb, document: Document) -> None:
    raise HangUp


async def _redirect(conversation: Conversation, verb: Verb, document: Document) -> None:
    await conversation.jump(document.address(verb.text), verb.option("method", "POST"))


async def _gather(conversation: Conversation, verb: Verb, document: Document) -> None:
    await conversation.listen([verb])
    is_person = not (conversation.call.answered_by or "").startswith("machine")
    is_person = is_person and conversation.call.world.people.at(conversation.call.person).behaviour != "voicemail"
    if is_person and (reply := conversation.reply(verb)):
        await conversation.jump(document.address(verb.option("action")), verb.option("method", "POST"), **reply)


async def _dial(conversation: Conversation, verb: Verb, document: Document) -> None:
    result = await dialing.dial(conversation.call, verb, document, talk_seconds=conversation.seconds_left)
    if action := verb.option("action"):
        await conversation.jump(document.address(action), verb.option("method", "POST"), **result)


async def _connect(conversation: Conversation, verb: Verb, document: Document) -> None:
    for noun in verb.nested:
        await (relaying.relay if noun.name == "ConversationRelay" else streaming.stream)(conversation.call, noun)
    if action := verb.option("action"):
        news = conversation.call.after_stream()
        await conversation.jump(document.address(action), verb.option("method", "POST"), **news)


async def _start(conversation: Conversation, verb: Verb, document: Document) -> None:
    recordings.start(conversation.call, verb, document)


type Performer = Callable[[Conversation, Verb, Document], Awaitable[None]]

VERBS: dict[str, Performer] = {
    "Hangup": _hang_up,
    "Reject": _hang_up,
    "Redirect": _redirect,
    "Gather": _gather,
    "Dial": _dial,
    "Connect": _connect,
    "Start": _start,
}


async def _wished(call: Call, wishes: Form) -> Document:
    if given := wishes.first("Twiml"):
        return Document("", twiml.parse(given))
    document = await documents.fetch(call, wishes.first("Url"), method=wishes.first("Method", "POST"))
    if not document.verbs and (fallback := wishes.first("FallbackUrl")):
        return await documents.fetch(call, fallback)
    return document


def _show(call: Call, document: Document) -> None:
    call.news("call.instructed", url=document.url, twiml=[verb.facts() for verb in document.verbs])


async def _detect_machine(call: Call) -> None:
    """Answering machine detection, before the document or beside it."""
    wish = call.wishes.first("MachineDetection")
    if not wish:
        return
    machine = "machine_end_beep" if wish == "DetectMessageEnd" else "machine_start"
    heard = {"voicemail": machine, "fax": "fax"}
    verdict = heard.get(call.world.people.at(call.person).behaviour, "human")
    if call.wishes.first("AsyncAmd") == "true":
        call.world.spawn(_tell_detection(call, verdict))
        return
    await asyncio.sleep(DETECTION_SECONDS)
    call.answered_by = verdict


async def _tell_detection(call: Call, verdict: str) -> None:
    await asyncio.sleep(GREETING_SECONDS if verdict == "machine_end_beep" else DETECTION_SECONDS)
    call.answered_by = verdict
    if url := call.wishes.first("AsyncAmdStatusCallback"):
        form = call.form() | {"MachineDetectionDuration": str(int(DETECTION_SECONDS * 1000))}
        call.world.of(Callbacks).tell(call.account.letter(url, form), call.thread)
