"""What happens reaches the endpoints that want to hear of it: once planned, again by schedule, given up after days."""

import base64
from datetime import timedelta
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook

from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event, Lead, Source
from apps.outreach import endpoints, feed
from apps.outreach.models import Attempt, Feed, Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import Office

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def endpoint(office: Office) -> Connection:
    """One that hears of answered calls and received leads, and of nothing before it was connected."""
    feed.plan()
    kinds = ["call.answered", "lead.received"]
    return office.connect("events", "standard", url=f"{office.peer.url}/in", secret=SECRET, kinds=kinds)


@pytest.fixture
def other(office: Office) -> Office:
    """Another company, with nothing connected."""
    tenant = Tenant.objects.create(slug="bright", name="Bright Smile", is_demo=True)
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
    return Office(tenant, source, office.peer)


def happen(office: Office, *kinds: str, lead: Lead | None = None) -> Lead:
    about = lead or office.lead()
    with access.as_tenant(office.tenant.pk):
        for kind in kinds:
            about.tell(kind, at=clock.now(), origin=f"test:{kind}", call="c1")
    return about


def owed(office: Office) -> list[Step]:
    feed.plan()
    return office.all(Step, kind="event")


def told(office: Office) -> list[dict[str, Any]]:
    return [orjson.loads(request.body) for request in office.peer.requests]


def attempts(office: Office) -> list[Attempt]:
    with access.as_tenant(office.tenant.pk):
        return list(Attempt.objects.order_by("id"))


def carry_out_later(office: Office, step: Step) -> Step:
    office.set(step, due_at=clock.now() - timedelta(seconds=1))
    return office.carry_out(step)


def test_what_is_wanted_is_told_once_and_signed(office: Office, endpoint: Connection) -> None:
    lead = happen(office, "call.answered", "call.ringing")
    office.peer.replies(204)

    [step] = owed(office)
    assert owed(office) == [step]
    assert office.carry_out(step).state == "done"

    [request] = office.peer.requests
    body = Webhook(SECRET).verify(request.body.decode(), dict(request.headers))
    assert (body["type"], body["data"]["lead"]) == ("call.answered", str(lead.pk))
    assert body["data"]["facts"] == {"call": "c1"}
    assert [(each.is_taken, each.said) for each in attempts(office)] == [(True, "204")]


def test_what_happened_before_it_was_connected_is_not_told(office: Office) -> None:
    happen(office, "call.answered")
    feed.plan()
    office.connect("events", "standard", url=f"{office.peer.url}/in", secret=SECRET)

    assert owed(office) == []


def test_another_tenants_events_are_not_told(office: Office, endpoint: Connection, other: Office) -> None:
    happen(other, "call.answered")

    assert owed(office) == []
    assert other.all(Step, kind="event") == []


def test_an_event_that_was_committed_late_is_still_told(office: Office, endpoint: Connection) -> None:
    """Its id is lower than one that was looked at before."""
    first, _ = happen(office, "call.answered"), happen(office, "call.answered")
    with access.as_tenant(office.tenant.pk):
        late = Event.objects.get(lead_id=first.pk, kind="call.answered").pk
    for _ in range(3):
        feed.plan()
    with access.as_tenant(office.tenant.pk):
        Step.objects.filter(params__event=late).delete()

    assert late in [step.params["event"] for step in owed(office)]
    assert len(owed(office)) == 2


