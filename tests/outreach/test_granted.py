"""A step whose connection works by what a person has granted: renewed on the way, and its end told to the team."""

from datetime import timedelta
from typing import Any

import pytest

from apps.core import clock
from apps.integrations.models import Connection, Grant
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Office

CONTACT = {"results": [{"id": "3401", "properties": {}}]}


@pytest.fixture
def crm(office: Office, settings: Any) -> Connection:
    """HubSpot, whose access token is over."""
    app = {"client_id": "our-app", "client_secret": "s", "url": f"{office.peer.url}/hubspot"}
    settings.LEADHUB_OAUTH_APPS = {"hubspot": app}
    made = office.connect("crm", "hubspot", base_url=f"{office.peer.url}/hubspot")
    tokens = {"access": "old", "refresh": "r1", "said": {}}
    with access.as_tenant(office.tenant.pk):
        Grant.objects.create(
            tenant=office.tenant, connection=made, tokens=tokens, good_until=clock.now() - timedelta(minutes=1)
        )
    return made


def test_a_step_has_the_token_renewed_and_no_transaction_waits_for_it(office: Office, crm: Connection) -> None:
    office.peer.replies(200, {"access_token": "new", "refresh_token": "r2", "expires_in": 1800})
    office.peer.replies(200, CONTACT)

    step = office.carry_out(office.promise("crm", office.lead(email="dana@example.com"), connection_id=crm.pk))

    assert step.state == "done"
    assert office.peer.requests[-1].headers["authorization"] == "Bearer new"
    assert (len(office.peer.requests), office.peer.open_transactions) == (2, 0)


def test_the_end_of_what_was_granted_pauses_alerts_and_names_itself(office: Office, crm: Connection) -> None:
    office.connect_slack()
    office.peer.replies(400, {"error": "invalid_grant"})

    step = office.carry_out(office.promise("crm", office.lead(), connection_id=crm.pk))

    stands = office.now(crm)
    assert (step.state, step.error_code) == ("held", "unauthorized")
    assert stands.state == Connection.State.UNAUTHORIZED
    assert "invalid_grant" in stands.last_error
    assert "connect it again" in stands.last_error
    assert len(office.all(Step, kind="alert")) == 1


def test_what_was_never_connected_waits_for_it(office: Office) -> None:
    crm = office.connect("crm", "hubspot", base_url=office.peer.url)

    step = office.carry_out(office.promise("crm", office.lead(), connection_id=crm.pk))

    assert (step.state, step.error_code) == ("held", "unauthorized")
    assert office.peer.requests == []
