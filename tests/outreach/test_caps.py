"""A person is contacted as often as the law allows, also by workers who look at the same moment."""

import json
from collections.abc import Callable
from functools import partial

import pytest

from apps.calls.models import CallAttempt, Message
from apps.calls.nearest import Chosen
from apps.calls.reading import Contact
from apps.compliance import library
from apps.compliance.rules import pack
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import permit
from apps.outreach.ledger import call_intent, text_intent
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome
from apps.outreach.permit import Overtaken, Permit
from apps.sandbox import open_hours
from tests.compliance.cases import row

from . import race
from .conftest import OURS, Office

MOST = 3


@pytest.fixture
def lead(office: Office) -> Lead:
    """One more contact and Texas has enough for today."""
    rules = json.loads(open_hours.rules().text)
    cap = row("US-TX", "cap", {"channels": ["call", "sms"], "most": MOST, "hours": 24})
    library.load(pack.read(json.dumps({"version": f"{open_hours.VERSION}z", "rows": [*rules["rows"], cap]})))
    office.connect("telephony")
    office.connect("sms")
    made = office.lead()
    for _ in range(MOST - 1):
        texting(office, made)()
    return made


def asked(step: Step, channel: Channel) -> Permit | Outcome:
    return permit.ask(step, Contact(channel, clock.now(), step_id=step.pk))


def permitted(step: Step, channel: Channel) -> Permit:
    found = asked(step, channel)
    assert isinstance(found, Permit)
    return found


def calling(office: Office, lead: Lead) -> Callable[[], object]:
    """What a worker is about to enter who has been permitted."""
    step = office.claim(office.promise("call", lead))
    intent = call_intent.Intent(step, permitted(step, Channel.CALL), office.connections["telephony"], Chosen(OURS))
    return partial(call_intent.enter, intent, now=clock.now())


def texting(office: Office, lead: Lead) -> Callable[[], object]:
    step = office.claim(office.promise("sms", lead))
    intent = text_intent.Intent(step, permitted(step, Channel.SMS), office.connections["sms"], "Hello")
    return partial(text_intent.enter, intent, now=clock.now())


def contacts(office: Office) -> int:
    return len(office.all(CallAttempt)) + len(office.all(Message))


def test_a_call_and_texts_of_one_instant_don_t_share_the_last_contact(office: Office, lead: Lead) -> None:
    entries = [calling(office, lead), *(texting(office, lead) for _ in range(3))]

    assert race.overtaken(entries) == len(entries) - 1
    assert contacts(office) == MOST


@pytest.mark.parametrize(("first", "second"), [(calling, texting), (texting, calling)])
def test_who_came_second_asks_again_and_is_told_to_wait(
    office: Office,
    lead: Lead,
    first: Callable[[Office, Lead], Callable[[], object]],
    second: Callable[[Office, Lead], Callable[[], object]],
) -> None:
    late, early = second(office, lead), first(office, lead)
    early()

    with pytest.raises(Overtaken):
        late()

    again = asked(office.promise("sms", lead), Channel.SMS)
    assert isinstance(again, Again)
    assert "contacted 3 times within 24 hours, Texas allows 3" in again.reason


def test_who_writes_to_another_number_overtakes_nobody(office: Office, lead: Lead) -> None:
    entry = calling(office, lead)
    texting(office, office.lead("+12145550199"))()

    entry()

    assert len(office.all(CallAttempt)) == 1
