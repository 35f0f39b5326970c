"""A lead with a foreign number is tried again where the tenant's fraud walls allow the country."""

from apps.calls.models import Walls
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Office
from .test_follow_up import first, missed, pending

__all__ = ["first"]


def test_a_country_that_the_walls_allow_is_tried_again_as_well(office: Office, first: Step) -> None:
    with access.as_tenant(office.tenant.pk):
        Walls.objects.create(tenant=office.tenant, countries=["US", "GB"])
    abroad = office.promise("call", office.lead("+447400123456"))

    missed(office, abroad)

    assert [each.lead_id for each in pending(office)] == [abroad.lead_id]
