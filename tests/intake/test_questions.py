"""A lead that comes in is asked about outside, and its call waits for what a rule asks for."""

from typing import Any

import pytest

from apps.core import clock
from apps.integrations.models import Connection
from apps.outreach import kit
from apps.outreach.models import Step
from apps.routing.models import Version
from apps.tenants import access
from tests.integrations.twilio_side import ACCOUNT
from tests.routing.made import is_, rule, rules

from .conftest import DANA, Office


@pytest.fixture(autouse=True)
def looked_up(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        settings: dict[str, Any] = ACCOUNT | {"wait_ms": 900}
        Connection.objects.create(
            tenant=office.tenant, family="enrichment", vendor="twilio", name="Lookup", settings=settings
        )
    kit.forget()


def publish(office: Office, field: str) -> None:
    asked = rules(rule("Landlines", is_(field, "landline"), answered_by="nobody"))
    with access.as_tenant(office.tenant.pk):
        Version.objects.create(
            tenant=office.tenant, number=1, rules=asked.model_dump(mode="json"), published_at=clock.now()
        )
    kit.forget()


def steps(office: Office) -> dict[str, Step]:
    with access.as_tenant(office.tenant.pk):
        return {step.kind: step for step in Step.objects.order_by("pk")}


def test_no_call_waits_for_what_no_rule_asks_for(office: Office) -> None:
    office.post()

    made = steps(office)
    assert made["enrich"].queue == "default"
    assert made["call"].due_at == made["enrich"].due_at


def test_a_call_waits_for_the_fact_that_a_rule_asks_for(office: Office) -> None:
    publish(office, "found.line_type")

    office.post()

    made = steps(office)
    assert made["enrich"].params == {"is_needed": True}
    assert (made["call"].due_at - made["enrich"].due_at).total_seconds() == 0.9


def test_nobody_pays_for_what_is_known_of_a_test(office: Office) -> None:
    office.post(DANA | {"is_test": "true"})

    assert "enrich" not in steps(office)


def test_a_number_is_checked_before_its_call(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        settings = {"login_id": "l"}
        Connection.objects.create(
            tenant=office.tenant, family="scrub", vendor="dncscrub", name="Scrub", settings=settings
        )
    kit.forget()

    office.post()

    made = steps(office)
    assert (made["scrub"].queue, made["scrub"].params) == ("urgent", {"is_needed": True})
    assert (made["call"].due_at - made["scrub"].due_at).total_seconds() == 5
