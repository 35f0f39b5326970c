"""What a person said is erased on request: from rows, files, timeline and carrier; what happened stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages

from apps.calls.models import Call, Conversation, Recording, Turn
from apps.core import clock
from apps.integrations.telephony.base import RecordingNews
from apps.leads.models import Event, Known, Lead
from apps.outreach import aftermath, erasure, recording_news
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import Office

WORDS = "Owns the house"
NOTE = "Asked about the warranty"


def spoken(office: Office, lead: Lead, **traits: Any) -> Conversation:
    """A conversation that is on record, and what the timeline says of it."""
    with access.as_tenant(office.tenant.pk):
        hours = 1 + lead.calls.count()
    at = clock.now() - timedelta(hours=hours)
    call = conversed.call(lead, at=at, connection=office.connections["telephony"])
    made = conversed.conversation(call, at=at, recording=conversed.WAV, notes=[NOTE], **traits)
    with access.as_tenant(office.tenant.pk):
        told = {"call": str(call.pk), "summary": made.summary, "disposition": "booked", "score": 80}
        lead.tell("conversation.ended", at=at, origin=str(made.pk), **told)
        lead.tell("conversation.noted", at=at, origin=f"{made.pk}:1", note=NOTE)
    return made


@pytest.fixture
def lead(office: Office) -> Lead:
    office.connect("telephony")
    return office.lead()


def erased(lead: Lead) -> erasure.Words:
    return erasure.erase(lead.tenant_id, lead.pk, by="ann@acme.example", clock=clock.now)


def all_that_is_kept(office: Office) -> str:
    """Of conversations, turns and the timeline."""
    with access.as_tenant(office.tenant.pk):
        return str([list(model.objects.order_by("pk").values()) for model in (Conversation, Turn, Event)])


def test_no_word_is_left(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)
    assert all(word in all_that_is_kept(office) for word in (WORDS, NOTE, "Yes I do.", "owner"))

    assert erased(lead) == erasure.Words(calls=1, recordings=1)

    kept = all_that_is_kept(office)
    assert [word for word in (WORDS, NOTE, "Yes I do.", "owner") if word in kept] == []
    assert not storages["recordings"].exists(talk.recording)


def test_what_happened_stays(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)

    erased(lead)

    with access.as_tenant(office.tenant.pk):
        kept = Conversation.objects.get()
        ended = Event.objects.get(kind="conversation.ended").facts
    assert (kept.disposition, kept.score, kept.recording) == ("booked", 80, "")
    assert ended == {"call": str(talk.call_id), "disposition": "booked", "score": 80}


def test_the_timeline_says_who_had_it_erased(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)

    erased(lead)

    [told] = office.all(Event, kind="words.erased")
    assert told.facts == {"call": str(talk.call_id), "by": "ann@acme.example"}
    [gone] = office.all(Event, kind="recording.deleted")
    assert gone.facts["reason"] == "erased on request"


def test_what_a_carrier_has_is_deleted_there(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)
    conversed.recording(talk.call, at=clock.now(), is_at_carrier=True)

    assert erased(lead).recordings == 2

    office.peer.replies(204)
    [step] = office.all(Step, kind="recording")
    assert office.carry_out(step).state == "done"
    with access.as_tenant(office.tenant.pk):
        left = Recording.objects.get()
    assert (left.name, left.is_at_carrier, left.deleted_at is None) == ("", False, False)


def test_what_a_carrier_tells_of_only_afterwards_is_deleted_there_and_not_kept(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)
    erased(lead)

    recording_news.take(talk.call, RecordingNews("CA1", "RE1", is_there=True, seconds=9), now=clock.now())

    office.peer.replies(204)
    [step] = office.all(Step, kind="recording")
    assert office.carry_out(step).state == "done"
    assert [each.method for each in office.peer.requests] == ["DELETE"]
    with access.as_tenant(office.tenant.pk):
        assert not Recording.objects.get().name


def test_a_recording_with_a_rep_of_which_a_carrier_tells_only_afterwards_is_not_kept(
    office: Office, lead: Lead
) -> None:
    call = conversed.call(lead, at=clock.now() - timedelta(hours=1), connection=office.connections["telephony"])
    erased(lead)

    recording_news.take(call, RecordingNews("CA1", "RE1", is_there=True, seconds=9), now=clock.now())

    with access.as_tenant(office.tenant.pk):
        assert Recording.objects.get().deleted_at is not None


def test_nothing_is_erased_while_they_talk_to_a_rep(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)
    with access.as_tenant(office.tenant.pk):
        Call.objects.filter(pk=talk.call_id).update(state=Call.State.ANSWERED, ended_at=None)

    with pytest.raises(erasure.StillTalking):
        erased(lead)

    assert WORDS in all_that_is_kept(office)


def test_a_crm_that_was_to_hear_of_it_is_told_nothing(office: Office, lead: Lead) -> None:
    crm = office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")
    talk = spoken(office, lead)
    with access.as_tenant(office.tenant.pk):
        Known.objects.create(tenant=office.tenant, lead=lead, connection=crm, record_id="1", kind="contact")
        aftermath.of_conversation(talk.call, now=clock.now())

    erased(lead)

    [step] = office.all(Step, kind="crm_conversation")
    assert office.carry_out(step).state == "skipped"
    assert office.peer.requests == []


def test_others_keep_their_words(office: Office, lead: Lead) -> None:
    other = office.lead("+12145550177")
    kept = spoken(office, other)

    erased(lead)

    with access.as_tenant(office.tenant.pk):
        assert Conversation.objects.get().summary == kept.summary
        assert Turn.objects.exists()
        assert Event.objects.get(kind="conversation.noted").facts == {"note": NOTE}
    assert storages["recordings"].exists(kept.recording)


def test_a_second_time_changes_nothing(office: Office, lead: Lead) -> None:
    spoken(office, lead)
    erased(lead)
    before = all_that_is_kept(office)

    assert erased(lead) == erasure.Words(calls=0, recordings=0)
    assert all_that_is_kept(office) == before


def test_nothing_is_erased_while_they_talk(office: Office, lead: Lead) -> None:
    talk = spoken(office, lead)
    spoken(office, lead, state="open", closed_at=None)

    with pytest.raises(erasure.StillTalking):
        erased(lead)

    assert WORDS in all_that_is_kept(office)
    assert storages["recordings"].exists(talk.recording)


def test_where_the_storage_is_away_every_word_stays(
    office: Office, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken(office, lead)

    def away(name: str) -> None:
        raise OSError("away")

    monkeypatch.setattr(storages["recordings"], "delete", away)

    with pytest.raises(OSError, match="away"):
        erased(lead)

    assert WORDS in all_that_is_kept(office)


def test_another_companys_lead_is_not_there(office: Office, lead: Lead) -> None:
    spoken(office, lead)
    rival = Tenant.objects.create(slug="rival", name="Rival")

    with pytest.raises(Lead.DoesNotExist):
        erasure.erase(rival.pk, lead.pk, by="eve", clock=clock.now)
    with access.as_tenant(rival.pk):
        Lead.reference(office.tenant.pk, lead.pk).unsay()

    assert WORDS in all_that_is_kept(office)
