"""Who hangs up at once: what they said last counts, and who wanted no more calls is not called again."""

import asyncio
import threading
from collections.abc import Callable, Coroutine

import pytest
from django.db import connection
from websockets.asyncio.client import connect

from apps.calls.models import Call as Placed
from apps.calls.models import CallAttempt, Conversation
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.leads.models import Lead
from apps.sandbox.rig import wait_until
from apps.tenants import access
from apps.voice import after_call
from apps.voice.books import Opened
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.equipping import Equipment
from apps.voice.minutes import Minutes
from apps.voice.offers import Offers
from apps.voice.policy.dialogue import Dialogue
from apps.voice.policy.moves import Expects, Line, Move, OptOut, Result, Tool
from apps.voice.policy.reading import Reading
from apps.voice.reading import rules
from apps.voice.reading.context import Context
from apps.voice.reading.rules import RulesReader
from apps.voice.tools import Tools
from tests.outreach.conftest import PHONE, Office, office, peer
from tests.outreach.test_talks import attempt

from . import relays
from .house import EQUIPMENT, Ringing, house, served
from .relays import hello, kept
from .test_recorded import opened
from .test_relay import Wire, call
from .test_session import GREETING, LONG, QUESTION, YES_SURE, Call, hurry

__all__ = ["attempt", "call", "hurry", "office", "peer"]

GOODBYE = Move((Line("Understood. You won't hear from us again."),), Expects.NOTHING, OptOut("stop"))
fast = relays.hurry


async def hung_up(call: Call, once: Callable[[], Coroutine[None, None, None]]) -> None:
    """The lead hangs up as soon as that has come."""
    async with asyncio.TaskGroup() as group:
        group.create_task(call.live(until="never"))
        await once()
        call.line.is_hung_up = True


class Busy(Call):
    """Its tools take until the lead has hung up, and a moment longer."""

    async def _perform(self, tool: Tool) -> Result:
        self.line.is_hung_up = True
        await asyncio.sleep(0.2)
        return await super()._perform(tool)


class SlowReader(RulesReader):
    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        await asyncio.sleep(0.3)
        return await super().read(said, context, likely=likely)


async def slow(tenant_id: int) -> Equipment:
    return Equipment(EQUIPMENT.engines, SlowReader())


def closed(office: Office) -> list[str]:
    """Why the lead's number is not called any more."""
    with access.as_tenant(office.tenant.pk):
        assert [lead.state for lead in Lead.objects.all()] == ["blocked"]
        return [entry.reason for entry in DncEntry.objects.filter(phone=PHONE, lifted_at=None)]


def heard(opened: Opened, said: str) -> Dialogue:
    dialogue = Dialogue(opened.brief)
    dialogue.begin()
    dialogue.heard(rules.read(said, dialogue.context()))
    return dialogue


def on_record(opened: Opened, dialogue: Dialogue) -> None:
    after_call.record(opened, dialogue.findings(), Minutes(0.0), recording=b"", now=clock.now())


def on_record_elsewhere(opened: Opened, dialogue: Dialogue) -> None:
    """In a thread with a connection of its own."""
    try:
        on_record(opened, dialogue)
    finally:
        connection.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_who_hangs_up_in_the_middle_of_a_word_is_heard_out_and_not_answered() -> None:
    call = Call(GREETING, QUESTION, engines=Engines(Pace(0.5, 0.02)))

    async def said() -> None:
        await call.line.has_heard()
        call.line.say(YES_SURE)
        await call.line.has_said()

    asyncio.run(hung_up(call, said))

    assert call.policy.calls == ["begin", ("Yes.", None)]
    assert [turn.text for turn in call.session.minutes.turns] == [LONG, "Yes."]


def test_an_opt_out_under_way_is_carried_out_though_they_have_hung_up() -> None:
    call = Busy(GOODBYE)

    asyncio.run(call.live(until="never"))

    assert call.tools == [OptOut("stop")]


@pytest.mark.parametrize("is_last", [True, False], ids=["after it", "in the middle of it"])
def test_who_says_stop_and_hangs_up_is_not_called_again(
    office: Office, fast: None, call: Ringing, is_last: bool
) -> None:
    async def hung_up(url: str) -> None:
        async with connect(f"{url}/relay/twilio/{call.ticket}", compression=None, proxy=None) as socket:
            wire = Wire(socket)
            await wire.tell(**hello(call))
            await wire.utterance()
            await wire.tell(type="prompt", voicePrompt="Stop calling me.", lang="en-US", last=is_last)

    with served(house(equipment_of=slow)) as url:
        asyncio.run(hung_up(url))

    assert kept(office, call).disposition == "opted_out"
    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("stop calling me", "they said so in a call"),
        ("you have the wrong number", "it is somebody else's number, they said in a call"),
    ],
)
def test_a_wish_whose_tool_came_to_nothing_is_obeyed(office: Office, attempt: CallAttempt, said: str, why: str) -> None:
    talk = opened(attempt)

    on_record(talk, heard(talk, said))

    assert closed(office) == [why]


def test_the_carrier_s_last_word_at_the_same_moment_costs_no_record(office: Office, attempt: CallAttempt) -> None:
    talk = opened(attempt)
    recording = threading.Thread(target=on_record_elsewhere, args=(talk, heard(talk, "stop calling me")))

    with access.as_tenant(office.tenant.pk):
        Placed.objects.select_for_update().get(pk=talk.call_id)
        recording.start()
        wait_until(somebody_waits, seconds=10, every=0.01)
        Conversation.objects.select_for_update(nowait=True).get(pk=talk.conversation_id)
    recording.join(10)

    assert closed(office) == ["they said so in a call"]


def test_the_words_that_closed_a_number_stay(office: Office, attempt: CallAttempt) -> None:
    talk = opened(attempt)
    tools = Tools(talk, Offers(talk.brief.script.booking, talk.call_id))
    tools.perform(OptOut("stop calling me"), now=clock.now())

    on_record(talk, heard(talk, "stop calling me"))

    assert closed(office) == ["they said “stop calling me”"]
