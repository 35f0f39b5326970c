"""A rep's phone that was never rung, and never will be, is free again."""

import pytest

from apps.calls.models import Ring
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach.bridging import opening
from apps.outreach.models import Step
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Bridging, Floor, floor
from .conftest import office, peer

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures


@pytest.fixture
def lead(floor: Floor) -> Lead:
    """Ann is about to be rung for them."""
    floor.change(bridging=Bridging.REP_FIRST)
    floor.seat("Ann")
    lead = floor.lead()
    opening.before(floor.call(lead), lead, floor.office.connections["telephony"], floor.kit(), now=clock.now())
    return lead


def hung_up(floor: Floor, lead: Lead) -> Step:
    [ring] = floor.rings(lead)
    return floor.office.carry_out(floor.office.promise("hang_up_rep", lead, params={"ring": ring.pk}))


def test_a_phone_whose_call_was_held_is_free_once_it_is_hung_up(floor: Floor, lead: Lead) -> None:
    [ring_rep] = floor.office.all(Step, kind="ring_rep")
    floor.office.set(floor.office.connections["telephony"], state=Connection.State.UNAUTHORIZED)
    held = floor.office.carry_out(ring_rep)

    stands = hung_up(floor, lead)

    [ring] = floor.rings(lead)
    assert (held.state, stands.state) == ("held", "done")
    assert (ring.outcome, ring.ended_at is not None) == (Ring.Outcome.FAILED, True)


def test_a_phone_whose_call_is_dead_is_free_once_it_is_hung_up(floor: Floor, lead: Lead) -> None:
    [ring_rep] = floor.office.all(Step, kind="ring_rep")
    floor.office.set(ring_rep, state="dead")

    stands = hung_up(floor, lead)

    [ring] = floor.rings(lead)
    assert (stands.state, ring.outcome, ring.ended_at is not None) == ("done", Ring.Outcome.FAILED, True)


def test_a_phone_whose_call_is_on_its_way_to_the_carrier_is_not_given_up(floor: Floor, lead: Lead) -> None:
    [ring_rep] = floor.office.all(Step, kind="ring_rep")
    floor.office.claim(ring_rep)

    stands = hung_up(floor, lead)

    [ring] = floor.rings(lead)
    assert (stands.state, ring.ended_at) == ("ready", None)
