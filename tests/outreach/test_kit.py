"""What a tenant works with, read at most every two seconds."""

from datetime import timedelta

import pytest

from apps.outreach import kit
from apps.routing import drafting, publish
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON
from tests.routing.made import is_, lead, rule, rules


@pytest.mark.django_db
def test_published_rules_are_in_force_within_two_seconds() -> None:
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar")
    assert kit.of(tenant.pk, now=NOON).rules.version == 0

    with access.as_tenant(tenant.pk):
        drafting.replace(tenant, rules(rule("texas", is_("state", "TX"))))
        publish.draft(tenant, over=0, author="maria@acme.example", now=NOON)

    later = kit.of(tenant.pk, now=NOON + timedelta(seconds=2)).rules
    assert (later.version, later.first(lead(phone="+12147481234")).key) == (1, "texas")
