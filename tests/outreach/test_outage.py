"""A vendor that is down for long costs no step its attempts, and the team hears of it once."""

from datetime import timedelta

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
