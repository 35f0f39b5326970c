"""The screen of the reception: one a tenant, with words that can be said."""

import pytest
from django.test import Client

from apps.calls.models import Reception
from apps.routing.models import Schedule
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/calls/reception/"
FORM = {"greeting": "Hello, {company}.", "after_hours": "We are closed.", "schedule": ""}


def test_a_tenant_has_one_reception(manager: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        hours = Schedule.objects.create(tenant=acme, name="Office", time_zone="UTC")

    manager.post(f"{SCREEN}add/", FORM | {"schedule": hours.pk})

    with access.as_tenant(acme.pk):
        made = Reception.objects.get()
    assert (made.greeting, made.after_hours, made.schedule_id) == ("Hello, {company}.", "We are closed.", hours.pk)
    assert manager.get(SCREEN).headers["Location"].endswith(f"/{made.pk}/change/")


@pytest.mark.parametrize("name", ["greeting", "after_hours"])
def test_a_placeholder_that_nobody_fills_in_is_refused(manager: Client, name: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {name: "Hello {firstname}"}).context["adminform"].form

    assert list(form.errors) == [name]
