"""The call page: what the carrier recorded with a rep, why nothing was recorded, and what the call cost."""

import pytest
from django.test import Client

from apps.calls.models import Call
from apps.leads.models import Lead
from apps.tenants import access
from tests import conversed

from .test_call_page import AT, address, call, content, heard, lead, page_of, talked

__all__ = ["call", "lead"]
pytestmark = pytest.mark.django_db


def test_what_the_carrier_recorded_with_a_rep_is_heard_too(owner: Client, call: Call) -> None:
    recording = conversed.recording(call, at=AT)
    path = address(call, f"recordings/{recording.pk}.wav")

    assert path in page_of(owner, call)
    assert content(owner.get(path)) == conversed.WAV
    assert content(heard(owner, call)) == conversed.WAV


def test_while_it_is_being_brought_here_the_page_says_so(owner: Client, call: Call) -> None:
    recording = conversed.recording(call, at=AT, name="")

    assert "being brought here from the carrier" in page_of(owner, call)
    assert owner.get(address(call, f"recordings/{recording.pk}.wav")).status_code == 404


def test_one_that_was_deleted_is_not_said_to_have_been_off(owner: Client, lead: Lead, call: Call) -> None:
    talked(call, recording=b"")
    with access.as_tenant(lead.tenant_id):
        lead.tell("recording.deleted", at=AT, call=str(call.pk), reason="its days are over")

    assert "The recording was deleted" in page_of(owner, call)


def test_why_nothing_was_recorded_is_said_with_the_state_that_wanted_it(owner: Client, lead: Lead, call: Call) -> None:
    talked(call, recording=b"")
    with access.as_tenant(lead.tenant_id):
        lead.tell("recording.decided", at=AT, call=str(call.pk), by="agent", records=False, says="Florida (the lead)")

    assert "Not recorded: Florida (the lead)." in page_of(owner, call)


def test_what_it_cost_stands_there_with_how_it_is_known(owner: Client, call: Call) -> None:
    conversed.cost(call, 26_500, state="reported")
    conversed.cost(call, 8_600, service="hearing", basis="own", currency="EUR")
    conversed.cost(call, 0, service="thinking", state="unpriced", basis="")
    conversed.cost(call, 0, service="speech", state="owed")

    prices = owner.get(address(call)).context["call"].prices

    assert [(price.service, price.amount, price.how) for price in prices] == [
        ("Carrier", "$0.0265", "as charged"),
        ("Hearing", "EUR 0.0086", "estimated by your rate"),
        ("Thinking", "", "no rate is set"),
    ]
    assert "$0.0265" in page_of(owner, call)


def test_a_call_whose_cost_is_not_told_yet_says_nothing_of_it(owner: Client, call: Call) -> None:
    assert ">Cost<" not in page_of(owner, call)
