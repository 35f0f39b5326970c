"""A call waits for its line without losing an attempt, and goes by another connection where that is sooner."""

from datetime import timedelta

from django.db import connection

from apps.calls.models import Call, Pace, Slot
from apps.core import clock
from apps.intake import news
from apps.integrations.models import Connection
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import kit
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call

from .conftest import Office

OTHER = "+12145550124"


def limit(office: Office, carrier: Connection | None = None, **limits: float) -> None:
    with access.as_tenant(office.tenant.pk):
        Pace.objects.create(tenant=office.tenant, connection=carrier, **limits)
    kit.forget()


def grow_older(seconds: float) -> None:
    with access.as_platform(), connection.cursor() as cursor:
        cursor.execute("UPDATE calls_slot SET starts_at = starts_at - make_interval(secs => %s)", [seconds])


def test_the_second_call_of_a_second_is_put_back_and_costs_no_attempt(office: Office) -> None:
    limit(office, office.connect("telephony"), calls_per_second=1)
    office.peer.replies(201, call())
    office.carry_out(office.promise("call", office.lead()))

    waits = office.carry_out(office.promise("call", office.lead(OTHER)))

    assert (waits.state, waits.attempt, waits.last_error) == ("ready", 0, "its turn to call is booked")
    assert timedelta(0) < waits.due_at - clock.now() <= timedelta(seconds=1)
    grow_older(1)
    assert office.carry_out(waits).state == "waiting"
    assert len(office.all(Call)) == 2


def test_the_end_of_a_call_frees_its_line(office: Office) -> None:
    limit(office, calls_at_once=1)
    office.connect("telephony")
    office.peer.replies(201, call())
    office.carry_out(office.promise("call", office.lead()))
    second = office.promise("call", office.lead(OTHER))
    assert office.carry_out(second).state == "ready"

    with access.as_tenant(office.tenant.pk):
        [first] = Call.objects.all()
    news.call_status(office.attempt(), CallNews(SID, CallStatus.COMPLETED), now=clock.now())

    assert first.provider_id == SID
    assert office.carry_out(second).state == "waiting"


def test_a_call_that_must_not_be_leaves_its_line_free(office: Office) -> None:
    limit(office, calls_at_once=1)
    office.connect("telephony")
    assert office.carry_out(office.promise("call", office.lead("+442079460123"))).state == "skipped"
    office.peer.replies(201, call())

    assert office.carry_out(office.promise("call", office.lead())).state == "waiting"


def test_a_call_that_was_refused_leaves_its_line_free(office: Office) -> None:
    limit(office, calls_at_once=1)
    office.connect("telephony")
    office.peer.replies(429)
    office.peer.replies(201, call())
    office.carry_out(office.promise("call", office.lead()))

    assert office.carry_out(office.promise("call", office.lead(OTHER))).state == "waiting"


def test_what_one_connection_has_no_line_for_goes_by_the_other(office: Office) -> None:
    main = office.connect("telephony")
    with access.as_tenant(office.tenant.pk):
        spare = Connection.objects.create(
            tenant=office.tenant, family="telephony", vendor="twilio", name="spare", settings=main.settings
        )
    limit(office, main, calls_at_once=1)
    office.peer.replies(201, call())

    for phone in ("+12145550123", OTHER):
        office.carry_out(office.promise("call", office.lead(phone)))

    assert [each.connection_id for each in office.all(Call)] == [main.pk, spare.pk]


def test_a_tenant_without_limits_writes_no_slots(office: Office) -> None:
    office.connect("telephony")
    office.peer.replies(201, call())

    office.carry_out(office.promise("call", office.lead()))

    with access.as_tenant(office.tenant.pk):
        assert not Slot.objects.exists()
