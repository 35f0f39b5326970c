"""A person writes to us in their own words, and it is done as they say."""

import html
import threading

import pytest
from django.db import connection as database
from django.utils import timezone

from apps.calls.models import Message
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.intake import replies
from apps.integrations.sms.base import InboundText, OptOut
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access
from tests.outreach.conftest import OURS, PHONE, Office, office, peer

__all__ = ["office", "peer"]


@pytest.fixture
def lead(office: Office) -> Lead:
    office.connect("sms")
    return office.lead()


def write(office: Office, body: str, sid: str = "SM1") -> str:
    """What they are answered."""
    connection = office.connections["sms"]
    text = InboundText(provider_id=sid, sender=PHONE, to=OURS, body=body)
    return replies.take(connection, connection.sms(), text, now=clock.now()).body.decode()


def entries(office: Office) -> list[DncEntry]:
    with access.as_tenant(office.tenant.pk):
        return list(DncEntry.objects.all())


@pytest.mark.parametrize(
    "body", ["STOP", "take me off your list please", "wrong person, quit calling", "no me llamen mas", "don't call me"]
)
def test_stop_in_any_words_is_stop_and_keeps_the_words(office: Office, lead: Lead, body: str) -> None:
    planned = office.promise("call", lead, key=f"cadence:{lead.pk}:1:0")

    answer = write(office, body)

    [entry] = entries(office)
    assert (entry.phone, entry.origin) == (PHONE, "opted_out")
    assert entry.reason.startswith("they wrote “")
    assert replies.STOPPED in answer
    assert (office.now(planned).state, office.now(lead).state) == ("cancelled", "blocked")


@pytest.mark.parametrize(
    ("body", "closes", "answer", "left"),
    [
        ("Don't call me, just text me", "call", replies.NO_CALLS, {"sms"}),
        ("don't text me, call me instead", "sms", replies.NO_TEXTS, {"call"}),
    ],
)
def test_who_wants_no_calls_may_be_texted_and_the_other_way_round(
    office: Office, lead: Lead, body: str, closes: str, answer: str, left: set[str]
) -> None:
    for kind in ("call", "sms"):
        office.promise(kind, lead)

    answered = write(office, body)

    assert answer in html.unescape(answered)
    assert [(each.origin, each.closes) for each in entries(office)] == [("opted_out", closes)]
    assert left <= {step.kind for step in office.all(Step, state="ready")}
    assert {step.kind for step in office.all(Step, state="cancelled")} == {"call", "sms"} - left
    assert office.now(lead).state == "new"


def test_no_texts_after_no_calls_is_stop(office: Office, lead: Lead) -> None:
    write(office, "don't call me, text me")

    answer = write(office, "don't text me, call me", "SM2")

    assert ([each.closes for each in entries(office)], replies.STOPPED in answer) == (["all"], True)
    assert office.now(lead).state == "blocked"


def test_stop_by_the_carriers_word_closes_all_whatever_the_text_says(office: Office, lead: Lead) -> None:
    connection = office.connections["sms"]
    text = InboundText("SM1", PHONE, OURS, "don't call me, text me", opt_out=OptOut.STOP)

    replies.take(connection, connection.sms(), text, now=clock.now())

    assert [each.closes for each in entries(office)] == ["all"]


def test_start_opens_one_channel_as_well(office: Office, lead: Lead) -> None:
    write(office, "don't text me, call me")

    write(office, "START", "SM2")

    assert entries(office)[0].lifted_at


def test_who_wants_a_call_at_another_time_instead_of_texts_gets_it(office: Office, lead: Lead) -> None:
    write(office, "don't text me, call me in 45 minutes")

    [call] = office.all(Step, kind="call", state="ready")
    assert call.params["is_asked_for"]


def test_a_stop_waits_for_no_other_news_of_the_lead(office: Office, lead: Lead) -> None:
    """Two texts at once each tell the timeline first; neither may hold up the other's opt-out."""

    def stop() -> None:
        write(office, "STOP")
        database.close()

    stopping = threading.Thread(target=stop)
    with access.as_tenant(office.tenant.pk):
        lead.tell("sms.received", at=clock.now(), origin="SM0")
        stopping.start()
        stopping.join(20)
        is_held_up = stopping.is_alive()
    stopping.join()

    assert (is_held_up, office.now(lead).state) == (False, "blocked")


def test_a_second_stop_is_confirmed_no_second_time(office: Office, lead: Lead) -> None:
    first, again = write(office, "stop"), write(office, "stop")

    assert (replies.STOPPED in first, replies.STOPPED in again) == (True, False)


@pytest.mark.parametrize("body", ["don't stop by before five", "yes please", "what does it cost?"])
def test_who_answers_is_engaged_and_nothing_more_is_tried(office: Office, lead: Lead, body: str) -> None:
    planned = office.promise("call", lead, key=f"cadence:{lead.pk}:1:0")

    write(office, body)

    assert entries(office) == []
    assert (office.now(planned).state, office.now(lead).state) == ("cancelled", "engaged")


def test_not_interested_ends_the_cadence_and_closes_no_door(office: Office, lead: Lead) -> None:
    planned = office.promise("call", lead, key=f"cadence:{lead.pk}:1:0")

    write(office, "not interested, thanks")

    assert entries(office) == []
    assert (office.now(planned).state, office.now(lead).state) == ("cancelled", "new")


def test_a_call_at_another_time_is_planned_as_asked(office: Office, lead: Lead) -> None:
    write(office, "call me in 45 minutes")

    [call] = office.all(Step, kind="call", state="ready")
    assert 44 * 60 < (call.due_at - timezone.now()).total_seconds() < 60 * 60 * 14


@pytest.mark.parametrize("body", ["ok thanks", "what does it cost?"])
def test_a_later_text_without_a_time_leaves_the_call_that_they_asked_for(office: Office, lead: Lead, body: str) -> None:
    write(office, "call me in 45 minutes")
    [call] = office.all(Step, kind="call")
    by_itself = office.promise("email", lead, key=f"cadence:{lead.pk}:after:1:1")

    write(office, body, "SM2")

    assert (office.now(call).state, office.now(by_itself).state) == ("ready", "cancelled")


def test_another_time_replaces_the_call_that_they_asked_for(office: Office, lead: Lead) -> None:
    write(office, "call me in 45 minutes")
    [first] = office.all(Step, kind="call")

    write(office, "call me in 3 hours instead", "SM2")

    assert office.now(first).state == "cancelled"
    assert len(office.all(Step, kind="call", state="ready")) == 1


@pytest.mark.parametrize("body", ["not interested, thanks", "STOP", "don't call me, just text me"])
def test_a_refusal_takes_back_the_call_that_they_asked_for(office: Office, lead: Lead, body: str) -> None:
    write(office, "call me in 45 minutes")

    write(office, body, "SM2")

    assert [step.state for step in office.all(Step, kind="call")] == ["cancelled"]


def test_what_a_person_wrote_is_kept_once(office: Office, lead: Lead) -> None:
    for _ in range(2):
        write(office, "what does it cost?")

    assert [message.body for message in office.all(Message)] == ["what does it cost?"]
