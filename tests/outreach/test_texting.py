"""The first text message: once, never to somebody who said no, and honest about what nobody knows."""

import pytest

from apps.calls.models import Message
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.integrations.sms.base import TextNews, TextStatus
from apps.outreach import execute, progress, replay
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Office

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


def test_a_text_that_is_never_taken_is_a_persons_to_decide(office: Office, step: Step) -> None:
    for _ in range(3):
        office.peer.reset()
        office.peer.replies(200, listing())
        office.peer.replies(200, listing())

    states = [office.carry_out(step).state for _ in range(9)]

    assert (states[-1], office.peer.sent(MESSAGES)) == ("held", 3)


def test_late_news_keeps_a_text_from_being_sent_again(office: Office, step: Step) -> None:
    office.peer.reset()
    office.peer.replies(200, listing())
    for _ in range(3):
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

    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")

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
