"""Reps first: a lead whose call did not go is not called without them the next time."""

from datetime import timedelta

import pytest

from apps.calls.models import Bridge, Ring
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import replay
from apps.outreach.bridging import holding, opening
from apps.outreach.models import Step
from apps.tenants import access
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Bridging, Floor, floor, wait_for
from .conftest import Office, office, peer

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures


@pytest.fixture
def rep_first(floor: Floor) -> Floor:
    floor.change(bridging=Bridging.REP_FIRST)
    floor.seat("Ann")
    return floor


def carried_out_alone(office: Office, step: Step) -> Step:
    """With nothing else due that would come first."""
    with access.as_tenant(office.tenant.pk):
        Step.objects.exclude(pk=step.pk).update(due_at=clock.now() + timedelta(hours=1))
    return office.carry_out(step)


def not_called(floor: Floor, lead: Lead) -> Step:
    """A rep was asked, and then the gate would not have the lead called."""
    step = floor.call(lead)
    opening.before(step, lead, floor.office.connections["telephony"], floor.kit(), now=clock.now())
    holding.not_called(step, floor.kit(), now=clock.now())
    return step


def at_rest(floor: Floor) -> None:
    with access.as_tenant(floor.office.tenant.pk):
        Ring.objects.filter(ended_at=None).update(ended_at=clock.now())


def test_a_call_that_did_not_go_goes_again_with_a_rep_on_the_line(rep_first: Floor) -> None:
    lead = rep_first.lead()
    rep_first.outside.break_("twilio", path="/Participants", status=400)

    with rep_first.work():
        step = rep_first.call(lead)
        wait_for(lambda: rep_first.office.now(step).state == "dead")
        rep_first.ended(lead)
        rep_first.outside.delete("/faults")
        with access.as_tenant(step.tenant_id):
            replay.step(step.tenant_id, step.pk, by="Ada", now=clock.now())
        wait_for(lambda: len(rep_first.rings(lead)) == 2)
        bridge = rep_first.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert [ring.outcome for ring in rep_first.rings(lead)] == [Ring.Outcome.HUNG_UP, Ring.Outcome.TALKED]
    assert rep_first.seen(lead.phone).count("call.placed") == 1


def test_the_same_rep_is_asked_anew_for_a_lead_who_was_not_called(rep_first: Floor) -> None:
    lead = rep_first.lead()
    step = not_called(rep_first, lead)
    at_rest(rep_first)

    stands = carried_out_alone(rep_first.office, step)

    assert (stands.state, stands.last_error) == ("ready", "a rep is asked first")
    assert [(ring.number, ring.name) for ring in rep_first.rings(lead)] == [(1, "Ann"), (2, "Ann")]
    assert rep_first.the_bridge(lead).state == Bridge.State.RINGING
    assert rep_first.seen(lead.phone) == []


def test_a_rep_who_is_still_being_hung_up_is_waited_for(rep_first: Floor) -> None:
    lead = rep_first.lead()
    step = not_called(rep_first, lead)

    stands = carried_out_alone(rep_first.office, step)

    assert (stands.state, stands.last_error) == ("ready", "the rep of the last try is still being hung up")
    assert len(rep_first.rings(lead)) == 1
    assert rep_first.seen(lead.phone) == []


def test_for_a_call_that_went_nobody_is_asked_twice(rep_first: Floor) -> None:
    lead = rep_first.lead("busy")
    with rep_first.work():
        step = rep_first.call(lead)
        rep_first.ended(lead)
        wait_for(lambda: rep_first.office.now(step).state == "done")

    rep_first.office.set(step, state="ready")
    stands = carried_out_alone(rep_first.office, step)

    assert (stands.state, len(rep_first.rings(lead))) == ("done", 1)
    assert rep_first.seen(lead.phone).count("call.placed") == 1
