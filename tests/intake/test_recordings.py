"""A rep's part is recorded by the carrier where tenant and law allow it, then brought here and deleted there."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from apps.calls.models import Recording
from apps.core import clock, plugins
from apps.integrations import telephony
from apps.integrations.telephony.base import AnswerScript, RecordingNews
from apps.leads.models import Event
from apps.outreach import recording, recording_news
from apps.outreach.models import Step
from apps.scripts.document import Script
from apps.tenants import access
from leadhub import recordings as places
from tests import conversed
from tests.integrations.telephony.test_twilio import SID, call
from tests.integrations.twilio_side import API
from tests.outreach.conftest import Office, office, peer

from .test_callbacks import post, tell
from .test_returned import dial

__all__ = ["office", "peer"]
TEXAS, FLORIDA = "+12145550123", "+13055550123"
# Their reps: New York asks for one party's consent.
NEW_YORK = "+12125550110"
RECORDING = "RE" + "1" * 32


def placed(office: Office, phone: str, **playbook: Any) -> Step:
    office.play(rep_phone=NEW_YORK, **playbook)
    office.connect("telephony")
    office.peer.replies(201, call())
    step = office.carry_out(office.promise("call", office.lead(phone)))
    office.peer.begin_anew()
    return step


def answered(office: Office) -> str:
    return str(tell(office, "in-progress", kind="answer").content.decode())


def recorded(office: Office, status: str = "completed", **traits: str) -> Any:
    told = {"CallSid": SID, "RecordingSid": RECORDING, "RecordingStatus": status, "RecordingDuration": "42"}
    return post(office.attempt().token, "recording", **(told | traits))


def decided(office: Office) -> dict[str, Any]:
    [event] = office.all(Event, kind="recording.decided")
    return dict(event.facts)


def rows(office: Office) -> list[Recording]:
    with access.as_tenant(office.tenant.pk):
        return list(Recording.objects.order_by("pk"))


def promised(office: Office) -> list[Step]:
    return office.all(Step, kind="recording")


def test_unless_the_tenant_wants_it_no_rep_is_recorded(office: Office) -> None:
    placed(office, TEXAS)

    assert "record" not in answered(office)
    assert (decided(office)["records"], decided(office)["says"]) == (False, "your playbook records none")


def test_where_one_party_is_enough_both_sides_are_recorded_and_nobody_is_told(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")

    document = answered(office)

    assert 'record="record-from-answer-dual"' in document
    assert f"/callbacks/twilio/{office.attempt().token}/recording/" in document
    assert "This call is recorded." not in document
    assert (decided(office)["records"], decided(office)["announces"]) == (True, False)
    assert decided(office)["says"].startswith("one party's consent is enough in Texas")


def test_where_a_law_wants_it_the_lead_hears_it_first_and_the_rep_as_well(office: Office) -> None:
    placed(office, FLORIDA, rep_recording="announced")

    document = answered(office)

    assert document.index("This call is recorded.") < document.index("Hi Dana")
    assert "/whisper/?recorded=1" in document
    assert decided(office)["announces"]


@pytest.mark.parametrize(("query", "is_told"), [("", False), ("?recorded=1", True), ("?crm_id=7&recorded=1", True)])
def test_the_whisper_tells_the_rep_where_everybody_must_know(office: Office, query: str, is_told: bool) -> None:
    placed(office, FLORIDA, rep_recording="announced")

    whispered = post(office.attempt().token, "whisper", query=query, CallSid=SID).content.decode()

    assert ("This call is recorded." in whispered) is is_told


def test_who_would_have_to_announce_and_will_not_records_nothing(office: Office) -> None:
    placed(office, FLORIDA, rep_recording="unasked")

    assert "record" not in answered(office)
    assert decided(office)["says"] == "Florida (the lead): everybody must know; your playbook then records none"


@pytest.mark.parametrize("vendor", plugins.names(telephony))
def test_only_where_the_carrier_records_is_it_announced(office: Office, vendor: str) -> None:
    placed(office, FLORIDA, rep_recording="announced")
    office.set(office.connections["telephony"], vendor=vendor)
    wanted = AnswerScript("Hi Dana", rep_phone=NEW_YORK, whisper_url="https://app.example.test/whisper/")

    script = recording.applied(wanted, office.attempt(), now=clock.now())

    records = vendor in ("sip", "telnyx", "twilio")
    assert decided(office)["records"] is records
    assert ("This call is recorded." in script.spoken) is records
    assert script.record_once_told is records
    assert bool(script.record_url) is script.whisper_url.endswith("?recorded=1") is records


DECLINED = Script.model_validate(conversed.SCRIPT).lines.recording_declined


@pytest.mark.parametrize(
    ("phone", "said", "is_over", "says"),
    [
        (FLORIDA, DECLINED, True, "the lead did not want to be recorded"),
        (FLORIDA, "Great.", True, "Florida (the lead): everybody must know"),
        (
            FLORIDA,
            "",
            False,
            "Florida (the lead): everybody must know; what the lead told the AI agent is not known yet",
        ),
        (TEXAS, "", False, "one party's consent is enough in Texas"),
    ],
    ids=["declined", "agreed", "not on record yet", "nobody had to ask"],
)
def test_what_the_lead_told_the_agent_holds_with_a_rep_too(
    office: Office, phone: str, said: str, is_over: bool, says: str
) -> None:
    placed(office, phone, rep_recording="announced")
    at = clock.now()
    turns: list[object] = [("agent", said, 0, 1_000, False, {})] if said else []
    conversed.conversation(office.attempt().call, at=at, turns=turns, closed_at=at if is_over else None)

    script = recording.applied(AnswerScript("", rep_phone=NEW_YORK), office.attempt(), now=clock.now())

    assert decided(office)["says"].startswith(says)
    assert bool(script.record_url) is decided(office)["records"] is ("not" not in says)


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_missing_of_one_is_told_with_why(office: Office, kept: bool) -> None:
    placed(office, TEXAS, rep_recording="announced")
    news = RecordingNews(SID, RECORDING, is_there=kept, seconds=2, lack="the disk is full")

    recording_news.take(office.attempt().call, news, now=clock.now())

    [failed] = office.all(Event, kind="recording.failed")
    assert failed.facts["reason"] == ("the disk is full; what came before is kept" if kept else "the disk is full")
    assert len(rows(office)) == kept


def test_a_finished_recording_is_promised_once_however_often_it_is_told(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")

    assert [recorded(office).status_code, recorded(office).status_code] == [204, 204]

    assert [(row.provider_id, row.seconds, row.is_at_carrier) for row in rows(office)] == [(RECORDING, 42, True)]
    assert len(promised(office)) == 1


def test_it_is_brought_here_and_then_deleted_there(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    [step] = promised(office)
    office.peer.replies(200, conversed.WAV, {"Content-Type": "audio/x-wav"})
    office.peer.replies(204)

    copied, deleted = office.carry_out(step).state, office.carry_out(step).state

    [row] = rows(office)
    assert (copied, deleted, row.is_at_carrier) == ("ready", "done", False)
    assert storages["recordings"].open(row.name).read() == conversed.WAV
    assert [(each.method, each.path) for each in office.peer.requests[-2:]] == [
        ("GET", f"/twilio{API}/Recordings/{RECORDING}.wav"),
        ("DELETE", f"/twilio{API}/Recordings/{RECORDING}.json"),
    ]
    assert office.peer.requests[-2].query == {"RequestedChannels": "2"}
    assert office.peer.open_transactions == 0
    assert "recording.kept" in office.timeline()
    assert [step.params for step in office.all(Step, kind="waveform")] == [{"recording": str(row.pk)}]


def test_a_carrier_that_is_down_keeps_it_until_it_is_ours(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    office.peer.replies(503)

    assert office.carry_out(promised(office)[0]).state == "ready"
    assert [(row.name, row.is_at_carrier) for row in rows(office)] == [("", True)]
    assert office.now(office.connections["telephony"]).failures == 0  # its calls go on


def test_a_storage_that_is_away_loses_nothing_and_is_no_trouble_of_the_carriers(
    office: Office, settings: Settings, tmp_path: Path
) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    office.peer.replies(200, conversed.WAV)
    (tmp_path / "file").write_text("no folder")
    settings.STORAGES = {**settings.STORAGES, "recordings": places.storage("", str(tmp_path / "file"))}

    step = office.carry_out(promised(office)[0])

    assert (step.state, step.last_error) == ("ready", "the storage of recordings does not answer")
    assert [(row.name, row.is_at_carrier) for row in rows(office)] == [("", True)]
    assert office.now(office.connections["telephony"]).failures == 0


def test_what_could_not_be_brought_for_a_day_is_a_dead_letter(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    [step] = promised(office)
    office.set(step, created_at=clock.now() - timedelta(hours=25), attempt=7)
    office.peer.replies(503)

    assert office.carry_out(step).state == "dead"


def test_what_is_no_audio_is_not_kept(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    office.peer.garbage()

    assert office.carry_out(promised(office)[0]).state == "ready"
    assert [row.name for row in rows(office)] == [""]


def test_one_that_the_carrier_lost_is_a_dead_letter_with_its_reason(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    office.peer.replies(404, {"code": 20404})

    step = office.carry_out(promised(office)[0])

    assert (step.state, step.last_error) == ("dead", "Twilio answered 404 for a recording")


def test_one_that_is_gone_there_already_needs_no_deleting(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")
    recorded(office)
    [step] = promised(office)
    office.peer.replies(200, conversed.WAV)
    office.peer.replies(404, {"code": 20404})

    office.carry_out(step)

    assert office.carry_out(step).state == "done"


def test_a_carrier_that_recorded_nothing_is_on_the_timeline(office: Office) -> None:
    placed(office, TEXAS, rep_recording="announced")

    recorded(office, "absent")

    assert ("recording.failed" in office.timeline(), rows(office)) == (True, [])


@pytest.mark.parametrize("sid", ["", "RE1", "../Calls/CA1", f"{RECORDING}x"])
def test_an_id_that_is_none_becomes_part_of_no_address(office: Office, sid: str) -> None:
    placed(office, TEXAS, rep_recording="announced")

    assert recorded(office, RecordingSid=sid).status_code == 400
    assert rows(office) == []


@pytest.mark.parametrize(
    ("caller", "is_told"), [(TEXAS, False), (FLORIDA, True)], ids=["one party is enough", "everybody must know"]
)
def test_a_call_that_came_in_is_recorded_by_the_same_law(office: Office, caller: str, is_told: bool) -> None:
    office.play(rep_phone=NEW_YORK, rep_recording="announced")
    connection = office.connect("telephony")
    office.lead(caller)

    document = ElementTree.tostring(dial(connection, caller=caller)).decode()

    assert 'record="record-from-answer-dual"' in document
    assert ("This call is recorded." in document) is is_told
    assert decided(office)["announces"] is is_told
