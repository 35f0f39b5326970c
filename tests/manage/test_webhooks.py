"""The screen of webhook deliveries: what was told, what was answered, and sending it again."""

import pytest
from django.test import Client

from apps.core import clock
from apps.core.queues import DEFAULT
from apps.integrations.models import Connection
from apps.outreach.models import Attempt, Step
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

LIST = "/manage/acme/outreach/telling/"


def delivery(tenant: Tenant, *, kind: str = "event", state: str = "dead") -> Step:
    with access.as_tenant(tenant.pk):
        endpoint, _ = Connection.objects.get_or_create(
            tenant=tenant, family="events", vendor="standard", name="Our shop"
        )
        step = Step.objects.create(
            tenant=tenant,
            kind=kind,
            queue=DEFAULT,
            state=state,
            key=f"{kind}:{state}",
            params={"event": 1, "kind": "call.answered"},
            connection_id=endpoint.pk,
            due_at=clock.now(),
            attempt=8,
            last_error="the receiver answered 500",
        )
        Attempt.objects.create(
            tenant=tenant,
            step_id=step.pk,
            connection_id=endpoint.pk,
            took_ms=41,
            is_taken=False,
            said="the receiver answered <500>",
        )
    return step


def test_events_are_listed_and_other_steps_are_not(manager: Client, acme: Tenant) -> None:
    delivery(acme)
    delivery(acme, kind="crm")

    page = manager.get(LIST).content.decode()

    assert page.count("Our shop") == 1
    assert "call.answered" in page


def test_each_attempt_is_shown_with_what_was_answered(manager: Client, acme: Tenant) -> None:
    step = delivery(acme)

    page = manager.get(f"{LIST}{step.pk}/change/").content.decode()

    assert "the receiver answered &lt;500&gt; (41 ms)" in page


def test_chosen_ones_are_sent_again(manager: Client, acme: Tenant) -> None:
    step = delivery(acme)

    answer = manager.post(LIST, {"action": "send_again", "_selected_action": [step.pk]}, follow=True)

    assert "Sent again: 1." in answer.content.decode()
    with access.as_tenant(acme.pk):
        assert Step.objects.get(pk=step.pk).state == "ready"


def test_nobody_sends_anothers(manager: Client, rival: Tenant) -> None:
    step = delivery(rival)

    manager.post(LIST, {"action": "send_again", "_selected_action": [step.pk]}, follow=True)

    assert "Our shop" not in manager.get(LIST).content.decode()
    with access.as_tenant(rival.pk):
        assert Step.objects.get(pk=step.pk).state == "dead"


def test_without_any_the_page_says_how_to_begin(manager: Client) -> None:
    assert "Outgoing webhooks" in manager.get(LIST).content.decode()
