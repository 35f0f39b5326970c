"""A cadence's versions: published once, never changed, brought back as new ones."""

import pytest
from django.db import DatabaseError

from apps.core import clock
from apps.outreach.cadence.ladder import DEFAULT, After, Ladder, Rung
from apps.outreach.models import Cadence
from apps.tenants import access

from .conftest import Office

DAILY = Ladder(rungs=[Rung(delay=After(minutes=1_440))])


@pytest.fixture
def cadence(office: Office) -> Cadence:
    """With two versions: ours, then a call a day later."""
    with access.as_tenant(office.tenant.pk):
        made = Cadence.objects.create(tenant=office.tenant)
        for ladder in (DEFAULT, DAILY):
            made.redraft(ladder)
            made.publish(by="Robin", at=clock.now())
    return made


def test_a_published_version_is_never_changed(office: Office, cadence: Cadence) -> None:
    with pytest.raises(DatabaseError, match="never changed"), access.as_tenant(office.tenant.pk):
        cadence.versions.update(number=9)


def test_the_latest_version_is_in_force(office: Office, cadence: Cadence) -> None:
    with access.as_tenant(office.tenant.pk):
        assert [(each.number, each.as_ladder()) for each in cadence.versions.order_by("number")] == [
            (1, DEFAULT),
            (2, DAILY),
        ]
        assert cadence.versions.in_force(office.tenant.pk, source_id=office.source.pk) == cadence.latest()


def test_going_back_publishes_what_was_and_makes_it_the_draft(office: Office, cadence: Cadence) -> None:
    with access.as_tenant(office.tenant.pk):
        again = cadence.go_back_to(1, by="Robin", at=clock.now())

    assert (again.number, again.as_ladder(), cadence.ladder) == (3, DEFAULT, DEFAULT)
