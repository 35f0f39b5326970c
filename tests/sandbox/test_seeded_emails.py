"""The demo's e-mails: one company writes between its calls, as the product would have."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from apps.calls.models import Call, Email
from apps.leads.models import Event
from apps.outreach.models import Step
from apps.sandbox.seed.companies import ACME
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.kept_clean import Clean

from .test_seeded_rules import NOW, seed

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def seeded(django_db_setup: Clean, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), override_settings(LEADHUB_TRUSTED_ORIGINS=["smtp://127.0.0.1:2525"]):
        seed(ACME)
        yield
        django_db_setup.again()


@pytest.fixture
def acme(seeded: None) -> Iterator[Tenant]:
    found = Tenant.objects.get(slug="acme")
    with access.as_tenant(found.pk):
        yield found


def test_each_e_mail_was_allowed_and_told(acme: Tenant) -> None:
    sent = Email.objects.select_related("decision", "lead")

    assert sent.count() > 20
    assert not sent.filter(sent_at__gt=NOW).exists()
    assert all(each.decision.email == each.address == each.lead.email for each in sent)
    assert all("Unsubscribe: " in each.body and ACME.script.postal_address in each.body for each in sent)
    assert Event.objects.filter(kind="email.sent").count() == sent.count()


def test_every_step_of_an_e_mail_has_an_end_or_its_time_to_come(acme: Tenant) -> None:
    steps = Step.objects.filter(kind="email")

    ended = {step.state for step in steps}
    assert ended <= {"done", "skipped", "cancelled", "ready"}
    assert set(steps.filter(state="done").values_list("pk", flat=True)) == set(
        Email.objects.values_list("step_id", flat=True)
    )
    assert set(steps.filter(state="skipped").values_list("error_code", flat=True)) <= {"no_email"}


def test_the_calls_around_it_keep_the_times_that_everybody_has(acme: Tenant) -> None:
    of_the_usual_cadence = Event.objects.filter(kind="cadence.planned", facts__cadence="")
    second = of_the_usual_cadence.filter(facts__position=2, facts__channel="call")

    assert second.exists()
    for planned in second:
        first = Call.objects.filter(lead_id=planned.lead_id).order_by("pk")[0]
        assert first.ended_at is not None
        assert planned.facts["due_at"] >= first.ended_at.isoformat()
        assert "10 min after the attempt before" in planned.facts["why"]
