"""Whether our agent's talk is recorded: by the playbook and the law of both ends, and the timeline says why."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from apps.calls.models import CallAttempt, Conversation
from apps.compliance.recording import Ruling
from apps.core import clock
from apps.leads.models import Event
from apps.outreach import recording
from apps.outreach.models import Step
from apps.tenants import access
from apps.voice import after_call, books
from apps.voice.books import Opened
from apps.voice.minutes import Minutes
from apps.voice.policy.dialogue import Dialogue
from apps.voice.transcript import Said
from leadhub import recordings as places
from tests.integrations.telephony.test_twilio import call
from tests.outreach.conftest import Office, office, peer
from tests.outreach.test_talks import attempt, ticket
from tests.outreach.test_voice import proven

__all__ = ["attempt", "office", "peer"]
FLORIDA = "+13055550199"
STRICT, LAX = Ruling(must_announce=True, says="Florida"), Ruling(must_announce=False, says="Texas")


def opened(attempt: CallAttempt) -> Opened:
    found = books.open_by(ticket(attempt), now=clock.now())
    assert found is not None
    return found


def kept(office: Office, talk: Opened) -> str:
    """The name of the recording once the talk is on record."""
    minutes = Minutes(0.0, [Said(True, "Hi Dana.", 0, 900)])
    dialogue = Dialogue(talk.brief)
    dialogue.begin()
    after_call.record(talk, dialogue.findings(), minutes, recording=b"RIFFdata", now=clock.now())
    with access.as_tenant(office.tenant.pk):
        return Conversation.objects.get(pk=talk.conversation_id).recording


@pytest.mark.parametrize(
    ("choice", "ruling", "records", "announces"),
    [
        ("announced", LAX, True, False),
        ("announced", STRICT, True, True),
        ("unasked", LAX, True, False),
        ("unasked", STRICT, False, False),
        ("never", LAX, False, False),
        ("never", STRICT, False, False),
    ],
)
def test_the_playbook_chooses_within_the_law(choice: str, ruling: Ruling, records: bool, announces: bool) -> None:
    taping = recording.decide(choice, ruling)

    assert (taping.records, taping.announces) == (records, announces)
    assert taping.says


def test_where_one_party_is_enough_the_lead_is_not_asked(office: Office, attempt: CallAttempt) -> None:
    talk = opened(attempt)

    assert (talk.records, talk.brief.asks_for_recording) == (True, False)
    assert kept(office, talk).endswith(".wav")
    assert [step.params for step in office.all(Step, kind="waveform")] == [{"conversation": talk.conversation_id}]
    [told] = office.all(Event, kind="recording.decided")
    assert (told.facts["by"], told.facts["records"]) == ("agent", True)


def test_a_storage_that_is_away_costs_the_recording_and_nothing_else(
    office: Office, attempt: CallAttempt, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.STORAGES = {**settings.STORAGES, "recordings": places.storage("", str(tmp_path / "file"))}

    assert kept(office, opened(attempt)) == ""

    [told] = office.all(Event, kind="recording.failed")
    assert told.facts["reason"] == "the storage of recordings does not answer"
    assert "conversation.ended" in office.timeline()


def test_a_tenant_that_wants_none_keeps_none_and_asks_nobody(office: Office, attempt: CallAttempt) -> None:
    office.play(agent_answers=True, agent_recording="never")
    talk = opened(attempt)

    assert (talk.records, talk.brief.asks_for_recording, kept(office, talk)) == (False, False, "")
    [told] = office.all(Event, kind="recording.decided")
    assert told.facts["says"] == "your playbook records none"


def test_the_lead_is_asked_where_the_law_of_an_end_wants_it(office: Office, attempt: CallAttempt) -> None:
    floridian = office.lead(FLORIDA)
    proven(office, floridian)
    office.peer.begin_anew()
    office.peer.replies(201, call("CA" + "3" * 32))
    office.carry_out(office.promise("call", floridian))
    talk = opened(office.attempt())

    assert (talk.records, talk.brief.asks_for_recording) == (True, True)
    assert kept(office, talk) == ""  # nobody has said yes
