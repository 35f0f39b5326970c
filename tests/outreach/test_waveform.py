"""The step that reads a recording for the player's picture."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from apps.calls.models import Call, Conversation, Recording
from apps.calls.waveform import BUCKETS
from apps.core import clock
from apps.core.queues import DEFAULT
from apps.outreach.models import Step
from apps.tenants import access
from tests import conversed

from .conftest import Office


@pytest.fixture
def call(office: Office) -> Call:
    line = office.connect("telephony")
    return conversed.call(office.lead(), at=clock.now(), connection=line)


def drawn(office: Office, **params: Any) -> Step:
    return office.carry_out(office.promise("waveform", queue=DEFAULT, params=params))


def kept(row: Conversation | Recording) -> int:
    with access.as_tenant(row.tenant_id):
        return len(type(row).objects.get(pk=row.pk).waveform)


def test_what_our_agent_recorded_is_drawn_in_two_rows(office: Office, call: Call) -> None:
    talked = conversed.conversation(call, at=clock.now(), recording=conversed.WAV)

    step = drawn(office, conversation=str(talked.pk))

    assert (step.state, kept(talked)) == ("done", 2 * BUCKETS)


def test_what_the_carrier_recorded_is_drawn_too(office: Office, call: Call) -> None:
    recording = conversed.recording(call, at=clock.now())

    step = drawn(office, recording=str(recording.pk))

    assert (step.state, kept(recording)) == ("done", 2 * BUCKETS)


def test_one_that_was_deleted_is_not_drawn(office: Office, call: Call) -> None:
    talked = conversed.conversation(call, at=clock.now())

    step = drawn(office, conversation=str(talked.pk))

    assert (step.state, step.error_code) == ("skipped", "erased")


def test_a_file_that_is_gone_is_told_from_a_storage_that_is_away(office: Office, call: Call) -> None:
    talked = conversed.conversation(call, at=clock.now(), recording=conversed.WAV)
    storages["recordings"].delete(talked.recording)

    assert drawn(office, conversation=str(talked.pk)).error_code == "erased"

    # A folder in the file's place can't be opened, as little as a disk that is away.
    Path(storages["recordings"].path(talked.recording)).mkdir()
    step = drawn(office, conversation=str(talked.pk))
    assert (step.state, step.last_error) == ("ready", "the storage of recordings does not answer")


def test_a_format_that_we_cannot_draw_leaves_the_plain_player(office: Office, call: Call) -> None:
    recording = conversed.recording(call, at=clock.now(), audio=b"ID3 an mp3")

    step = drawn(office, recording=str(recording.pk))

    assert (step.state, step.error_code, kept(recording)) == ("skipped", "format", 0)
