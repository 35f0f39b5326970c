"""Who wants no calls is still texted, and who wants no texts is still called."""

from datetime import timedelta

import pytest

from apps.calls.models import Call, Message
from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.models import Event, Lead
from apps.outreach import optout
from apps.outreach.cadence.ladder import After, Channel, Ladder, Rung
from apps.outreach.cadence.planner import NO_CALLS
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call

from .conftest import PHONE, Office
from .test_follow_up import missed, pending, publish

BOTH = Ladder(
    rungs=[
        Rung(delay=After(minutes=15)),
        Rung(channel=Channel.SMS, delay=After(minutes=30), text="Shall we talk here?"),
        Rung(delay=After(minutes=60)),
    ]
)


@pytest.fixture
def lead(office: Office) -> Lead:
    return office.lead()


def close(office: Office, closes: Closed) -> None:
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote so", now=clock.now(), closes=closes)


def reasons(office: Office, kind: str) -> list[str]:
    return [each.facts["reason"] for each in office.all(Event, kind=kind)]


def test_only_the_closed_channels_steps_are_taken_back(office: Office, lead: Lead) -> None:
    theirs, others = office.promise("sms", lead), [office.promise("call", lead), office.promise("crm", lead)]

    close(office, Closed.SMS)

    assert office.now(theirs).state == "cancelled"
    assert {office.now(step).state for step in others} == {"ready"}
    assert reasons(office, "step.cancelled") == ["the lead wants no texts"]
    assert [each.facts for each in office.all(Event, kind="optout.recorded")] == [{"channel": "sms"}]


def test_the_cadence_goes_on_by_text(office: Office, lead: Lead) -> None:
    publish(office, BOTH)
    first = office.promise("call", lead, key=f"call:first:{lead.pk}")
    at = clock.now()

    close(office, Closed.CALL)

    assert office.now(first).state == "cancelled"
    (text, end) = pending(office)
    assert (text.kind, text.params["text"], end.kind) == ("sms", "Shall we talk here?", "give_up")
    assert timedelta(minutes=29) < text.due_at - at < timedelta(minutes=31)


def test_news_that_is_told_again_after_it_promises_no_second_text(office: Office, lead: Lead) -> None:
    office.connect("telephony")
    office.play(texting="never")
    publish(office, BOTH)
    office.peer.replies(201, call("CA1"))
    missed(office, office.promise("call", lead))
    close(office, Closed.CALL)

    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=clock.now())

    assert [step.kind for step in pending(office)] == ["sms", "give_up"]


@pytest.mark.parametrize(("texting", "texts"), [("always", 1), ("unanswered", 1), ("never", 0)])
def test_who_is_not_called_hears_by_the_first_text(office: Office, lead: Lead, texting: str, texts: int) -> None:
    office.play(texting=texting)
    office.promise("call", lead)

    close(office, Closed.CALL)

    assert len(office.all(Step, kind="sms", key=f"sms:first:{lead.pk}")) == texts
    assert reasons(office, "cadence.stopped") == [NO_CALLS]
    assert office.now(lead).state == "new"


def test_a_lead_that_nobody_was_going_to_call_is_not_texted_for_it(office: Office, lead: Lead) -> None:
    close(office, Closed.CALL)

    assert office.all(Step) == []


def test_a_call_to_who_wants_none_is_not_made_and_the_text_goes(office: Office, lead: Lead) -> None:
    for family in ("telephony", "sms"):
        office.connect(family)
    publish(office, BOTH)
    close(office, Closed.CALL)

    refused = office.carry_out(office.promise("call", lead))

    assert (refused.state, refused.error_code, office.all(Call)) == ("skipped", "no_calls", [])
    assert [step.kind for step in pending(office)] == ["sms", "give_up"]
    office.carry_out(office.all(Step, key=f"sms:first:{lead.pk}")[0])
    assert len(office.all(Message)) == 1


def test_a_text_to_who_wants_none_is_not_sent_and_the_call_goes(office: Office, lead: Lead) -> None:
    for family in ("telephony", "sms"):
        office.connect(family)
    close(office, Closed.SMS)
    office.peer.replies(201, call())

    refused = office.carry_out(office.promise("sms", lead))
    called = office.carry_out(office.promise("call", lead))

    assert (refused.error_code, called.state) == ("no_texts", "waiting")
    assert (office.all(Message), len(office.all(Call))) == ([], 1)


def test_the_first_words_stay_and_both_channels_together_are_all(office: Office, lead: Lead) -> None:
    for closes in (Closed.SMS, Closed.SMS, Closed.CALL, Closed.SMS):
        close(office, closes)

    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.get().closes == "all"
    told = [each.facts["channel"] for each in office.all(Event, kind="optout.recorded")]
    assert (told, office.now(lead).state) == (["sms", "all"], "blocked")
