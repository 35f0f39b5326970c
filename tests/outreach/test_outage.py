"""A vendor that is down for long costs no step its attempts, and the team hears of it once."""

from datetime import timedelta

import orjson

from apps.core import clock
from apps.integrations.models import Connection
from apps.outreach import retry
from apps.outreach.models import Step

from .conftest import Office

DOWN = retry.MOST_ATTEMPTS + 4


def outage(office: Office) -> tuple[Connection, Step]:
    """A CRM that answers 503 for longer than a step has attempts."""
    crm = office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")
    step = office.promise("crm", office.lead(email="dana@example.com"), connection_id=crm.pk)
    for _ in range(DOWN):
        office.peer.replies(503, "down")
        office.set(crm, probe_at=clock.now() - timedelta(seconds=1)) if office.now(crm).probe_at else None
        office.set(step, due_at=clock.now() - timedelta(seconds=1))
        office.carry_out(step)
    return crm, step


def test_a_long_outage_kills_no_step(office: Office) -> None:
    crm, step = outage(office)

    assert len(office.peer.requests) == DOWN
    assert (office.now(crm).state, office.now(step).state) == ("broken", "ready")


def test_the_team_hears_once_of_an_outage(office: Office) -> None:
    office.connect_slack()

    outage(office)

    told = [alert.params["about"] for alert in office.all(Step, kind="alert")]
    assert told == ["vendor_down"]


def test_after_a_day_of_it_the_step_is_dead(office: Office) -> None:
    crm, step = outage(office)
    office.set(step, created_at=clock.now() - retry.LONGEST_WAIT, attempt=retry.MOST_ATTEMPTS)
    office.set(crm, probe_at=clock.now() - timedelta(seconds=1))
    office.set(step, due_at=clock.now() - timedelta(seconds=1))
    office.peer.replies(503, "down")

    assert office.carry_out(step).state == "dead"


# What both of them understand, for one peer plays CRM and messenger.
ALL_IS_WELL = {"results": [{"id": "7", "new": True}], "status": "success"}


def recovery(office: Office, crm: Connection, step: Step) -> None:
    """The CRM fails once more, and then answers the step that finds out."""
    office.peer.replies(200, ALL_IS_WELL)
    for _ in range(2):
        office.set(crm, probe_at=clock.now() - timedelta(seconds=1))
        office.set(step, due_at=clock.now() - timedelta(seconds=1))
        office.carry_out(step)


def test_the_end_of_an_outage_closes_the_incident_that_it_opened(office: Office) -> None:
    office.connect("alerts", "pagerduty", routing_key="k" * 32, base_url=office.peer.url)
    crm, step = outage(office)
    begun = office.all(Step, kind="alert")[0]
    recovery(office, crm, step)
    over = office.all(Step, kind="alert")[-1]
    office.peer.requests.clear()

    waiting = office.carry_out(over)
    for each in (begun, over):
        office.set(each, due_at=clock.now() - timedelta(seconds=1))
        office.carry_out(each)

    assert (over.params["about"], waiting.state) == ("vendor_back", "ready")
    events = [orjson.loads(request.body) for request in office.peer.requests]
    assert [event["event_action"] for event in events] == ["trigger", "resolve"]
    assert {event["dedup_key"] for event in events} == {begun.key}


def test_a_vendor_that_was_never_down_is_not_back(office: Office) -> None:
    office.connect_slack()
    crm = office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")
    step = office.promise("crm", office.lead(email="dana@example.com"), connection_id=crm.pk)
    office.peer.replies(200, ALL_IS_WELL)

    office.carry_out(step)

    assert office.all(Step, kind="alert") == []
