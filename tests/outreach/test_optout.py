"""A person who says stop hears nothing more, whichever of their leads it was about."""

from django.db import transaction

from apps.compliance.models import DncEntry
from apps.core import clock
from apps.outreach import claim, optout
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import PHONE, Office


def stop(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote STOP", now=clock.now())


def start(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        optout.lift(office.tenant.pk, PHONE, now=clock.now())


def entries(office: Office) -> list[tuple[str, bool]]:
    with access.as_tenant(office.tenant.pk):
        return [(each.origin, each.lifted_at is None) for each in DncEntry.objects.all()]


def test_everything_promised_to_any_of_the_persons_leads_is_cancelled(office: Office) -> None:
    first, second, other = office.lead(), office.lead(), office.lead("+12145550199")
    theirs = [
        office.promise("call", first),
        office.promise("sms", second),
        office.promise("call", second, state="held"),
    ]
    kept = [office.promise("call", other), office.promise("crm", first)]

    stop(office)

    assert {office.now(step).state for step in theirs} == {"cancelled"}
    assert {office.now(step).state for step in kept} == {"ready"}
    assert office.timeline("step.cancelled") == ["step.cancelled"] * 3


def test_each_lead_is_blocked_and_told(office: Office) -> None:
    leads = [office.lead(), office.lead()]

    stop(office)

    assert {office.now(lead).state for lead in leads} == {"blocked"}
    assert office.timeline("optout.recorded") == ["optout.recorded"] * 2


def test_an_opt_out_that_fails_cancels_nothing(office: Office) -> None:
    step = office.promise("call", office.lead())

    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote STOP", now=clock.now())
        transaction.set_rollback(True)

    assert (office.now(step).state, entries(office)) == ("ready", [])


def test_a_step_that_a_worker_holds_is_not_called_cancelled(office: Office) -> None:
    step = office.claim(office.promise("call", office.lead()))

    stop(office)

    assert (office.now(step).state, office.timeline("step.cancelled")) == ("leased", [])


def test_a_cancelled_step_is_never_claimed(office: Office) -> None:
    step = office.promise("call", office.lead())

    stop(office)

    assert claim.next_due(step.queue) is None


def test_stop_twice_is_told_once_and_stop_after_start_anew(office: Office) -> None:
    office.lead()

    for wish in (stop, stop, start, stop):
        wish(office)

    assert office.timeline("optout.recorded", "optout.lifted") == [
        "optout.recorded",
        "optout.lifted",
        "optout.recorded",
    ]


def test_start_lifts_what_the_person_closed(office: Office) -> None:
    stop(office)

    start(office)

    assert entries(office) == [("opted_out", False)]


def test_start_lifts_nothing_that_the_tenant_closed(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=PHONE)

    start(office)

    assert entries(office) == [("added", True)]


def test_start_after_stop_goes_back_to_what_the_tenant_had_closed(office: Office) -> None:
    by_hand = {"origin": "added", "closes": "call", "reason": "asked by letter"}
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=PHONE, **by_hand)

    for wish in (stop, stop, start):
        wish(office)

    with access.as_tenant(office.tenant.pk):
        [kept] = DncEntry.objects.values("origin", "closes", "reason", "lifted_at", "stood")
    assert kept == by_hand | {"lifted_at": None, "stood": None}


def test_start_opens_what_the_tenant_had_lifted_before_the_person_closed_it(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=PHONE, lifted_at=clock.now())

    for wish in (stop, start):
        wish(office)

    assert entries(office) == [("opted_out", False)]


def test_a_number_put_on_the_list_by_hand_is_not_called_by_a_pending_step(office: Office) -> None:
    office.connect("telephony")
    step = office.promise("call", office.lead())
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=PHONE)

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code, office.peer.requests) == ("skipped", "dnc", [])


def test_a_person_who_stops_while_nobody_knows_is_not_called_again(office: Office) -> None:
    office.connect("telephony")
    office.peer.reset()
    office.peer.replies(200, {"calls": [], "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None})
    step = office.promise("call", office.lead())
    office.carry_out(step)

    stop(office)
    states = [office.carry_out(step).state for _ in range(3)]

    assert (states[-1], office.peer.sent("/Calls.json")) == ("skipped", 1)
    assert office.all(Step, state="cancelled") == []
