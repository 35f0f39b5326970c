"""The waveform on the call page: who is drawn where, and that the page does without it."""

import pytest
from django.test import Client

from apps.calls.models import Call, Conversation
from apps.calls.waveform import BUCKETS
from apps.dashboard import waveform
from apps.leads.models import Lead
from apps.tenants import access
from tests import conversed

from .test_call_page import AT, call, lead, page_of, talked

__all__ = ["call", "lead"]
pytestmark = pytest.mark.django_db

QUIET, LOUD = bytes([0]) * BUCKETS, bytes([200]) * BUCKETS


def keep(conversation: Conversation, drawn: bytes) -> None:
    with access.as_tenant(conversation.tenant_id):
        Conversation.objects.filter(pk=conversation.pk).update(waveform=drawn)


def test_the_lead_is_drawn_above_and_the_agent_below(owner: Client, call: Call) -> None:
    keep(talked(call), LOUD + QUIET)

    page = page_of(owner, call)

    assert 'class="of-lead" d="M0 50V2H0.64V50z' in page
    assert 'class="of-us" d="M0 50V51H0.64V50z' in page
    assert page.index("data-waveform") < page.index("<audio")


def test_until_the_file_has_been_read_there_is_the_plain_player(owner: Client, call: Call) -> None:
    talked(call)

    page = page_of(owner, call)

    assert "data-waveform" not in page
    assert "<audio controls" in page


def test_a_recording_of_the_carriers_has_one_too(owner: Client, call: Call) -> None:
    conversed.recording(call, at=AT, waveform=LOUD + QUIET)

    page = page_of(owner, call)

    assert "Where the recording with your rep is played" in page
    assert "Your rep</span>" in page


def test_one_channel_is_drawn_on_both_sides_in_nobodys_colour(owner: Client, lead: Lead, call: Call) -> None:
    conversed.recording(call, at=AT, waveform=LOUD)

    page = page_of(owner, call)

    assert 'class="of-both"' in page
    assert 'class="of-lead"' not in page


def test_a_whisper_fills_the_picture_and_silence_does_not() -> None:
    whisper, silence = (waveform.drawn(bytes([peak]) * BUCKETS) for peak in (20, 0))

    assert whisper is not None
    assert silence is not None
    assert whisper.above.startswith("M0 50V2H")
    assert silence.above.startswith("M0 50V49H")