def test_what_is_surely_committed_is_not_looked_at_again(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered")
    feed.plan()
    with access.as_platform():
        Feed.objects.update(seen_at=clock.now() - timedelta(seconds=feed.LOOK_BACK_SECONDS + 1))
    feed.plan()
    with access.as_platform():
        Feed.objects.update(seen_at=clock.now() - timedelta(seconds=feed.LOOK_BACK_SECONDS + 1))
    feed.plan()
    with access.as_tenant(office.tenant.pk):
        Step.objects.filter(kind="event").delete()

    assert owed(office) == []


def test_the_timeline_says_nothing_of_its_own_telling(office: Office, endpoint: Connection) -> None:
    """Or each telling would be an event to tell."""
    happen(office, "call.answered")
    [step] = owed(office)
    before = office.timeline()
    office.peer.replies(204)

    office.carry_out(step)

    assert office.timeline() == before


@pytest.mark.parametrize("attempt", range(1, 8))
def test_a_failure_is_tried_again_by_the_schedule(office: Office, endpoint: Connection, attempt: int) -> None:
    happen(office, "call.answered")
    [step] = owed(office)
    office.set(step, attempt=attempt - 1)
    office.peer.replies(500, "no")

    came = office.carry_out(step)

    usual = endpoints.AFTER_SECONDS[attempt - 1]
    waits = (came.due_at - clock.now()).total_seconds()
    assert (came.state, came.attempt) == ("ready", attempt)
    assert 0.89 * usual - 2 <= waits <= 1.1 * usual


def test_the_eighth_failure_is_the_last_and_alerts_nobody(office: Office, endpoint: Connection) -> None:
    office.connect_slack()
    happen(office, "call.answered")
    [step] = owed(office)
    office.set(step, attempt=7)
    office.peer.replies(404, "no")

    came = office.carry_out(step)

    assert (came.state, came.error_code) == ("dead", "404")
    assert office.all(Step, kind="alert") == []


def test_a_refusal_of_the_credentials_pauses_nothing(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered")
    [step] = owed(office)
    office.peer.replies(401, "who?")

    assert office.carry_out(step).state == "ready"
    assert office.now(endpoint).state == "working"


def test_who_wants_nothing_more_is_switched_off_at_once(office: Office, endpoint: Connection) -> None:
    office.connect_slack()
    happen(office, "call.answered")
    [step] = owed(office)
    office.peer.replies(410, "gone")

    came = office.carry_out(step)

    assert (came.state, office.now(endpoint).is_active) == ("dead", False)
    assert [alert.params["about"] for alert in office.all(Step, kind="alert")] == ["endpoint_off"]


def test_after_days_without_one_that_was_taken_it_is_switched_off(office: Office, endpoint: Connection) -> None:
    office.connect_slack()
    happen(office, "call.answered")
    [step] = owed(office)
    office.peer.replies(500, "no")
    office.carry_out(step)
    with access.as_tenant(office.tenant.pk):
        Attempt.objects.update(made_at=clock.now() - endpoints.GIVEN_UP_AFTER)

    carry_out_later(office, step)

    assert not office.now(endpoint).is_active
    assert [alert.params["about"] for alert in office.all(Step, kind="alert")] == ["endpoint_off"]


def test_one_that_was_taken_in_between_keeps_it_on(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered", "lead.received")
    one, two = owed(office)
    office.peer.replies(500, "no")
    office.peer.replies(204)
    office.peer.replies(500, "no")
    office.carry_out(one)
    office.carry_out(two)
    with access.as_tenant(office.tenant.pk):
        Attempt.objects.update(made_at=clock.now() - endpoints.GIVEN_UP_AFTER)

    carry_out_later(office, one)

    assert office.now(endpoint).is_active


def test_while_it_does_not_answer_one_event_finds_out_and_the_others_rest(office: Office, endpoint: Connection) -> None:
    for _ in range(5):
        happen(office, "call.answered")
    office.peer.replies(500, "no")

    states = [office.carry_out(step) for step in owed(office)]

    assert len(office.peer.requests) == endpoints.TOLERATED_FAILURES
    assert [step.attempt for step in states] == [1, 1, 1, 0, 0]
    office.set(endpoint, probe_at=clock.now() - timedelta(seconds=1))
    carry_out_later(office, states[-1])
    assert len(office.peer.requests) == endpoints.TOLERATED_FAILURES + 1


def test_as_soon_as_one_is_taken_those_that_rest_go(office: Office, endpoint: Connection) -> None:
    for _ in range(5):
        happen(office, "call.answered")
    for _ in range(endpoints.TOLERATED_FAILURES):
        office.peer.replies(500, "no")
    office.peer.replies(204)
    steps = [office.carry_out(step) for step in owed(office)]
    office.set(endpoint, probe_at=clock.now() - timedelta(seconds=1))

    assert carry_out_later(office, steps[3]).state == "done"

    due = [step.due_at for step in office.all(Step, kind="event", state="ready")]
    assert office.now(endpoint).failures == 0
    assert len(due) == 4
    assert max(due) <= clock.now()


def test_an_address_that_is_not_called_is_not_tried_again(office: Office) -> None:
    feed.plan()
    office.connect("events", "standard", url="https://127.0.0.1/in", secret=SECRET, kinds=["call.answered"])
    happen(office, "call.answered")
    [step] = owed(office)

    came = office.carry_out(step)

    assert (came.state, came.error_code) == ("dead", "not_public")


def test_an_endpoint_whose_settings_do_not_fit_holds_up_no_other(office: Office, endpoint: Connection) -> None:
    unfit = {"url": office.peer.url, "secret": "hush"}
    with access.as_tenant(office.tenant.pk):
        Connection.objects.create(tenant=office.tenant, family="events", vendor="standard", name="2", settings=unfit)
    happen(office, "call.answered")

    assert [step.connection_id for step in owed(office)] == [endpoint.pk]


def test_what_was_told_can_be_told_again_by_the_same_id(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered")
    [step] = owed(office)
    office.peer.replies(204)
    office.carry_out(step)

    with access.as_tenant(office.tenant.pk):
        freed = endpoints.send_again(office.tenant.pk, [step.pk], now=clock.now())
    office.carry_out(step)

    first, again = office.peer.requests
    assert (freed, first.headers["webhook-id"] == again.headers["webhook-id"]) == (1, True)
    assert len(attempts(office)) == 2


def test_what_is_still_being_tried_is_left_alone(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered")
    [step] = owed(office)

    with access.as_tenant(office.tenant.pk):
        assert endpoints.send_again(office.tenant.pk, [step.pk], now=clock.now()) == 0


def test_an_endpoint_that_is_switched_off_is_told_nothing(office: Office, endpoint: Connection) -> None:
    happen(office, "call.answered")
    [step] = owed(office)
    office.set(endpoint, is_active=False)

    assert office.carry_out(step).state == "skipped"
    assert office.peer.requests == []
