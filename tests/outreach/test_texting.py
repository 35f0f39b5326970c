"""The first text message: once, never to somebody who said no, and honest about what nobody knows."""

import time

import pytest

from apps.calls.models import Dial, Message
from apps.calls.reading import Contact
from apps.compliance.models import DncEntry
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.sms.base import TextNews, TextStatus
from apps.outreach import deadline, execute, progress, replay, texting
from apps.outreach.ledger import text_intent
from apps.outreach.ledger.text_intent import Intent
from apps.outreach.models import Step
from apps.outreach.permit import Permit, ask
from apps.tenants import access
from tests.integrations import telnyx_side

from .conftest import OURS, Office

SID = "SM00000000000000000000000000000001"
SENT = {"sid": SID, "status": "queued"}
MESSAGES = "/Messages.json"


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("sms")
    office.play(text="Hi {first_name}")
    return office.promise("sms", office.lead())


def listing(*messages: dict[str, object]) -> dict[str, object]:
    return {"messages": list(messages), "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}


def listed(body: str = "Hi Dana") -> dict[str, object]:
    created = clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {**SENT, "direction": "outbound-api", "body": body, "date_created": created}


def told(office: Office, status: TextStatus, **said: object) -> None:
    [message] = office.all(Message)
    with access.as_tenant(office.tenant.pk):
        progress.of_message(message, TextNews(SID, status, **said), now=clock.now())  # type: ignore[arg-type]


def never_taken(office: Office) -> None:
    """The answer is lost, and from then on the carrier knows of no text."""
    office.peer.reset()
    office.peer.replies(200, listing())


def held(office: Office, step: Step) -> None:
    never_taken(office)
    for _ in range(3):
        office.carry_out(step)


def replayed(office: Office, step: Step) -> None:
    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")


def intend(office: Office, step: Step) -> Message:
    """A worker has the step, and has committed that it is about to text."""
    claimed = office.claim(step)
    permit = ask(claimed, Contact(Channel.SMS, clock.now(), step_id=step.pk, segments=1))
    assert isinstance(permit, Permit)
    return text_intent.enter(Intent(claimed, permit, office.connections["sms"], "Hi"), now=clock.now())


def reserved(office: Office) -> list[str]:
    """How what the texts may cost stands in the ledger."""
    with access.as_tenant(office.tenant.pk):
        return list(Dial.objects.values_list("state", flat=True))


def test_a_text_is_sent_with_the_leads_name(office: Office, step: Step) -> None:
    office.peer.replies(201, SENT)

    assert office.carry_out(step).state == "done"

    assert ("Body", "Hi Dana") in office.peer.requests[0].form
    assert office.timeline("sms.requested", "sms.sent") == ["sms.requested", "sms.sent"]
    assert office.peer.open_transactions == 0


def test_an_opt_out_that_only_the_carrier_knew_is_ours_too(office: Office, step: Step) -> None:
    office.peer.replies(400, {"code": 21610})

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code) == ("skipped", "opted_out")
    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.get().origin == "opted_out"


def test_a_lost_answer_is_found_at_the_carrier(office: Office, step: Step) -> None:
    office.peer.reset()
    office.peer.replies(200, listing(listed()))

    assert [office.carry_out(step).state for _ in range(2)] == ["unknown", "done"]

    assert office.peer.sent(MESSAGES) == 1


def test_news_settles_what_nobody_knew(office: Office, step: Step) -> None:
    office.peer.reset()
    office.carry_out(step)

    told(office, TextStatus.DELIVERED)

    assert office.now(step).state == "done"


def test_a_text_that_may_have_gone_is_a_persons_to_send_again(office: Office, step: Step) -> None:
    never_taken(office)

    states = [office.carry_out(step).state for _ in range(3)]

    assert (states, office.peer.sent(MESSAGES)) == (["unknown", "unknown", "held"], 1)
    assert [each.state for each in office.all(Message)] == ["unknown"]


def test_a_person_has_it_looked_for_once_more_and_then_sent(office: Office, step: Step) -> None:
    held(office, step)
    office.peer.replies(201, SENT)

    replayed(office, step)

    assert [office.carry_out(step).state for _ in range(2)] == ["ready", "done"]
    assert office.peer.sent(MESSAGES) == 2


def test_by_a_carrier_that_knows_a_key_it_is_sent_again_under_it(office: Office) -> None:
    address = {"base_url": f"{office.peer.url}/telnyx", "sender": OURS}
    office.connect("sms", "telnyx", **telnyx_side.ACCOUNT, **address)
    step = office.promise("sms", office.lead())
    for _ in range(3):
        office.peer.reset()
        office.peer.replies(200, {"data": []})
        office.peer.replies(200, {"data": []})

    states = [office.carry_out(step).state for _ in range(9)]

    keys = [each.headers["idempotency-key"] for each in office.peer.requests if each.method == "POST"]
    assert (states[-1], len(keys), len(set(keys))) == ("held", 3, 1)


def test_a_text_that_was_surely_not_sent_needs_no_look(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, SENT)
    office.carry_out(step)

    office.set(step, state="unknown")  # the next worker died before its intent

    assert [office.carry_out(step).state for _ in range(2)] == ["ready", "done"]
    assert [each.method for each in office.peer.requests] == ["POST", "POST"]


def test_a_worker_that_froze_while_its_intent_was_committed_does_not_text(
    office: Office, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "monotonic", lambda: time.monotonic() + 2 * len(office.all(Message)))

    stands = office.carry_out(step)

    assert (stands.state, stands.attempt, office.peer.requests) == ("ready", 0, [])
    assert (reserved(office), office.all(Message)[0].state) == (["released"], "failed")


def test_a_frozen_worker_does_not_free_what_another_has_reserved(office: Office, step: Step) -> None:
    frozen = intend(office, step)
    office.set(step, state="ready")
    intend(office, step)

    texting._not_sent(frozen)

    assert (reserved(office), office.all(Message)[0].state) == (["reserved"], "intent")


def test_late_news_keeps_a_text_from_being_sent_again(office: Office, step: Step) -> None:
    held(office, step)
    replayed(office, step)
    office.carry_out(step)
    again = office.claim(step)

    told(office, TextStatus.SENT)
    execute.claimed(again, clock=clock.now)

    assert (office.now(step).state, office.peer.sent(MESSAGES)) == ("done", 1)


def test_a_replayed_text_that_may_have_gone_is_looked_up_first(office: Office, step: Step) -> None:
    office.peer.reset()
    office.peer.replies(200, listing(listed()))
    office.carry_out(step)
    office.set(step, state="dead")

    replayed(office, step)

    assert (office.carry_out(step).state, office.peer.sent(MESSAGES)) == ("done", 1)


def test_a_carriers_queue_is_no_news_for_the_timeline(office: Office, step: Step) -> None:
    office.peer.replies(201, SENT)
    office.carry_out(step)

    told(office, TextStatus.QUEUED)

    assert office.timeline("sms.queued") == []


def test_delivered_is_not_undone_by_late_sent(office: Office, step: Step) -> None:
    office.peer.replies(201, SENT)
    office.carry_out(step)

    told(office, TextStatus.DELIVERED)
    told(office, TextStatus.SENT)
    told(office, TextStatus.FAILED, code="30003")

    assert [each.state for each in office.all(Message)] == ["delivered"]


def test_a_number_on_the_list_gets_no_text(office: Office, step: Step) -> None:
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone="+12145550123")

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code, office.peer.requests) == ("skipped", "dnc", [])
