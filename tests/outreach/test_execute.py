"""Whatever comes of a step it is recorded once, by the worker that holds it, and people hear of what needs them."""

import pytest
from django.db import OperationalError

from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event
from apps.outreach import claim, execute, kit, mishap, replay, retry, settle
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call, listing

from .conftest import Office

State = Connection.State


def alerts(office: Office) -> list[Step]:
    return office.all(Step, kind="alert")


def test_a_zombie_writes_nothing(office: Office) -> None:
    step = office.promise("call", office.lead())
    zombie = office.claim(step)
    office.set(step, fence=zombie.fence + 1)

    execute.claimed(zombie, clock=clock.now)

    assert (office.now(step).state, office.timeline("step.held")) == ("leased", [])


def test_a_dead_letter_alerts_the_team_once_with_cause_and_link(office: Office) -> None:
    office.connect("telephony")
    office.connect_slack()
    office.peer.replies(400, {"code": 21211})
    office.peer.replies(200, "ok")
    lead = office.lead()
    step = office.promise("call", lead)

    office.carry_out(step)
    [alert] = alerts(office)
    office.carry_out(alert)

    said = office.peer.requests[-1].body.decode()
    assert "not a valid phone number" in said
    assert f"/app/acme/leads/{lead.pk}/" in said


def test_refused_credentials_pause_the_connection_and_alert_once(office: Office) -> None:
    carrier = office.connect("telephony")
    office.connect_slack()
    office.peer.replies(401, {"code": 20003})
    steps = [office.promise("call", office.lead(f"+1214555012{n}")) for n in range(3)]

    states = [office.carry_out(step).state for step in steps]

    assert states == ["held", "held", "held"]
    assert office.now(carrier).state == State.UNAUTHORIZED
    assert (len(office.peer.requests), len(alerts(office))) == (1, 1)


def test_two_workers_who_are_refused_at_once_alert_once(office: Office) -> None:
    office.connect("telephony")
    office.connect_slack()
    office.peer.replies(401, {"code": 20003})
    taken = [office.claim(office.promise("call", office.lead(f"+1214555012{n}"))) for n in range(2)]
    now = clock.now()

    for step in taken:
        execute.claimed(step, clock=lambda: now)

    assert (len(office.peer.requests), len(alerts(office))) == (2, 1)


def test_new_credentials_free_what_was_held_for_them(office: Office) -> None:
    carrier = office.connect("telephony")
    office.peer.replies(401, {"code": 20003})
    office.peer.replies(201, call())
    step = office.promise("call", office.lead())
    office.carry_out(step)

    with access.as_tenant(office.tenant.pk):
        assert replay.of_connection(carrier, now=clock.now()) == 1

    assert office.carry_out(step).state == "waiting"


def test_freed_steps_wait_until_every_process_knows_the_new_credentials(office: Office) -> None:
    carrier = office.connect("telephony")
    step = office.promise("call", office.lead(), state="held", error_code="no_connection")
    now = clock.now()

    with access.as_tenant(office.tenant.pk):
        replay.of_connection(carrier, now=now)

    assert (office.now(step).due_at - now).total_seconds() > 2


def test_a_refusal_of_old_credentials_does_not_pause_the_new_ones(office: Office) -> None:
    carrier = office.connect("telephony")
    office.peer.replies(401, {"code": 20003})
    step = office.promise("call", office.lead())
    taken, now = office.claim(step), clock.now()
    kit.of(office.tenant.pk, now=now)

    with access.as_tenant(office.tenant.pk):
        carrier.settings |= {"auth_token": "the new token"}
        carrier.save()
    execute.claimed(taken, clock=lambda: now)

    assert (office.now(carrier).state, office.now(step).state) == (State.WORKING, "ready")


def test_a_paused_connection_is_asked_nothing(office: Office) -> None:
    crm = office.connect("crm", "hubspot", access_token="pat-1", base_url=office.peer.url)
    office.set(crm, state=State.UNAUTHORIZED)
    step = office.promise("crm", office.lead(), connection_id=crm.pk)

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code) == ("held", "unauthorized")
    assert office.peer.requests == []


