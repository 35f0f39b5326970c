"""Who unsubscribes gets no more e-mails of the tenant, whichever of their leads it was; calls and texts go on."""

from apps.compliance.models import Suppression
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.leads.states import State
from apps.outreach import unsubscribe
from apps.outreach.models import Step
from apps.outreach.way_out import WayOut
from apps.tenants import access

from .mailroom import DANA, Mailroom, mailroom

__all__ = ["mailroom"]


def way_out(step: Step) -> WayOut:
    return WayOut(step.tenant_id, step.pk)


def entry(room: Mailroom) -> Suppression:
    with access.as_tenant(room.office.tenant.pk):
        return Suppression.objects.get(email=DANA)


def test_all_that_is_still_to_come_is_cancelled_for_every_lead_of_the_person(mailroom: Mailroom) -> None:
    sent = mailroom.send()
    twin, other = mailroom.lead(phone="+13055550123"), mailroom.lead(email="eve@example.com")
    coming, held = mailroom.promise(twin), mailroom.promise(twin, state="held")
    theirs, text = mailroom.promise(other), mailroom.office.promise("sms", twin)

    unsubscribe.end(way_out(sent), now=clock.now())

    states = [mailroom.office.now(step).state for step in (coming, held, theirs, text)]
    assert states == ["cancelled", "cancelled", "ready", "ready"]
    assert mailroom.told(twin) == ["email.unsubscribed"]
    assert mailroom.told(other) == []


def test_the_timeline_says_why_a_step_was_cancelled(mailroom: Mailroom) -> None:
    sent = mailroom.send()
    mailroom.promise()

    unsubscribe.end(way_out(sent), now=clock.now())

    [told] = mailroom.office.all(Event, kind="step.cancelled")
    assert told.facts["reason"] == "the person unsubscribed from your e-mails"


def test_calls_and_texts_go_on_and_the_lead_stays_where_it_stood(mailroom: Mailroom) -> None:
    mailroom.office.connect("sms")
    lead = mailroom.lead()
    unsubscribe.end(way_out(mailroom.send(lead)), now=clock.now())
    mailroom.office.peer.replies(201, {"sid": f"SM{'0' * 32}", "status": "queued"})

    text = mailroom.office.carry_out(mailroom.office.promise("sms", lead))

    assert text.state == "done"
    assert mailroom.office.now(lead).state == State.NEW


def test_said_twice_it_is_told_once(mailroom: Mailroom) -> None:
    lead = mailroom.lead()
    sent = mailroom.send(lead)

    for _ in range(3):
        unsubscribe.end(way_out(sent), now=clock.now())

    assert mailroom.told(lead) == ["email.requested", "email.sent", "email.unsubscribed"]


def test_undoing_lifts_the_entry_and_keeps_it(mailroom: Mailroom) -> None:
    lead = mailroom.lead()
    sent = mailroom.send(lead)
    unsubscribe.end(way_out(sent), now=clock.now())

    stands = unsubscribe.renew(way_out(sent), now=clock.now())

    assert (stands.is_ended, entry(mailroom).lifted_at is None) == (False, False)
    assert mailroom.told(lead)[-1] == "email.resubscribed"
    assert unsubscribe.end(way_out(sent), now=clock.now()).is_ended


def test_undoing_opens_only_what_they_closed_themselves(mailroom: Mailroom) -> None:
    sent = mailroom.send()
    with access.as_tenant(sent.tenant_id):
        Suppression.put(sent.tenant_id, DANA, origin=Suppression.Origin.ADDED, reason="asked us by phone")

    stands = unsubscribe.renew(way_out(sent), now=clock.now())

    assert (stands.is_ended, entry(mailroom).lifted_at) == (True, None)


def test_another_tenants_mails_are_another_matter(mailroom: Mailroom) -> None:
    sent = mailroom.send()

    unsubscribe.end(way_out(sent), now=clock.now())

    with access.as_platform():
        assert [each.tenant_id for each in Suppression.objects.all()] == [sent.tenant_id]
        assert Lead.objects.count() == 1
