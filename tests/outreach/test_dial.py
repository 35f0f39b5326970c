"""One lead, one ringing phone: whatever the carrier answers, and whenever it does."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from apps.calls import book
from apps.calls.models import Call, CallAttempt
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.telephony.base import CallNews, CallStatus, PlacedCall
from apps.outreach import dial, execute, progress
from apps.outreach.ledger import call_intent
from apps.outreach.ledger.call_intent import Intent
from apps.outreach.models import Step
from apps.outreach.permit import Permit, ask
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call, listing
from tests.integrations.twilio_side import ACCOUNT

from .conftest import OURS, Office

CALLS = "/Calls.json"


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("telephony")
    return office.promise("call", office.lead())


def told(office: Office, status: CallStatus, sid: str = SID) -> None:
    """The carrier's news of the latest attempt comes in."""
    attempt = office.attempt()
    with access.as_tenant(office.tenant.pk):
        progress.of_call(attempt, CallNews(sid, status), now=clock.now())


def intend(office: Office, step: Step) -> None:
    """Another worker has the step, and has committed that it is about to call."""
    claimed = office.claim(step)
    permit = ask(claimed, Contact(Channel.CALL, clock.now(), step_id=step.pk))
    assert isinstance(permit, Permit)
    call_intent.enter(Intent(claimed, permit, office.connections["telephony"], OURS), now=clock.now())


def lost_answer(office: Office) -> None:
    office.peer.reset()


def test_a_call_that_is_taken_is_waited_for(office: Office, step: Step) -> None:
    office.peer.replies(201, call())

    done = office.carry_out(step)

    assert (done.state, done.external_id) == ("waiting", SID)
    assert [each.state for each in office.all(Call)] == ["queued"]
    assert office.timeline("gate.allowed", "call.requested", "call.placed") == [
        "gate.allowed",
        "call.requested",
        "call.placed",
    ]


def test_no_transaction_is_open_while_the_carrier_thinks(office: Office, step: Step) -> None:
    office.peer.replies(201, call())

    office.carry_out(step)

    assert (len(office.peer.requests), office.peer.open_transactions) == (1, 0)


def test_a_refused_call_is_dead_and_its_number_free(office: Office, step: Step) -> None:
    office.peer.replies(400, {"code": 21211})

    assert office.carry_out(step).state == "dead"

    assert [each.state for each in office.all(Call)] == ["released"]
    assert [each.state for each in office.all(CallAttempt)] == ["not_placed"]


def test_a_busy_carrier_is_tried_again(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, call())

    assert office.carry_out(step).state == "ready"
    assert office.carry_out(step).state == "waiting"

    assert [each.state for each in office.all(CallAttempt)] == ["not_placed", "placed"]


def test_word_that_the_carrier_has_a_call_we_are_asking_for_is_no_news(office: Office, step: Step) -> None:
    intend(office, step)

    told(office, CallStatus.QUEUED)

    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("reserved", "")]


def test_word_of_a_call_whose_answer_does_not_come_adopts_it(
    office: Office, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "ANSWER_PATIENCE", timedelta(0))
    intend(office, step)

    told(office, CallStatus.QUEUED)

    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("queued", SID)]


def test_a_lost_answer_is_looked_up_and_adopted(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing(call(at=clock.now())))

    assert office.carry_out(step).state == "unknown"
    assert office.carry_out(step).state == "waiting"

    assert office.peer.sent(CALLS) == 1
    assert [each.provider_id for each in office.all(Call)] == [SID]