def test_a_step_of_no_known_kind_is_dead_in_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mishap, "MOST_CLAIMS", 3)
    step = office.promise("telepathy", office.lead())

    states = [office.carry_out(step).state for _ in range(3)]

    assert states == ["unknown", "unknown", "dead"]


def test_a_defect_of_ours_is_tried_again_and_dead_in_the_end(office: Office) -> None:
    slack = office.connect_slack()
    step = office.promise("alert", office.lead(), connection_id=slack.pk, params={"about": "nothing we know"})

    states = [office.carry_out(step).state for _ in range(retry.MOST_ATTEMPTS)]

    assert (set(states[:-1]), states[-1]) == ({"ready"}, "dead")
    assert office.now(step).last_error == "internal error: KeyError"


def test_a_step_that_kills_its_workers_is_dead_in_the_end(office: Office) -> None:
    step = office.promise("alert", office.lead())
    for _ in range(retry.MOST_ATTEMPTS):
        office.claim(step)
        office.set(step, lease_until="2020-01-01T00:00Z")
        assert claim.free_lapsed(execute.repeatable_kinds()) == 1

    assert office.carry_out(step).error_code == "deadly"


def test_what_postgres_refuses_to_keep_is_no_circle_of_leases(office: Office) -> None:
    office.connect("sms")
    office.peer.replies(201, {"sid": "SM" + "9" * 100, "status": "queued"})
    step = office.promise("sms", office.lead())

    stands = office.carry_out(step)

    assert (stands.state, stands.last_error) == ("unknown", "internal error: DataError")


def test_without_a_database_the_lease_brings_the_step_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    step = office.claim(office.promise("call", office.lead()))

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(settle, "outcome", away)

    with pytest.raises(OperationalError):
        execute.claimed(step, clock=clock.now)
    assert office.now(step).state == "leased"


@pytest.mark.parametrize("state", ["unknown", "waiting"])
def test_what_may_have_happened_stays_so_while_the_carrier_is_away(office: Office, state: str) -> None:
    carrier = office.connect("telephony")
    office.peer.replies(201, call())
    step = office.promise("call", office.lead())
    office.carry_out(step)

    office.set(carrier, state=State.BROKEN, failures=3, probe_at="2100-01-01T00:00Z")
    office.set(step, state=state)

    assert office.carry_out(step).state == state


def test_a_carrier_that_can_not_be_asked_is_asked_later(office: Office) -> None:
    office.connect("telephony")
    step = office.promise("call", office.lead())
    office.peer.reset()
    office.peer.replies(503)

    assert [office.carry_out(step).state for _ in range(4)] == ["unknown"] * 4

    assert office.timeline("step.unknown") == ["step.unknown"]


def lost_call(office: Office, state: str) -> Step:
    """A call of which nobody knows, whose step has ended."""
    office.connect("telephony")
    step = office.promise("call", office.lead())
    office.peer.reset()
    office.peer.replies(200, listing(call(at=clock.now())))
    office.carry_out(step)
    office.set(step, state=state, error_code="internal")
    return step


@pytest.mark.parametrize("state", ["dead", "held"])
def test_a_replayed_call_that_may_have_rung_is_looked_up_first(office: Office, state: str) -> None:
    step = lost_call(office, state)

    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")
    stands = office.carry_out(step)

    assert (stands.state, office.peer.sent("/Calls.json")) == ("waiting", 1)


def test_a_replayed_call_that_was_refused_is_placed_at_once(office: Office) -> None:
    office.connect("telephony")
    office.peer.replies(400, {"code": 21211})
    office.peer.replies(201, call())
    step = office.promise("call", office.lead())
    office.carry_out(step)

    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")

    assert office.now(step).state == "ready"
    assert office.carry_out(step).state == "waiting"


def test_a_step_that_is_under_way_is_not_replayed(office: Office) -> None:
    step = office.promise("call", office.lead())

    with pytest.raises(replay.NotReplayable, match="ready"), access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")


def test_the_timeline_keeps_what_came_before_a_replay(office: Office) -> None:
    step = lost_call(office, "dead")

    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")

    assert office.timeline("step.unknown", "step.replayed") == ["step.unknown", "step.replayed"]
    assert office.all(Event, kind="step.replayed")[0].facts["by"] == "Ada"
