"""A call shows the tenant's nearest number, the person's own one again, and the timeline says which and why."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.calls.models import Call, Pace, PoolNumber
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event
from apps.outreach import kit
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call

from .conftest import OURS, Office

DALLAS, AUSTIN, MIAMI = "+12145550190", "+15125550191", "+13055550192"
HOUSTON = "+17135550123"


def pool(office: Office, *phones: str, carrier: Connection | None = None, **traits: object) -> list[PoolNumber]:
    carrier = carrier or office.connections["telephony"]
    with access.as_tenant(office.tenant.pk):
        made = [
            PoolNumber.objects.create(tenant=office.tenant, connection=carrier, phone=phone, **traits)
            for phone in phones
        ]
    kit.forget()
    return made


def dial(office: Office, phone: str, sid: str = "CA1") -> Step:
    office.peer.replies(201, call(sid=sid))
    return office.carry_out(office.promise("call", office.lead(phone)))


def shown(office: Office) -> list[str]:
    """The numbers that the carrier was told to show, in the order of the calls."""
    return [dict(each.form)["From"] for each in office.peer.requests if each.method == "POST"]


@pytest.fixture(autouse=True)
def _carrier(office: Office) -> None:
    office.connect("telephony")


def test_the_call_shows_the_number_of_the_same_area_code_and_the_timeline_says_so(office: Office) -> None:
    [dallas, *_] = pool(office, DALLAS, AUSTIN, MIAMI)

    dial(office, "+12145550123")

    [placed] = office.all(Call)
    [asked] = office.all(Event, kind="call.requested")
    assert (shown(office), placed.caller_id, placed.number_id) == ([DALLAS], DALLAS, dallas.pk)
    assert asked.facts["number"] == f"from {DALLAS}: same area code"


def test_a_person_is_called_by_the_number_they_know(office: Office) -> None:
    pool(office, AUSTIN, MIAMI)
    dial(office, HOUSTON)
    pool(office, "+17135550199")
    with access.as_tenant(office.tenant.pk):
        Call.objects.update(reserved_for=DateTimeTZRange(None, clock.now() - timedelta(hours=1)))

    dial(office, HOUSTON, "CA2")

    assert shown(office) == [AUSTIN, AUSTIN]
    assert office.all(Event, kind="call.requested")[-1].facts["number"] == f"from {AUSTIN}: the number they know"


@pytest.mark.parametrize("state", ["resting", "quarantined", "released"])
def test_a_number_that_is_off_duty_is_not_shown(office: Office, state: str) -> None:
    pool(office, DALLAS, state=state)
    pool(office, MIAMI)

    dial(office, "+12145550123")

    assert shown(office) == [MIAMI]


def test_a_number_makes_no_more_calls_a_day_than_it_may(office: Office) -> None:
    pool(office, DALLAS, daily_cap=2)

    for nth in range(3):
        dial(office, f"+1214555012{nth}", f"CA{nth}")

    assert shown(office) == [DALLAS, DALLAS, OURS]


def test_the_connection_with_the_nearer_number_is_taken_else_the_preferred_one(office: Office) -> None:
    main = office.connections["telephony"]
    with access.as_tenant(office.tenant.pk):
        spare = Connection.objects.create(
            tenant=office.tenant, family="telephony", vendor="twilio", name="spare", settings=main.settings
        )
    pool(office, MIAMI, carrier=spare)

    dial(office, "+13055550123", "CA1")
    dial(office, "+12145550123", "CA2")

    assert [each.connection_id for each in office.all(Call)] == [spare.pk, main.pk]
    assert shown(office) == [MIAMI, OURS]


def test_a_number_keeps_the_line_that_was_booked_for_it(office: Office) -> None:
    pool(office, AUSTIN, MIAMI)
    with access.as_tenant(office.tenant.pk):
        Pace.objects.create(tenant=office.tenant, calls_per_second=1)
    kit.forget()
    dial(office, "+12125550121")
    waits = office.carry_out(office.promise("call", office.lead("+12125550122")))
    # Meanwhile the other number has become the one that called least.
    with access.as_platform(), database.cursor() as cursor:
        cursor.execute("UPDATE calls_slot SET starts_at = starts_at - interval '1 s'")
        cursor.execute("UPDATE calls_call SET created_at = created_at - interval '2 days'")

    assert office.carry_out(waits).state == "waiting"

    assert shown(office) == [AUSTIN, MIAMI]


def test_a_tenant_without_a_pool_shows_its_connections_number_and_says_nothing_of_it(office: Office) -> None:
    dial(office, "+12145550123")

    [placed] = office.all(Call)
    [asked] = office.all(Event, kind="call.requested")
    assert (shown(office), placed.caller_id, placed.number_id) == ([OURS], OURS, None)
    assert "number" not in asked.facts