def test_a_call_that_never_was_is_placed_after_two_empty_looks(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    office.peer.replies(200, listing())
    office.peer.replies(201, call())

    assert [office.carry_out(step).state for _ in range(4)] == ["unknown", "unknown", "ready", "waiting"]

    assert office.peer.sent(CALLS) == 2


def test_an_empty_look_too_early_proves_nothing(office: Office, step: Step, settings: Settings) -> None:
    settings.LEADHUB_SETTLE_SECONDS = 30
    lost_answer(office)
    office.peer.replies(200, listing())

    assert {office.carry_out(step).state for _ in range(4)} == {"unknown"}

    assert office.peer.sent(CALLS) == 1


def test_a_call_that_is_never_placed_is_a_persons_to_decide(office: Office, step: Step) -> None:
    for _ in range(3):
        lost_answer(office)
        office.peer.replies(200, listing())
        office.peer.replies(200, listing())

    states = [office.carry_out(step).state for _ in range(9)]

    assert states[-1] == "held"
    assert office.peer.sent(CALLS) == 3


def test_of_several_calls_one_is_adopted_and_the_others_hung_up(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing(call("CA1", at=clock.now()), call("CA2", at=clock.now())))

    office.carry_out(step)
    office.carry_out(step)

    [ours] = office.all(Call)
    [hang_up] = office.all(Step, kind="hang_up")
    assert {ours.provider_id, hang_up.params["provider_id"]} == {"CA1", "CA2"}


def test_a_hung_up_call_is_canceled_at_the_carrier(office: Office, step: Step) -> None:
    office.peer.replies(201, call())
    office.carry_out(step)
    params = {"call": str(office.all(Call)[0].pk), "provider_id": "CA2"}
    extra = office.promise("hang_up", office.lead(), params=params)

    assert office.carry_out(extra).state == "done"

    assert office.peer.requests[-1].path.endswith("/Calls/CA2.json")


def test_a_frozen_worker_does_not_call_on_stale_grounds(
    office: Office, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dial, "DEADLINE_SECONDS", -1.0)

    stands = office.carry_out(step)

    assert (stands.state, stands.attempt) == ("ready", 0)
    assert office.peer.requests == []


def test_two_leads_with_one_number_are_one_call(office: Office, step: Step) -> None:
    second = office.promise("call", office.lead())
    office.peer.replies(201, call())

    office.set(second, due_at=clock.now() + book.WINDOW)
    office.carry_out(step)

    stands = office.carry_out(second)
    assert (stands.state, stands.error_code) == ("skipped", "just_called")
    assert office.peer.sent(CALLS) == 1


def test_news_before_the_answer_to_our_request_is_the_same_call(office: Office, step: Step) -> None:
    intend(office, step)

    told(office, CallStatus.RINGING)
    with access.as_tenant(office.tenant.pk):
        answer = PlacedCall(SID, CallStatus.QUEUED)
        after = book.placed(office.attempt(), answer, now=clock.now(), adopted=False)

    assert (after.state, office.timeline("call.placed")) == ("ringing", ["call.placed"])


def test_news_while_the_carrier_is_asked_keeps_the_call_from_being_placed_again(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    office.carry_out(step)
    office.carry_out(step)
    asked = office.claim(step)

    told(office, CallStatus.RINGING)
    execute.claimed(asked, clock=clock.now)
    stands = office.carry_out(step)

    assert stands.state == "waiting"
    assert office.peer.sent(CALLS) == 1


def test_late_news_of_a_call_that_was_given_up_keeps_it_from_being_placed_again(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    for _ in range(3):
        office.carry_out(step)
    again = office.claim(step)

    told(office, CallStatus.RINGING)
    execute.claimed(again, clock=clock.now)

    assert office.now(step).state == "waiting"
    assert office.peer.sent(CALLS) == 1


def test_a_zombie_places_no_call(office: Office, step: Step) -> None:
    zombie = office.claim(step)
    office.set(step, fence=zombie.fence + 1)

    execute.claimed(zombie, clock=clock.now)

    assert (office.peer.requests, office.all(CallAttempt)) == ([], [])


def test_a_zombies_refusal_does_not_free_another_workers_number(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.carry_out(step)
    old = office.attempt()
    intend(office, step)

    with access.as_tenant(office.tenant.pk):
        book.not_placed(old, reason="I was frozen")

    assert [each.state for each in office.all(Call)] == ["reserved"]


def test_settings_that_do_not_fit_leave_no_reservation_behind(office: Office) -> None:
    office.connect("telephony", account_sid="oops")
    step = office.promise("call", office.lead())

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code, office.all(Call)) == ("dead", "settings", [])
    assert "account_sid" in stands.last_error
    assert "oops" not in stands.last_error


def test_without_a_carrier_the_call_is_held(office: Office) -> None:
    stands = office.carry_out(office.promise("call", office.lead()))

    assert (stands.state, stands.error_code) == ("held", "no_connection")


def test_another_carrier_takes_over_with_its_own_number(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, call())
    office.carry_out(step)
    office.set(office.connections["telephony"], is_active=False, name="old")
    account = ACCOUNT | {"base_url": f"{office.peer.url}/twilio", "caller_id": "+12025550199"}
    other = office.connect("telephony", **account)

    office.carry_out(step)

    [after] = office.all(Call)
    assert (after.connection_id, after.caller_id) == (other.pk, "+12025550199")


def test_overdue_news_is_fetched(office: Office, step: Step) -> None:
    office.peer.replies(201, call())
    office.peer.replies(200, call(status="completed", duration="61"))
    office.carry_out(step)

    assert office.carry_out(step).state == "done"

    assert [(each.state, each.talk_seconds) for each in office.all(Call)] == [("completed", 61)]
